//go:build !linux

package hosting

// machineLoad is not known on other systems than Linux.
func machineLoad() float64 { return 0 }
