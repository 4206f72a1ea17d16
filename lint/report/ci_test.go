package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"html"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
)

func TestGitHubCaps(t *testing.T) {
	for _, tt := range []struct {
		name                    string
		errors, warnings, notes int
		shown                   string // a letter for each command
		more                    string
	}{
		{"nothing", 0, 0, 0, "", ""},
		{"as many as fit", 10, 10, 10, "eeeeeeeeeewwwwwwwwwwnnnnnnnnnn", ""},
		{"the last notice needs no room", 12, 1, 9, "eeeeeeeeeewnnnnnnnnnn", "2 findings more"},
		{"the last notice takes the room of one", 11, 0, 10, "eeeeeeeeeennnnnnnnnn", "2 findings more"},
		{"notices alone", 0, 0, 11, "nnnnnnnnnn", "2 findings more"},
		{"warnings alone", 0, 11, 0, "wwwwwwwwwwn", "1 finding more"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out := write(t, "github", many(tt.errors, tt.warnings, tt.notes), Options{})
			shown := ""
			last := ""
			for last = range strings.Lines(out) {
				shown += last[2:3]
			}
			if shown != tt.shown {
				t.Errorf("%s, want %s", shown, tt.shown)
			}
			if strings.Contains(out, " more: ") != (tt.more != "") || !strings.Contains(last, tt.more) {
				t.Errorf("the last line is %q", last)
			}
		})
	}
}

// A file's name and text cannot begin another command or property.
func TestGitHubEscapes(t *testing.T) {
	r := many(1, 0, 0)
	f := &r.Findings[0]
	f.File, f.Message = "a,b:c%0A\n::stop-commands::x", "100%\r\n::error::x, y: z"
	want := `::error file=a%2Cb%3Ac%250A\n%3A%3Astop-commands%3A%3Ax,line=1,endLine=1,col=1,endColumn=1,title=some-rule` +
		`::100%25\r\n::error::x, y: z` + "\n"
	if got := write(t, "github", r, Options{}); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestGitHubStepSummary(t *testing.T) {
	r := many(12, 0, 0)
	var summary bytes.Buffer
	out := write(t, "github", r, Options{StepSummary: &summary})
	if !strings.Contains(out, "::2 findings more: the summary of the job has them all\n") {
		t.Errorf("%s", out)
	}
	if got := strings.Count(summary.String(), "| <code>"); got != 12 {
		t.Errorf("%d findings in the summary", got)
	}
	f, _ := Lookup("github")
	if err := f.Write(&bytes.Buffer{}, r, Options{StepSummary: &brokenWriter{}}); !errors.Is(err, errBroken) {
		t.Errorf("a summary that cannot be written: %v", err)
	}
}

// A table has as many bars as it should, and no element but those of ours.
func TestMarkdownEscapes(t *testing.T) {
	r := many(1, 0, 0)
	f := &r.Findings[0]
	f.File = "a|b`c`<i>"
	f.Message = `x | y <script> [l](http://h) ![i](www.h) *b* _u_ ~s~ $m$ \| &amp; # @who ` + "`code`"
	out := write(t, "markdown", r, Options{})
	_, row, _ := strings.Cut(out, "|---|---|---|\n")
	cells := strings.Split(strings.TrimSpace(row), "|")
	if len(cells) != 5 {
		t.Fatalf("%d cells in %s", len(cells)-2, row)
	}
	if got := html.UnescapeString(strings.TrimSpace(cells[2])); got != f.Message {
		t.Errorf("%s, want %s", got, f.Message)
	}
	if strings.ContainsAny(cells[2], "<>[]*_~$`\\@") || strings.Contains(cells[2], "://") || strings.Contains(cells[2], "www.") {
		t.Errorf("%s", cells[2])
	}
	if got, want := html.UnescapeString(cells[1]), " <code>"+f.File+":1:1</code> "; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// GitHub drops a summary that is too large as a whole.
func TestMarkdownLimit(t *testing.T) {
	r := many(2, 10_000, 5)
	out := write(t, "markdown", r, Options{})
	if len(out) > 1<<20 {
		t.Errorf("%d bytes", len(out))
	}
	rows := strings.Count(out, "| <code>")
	left := count(len(r.Findings)-rows, "finding") + " more did not fit in here."
	if rows == len(r.Findings) || !strings.Contains(out, left) {
		t.Errorf("%d rows, and not: %s", rows, left)
	}
}

// GitLab keeps one entry per fingerprint.
func TestGitLabFingerprints(t *testing.T) {
	r := many(4, 0, 0)
	for i, fingerprint := range []string{"a", "a-2", "a", "a"} {
		r.Findings[i].Fingerprint = fingerprint
	}
	var got []string
	for _, entry := range decode[[]struct{ Fingerprint string }](t, []byte(write(t, "gitlab", r, Options{}))) {
		got = append(got, entry.Fingerprint)
	}
	if want := "a a-2 a-3 a-4"; strings.Join(got, " ") != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// A reader gets back what was to be said, and a note fails no test.
func TestJUnitReads(t *testing.T) {
	var read struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Suites   []struct {
			Tests int `xml:"tests,attr"`
			Cases []struct {
				Failure []struct {
					Message string `xml:"message,attr"`
				} `xml:"failure"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	r := everything()
	if err := xml.Unmarshal([]byte(write(t, "junit", r, Options{})), &read); err != nil {
		t.Fatal(err)
	}
	i, failures := 0, 0
	for _, suite := range read.Suites {
		if suite.Tests != len(suite.Cases) {
			t.Errorf("%d tests are said to be %d", len(suite.Cases), suite.Tests)
		}
		for _, c := range suite.Cases {
			f := &r.Findings[i]
			i++
			failures += len(c.Failure)
			if fails := f.Severity != lint.Note; len(c.Failure) == 1 != fails {
				t.Errorf("%s has %d failures", f.Severity, len(c.Failure))
			} else if fails && c.Failure[0].Message != said(f) {
				t.Errorf("%q, want %q", c.Failure[0].Message, said(f))
			}
		}
	}
	if i != len(r.Findings) || read.Tests != i || read.Failures != failures {
		t.Errorf("%d tests, said to be %d; %d failures, said to be %d", i, read.Tests, failures, read.Failures)
	}
}
