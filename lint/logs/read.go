// Package logs reads the logs of web servers and says which lines of the
// configuration are behind what they complain of: the room behind
// authlint why --log.
//
// Begin with Read, which groups a log's lines by what they say and where; Tie
// asks the engine about each group. What the messages mean is in package
// errorlog. A log is written by whoever sends requests: nothing of it is printed
// but paths, escaped and cut, and neither queries nor names of users are.
package logs

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/authlint/authlint/lint/errorlog"
)

// Bounds of what is kept of a log, whatever its length.
const (
	maxLine    = 16 << 10 // of a line, the rest is passed over
	maxGroups  = 4_000
	maxClients = 1_000 // of a group that are told apart
	maxPath    = 512
	maxUser    = 255
)

// Options of Read. The zero value reads all lines.
type Options struct {
	// Since and Until bound the lines by their time, where they are not zero.
	// Lines without a time are left out then.
	Since, Until time.Time
}

// Log is what was read.
type Log struct {
	groups map[key]*group
	// Lines counts all lines, Other those that say nothing of access or have a
	// form that is not known, Left those outside of the time that was asked
	// for, and Cut those that are longer than what is read of one.
	Lines, Other, Left, Cut int
	// More counts lines of groups that there was no room for.
	More int

	options Options
	index   *errorlog.Index
}

// Read reads a log to its end, line by line, also one that gzip packed.
func Read(ctx context.Context, in io.Reader, o Options) (*Log, error) {
	l := &Log{groups: map[key]*group{}, options: o, index: errorlog.NewIndex()}
	r := bufio.NewReaderSize(in, maxLine)
	if magic, err := r.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		packed, err := gzip.NewReader(r)
		if err != nil {
			return nil, fmt.Errorf("it begins as gzip does, and is none: %w", err)
		}
		defer packed.Close()
		r = bufio.NewReaderSize(packed, maxLine)
	}
	for ctx.Err() == nil {
		text, err := r.ReadSlice('\n')
		if len(text) > 0 {
			l.take(text)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			l.Cut++
			err = skipLine(r)
		}
		if errors.Is(err, io.EOF) {
			return l, nil
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, ctx.Err()
}

// skipLine reads to the end of a line that was read in part.
func skipLine(r *bufio.Reader) error {
	for {
		if _, err := r.ReadSlice('\n'); !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

// take takes in a line.
func (l *Log) take(text []byte) {
	l.Lines++
	x, ok := parse(string(bytes.TrimRight(text, "\r\n")))
	if !ok {
		l.Other++
		return
	}
	if !l.options.covers(x.time) {
		l.Left++
		return
	}
	if !l.group(&x) {
		l.Other++
	}
}

func (o *Options) covers(at time.Time) bool {
	return (o.Since.IsZero() || !at.IsZero() && !at.Before(o.Since)) && (o.Until.IsZero() || !at.IsZero() && !at.After(o.Until))
}
