package report

import (
	"bufio"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/authlint/authlint/lint"
)

// writeHTML writes one page that needs nothing else: it loads nothing, runs
// nothing, and follows the colours of whoever reads it. It is well-formed XML
// too, by which the tests know what is in it.
func writeHTML(w io.Writer, r *lint.Result, o Options) error {
	h := htmlWriter{bufio.NewWriter(w)}
	files := byFile(counting(r).Findings)
	h.head(r.Summary)
	h.contents(files)
	h.printf("<main>\n")
	for i, f := range files {
		h.file(i, f)
	}
	h.printf("</main>\n")
	h.foot(r.Summary, o.Version)
	return h.Flush()
}

// fileTotals are the counts of a file's findings in words, graver ones first.
func fileTotals(findings []lint.Finding) string {
	var words []string
	for _, l := range bySeverity(findings) {
		if n := len(l.findings); n > 0 {
			words = append(words, count(n, l.severity.String()))
		}
	}
	return strings.Join(words, ", ")
}

// htmlWriter keeps the first error of its Writer for Flush. What comes out of
// files goes through htmlText.
type htmlWriter struct{ *bufio.Writer }

func (h htmlWriter) printf(format string, args ...any) { fmt.Fprintf(h, format, args...) }

// htmlText is a text on one line, whatever HTML would make of it.
func htmlText(s string) string { return html.EscapeString(Escape(s)) }

// htmlStyle is all there is of style. Severities are told by word, too.
const htmlStyle = `
:root { --text: #1f2328; --quiet: #59636e; --page: #fff; --box: #f6f8fa; --line: #d1d9e0; --error: #b3261e; --warning: #8a5a00; --note: #0757a8; --mark: #ffe08a; }
@media (prefers-color-scheme: dark) {
:root { --text: #e6edf3; --quiet: #9da7b1; --page: #0d1117; --box: #161b22; --line: #30363d; --error: #ff8a80; --warning: #f0b54a; --note: #79b8ff; --mark: #6b5200; }
}
body { margin: 2rem auto; padding: 0 1rem; max-width: 70rem; color: var(--text); background: var(--page); font: 1rem/1.5 system-ui, sans-serif; }
a { color: var(--note); }
h1 { font-size: 1.5rem; } h2 { margin-top: 2.5rem; font: bold 1.1rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
h3 { margin: 0; font-size: 1rem; font-weight: normal; overflow-wrap: anywhere; }
article { margin: 1rem 0; padding: .75rem 1rem; border: 1px solid var(--line); border-left: .3rem solid var(--note); border-radius: .3rem; }
article.error { border-left-color: var(--error); } article.warning { border-left-color: var(--warning); }
.severity { font-weight: bold; color: var(--note); } .error .severity { color: var(--error); } .warning .severity { color: var(--warning); }
pre { margin: .5rem 0; padding: .5rem; background: var(--box); overflow-x: auto; tab-size: 4; font: .9rem/1.4 ui-monospace, monospace; }
pre span, .quiet { color: var(--quiet); }
mark { color: inherit; background: var(--mark); } mark:empty { border-left: 2px solid var(--error); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem .8rem; margin: .5rem 0 0; } dt { color: var(--quiet); } dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
`

// head forbids the page everything but its own style: what a mistake in here
// let through would not run, and would load nothing.
func (h htmlWriter) head(s lint.Summary) {
	sum := sha256.Sum256([]byte(htmlStyle))
	h.printf("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n")
	h.printf("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'\" />\n",
		base64.StdEncoding.EncodeToString(sum[:]))
	h.printf("<meta name=\"viewport\" content=\"width=device-width\" />\n<meta name=\"color-scheme\" content=\"light dark\" />\n")
	h.printf("<title>authlint: %s</title>\n<style>%s</style>\n</head>\n<body>\n<h1>authlint: %s</h1>\n", totals(s), htmlStyle, totals(s))
}

// contents lists the files.
func (h htmlWriter) contents(files [][]lint.Finding) {
	if len(files) == 0 {
		h.printf("<p>Nothing was found.</p>\n")
		return
	}
	h.printf("<nav>\n<ul>\n")
	for i, f := range files {
		h.printf("<li><a href=\"#file-%d\">%s</a>: %s</li>\n", i+1, htmlText(f[0].File), fileTotals(f))
	}
	h.printf("</ul>\n</nav>\n")
}

func (h htmlWriter) file(i int, findings []lint.Finding) {
	h.printf("<section id=\"file-%d\">\n<h2>%s</h2>\n", i+1, htmlText(findings[0].File))
	for j := range findings {
		h.finding(&findings[j])
	}
	h.printf("</section>\n")
}

func (h htmlWriter) finding(f *lint.Finding) {
	severity := f.Severity.String()
	h.printf("<article class=\"%s\">\n<h3><span class=\"severity\">%s</span>: %s</h3>\n", severity, severity, htmlText(f.Message))
	h.snippet(f.Place)
	h.printf("<dl>\n")
	h.term("where", htmlText(place(f.Place)))
	for _, r := range f.Related {
		h.printf("<dt>related</dt>\n<dd>%s: %s\n", htmlText(place(r.Place)), htmlText(r.Message))
		h.snippet(r.Place)
		h.printf("</dd>\n")
	}
	if f.Witness != nil {
		h.term("witness", htmlText(f.Witness.String()))
	}
	if f.Assumption != "" {
		h.term("assumed", htmlText(f.Assumption))
	}
	for i := range f.Fixes {
		label, text := offer(&f.Fixes[i])
		h.term(label, htmlText(text))
	}
	h.term("outcome", htmlText(f.Outcome.String()))
	help := htmlText(f.Rule.ID)
	if page := pageURL(f.Rule); page != "" {
		help = fmt.Sprintf("<a href=\"%s\">%s</a>", html.EscapeString(page), help)
	}
	if f.Rule.Summary != "" {
		help += ": " + htmlText(f.Rule.Summary)
	}
	h.term("rule", help)
	h.printf("</dl>\n</article>\n")
}

// term writes one fact, whose HTML is given.
func (h htmlWriter) term(label, inner string) { h.printf("<dt>%s</dt>\n<dd>%s</dd>\n", label, inner) }

// snippet writes the line with the place marked in it. An empty line shows
// nothing.
func (h htmlWriter) snippet(p lint.Place) {
	s := trimRunes(p.Snippet)
	if s.Text == "" {
		return
	}
	from, to := wholeRunes(s.Text, s.From, s.To)
	before, after := "", ""
	if s.CutBefore {
		before = ellipsis
	}
	if s.CutAfter {
		after = ellipsis
	}
	h.printf("<pre><span>%d</span> %s%s<mark>%s</mark>%s%s</pre>\n",
		p.Start.Line, before, htmlCode(s.Text[:from]), htmlCode(s.Text[from:to]), htmlCode(s.Text[to:]), after)
}

// wholeRunes widens a part of a text so that it cuts through no character.
func wholeRunes(text string, from, to int) (int, int) {
	from = min(max(from, 0), len(text))
	to = min(max(to, from), len(text))
	for from > 0 && from < len(text) && !utf8.RuneStart(text[from]) {
		from--
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	return from, to
}

// htmlCode is htmlText that leaves tabs to the page.
func htmlCode(s string) string {
	parts := strings.Split(s, "\t")
	for i := range parts {
		parts[i] = htmlText(parts[i])
	}
	return strings.Join(parts, "&#9;")
}

func (h htmlWriter) foot(s lint.Summary, version string) {
	h.printf("<footer class=\"quiet\">\n")
	for _, a := range s.Assumptions {
		h.printf("<p>Assumed: %s</p>\n", htmlText(a))
	}
	h.printf("<p><a href=\"%s\">authlint</a> %s</p>\n</footer>\n</body>\n</html>\n", home, htmlText(version))
}
