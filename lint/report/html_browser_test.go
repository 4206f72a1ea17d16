package report

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/source"
)

// shownResult are n findings of two sites in which everything occurs that the
// page shows, every tenth of them suppressed.
func shownResult(n int) *lint.Result {
	rules := []*lint.Rule{
		{ID: "left-open", Outcome: lint.Exposes, Summary: "what should be closed is open", Doc: "# left-open\n\nIt is.\n\n## Why\n\nBecause nobody `closed` it.\n\n```apache\nRequire all granted\n```\n"},
		{ID: "weak-hash", Outcome: lint.Weakens, Summary: "a password is cheap", Doc: "# weak-hash\n\nIt is.\n"},
		{ID: "all-stale", Outcome: lint.Stale, Summary: "it does nothing", Doc: "# all-stale\n\nIt is.\n"},
	}
	r := &lint.Result{Summary: lint.Summary{Files: 2, Sites: 2, Assumptions: []string{"the server is Apache 2.4 with the usual modules"}}}
	for i := range n {
		line := fmt.Sprintf("\tRequire user number%d # of many", i)
		at := lint.Place{
			File: fmt.Sprintf("site%d/folder%d/.htaccess", i%2+1, i/50), Start: source.Position{Line: i + 1, Column: 2}, End: source.Position{Line: i + 1, Column: 9},
			Snippet: lint.Snippet{Text: line, From: 1, To: 8},
		}
		f := lint.Finding{
			Rule: rules[i%3], Place: at, Severity: lint.Severity(i%3 + 1), Outcome: rules[i%3].Outcome, Site: fmt.Sprintf("site%d", i%2+1),
			Message: fmt.Sprintf("finding %d says what was found, what it does to whom, and what would be right", i),
		}
		if i%2 == 0 {
			f.Related = []lint.RelatedPlace{{Place: at, Message: "the line that makes it so"}}
			f.Fixes = []lint.FixPlace{{Title: "take it away", Edits: []lint.EditPlace{{File: at.File, Start: at.Start, NewText: "none", Snippet: at.Snippet}}}}
		}
		if i%4 == 0 {
			f.Assumption = "no folder above requires a user"
		}
		if i%10 == 9 {
			f.Suppressed = &lint.Suppression{Kind: lint.InSource, Reason: "known"}
		}
		r.Findings = append(r.Findings, f)
	}
	r.Count()
	return r
}

// shownMap has a row for each outcome.
func shownMap() *Map {
	at := lint.Place{File: "site1/.htaccess", Start: source.Position{Line: 3}, Snippet: lint.Snippet{Text: "Require valid-user", To: 18}}
	m := &Map{Site: "site1", Callers: []Caller{{Name: "anonymous"}, {Name: "wrong password"}, {Name: "right password"}, {Name: "allowed address"}, {Name: "denied address"}}}
	for o := access.Undecided; o <= access.Failed; o++ {
		row := MapRow{Origin: "http://site1.test", Target: "/" + o.String() + "/", What: `password, realm "Staff"`}
		for i := range m.Callers {
			c := MapCell{Answer: "200 " + o.String(), As: `as "anna" from 192.0.2.1`, Decision: access.Decision{Outcome: o}, Walk: []Step{
				{Gate: "htaccess", Note: "these hold", Places: []StepPlace{{Place: at, WholeFile: true}}},
				{Gate: "password", Verdict: access.Verdict(o % 8), Status: 401, Note: "the request carries no credentials", Places: []StepPlace{{Place: at}}},
			}}
			if i > 2 {
				c = MapCell{Empty: "addresses do not matter"}
			}
			row.Cells = append(row.Cells, c)
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

// page is a report in a browser.
type page struct {
	*live.Browser
	url string
}

// shown writes a report for a browser to open.
func shown(t *testing.T, b *live.Browser, r *lint.Result, maps ...*Map) page {
	t.Helper()
	home := live.NewFolder(t)
	home.Write(t, "report.html", write(t, "html", r, Options{Version: "v1.2.3", Maps: maps}))
	return page{b, "file://" + filepath.ToSlash(home.Path) + "/report.html"}
}

// open shows the page; it must ask for nothing but itself, and break no policy.
func (p page) open(t *testing.T) {
	t.Helper()
	p.Open(t, p.url)
	if asked := p.Requests(t); len(asked) != 1 || asked[0] != p.url {
		t.Errorf("the page asked for %q", asked)
	}
	if said := p.Complaints(t); len(said) > 0 {
		t.Errorf("the browser complains: %q", said)
	}
}

// holds checks that a script's value is what it should be.
func holds[T comparable](t *testing.T, p page, what, script string, want T) {
	t.Helper()
	var got T
	if p.Eval(t, &got, "return "+script); got != want {
		t.Errorf("%s: %v, want %v (%s)", what, got, want, script)
	}
}

// settled waits until the page has drawn what was asked of it.
func (p page) settled(t *testing.T) {
	t.Helper()
	p.Wait(t, nil, "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))")
}

// visible counts the elements of a selector that are shown.
const visible = `((selector) => [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility()).length)`

func TestHTMLBrowser(t *testing.T) {
	b := live.StartBrowser(t)
	p := shown(t, b, shownResult(60), shownMap())
	for _, part := range []struct {
		name string
		run  func(*testing.T, page)
	}{
		{"filters", filters}, {"keyboard", keyboard}, {"map", mapCells}, {"parts", parts}, {"contrast", contrast}, {"narrow", narrow}, {"paper", paper},
	} {
		t.Run(part.name, func(t *testing.T) {
			p.open(t)
			part.run(t, p)
		})
	}
	t.Run("without scripts", func(t *testing.T) {
		b.WithoutScripts(t, true)
		defer b.WithoutScripts(t, false)
		p.open(t)
		withoutScripts(t, p)
	})
	t.Run("hostile", func(t *testing.T) { inert(t, b) })
}

// filters: what is shown is what fits, and the count says how many.
func filters(t *testing.T, p page) {
	count := func(what, said string, articles int) {
		t.Helper()
		p.settled(t)
		holds(t, p, what, "document.getElementById('count').textContent", said)
		holds(t, p, what, visible+"('article.finding')", articles)
		holds(t, p, what+": groups without findings", visible+"('section.outcome:not(:has(article:not([hidden]))), section.site:not(:has(article:not([hidden])))')", 0)
	}
	count("at first", "54 findings", 54)
	p.Click(t, "[name=suppressed]")
	count("with what is suppressed", "60 findings", 60)
	p.Type(t, "[name=severity]", "error")
	count("errors", "20 of 60 findings", 20)
	p.Type(t, "[name=site]", "site2")
	count("of a site", "10 of 60 findings", 10)
	p.Type(t, "[name=confidence]", "assumed")
	count("assumed", "0 of 60 findings", 0)
	holds(t, p, "nothing fits", visible+"('#none')", 1)
	p.Click(t, "[type=reset]")
	count("anew", "54 findings", 54)
	p.Type(t, "[name=rule]", "weak")
	count("of a rule", "18 of 54 findings", 18)
	p.Type(t, "[name=outcome]", "stale")
	count("of another outcome", "0 of 54 findings", 0)
	p.Click(t, "[type=reset]")
	p.Type(t, "[name=text]", "NUMBER7 ")
	count("a word in any letter case", "1 of 54 findings", 1)
	p.Type(t, "[name=text]", "weak-hash")
	count("and another", "1 of 54 findings", 1)
	p.Type(t, "[name=text]", " nowhere")
	count("and one that is not there", "0 of 54 findings", 0)
}

// keyboard: all of it can be reached, and it shows where one is.
func keyboard(t *testing.T, p page) {
	active := func(what, want string) {
		t.Helper()
		p.settled(t)
		holds(t, p, what, "document.activeElement.matches("+want+")", true)
		holds(t, p, what+": it shows", "getComputedStyle(document.activeElement).outlineStyle", "solid")
	}
	p.Press(t, live.KeyTab)
	active("the first stop", "'a.skip'")
	holds(t, p, "the way past the top is in sight", "document.activeElement.getBoundingClientRect().left >= 0", true)
	p.Press(t, live.KeyEnter)
	p.Press(t, "/")
	active("the search", "'[name=text]'")
	p.Press(t, "number12")
	p.settled(t)
	holds(t, p, "typed", visible+"('article.finding')", 1)
	p.Press(t, live.KeyEscape)
	p.settled(t)
	holds(t, p, "given up", visible+"('article.finding')", 54)
	for _, step := range []struct {
		keys string
		at   int
	}{{"j", 0}, {"jj", 2}, {"k", 1}, {"kkk", 0}} {
		p.Press(t, step.keys)
		active("the findings, by "+step.keys, "'article.finding'")
		holds(t, p, "it is in sight, below the filters", "document.activeElement.getBoundingClientRect().top >= document.getElementById('filters').getBoundingClientRect().bottom", true)
		holds(t, p, "which one", "[...document.querySelectorAll('article.finding:not([hidden])')].indexOf(document.activeElement)", step.at)
	}
	p.Eval(t, nil, "document.getElementById('map').scrollIntoView()")
	p.Press(t, "/number12")
	p.settled(t)
	holds(t, p, "what is found is in sight", "(({ top, bottom }) => top >= 0 && bottom <= innerHeight)(document.querySelector('article.finding:not([hidden])').getBoundingClientRect())", true)
	p.Press(t, live.KeyEscape)
	p.Press(t, "/j")
	holds(t, p, "j is a letter in the search", "document.querySelector('[name=text]').value", "j")
	holds(t, p, "stops in an order of their own", "document.querySelectorAll('[tabindex]:not([tabindex=\"-1\"])').length", 0)
}

// mapCells: each answer opens its walk below its row, by mouse and by key.
func mapCells(t *testing.T, p page) {
	const opened = visible + "('tr.opened .walk')"
	holds(t, p, "walks at first", visible+"('.walk')", 0)
	p.Click(t, "#row-1-1 td a")
	holds(t, p, "one is opened", opened, 1)
	holds(t, p, "below its row", "document.getElementById('row-1-1').nextElementSibling.className", "opened")
	holds(t, p, "and the link says so", "document.querySelector('#row-1-1 td a').getAttribute('aria-expanded')", "true")
	p.Click(t, "#row-1-1 td:nth-of-type(2) a")
	holds(t, p, "another one of the row takes its place", opened, 1)
	p.Eval(t, nil, "document.querySelector('#row-1-2 td a').focus()")
	p.Press(t, live.KeyEnter)
	holds(t, p, "one of another row", opened, 2)
	p.Press(t, live.KeyEnter)
	holds(t, p, "closed again", opened, 1)
	holds(t, p, "text beside each colour", "[...document.querySelectorAll('td')].every((e) => e.textContent.trim() !== '')", true)
	holds(t, p, "no name twice", "new Set([...document.querySelectorAll('[id]')].map((e) => e.id)).size === document.querySelectorAll('[id]').length", true)
}

// parts: what is folded opens, and links lead to what they name.
func parts(t *testing.T, p page) {
	holds(t, p, "diffs at first", visible+"('.diff')", 0)
	p.Click(t, "details.fix summary")
	holds(t, p, "a fix is opened", visible+"('.diff ins')", 1)
	holds(t, p, "pages at first", visible+"('.page')", 0)
	p.Click(t, "article.finding .meta a")
	p.settled(t)
	holds(t, p, "the page of the rule", visible+"('.page')", 1)
	holds(t, p, "the page is the rule's", "document.querySelector('details.rule[open] .page h4').textContent", "Why")
}

// contrast: every text has what WCAG 2 asks of level AA, in both colours.
func contrast(t *testing.T, p page) {
	defer p.Dark(t, false)
	for _, dark := range []bool{false, true} {
		p.Dark(t, dark)
		p.Eval(t, nil, "for (const at of document.querySelectorAll('details')) at.open = true")
		p.Click(t, "#row-1-1 td a")
		var bad []string
		texts := 0
		p.Eval(t, &bad, contrastScript)
		p.Eval(t, &texts, "return window.texts")
		if len(bad) > 0 || texts < 400 {
			t.Errorf("dark %t: of %d texts these have not contrast enough: %s", dark, texts, strings.Join(slices.Compact(bad), "; "))
		}
		p.open(t)
	}
}

// contrastScript returns the texts that stand out less than 4.5 to 1.
const contrastScript = `
const parse = (c) => c.match(/[\d.]+/g).map(Number);
const light = ([r, g, b]) => {
	const [x, y, z] = [r, g, b].map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
	return 0.2126 * x + 0.7152 * y + 0.0722 * z;
};
const behind = (e) => {
	for (; e; e = e.parentElement) {
		const c = parse(getComputedStyle(e).backgroundColor);
		if (c.length < 4 || c[3] === 1) return c;
	}
	return [255, 255, 255];
};
const bad = [];
window.texts = 0;
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
	const e = walker.currentNode.parentElement;
	if (walker.currentNode.data.trim() === "" || !e.checkVisibility()) continue;
	window.texts++;
	const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))];
	const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
	if (ratio < 4.5) bad.push(e.tagName + "." + e.className + " " + ratio.toFixed(2));
}
return bad.sort();`

// narrow: on a small screen nothing has to be moved sideways.
func narrow(t *testing.T, p page) {
	defer p.DevTools(t, nil, "Emulation.clearDeviceMetricsOverride", nil)
	p.Size(t, 375, 700)
	p.settled(t)
	holds(t, p, "the page", "document.scrollingElement.scrollWidth", 375)
	holds(t, p, "the table", "[...document.querySelectorAll('.scroll')].every((e) => e.scrollWidth <= e.clientWidth)", true)
	holds(t, p, "who is answered", visible+"('td .caller')", 45)
}

// paper: what only a screen can do is left out, and fixes are unfolded.
func paper(t *testing.T, p page) {
	p.DevTools(t, nil, "Emulation.setEmulatedMedia", map[string]any{"media": "print"})
	defer p.DevTools(t, nil, "Emulation.setEmulatedMedia", map[string]any{"media": ""})
	p.Eval(t, nil, "dispatchEvent(new Event('beforeprint'))")
	p.settled(t)
	holds(t, p, "controls", visible+"('.filters, header nav, .skip')", 0)
	holds(t, p, "findings", visible+"('article.finding')", 54)
	holds(t, p, "fixes", visible+"('article.finding:not([hidden]) .diff')", 30)
	p.Eval(t, nil, "dispatchEvent(new Event('afterprint'))")
	holds(t, p, "fixes afterwards", visible+"('.diff')", 0)
	if n := len(p.Print(t)); n < 20_000 {
		t.Errorf("a print of %d bytes", n)
	}
}

// withoutScripts: all is there, and answers lead to their walks.
func withoutScripts(t *testing.T, p page) {
	holds(t, p, "no script ran", "document.documentElement.className", "")
	holds(t, p, "filters, which would do nothing", visible+"('.filters')", 0)
	holds(t, p, "findings", visible+"('article.finding')", 60)
	holds(t, p, "walks", visible+"('.walk')", 0)
	p.Click(t, "#row-1-3 td a")
	for wait := 0; wait < 100; wait++ { // a page without scripts cannot say when it has followed a link
		shown := 0
		if p.Eval(t, &shown, "return "+visible+"('.walk')"); shown > 0 {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	holds(t, p, "the walk that was asked for", visible+"('.walk')", 1)
	holds(t, p, "it is that one", visible+"('#walk-1-3-1')", 1)
	p.Click(t, "details.fix summary")
	holds(t, p, "a fix is opened", visible+"('.diff ins')", 1)
	p.Click(t, "article.finding .meta a")
	holds(t, p, "the page of the rule", visible+"('.page')", 1)
}

// inert: nothing that stands in a file does anything.
func inert(t *testing.T, b *live.Browser) {
	var texts []string
	for _, text := range []string{
		evil, "\"><svg onload=alert(1)>", "javascript:alert(1)", "\u202e\u2066\x00\x1b[2J", "--></title><script>alert(1)</script>", "{{.}}${1}`'\"", "</template><base href=//x>",
	} {
		texts = append(texts, text)
		r := hostile(text, 0, len(text), false, false)
		r.Findings[0].Rule.Doc = "# x\n\n" + text + "\n\n<script>alert(1)</script>\n\n[a](javascript:alert(1)) ![b](http://127.0.0.1:1/x.png)\n"
		p := shown(t, b, r, hostileMap(text, r.Findings[0].Place))
		p.open(t) // an alert would end the test, a request or a refused script fail it
		holds(t, p, "scripts", "document.scripts.length", 1)
		holds(t, p, "what loads or runs", "document.querySelectorAll('svg, iframe, object, embed, base, link, audio, video').length", 0)
		holds(t, p, "handlers", "[...document.querySelectorAll('*')].filter((e) => [...e.attributes].some((a) => a.name.startsWith('on'))).length", 0)
		holds(t, p, "links", "[...document.links].filter((e) => !/^(#|https:\\/\\/github.com\\/authlint\\/|$)/.test(e.getAttribute('href'))).length", 0)
		holds(t, p, "hidden characters", "/[\\u0000\\u001b\\u202a-\\u202e\\u2066-\\u2069]/.test(document.documentElement.textContent)", false)
		p.Click(t, "td a")
		holds(t, p, "the walk", visible+"('tr.opened .walk')", 1)
	}
	if len(texts) != 7 {
		t.Errorf("%d texts were tried", len(texts))
	}
}

// Bounds of a page with many findings, wide enough for a busy machine: what is
// measured is logged.
const (
	manyFindings = 5000
	slowestLoad  = 15_000 // milliseconds until the page is loaded and its script has run
	usualAnswer  = 400    // milliseconds from a key to what it changes on the screen, half of the time
	mostLayouts  = 4      // times that a letter makes the browser lay out the page
)

// TestHTMLFluent: many findings stay fluent. Letters are typed and choices made
// as people do it, and the browser says how long the screen took to follow.
func TestHTMLFluent(t *testing.T) {
	b := live.StartBrowser(t)
	p := shown(t, b, shownResult(manyFindings), shownMap())
	p.open(t)
	p.settled(t)
	var load struct{ Loaded, Painted float64 }
	p.Eval(t, &load, `return {
		loaded: performance.getEntriesByType("navigation")[0].loadEventEnd,
		painted: performance.getEntriesByName("first-contentful-paint")[0].startTime,
	}`)
	p.Eval(t, nil, `window.answers = [];
		new PerformanceObserver((l) => window.answers.push(...l.getEntries().map((e) => e.duration))).observe({ type: "event", durationThreshold: 16 });`)
	p.Press(t, "/")
	p.settled(t)
	const typed = "number123"
	before := layouts(t, p)
	for _, key := range typed {
		p.Press(t, string(key))
		p.settled(t)
	}
	perKey := (layouts(t, p) - before) / float64(len(typed))
	holds(t, p, "what was typed is found", "document.getElementById('count').textContent", "10 of 4500 findings")
	p.Press(t, live.KeyEscape)
	p.settled(t)
	holds(t, p, "all again", visible+"('article.finding')", 4500)
	p.Type(t, "[name=severity]", "error")
	p.settled(t)
	p.Press(t, live.KeyTab+"jjjj")
	p.settled(t)
	var answers []float64
	p.Eval(t, &answers, "return window.answers")
	if len(answers) == 0 {
		t.Fatal("the browser measured nothing")
	}
	t.Logf("%d findings: first paint after %.0f ms, loaded after %.0f ms; a key is answered within %.0f ms at most, %.0f ms in the middle, of %d that took 16 ms or more; %.1f layouts for a letter",
		manyFindings, load.Painted, load.Loaded, slices.Max(answers), median(answers), len(answers), perKey)
	if load.Loaded > slowestLoad || median(answers) > usualAnswer || perKey > mostLayouts {
		t.Errorf("the page is not fluent")
	}
}

// layouts is how often the browser has laid out the page so far.
func layouts(t *testing.T, p page) float64 {
	t.Helper()
	p.DevTools(t, nil, "Performance.enable", nil)
	var got struct {
		Metrics []struct {
			Name  string
			Value float64
		}
	}
	p.DevTools(t, &got, "Performance.getMetrics", nil)
	for _, m := range got.Metrics {
		if m.Name == "LayoutCount" {
			return m.Value
		}
	}
	t.Fatal("the browser does not count layouts")
	return 0
}

func median(all []float64) float64 {
	all = slices.Sorted(slices.Values(all))
	return all[len(all)/2]
}
