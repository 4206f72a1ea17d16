//go:build !unix || aix || solaris

package hosting

import "os"

// openOutput opens a file for one writer.
func openOutput(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
}
