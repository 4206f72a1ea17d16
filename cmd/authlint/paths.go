package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// stdinPath stands for standard input on the command line.
const stdinPath = "-"

// listMax bounds the list that --files-from reads.
const listMax = 64 << 20

// readPaths returns what is to be checked: the arguments, then the lines of
// --files-from, and the current folder where neither was given.
func readPaths(s streams, args []string, filesFrom string) ([]string, error) {
	if filesFrom == "" {
		if len(args) == 0 {
			return []string{"."}, nil
		}
		return args, nil
	}
	listed, err := readList(s, filesFrom)
	if err != nil {
		return nil, fmt.Errorf("cannot read the list of --files-from: %w", err)
	}
	return append(args, listed...), nil
}

func readList(s streams, filesFrom string) ([]string, error) {
	in := s.in
	if filesFrom != stdinPath {
		f, err := os.Open(filesFrom)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	data, err := readBounded(in, listMax)
	if err != nil {
		return nil, err
	}
	var paths []string
	for line := range strings.SplitSeq(string(data), "\n") {
		if line = strings.TrimSuffix(line, "\r"); line != "" {
			paths = append(paths, line)
		}
	}
	return paths, nil
}

func readBounded(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = errors.New("it is too large")
	}
	return data, err
}

// dumpName is what "nginx -T" prints goes by: it needs no name.
const dumpName = "nginx.conf"

// isDump says that a text begins as what "nginx -T" prints.
func isDump(data []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(data), []byte("# configuration file "))
}
