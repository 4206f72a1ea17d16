package main

import (
	"errors"
	"io/fs"
	"os"
)

// target is a file that a report goes to. Opening it changes nothing of what
// it holds, because the check may yet end without a report.
type target struct {
	file    *os.File
	created bool // there was none before
	adds    bool // writes behind what it holds
	begun   bool
}

func openTarget(name string, adds bool) (*target, error) {
	flags := os.O_WRONLY | os.O_CREATE
	if adds {
		flags |= os.O_APPEND
	}
	f, err := os.OpenFile(name, flags|os.O_EXCL, 0o666)
	created := err == nil
	if errors.Is(err, fs.ErrExist) {
		f, err = os.OpenFile(name, flags, 0o666)
	}
	if err != nil {
		return nil, err
	}
	return &target{file: f, created: created, adds: adds}, nil
}

// Write replaces what the file holds, or adds to it.
func (t *target) Write(p []byte) (int, error) {
	if !t.begun {
		t.begun = true
		if err := t.empty(); err != nil {
			return 0, err
		}
	}
	return t.file.Write(p)
}

// empty leaves devices and pipes alone: they hold nothing.
func (t *target) empty() error {
	info, err := t.file.Stat()
	if err != nil || t.adds || !info.Mode().IsRegular() {
		return err
	}
	return t.file.Truncate(0)
}

// close removes a file that was made for a report and got none.
func (t *target) close() error {
	err := t.file.Close()
	if errors.Is(err, os.ErrClosed) {
		return nil
	}
	if t.created && !t.begun {
		err = errors.Join(err, os.Remove(t.file.Name()))
	}
	return err
}
