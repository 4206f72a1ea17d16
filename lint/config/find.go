package config

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Found is a file that is, or would be, in force.
type Found struct {
	Path string // absolute; empty when there is none
	// Ignored says why the file is not in force; empty when it is.
	Ignored string
}

// Find looks for the file that is in force for a path, absolute: that of the
// nearest folder above it, as far up as the repository that holds it goes.
// Outside a repository the search ends at the working directory, if the path
// lies below it, else at the path's own folder: a file that somebody put
// higher up, as in /tmp, is not the project's.
func Find(name, dir string) (Found, error) { return nearestFile(folder(name), dir) }

// folder is the nearest folder that exists at or above a path.
func folder(name string) string {
	for {
		info, err := os.Stat(name)
		if up := filepath.Dir(name); err != nil || !info.IsDir() {
			if up == name {
				return name
			}
			name = up
			continue
		}
		return name
	}
}

func nearestFile(from, dir string) (Found, error) {
	top := topOf(from, dir)
	for at := from; ; at = filepath.Dir(at) {
		name := filepath.Join(at, Name)
		if _, err := os.Lstat(name); err == nil {
			why, err := ignored(name, top)
			return Found{Path: name, Ignored: why}, err
		} else if !errors.Is(err, fs.ErrNotExist) {
			return Found{}, err
		}
		if at == top || at == filepath.Dir(at) {
			return Found{}, nil
		}
	}
}

// topOf is how far up the search goes from a folder.
func topOf(from, dir string) string {
	for at := from; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			break
		}
	}
	if from == dir || strings.HasPrefix(from, strings.TrimSuffix(dir, string(filepath.Separator))+string(filepath.Separator)) {
		return dir
	}
	return from
}

// ignored says why a file that was found is not read. A link may lead to
// anything, and what is wrong with a file is shown.
func ignored(name, top string) (string, error) {
	info, err := os.Stat(name)
	if err != nil {
		return "", err
	}
	if os.Geteuid() == 0 && !ownedByRoot(info) {
		return "it is not root's own, and root runs this", nil
	}
	real, err := filepath.EvalSymlinks(name)
	if err != nil {
		return "", err
	}
	if top, err = filepath.EvalSymlinks(top); err != nil {
		return "", err
	}
	if rel, err := filepath.Rel(top, real); err != nil || !filepath.IsLocal(rel) {
		return "it is a symbolic link that leads out of the project", nil
	}
	return "", nil
}

// Read reads a file that is to be loaded.
func Read(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is no regular file")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxSize+1)) // one more, so that Load sees it
}
