package options

import (
	"bytes"
	"regexp"
)

// Source is what a file of stored settings is, by its content.
type Source uint8

// The sources.
const (
	Unknown Source = iota
	// JSON is what WP-CLI writes: a list of options or of a network's, or the
	// value of one option; and the export of All-In-One Security.
	JSON
	// Dump is SQL.
	Dump
	// Compressed and Wide are a dump that has to be made readable first:
	// packed, or in UTF-16 as PowerShell redirects.
	Compressed
	Wide
)

// HeadSize is how many bytes of a file Kind wants to see.
const HeadSize = 4096

// sqlStart is how an SQL dump may begin: with a comment or with a statement.
var sqlStart = regexp.MustCompile(`(?i)^(--[\s-]|#|/\*|(SET|INSERT|REPLACE|CREATE|DROP|LOCK|USE|START|BEGIN|DELIMITER|ALTER|COMMIT|UNLOCK)\s)`)

// markup is what begins a program, a page or another thing that holds no
// settings, whatever else may stand in it.
var markup = []byte("<")

// Kind tells what a file is by its first bytes.
func Kind(head []byte) Source {
	switch {
	case bytes.HasPrefix(head, []byte("\x1f\x8b")), bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("BZh")),
		bytes.HasPrefix(head, []byte("\xfd7zXZ")), bytes.HasPrefix(head, []byte("\x28\xb5\x2f\xfd")):
		return Compressed
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return Wide
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(head, byteOrderMark), " \t\r\n")
	switch {
	case len(text) == 0, bytes.HasPrefix(text, markup):
		return Unknown
	case text[0] == '{', text[0] == '[':
		return JSON
	case sqlStart.Match(text):
		return Dump
	}
	return Unknown
}

var byteOrderMark = []byte("\xef\xbb\xbf")
