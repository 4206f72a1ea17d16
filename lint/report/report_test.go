package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"html/template"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/source"
)

var update = flag.Bool("update", false, "write the expected outputs anew")

// everything is a result in which each feature of a finding occurs.
func everything() *lint.Result {
	weak := &lint.Rule{ID: "weak-hash", Outcome: lint.Weakens}
	open := &lint.Rule{
		ID: "left-open", Outcome: lint.Exposes, Summary: "what should be closed is open",
		Doc: "# left-open\n\nIt is.\n\n## Why\n\nBecause nobody\nclosed it.\n\n```apache\nRequire all granted\n```\n\n## Fix\n\nClose it.\n",
	}
	unread := &lint.Rule{ID: "unread-file", Outcome: lint.Breaks}
	at := func(line, column, offset int) source.Position {
		return source.Position{Line: line, Column: column, Offset: offset}
	}
	return &lint.Result{
		Findings: []lint.Finding{
			{
				Rule: unread, Severity: lint.Error, Outcome: lint.Breaks,
				Place:       lint.Place{File: "public/\x1b[2Jfolder\xff", Start: at(1, 1, 0), End: at(1, 1, 0)},
				Message:     "file cannot be read, so nothing is known of it",
				Fingerprint: "0000000000000001", Site: "public",
			},
			{
				Rule: open, Severity: lint.Error, Outcome: lint.Exposes,
				Place: lint.Place{
					File: "public/.htaccess", Start: at(9, 13, 124), End: at(9, 27, 138), Runes: lint.Runes{Start: 13, End: 23},
					Snippet: lint.Snippet{Text: "\tAllow\tfrom 日本.example # ok", From: 12, To: 26},
				},
				Message:    "\u202eevil\u202c name \"a\x00b\" is let in\r\nby this",
				Assumption: "mod_access_compat is loaded\x1b[0m",
				Related: []lint.RelatedPlace{
					{
						Place: lint.Place{
							File: "public/.htaccess", Start: at(10, 1, 140), End: at(10, 6, 145),
							Snippet: lint.Snippet{Text: "Order\u00a0Deny,Allow\x00\xfe", From: 0, To: 5},
						},
						Message: "the order that makes it so",
					},
					{
						Place:   lint.Place{File: "sub\nfolder", Start: at(1, 1, 0), End: at(1, 1, 0)},
						Message: "a place without a line",
					},
				},
				Fixes: []lint.FixPlace{{
					Title: "replace it by Require", Safe: true,
					Edits: []lint.EditPlace{{
						File: "public/.htaccess", Start: at(9, 1, 112), End: at(9, 26, 137),
						NewText: "<RequireAny>\n\tRequire ip 192.0.2.0/24\n</RequireAny>",
					}},
				}},
				Witness: &lint.Witness{
					Request: access.Request{
						Method: "GET", Host: "shop.example", Port: 8080, Target: "/ad%6Din/?a|b", Remote: netip.MustParseAddr("203.0.113.9"),
						Headers:     []access.Header{{Name: "X-From", Value: "here\x1b[0m"}},
						Credentials: &access.Credentials{User: "al\x00ice", Proof: access.ProofRight},
					},
					Decision: access.Decision{Outcome: access.Served, Status: 200},
				},
				Fingerprint: "0000000000000002", Site: "public",
			},
			{
				Rule: open, Severity: lint.Note, Outcome: lint.Confuses,
				Place: lint.Place{
					File: "public/.htaccess", Start: at(123, 200, 9000), End: at(123, 203, 9003),
					Snippet: lint.Snippet{
						Text: "\x9d\x9c cut in the middle é👍\t and after \xe2\x80", From: 26, To: 30,
						CutBefore: true, CutAfter: true,
					},
				},
				Message:     "a part of a long line",
				Fingerprint: "0000000000000003", Site: "public",
			},
			{
				Rule: open, Severity: lint.Note, Outcome: lint.Confuses,
				Place: lint.Place{
					File: "public/.htaccess", Start: at(124, 8, 9100), End: at(124, 8, 9100),
					Snippet: lint.Snippet{Text: "Require", From: 7, To: 7},
				},
				Message:     "something is missing at the end of the line",
				Fingerprint: "0000000000000004", Site: "public",
			},
			{
				Rule: weak, Severity: lint.Warning, Outcome: lint.Weakens,
				Place: lint.Place{
					File: "public/.htpasswd", Start: at(1, 7, 6), End: at(1, 12, 11),
					Snippet: lint.Snippet{Text: "alice:{SHA}****", From: 6, To: 11},
				},
				Message:     `password of "alice" uses <unsalted> SHA-1`,
				Fingerprint: "0000000000000005", Site: "public",
			},
		},
		Summary: lint.Summary{
			Files: 3, Sites: 1, Errors: 2, Warnings: 1, Notes: 2,
			Assumptions: []string{"the server is Apache 2.4 with the usual modules", "it is called \u2066x\u2069"},
		},
	}
}

func write(t *testing.T, name string, r *lint.Result, o Options) string {
	t.Helper()
	f, ok := Lookup(name)
	if !ok {
		t.Fatalf("no format %s", name)
	}
	var b bytes.Buffer
	if err := f.Write(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	file = filepath.Join("testdata", file)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; go test -update writes it", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got)\n%s", file, diff)
	}
}

func TestFormats(t *testing.T) {
	for _, f := range Formats() {
		t.Run(f.Name, func(t *testing.T) {
			o := Options{Version: "v1.2.3-rc.1"}
			golden(t, f.Name+".golden", withoutCode(write(t, f.Name, everything(), o)))
			golden(t, f.Name+"-clean.golden", withoutCode(write(t, f.Name, &lint.Result{Summary: lint.Summary{Files: 1, Sites: 1}}, o)))
		})
	}
}

// withoutCode takes out of a page what stands in files of its own.
func withoutCode(page string) string {
	attribute := func(s string) string { return strings.ReplaceAll(template.HTMLEscapeString(s), "+", "&#43;") }
	return strings.NewReplacer(
		htmlStyle, "", htmlScript, "", attribute(htmlHash(htmlStyle)), "STYLE", attribute(htmlHash(htmlScript)), "SCRIPT",
	).Replace(page)
}

// Colour must change nothing but the sequences.
func TestColor(t *testing.T) {
	for _, f := range Formats() {
		t.Run(f.Name, func(t *testing.T) {
			plain, colored := write(t, f.Name, everything(), Options{}), write(t, f.Name, everything(), Options{Color: true})
			if f.Name == "text" {
				golden(t, "text-color.golden", colored)
				colored = withoutSGR(colored)
			}
			if diff := cmp.Diff(plain, colored); diff != "" {
				t.Errorf("colours change the text (-plain +colored)\n%s", diff)
			}
		})
	}
}

func withoutSGR(s string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, "\x1b[")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, s, _ = strings.Cut(after, "m")
	}
}

func TestLookupUnknown(t *testing.T) {
	if _, ok := Lookup("pretty"); ok {
		t.Error("a format that does not exist was found")
	}
}

// decoded is read independently of the types that are written.
func TestJSONDecodes(t *testing.T) {
	var whole struct {
		Version  int
		Tool     string
		Findings []json.RawMessage
		Summary  json.RawMessage
	}
	d := json.NewDecoder(strings.NewReader(write(t, "json", everything(), Options{})))
	d.DisallowUnknownFields()
	if err := d.Decode(&whole); err != nil {
		t.Fatal(err)
	}
	if whole.Version != 1 || whole.Tool != "authlint" || len(whole.Findings) != 5 {
		t.Errorf("version %d, tool %q, %d findings", whole.Version, whole.Tool, len(whole.Findings))
	}
	got := decode[map[string]any](t, whole.Findings[1])
	position := func(line, column, offset float64) map[string]any {
		return map[string]any{"line": line, "column": column, "offset": offset}
	}
	want := map[string]any{
		"rule": "left-open", "severity": "error", "outcome": "exposes", "confidence": "assumed",
		"assumption": "mod_access_compat is loaded\x1b[0m",
		"message":    "\u202eevil\u202c name \"a\x00b\" is let in\r\nby this",
		"file":       "public/.htaccess", "start": position(9, 13, 124), "end": position(9, 27, 138),
		"related": []any{
			map[string]any{
				"file": "public/.htaccess", "start": position(10, 1, 140), "end": position(10, 6, 145),
				"message": "the order that makes it so",
			},
			map[string]any{
				"file": "sub\nfolder", "start": position(1, 1, 0), "end": position(1, 1, 0),
				"message": "a place without a line",
			},
		},
		"fixes": []any{map[string]any{
			"title": "replace it by Require", "safe": true,
			"edits": []any{map[string]any{
				"file": "public/.htaccess", "start": position(9, 1, 112), "end": position(9, 26, 137),
				"new_text": "<RequireAny>\n\tRequire ip 192.0.2.0/24\n</RequireAny>",
			}},
		}},
		"witness": map[string]any{
			"request": map[string]any{
				"url": "http://shop.example:8080/ad%6Din/?a|b", "method": "GET", "remote_addr": "203.0.113.9", "user": "al\x00ice",
				"headers": map[string]any{"X-From": "here\x1b[0m"},
			},
			"status": 200.0,
		},
		"fingerprint": "0000000000000002", "site": "public", "suppressed": nil,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("finding (-want +got)\n%s", diff)
	}
	summary := map[string]any{
		"files": 3.0, "sites": 1.0, "errors": 2.0, "warnings": 1.0, "notes": 2.0, "suppressed": 0.0,
		"assumptions": []any{"the server is Apache 2.4 with the usual modules", "it is called \u2066x\u2069"},
	}
	if diff := cmp.Diff(summary, decode[map[string]any](t, whole.Summary)); diff != "" {
		t.Errorf("summary (-want +got)\n%s", diff)
	}
}

// Both formats carry the same findings and the same summary.
func TestNDJSONIsJSON(t *testing.T) {
	var whole struct {
		Findings []any
		Summary  any
	}
	if err := json.Unmarshal([]byte(write(t, "json", everything(), Options{})), &whole); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(write(t, "ndjson", everything(), Options{}), "\n"), "\n")
	if len(lines) != len(whole.Findings)+1 {
		t.Fatalf("%d lines for %d findings", len(lines), len(whole.Findings))
	}
	for i, finding := range whole.Findings {
		if diff := cmp.Diff(finding, decode[any](t, []byte(lines[i]))); diff != "" {
			t.Errorf("line %d (-json +ndjson)\n%s", i+1, diff)
		}
	}
	last := map[string]any{"summary": whole.Summary}
	if diff := cmp.Diff(last, decode[map[string]any](t, []byte(lines[len(lines)-1]))); diff != "" {
		t.Errorf("last line (-json +ndjson)\n%s", diff)
	}
}

func decode[T any](t *testing.T, text []byte) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// brokenWriter takes some bytes and then fails.
type brokenWriter struct{ left int }

var errBroken = errors.New("disk full")

func (b *brokenWriter) Write(p []byte) (int, error) {
	if len(p) > b.left {
		n := b.left
		b.left = 0
		return n, errBroken
	}
	b.left -= len(p)
	return len(p), nil
}

func TestWriteErrorIsReturned(t *testing.T) {
	for _, f := range Formats() {
		whole := len(write(t, f.Name, everything(), Options{}))
		for _, left := range []int{0, 1, whole - 1} {
			if err := f.Write(&brokenWriter{left}, everything(), Options{}); !errors.Is(err, errBroken) {
				t.Errorf("%s after %d bytes: %v", f.Name, left, err)
			}
		}
		if err := f.Write(io.Discard, everything(), Options{}); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
}

// FuzzNothingLeaks puts hostile text wherever a scanned tree can: no format
// may hand on a character that a terminal obeys or hides.
func FuzzNothingLeaks(f *testing.F) {
	for _, seed := range []string{
		"", "plain", "\x1b]0;title\x07", "a\nb\r\tc\x00", "\x9b31m", "\u009b31m", "\u202e\u2066\u200b\ufeff", "\xff\xfe\x00A",
		"日本 é👍\U000e0041", "\u2028\u2029\x7f", "e\u0301", "\\x1b \"<&>",
	} {
		f.Add(seed, 0, len(seed), true, false)
		f.Add(strings.Repeat(seed, 3), len(seed), 2*len(seed), true, true)
	}
	f.Fuzz(func(t *testing.T, text string, from, to int, before, after bool) {
		r := hostile(text, from, to, before, after)
		o := Options{Maps: []*Map{hostileMap(text, r.Findings[0].Place)}}
		for _, format := range Formats() {
			checkClean(t, format.Name, write(t, format.Name, r, o))
		}
		checkClean(t, "text in colour", withoutSGR(write(t, "text", r, Options{Color: true})))
		for _, format := range []string{"concise", "github"} {
			if got := strings.Count(write(t, format, r, Options{}), "\n"); got != 1 {
				t.Errorf("%s has %d lines for one finding", format, got)
			}
		}
		for _, format := range []string{"checkstyle", "junit", "html"} {
			var document struct{}
			if err := xml.Unmarshal([]byte(write(t, format, r, o)), &document); err != nil {
				t.Errorf("%s: %v", format, err)
			}
		}
		e := layOut(r.Findings[0].Snippet)
		if width := measure(e.text); e.from < 0 || e.to <= e.from || e.from > width || e.to > width+1 {
			t.Errorf("marks columns %d to %d of %d", e.from, e.to, width)
		}
	})
}

func hostileMap(text string, at lint.Place) *Map {
	return &Map{
		Site: text, Callers: []Caller{{Name: "anonymous"}, {Name: "wrong password"}}, Left: []string{text}, Assumptions: []string{text},
		Rows: []MapRow{{Origin: text, Target: text, What: text, Cells: []MapCell{
			{Empty: "x" + text},
			{
				As: text, Answer: "undecided", Leads: text, Decision: access.Decision{Undecided: text},
				Walk: []Step{{Begins: text, Gate: text, Note: text, Places: []StepPlace{{Place: at}, {Place: at, WholeFile: true}}}},
			},
		}}},
	}
}

func hostile(text string, from, to int, before, after bool) *lint.Result {
	from = max(0, min(from, len(text)))
	p := lint.Place{
		File: text, Start: source.Position{Line: 1, Column: 1}, End: source.Position{Line: 1, Column: 1},
		Snippet: lint.Snippet{Text: text, From: from, To: max(from, min(to, len(text))), CutBefore: before, CutAfter: after},
	}
	return &lint.Result{
		Findings: []lint.Finding{{
			Rule: &lint.Rule{ID: "some-rule"}, Place: p, Severity: lint.Error, Outcome: lint.Breaks,
			Message: text, Assumption: text, Site: text,
			Related: []lint.RelatedPlace{{Place: p, Message: text}},
			Fixes:   []lint.FixPlace{{Title: text, Edits: []lint.EditPlace{{File: text, NewText: text}}}},
		}},
		Summary: lint.Summary{Assumptions: []string{text}},
	}
}

func checkClean(t *testing.T, name, out string) {
	t.Helper()
	if !utf8.ValidString(out) {
		t.Errorf("%s is not UTF-8", name)
	}
	for _, r := range out {
		if r != '\n' && !unicode.IsPrint(r) && (r != '\t' || name != "html") { // a page has tabs of its own width
			t.Fatalf("%s holds %U", name, r)
		}
	}
}

func TestLayOut(t *testing.T) {
	for _, tt := range []struct {
		name     string
		snippet  lint.Snippet
		text     string
		from, to int
	}{
		{"plain", lint.Snippet{Text: "Require all", From: 8, To: 11}, "Require all", 8, 11},
		{"tabs before", lint.Snippet{Text: "\ta\tbc", From: 3, To: 5}, "    a   bc", 8, 10},
		{"a tab is marked whole", lint.Snippet{Text: "a\tb", From: 1, To: 2}, "a   b", 1, 4},
		{"wide characters", lint.Snippet{Text: "日本 x", From: 3, To: 6}, "日本 x", 2, 4},
		{"combining characters", lint.Snippet{Text: "e\u0301x", From: 3, To: 4}, "e\u0301x", 1, 2},
		{"escapes before", lint.Snippet{Text: "\x00\x1bx", From: 2, To: 3}, `\x00\x1bx`, 8, 9},
		{"an escape is marked whole", lint.Snippet{Text: "a\u202eb", From: 1, To: 4}, `a\u202eb`, 1, 7},
		{"bytes that are no text", lint.Snippet{Text: "\xff\xfex", From: 1, To: 2}, `\xff\xfex`, 4, 8},
		{"inside a character", lint.Snippet{Text: "日x", From: 1, To: 2}, "日x", 0, 2},
		{"nothing", lint.Snippet{Text: "ab", From: 1, To: 1}, "ab", 1, 2},
		{"nothing at the end", lint.Snippet{Text: "ab", From: 2, To: 2}, "ab", 2, 3},
		{"cut on both sides", lint.Snippet{Text: "abc", From: 1, To: 2, CutBefore: true, CutAfter: true}, "…abc…", 2, 3},
		{"cut through characters", lint.Snippet{Text: "\xa5a\xe6\x97", From: 1, To: 4, CutBefore: true, CutAfter: true}, "…a…", 1, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := layOut(tt.snippet)
			if e.text != tt.text || e.from != tt.from || e.to != tt.to {
				t.Errorf("%q from %d to %d, want %q from %d to %d", e.text, e.from, e.to, tt.text, tt.from, tt.to)
			}
		})
	}
}
