package lsp

import (
	"net/url"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/source"
)

// document is a file that is open in the editor.
type document struct {
	uri, path string
	version   int
	text      string
	lines     []string
	findings  []lint.Finding // of the file itself, for the text that was checked last
	checked   int            // the version of that text
	timer     *time.Timer    // of the next check; nil when none is due
	told      string         // why it could not be checked last
}

func (d *document) set(text string, version int) {
	d.text, d.version = text, version
	d.lines = strings.SplitAfter(text, "\n")
}

// name is what findings call the document: they name files from its folder.
func (d *document) name() string { return filepath.Base(d.path) }

// filePath is the path of a file's URI; other URIs name nothing that could be
// checked.
func filePath(uri string) (string, bool) {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" || u.Host != "" && u.Host != "localhost" || u.Path == "" {
		return "", false
	}
	path := u.Path
	// file:///C:/site/.htaccess
	if len(path) > 2 && path[2] == ':' && filepath.VolumeName(path[1:]) != "" {
		path = path[1:]
	}
	return filepath.Clean(filepath.FromSlash(path)), true
}

// fileURI is the URI of an absolute path.
func fileURI(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// encoding is the unit in which characters of a line are counted.
type encoding string

const (
	encodingUTF8  encoding = "utf-8"
	encodingUTF16 encoding = "utf-16" // what every client has to know
)

// length of a text in units of the encoding. A byte that is no UTF-8 counts as
// the one character that a client shows in its place.
func (e encoding) length(text string) int {
	if e == encodingUTF8 {
		return len(text)
	}
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// bytes is the number of bytes that so many units at the start of a line are.
func (e encoding) bytes(line string, units int) int {
	if e == encodingUTF8 {
		return min(max(units, 0), len(line))
	}
	at := 0
	for at < len(line) && units > 0 {
		r, size := utf8.DecodeRuneInString(line[at:])
		units -= utf16.RuneLen(r)
		at += size
	}
	return at
}

// at is a place of a finding as the client counts.
func (d *document) at(p source.Position, e encoding) position {
	if p.Line < 1 || p.Line > len(d.lines) {
		return position{Line: max(p.Line-1, 0)}
	}
	line := d.lines[p.Line-1]
	return position{p.Line - 1, e.length(line[:min(max(p.Column-1, 0), len(line))])}
}

// offset is the place in the text that a client means, in bytes.
func (d *document) offset(p position, e encoding) int {
	offset := 0
	for i, line := range d.lines {
		if i == p.Line {
			return offset + e.bytes(strings.TrimRight(line, "\r\n"), p.Character)
		}
		offset += len(line)
	}
	return offset
}

func (d *document) rangeOf(p lint.Place, e encoding) textRange {
	return textRange{d.at(p.Start, e), d.at(p.End, e)}
}
