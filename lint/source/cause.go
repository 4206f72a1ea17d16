package source

import (
	"errors"
	"io/fs"
)

// Cause is what happened without the path, which reports call otherwise.
func Cause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
