package hosting

import "golang.org/x/sys/unix"

// machineLoad is the load average of the last minute; 0 where it is not known. It
// asks no file, which a sandbox would not let be opened.
func machineLoad() float64 {
	var info unix.Sysinfo_t
	if unix.Sysinfo(&info) != nil {
		return 0
	}
	return float64(info.Loads[0]) / (1 << unix.SI_LOAD_SHIFT)
}
