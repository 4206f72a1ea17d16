//go:build darwin || freebsd || linux || netbsd

package source

import (
	"bytes"
	"errors"

	"golang.org/x/sys/unix"
)

// maxAttributes bounds the names of a file's extended attributes, and the value
// of each.
const maxAttributes = 64 << 10

// copyAttributes gives a file the extended attributes of another, as which
// Linux keeps access lists, too, and takes away those that the other lacks: the
// folder may have given them.
func copyAttributes(from, to int) error {
	wanted, err := attributes(from)
	if errors.Is(err, unix.ENOTSUP) {
		return nil // there are none on this file system
	}
	given, e := attributes(to)
	if err = errors.Join(err, e); err != nil {
		return err
	}
	for name := range given {
		if _, kept := wanted[name]; !kept {
			err = errors.Join(err, unix.Fremovexattr(to, name))
		}
	}
	for name, value := range wanted {
		if had, found := given[name]; !found || had != value {
			err = errors.Join(err, unix.Fsetxattr(to, name, []byte(value), 0))
		}
	}
	return err
}

// attributes are the extended attributes of a file, by name.
func attributes(fd int) (map[string]string, error) {
	buf := make([]byte, maxAttributes)
	n, err := unix.Flistxattr(fd, buf)
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	value := make([]byte, maxAttributes)
	for name := range bytes.SplitSeq(buf[:n], []byte{0}) {
		if len(name) == 0 {
			continue
		}
		size, err := unix.Fgetxattr(fd, string(name), value)
		if err != nil {
			return nil, err
		}
		found[string(name)] = string(value[:size])
	}
	return found, nil
}
