package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/source"
)

// many is a result with as many findings of each severity, mixed.
func many(errors, warnings, notes int) *lint.Result {
	rule := &lint.Rule{ID: "some-rule", Outcome: lint.Breaks}
	r := &lint.Result{Summary: lint.Summary{Errors: errors, Warnings: warnings, Notes: notes, Files: 1}}
	left := []struct {
		severity lint.Severity
		n        int
	}{{lint.Note, notes}, {lint.Error, errors}, {lint.Warning, warnings}}
	for more := true; more; {
		more = false
		for i := range left {
			if left[i].n == 0 {
				continue
			}
			left[i].n--
			more = true
			n := len(r.Findings) + 1
			at := source.Position{Line: n, Column: 1}
			r.Findings = append(r.Findings, lint.Finding{
				Rule: rule, Severity: left[i].severity, Outcome: lint.Breaks,
				Place: lint.Place{File: ".htaccess", Start: at, End: at}, Message: "it is wrong",
				Fingerprint: fmt.Sprintf("%016x", n),
			})
		}
	}
	return r
}

type readSARIF struct {
	Runs []struct {
		Invocations []struct {
			ToolExecutionNotifications []struct {
				Level   string
				Message struct{ Text string }
			}
		}
		Artifacts []struct {
			Location struct{ URI, URIBaseID string }
		}
		Results []struct {
			Level            string
			Message          struct{ Text string }
			RelatedLocations []struct{ ID int }
			Locations        []struct {
				PhysicalLocation struct{ Region struct{ StartLine int } }
			}
			Fixes []struct {
				ArtifactChanges []struct {
					ArtifactLocation struct{ Index int }
					Replacements     []struct {
						InsertedContent struct {
							Text   *string
							Binary []byte
						}
					}
				}
			}
		}
	}
}

func sarif(t *testing.T, r *lint.Result) readSARIF {
	t.Helper()
	log := decode[readSARIF](t, []byte(write(t, "sarif", r, Options{})))
	if len(log.Runs) != 1 {
		t.Fatalf("%d runs", len(log.Runs))
	}
	return log
}

// GitHub refuses a file with a result too many: the least severe go.
func TestSARIFResultLimit(t *testing.T) {
	run := sarif(t, many(3, sarifResults-5, 10)).Runs[0]
	counts := map[string]int{}
	last := 0
	for _, r := range run.Results {
		counts[r.Level]++
		line := r.Locations[0].PhysicalLocation.Region.StartLine
		if line <= last {
			t.Fatalf("line %d comes after line %d", line, last)
		}
		last = line
	}
	if counts["error"] != 3 || counts["warning"] != sarifResults-5 || counts["note"] != 2 {
		t.Errorf("%v", counts)
	}
	notes := run.Invocations[0].ToolExecutionNotifications
	if len(notes) != 2 || !strings.HasPrefix(notes[0].Message.Text, "The 8 findings left out") ||
		notes[1].Message.Text != "GitHub shows 5000 of 25000 findings." {
		t.Errorf("%+v", notes)
	}
}

// What does not compress makes a file too large before there are too many.
func TestSARIFSizeLimit(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	r := many(20, 10, 0)
	for i := range r.Findings {
		var b strings.Builder
		for b.Len() < 8_000 {
			fmt.Fprintf(&b, "%016x", random.Uint64())
		}
		r.Findings[i].Message = b.String()
	}
	var b bytes.Buffer
	if err := writeSARIFWithin(sarifBytes/100, &b, r, Options{}); err != nil {
		t.Fatal(err)
	}
	run := decode[readSARIF](t, b.Bytes()).Runs[0]
	for _, result := range run.Results {
		if result.Level != "error" {
			t.Error("a warning is kept and errors are not")
		}
	}
	if n := len(run.Results); n == 0 || n == len(r.Findings) {
		t.Errorf("%d results", n)
	}
	if notes := run.Invocations[0].ToolExecutionNotifications; len(notes) != 1 {
		t.Errorf("%+v", notes)
	}
}

func TestSARIFRelatedLimit(t *testing.T) {
	r := many(1, 0, 0)
	for range sarifRelated + 1 {
		r.Findings[0].Related = append(r.Findings[0].Related, lint.RelatedPlace{Place: r.Findings[0].Place, Message: "also"})
	}
	run := sarif(t, r).Runs[0]
	if n := len(run.Results[0].RelatedLocations); n != sarifRelated {
		t.Errorf("%d related locations", n)
	}
	if notes := run.Invocations[0].ToolExecutionNotifications; len(notes) != 1 || !strings.HasPrefix(notes[0].Message.Text, "1 related place ") {
		t.Errorf("%+v", notes)
	}
}

// No text of a scanned file becomes a link.
func TestSARIFMessage(t *testing.T) {
	f := &lint.Finding{
		Message: "user [click](https://example.com) is let in",
		Related: []lint.RelatedPlace{{Place: lint.Place{File: `a[1]\b`, Start: source.Position{Line: 7}}, Message: "[here](1)"}},
	}
	want := `user [click] (https://example.com) is let in; see [a\[1\]\\b:7](1), [here] (1).`
	if got := sarifMessage(f, f.Related); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestArtifactLocation(t *testing.T) {
	for _, tt := range []struct{ file, uri, base string }{
		{"public/.htaccess", "public/.htaccess", sarifRoot},
		{"a b/c#d?e%f", "a%20b/c%23d%3Fe%25f", sarifRoot},
		{"c:/x", "c%3A/x", sarifRoot},
		{"é\xff\\", "%C3%A9%FF%5C", sarifRoot},
		{"..x/y", "..x/y", sarifRoot},
		{"../x", "../x", ""},
		{"/etc/apache2/a b", "file:///etc/apache2/a%20b", ""},
	} {
		if got := artifactLocation(tt.file); got.URI != tt.uri || got.URIBaseID != tt.base {
			t.Errorf("%q: %q under %q, want %q under %q", tt.file, got.URI, got.URIBaseID, tt.uri, tt.base)
		}
	}
}

// A fix is what it is: bytes that are no text go through as bytes.
func TestSARIFFix(t *testing.T) {
	r := many(1, 0, 0)
	edit := func(file, text string) lint.EditPlace { return lint.EditPlace{File: file, NewText: text} }
	r.Findings[0].Fixes = []lint.FixPlace{
		{Title: "nothing to do"},
		{Title: "mend", Edits: []lint.EditPlace{edit("b", "\u202e"), edit(".htaccess", "\xff"), edit("b", "")}},
	}
	fixes := sarif(t, r).Runs[0].Results[0].Fixes
	if len(fixes) != 1 || len(fixes[0].ArtifactChanges) != 2 {
		t.Fatalf("%+v", fixes)
	}
	first, second := fixes[0].ArtifactChanges[0], fixes[0].ArtifactChanges[1]
	if first.ArtifactLocation.Index != 1 || len(first.Replacements) != 2 ||
		*first.Replacements[0].InsertedContent.Text != "\u202e" || *first.Replacements[1].InsertedContent.Text != "" {
		t.Errorf("%+v", first)
	}
	if content := second.Replacements[0].InsertedContent; content.Text != nil || string(content.Binary) != "\xff" {
		t.Errorf("%+v", second)
	}
}

func TestSemantic(t *testing.T) {
	for _, tt := range []struct{ version, want string }{
		{"v0.1.0", "0.1.0"},
		{"v1.2.3-rc.1+dirty", "1.2.3-rc.1+dirty"},
		{"v0.0.0-20261121130500-d098680abcde", "0.0.0-20261121130500-d098680abcde"},
		{"(devel)", ""}, {"", ""}, {"v1.2", ""}, {"v1.2.3-", ""}, {"1.2.3", ""},
	} {
		if got := semantic(tt.version); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.version, got, tt.want)
		}
	}
}

func TestFullDescription(t *testing.T) {
	long := strings.Repeat("word ", 300)
	for _, tt := range []struct{ name, page, want string }{
		{"no page", "", "Short."},
		{"no such section", "# id\n\nShort.\n", "Short."},
		{"paragraphs", "# id\n\n## Why\n\nOne\nline.\n\nTwo.\n\n## Fix\n\nThree.", "Short. One line. Two."},
		{"a block", "# id\n\n## Why\n\nOne:\n\n```text\ncode\n```\n\nTwo.", "Short. One:"},
		{"too long", "# id\n\n## Why\n\nOne.\n\n" + long + "\n\nTwo.", "Short. One."},
	} {
		if got := fullDescription("Short.", tt.page); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// Rules that found nothing are listed too, each once.
func TestSARIFRules(t *testing.T) {
	r := everything()
	rules := []*lint.Rule{{ID: "silent-rule", Outcome: lint.Confuses}, r.Findings[1].Rule}
	var log struct {
		Runs []struct {
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Results []struct {
				RuleID    string
				RuleIndex int
			}
		}
	}
	if err := json.Unmarshal([]byte(write(t, "sarif", r, Options{Rules: rules})), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if n := len(run.Tool.Driver.Rules); n != 4 {
		t.Errorf("%d rules", n)
	}
	for _, result := range run.Results {
		if got := run.Tool.Driver.Rules[result.RuleIndex].ID; got != result.RuleID {
			t.Errorf("index %d is %s, not %s", result.RuleIndex, got, result.RuleID)
		}
	}
}
