package report

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/authlint/authlint/lint"
)

// The parts of the page. Style and script stand in it as they are.
var (
	//go:embed html/page.tmpl
	htmlTemplate string
	//go:embed html/style.css
	htmlStyle string
	//go:embed html/script.js
	htmlScript string
)

// htmlPageTemplate is the page before anything stands in it.
var htmlPageTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Parse(htmlTemplate))
})

// writeHTML writes one page that needs nothing else: it loads nothing, runs
// nothing but its own script, says all without it, and follows the colours of
// whoever reads it.
func writeHTML(w io.Writer, r *lint.Result, o Options) error {
	out := bufio.NewWriter(w)
	if err := htmlPageTemplate().Execute(out, newHTMLPage(r, o)); err != nil {
		return err
	}
	return out.Flush()
}

// htmlPage is what the template shows. Texts that come out of files are fit for
// one line; the template makes them fit for HTML.
type htmlPage struct {
	Policy      string
	Style       template.CSS
	Script      template.JS
	Totals      string
	Fixable     string
	Version     string
	Home        string
	Filters     []htmlFilter
	Suppressed  int
	Sites       []*htmlSite
	Maps        []htmlMap
	Rules       []htmlRule
	Assumptions []string
}

func newHTMLPage(r *lint.Result, o Options) *htmlPage {
	p := &htmlPage{
		Policy: htmlPolicy(), Style: template.CSS(htmlStyle), Script: template.JS(htmlScript),
		Totals: totals(r.Summary), Fixable: fixable(r), Version: Escape(o.Version), Home: home, Suppressed: r.Summary.Suppressed,
		Sites: htmlSites(r.Findings), Filters: htmlFilters(r.Findings), Rules: htmlRules(r.Findings),
	}
	for i, m := range o.Maps {
		p.Maps = append(p.Maps, newHTMLMap(i+1, m))
	}
	for _, a := range r.Summary.Assumptions {
		p.Assumptions = append(p.Assumptions, Escape(a))
	}
	return p
}

// htmlPolicy forbids the page everything but its own style and script: what a
// mistake in here let through would not run, and would load nothing.
func htmlPolicy() string {
	return "default-src 'none'; style-src " + htmlHash(htmlStyle) + "; script-src " + htmlHash(htmlScript) +
		"; base-uri 'none'; form-action 'none'"
}

// htmlHash is how a policy names a text.
func htmlHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// htmlRule is the page of a rule.
type htmlRule struct {
	ID, Anchor, Summary, URL string
	Page                     template.HTML
}

// htmlRules are the pages of the rules that found something, by their ids.
func htmlRules(findings []lint.Finding) []htmlRule {
	var rules []htmlRule
	seen := map[string]bool{}
	for i := range findings {
		if r := findings[i].Rule; !seen[r.ID] {
			seen[r.ID] = true
			rules = append(rules, htmlRule{ID: Escape(r.ID), Anchor: ruleAnchor(r.ID), Summary: Escape(r.Summary), URL: pageURL(r), Page: htmlDoc(r.Doc)})
		}
	}
	slices.SortFunc(rules, func(a, b htmlRule) int { return strings.Compare(a.ID, b.ID) })
	return rules
}

// ruleAnchor is the name of a rule's page within the report.
func ruleAnchor(id string) string {
	return "rule-" + strings.Map(func(c rune) rune {
		if c == '-' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			return c
		}
		return '_'
	}, id)
}
