//go:build !linux

package source

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// listPart is how many entries are asked for at once.
const listPart = 1000

// listed lists a directory, at most limit entries of it unless that is 0.
func listed(dir *os.File, limit int, wanted func([]byte, fs.FileMode) bool) ([]Info, error) {
	var infos []Info
	for seen := 0; ; {
		entries, err := dir.ReadDir(listPart)
		for _, e := range entries {
			if seen++; limit > 0 && seen > limit {
				return infos, ErrEntries
			}
			if wanted == nil || wanted([]byte(e.Name()), e.Type()) {
				infos = append(infos, Info{Name: e.Name(), Mode: e.Type(), UID: -1, GID: -1})
			}
		}
		if errors.Is(err, io.EOF) {
			return infos, nil
		}
		if err != nil {
			return infos, err
		}
	}
}
