package live_test

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
)

// TestBrowser holds what the browser says against a page that does all that
// tests look for.
func TestBrowser(t *testing.T) {
	b, home := live.StartBrowser(t), live.NewFolder(t)
	home.Write(t, "page.html", `<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="script-src 'unsafe-inline'">
<title>a page</title><style>p { color: rgb(1, 2, 3) } @media (prefers-color-scheme: dark) { p { color: rgb(4, 5, 6) } }</style>
<p>text</p><input><button onclick="document.title = 'clicked'">click</button>
<script>document.title = "ran"; addEventListener("keydown", (e) => { document.title += " " + e.key });</script>
<script src="http://127.0.0.1:1/x.js"></script><img src="http://127.0.0.1:1/x.png">`)
	page := "file://" + filepath.ToSlash(home.Path) + "/page.html"
	b.Open(t, page)
	title := func(want string) {
		t.Helper()
		var got string
		if b.Eval(t, &got, "return document.title"); got != want {
			t.Errorf("the title is %q, want %q", got, want)
		}
	}
	title("ran")
	requests := b.Requests(t)
	if !slices.Contains(requests, page) || !slices.Contains(requests, "http://127.0.0.1:1/x.png") {
		t.Errorf("the page asked for %q", requests)
	}
	if again := b.Requests(t); len(again) > 0 {
		t.Errorf("told twice: %q", again)
	}
	if said := b.Complaints(t); !slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, "Content Security Policy") }) {
		t.Errorf("nothing was refused: %q", said)
	}
	b.Click(t, "button")
	title("clicked")
	b.Press(t, "j"+live.KeyEscape)
	title("clicked j Escape")
	b.Type(t, "input", "abc")
	var value, color string
	if b.Eval(t, &value, "return document.querySelector(arguments[0]).value", "input"); value != "abc" {
		t.Errorf("typed %q", value)
	}
	b.Dark(t, true)
	if b.Eval(t, &color, "return getComputedStyle(document.querySelector('p')).color"); color != "rgb(4, 5, 6)" {
		t.Errorf("in the dark the text is %s", color)
	}
	b.Size(t, 375, 700)
	width := 0
	if b.Wait(t, &width, "const done = arguments[0]; requestAnimationFrame(() => done(innerWidth))"); width != 375 {
		t.Errorf("the page is %d wide", width)
	}
	if shot := b.Screenshot(t); !bytes.HasPrefix(shot, []byte("\x89PNG")) {
		t.Errorf("the screenshot begins with %q", shot[:min(len(shot), 8)])
	}
	if paper := b.Print(t); !bytes.HasPrefix(paper, []byte("%PDF")) {
		t.Errorf("the print begins with %q", paper[:min(len(paper), 8)])
	}
	b.WithoutScripts(t, true)
	b.Open(t, page)
	title("a page")
}
