package lsp

import (
	"runtime"
	"testing"

	"github.com/authlint/authlint/lint/source"
)

func TestFilePath(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the paths are those of Unix")
	}
	for uri, want := range map[string]string{
		"file:///srv/www/.htaccess":            "/srv/www/.htaccess",
		"file://localhost/srv/www/.htaccess":   "/srv/www/.htaccess",
		"file:///srv/our%20site/%23/.htaccess": "/srv/our site/#/.htaccess",
		"file:///srv/x/../.htaccess":           "/srv/.htaccess",
		"file://elsewhere/srv/.htaccess":       "",
		"untitled:1":                           "",
		"vscode-remote://host/srv/.htaccess":   "",
		"file:":                                "",
		"%zz":                                  "",
	} {
		got, ok := filePath(uri)
		if got != want || ok != (want != "") {
			t.Errorf("filePath(%q) = %q, %v", uri, got, ok)
		}
	}
	const path = "/srv/our site/#50%/.htaccess"
	if got, _ := filePath(fileURI(path)); got != path {
		t.Errorf("%q becomes %q and %q", path, fileURI(path), got)
	}
}

// A place goes to the client and back, whatever the line holds.
func TestPositions(t *testing.T) {
	d := &document{}
	d.set("a\r\näöü 𝄞 x\xff y\n\nlast", 1)
	f := source.NewFile("x", []byte(d.text))
	for _, e := range []encoding{encodingUTF8, encodingUTF16} {
		for offset := range len(d.text) + 1 {
			if offset < len(d.text) && d.text[offset]&0xc0 == 0x80 || offset > 0 && offset < len(d.text) && d.text[offset] == '\n' && d.text[offset-1] == '\r' {
				continue // inside a character, or a line's end
			}
			if got := d.offset(d.at(f.Position(offset), e), e); got != offset {
				t.Errorf("%s: offset %d comes back as %d", e, offset, got)
			}
		}
	}
	for _, p := range []source.Position{{}, {Line: 99, Column: 1}, {Line: 1, Column: 99}} {
		if got := d.at(p, encodingUTF16); got.Line < 0 || got.Character < 0 {
			t.Errorf("%+v is at %+v", p, got)
		}
	}
	if got := d.offset(position{99, 99}, encodingUTF16); got != len(d.text) {
		t.Errorf("a place behind the text is at %d", got)
	}
}

func TestFirstLine(t *testing.T) {
	d := &document{}
	d.set("A \\\r\nb \\\n\tc\nD\n", 1)
	for line, want := range []int{0, 0, 0, 3, 4, 5} {
		if got := d.firstLine(line); got != want {
			t.Errorf("line %d begins on line %d, want %d", line, got, want)
		}
	}
	if got := d.lineEnd(0) + d.lineEnd(1) + d.lineEnd(9); got != "\r\n\n\n" {
		t.Errorf("the lines end in %q", got)
	}
	if got := d.indent(2) + d.indent(9); got != "\t" {
		t.Errorf("the indents are %q", got)
	}
}
