package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authlint/authlint/lint/linttest/live"
)

// printedBy is what a command line prints to standard output.
func printedBy(t *testing.T, args ...string) string {
	t.Helper()
	var out, said bytes.Buffer
	code := run(args, streams{in: strings.NewReader(""), out: &out, err: &said, getenv: func(string) string { return "" }})
	if code != int(statusClean) {
		t.Fatalf("%q ended in %d: %s", args, code, said.String())
	}
	return out.String()
}

// TestPage looks in a real browser at the page of the sites of testdata: the
// tables are those of authlint map, each answer opens its walk, and to draw them
// changes no finding.
func TestPage(t *testing.T) {
	b := live.StartBrowser(t)
	t.Chdir("../..")
	const sites = "testdata/sites"
	page := filepath.Join(live.NewFolder(t).Path, "report.html")
	alone := printedBy(t, "check", "--fail-on", "never", "--format", "json", sites)
	if beside := printedBy(t, "check", "--fail-on", "never", "--format", "json", "--format", "html="+page, sites); beside != alone {
		t.Errorf("with a page the findings are others:\n%s", cmp.Diff(alone, beside))
	}
	url := "file://" + filepath.ToSlash(page)
	b.Open(t, url)
	if asked := b.Requests(t); len(asked) != 1 || asked[0] != url {
		t.Errorf("the page asked for %q", asked)
	}
	if said := b.Complaints(t); len(said) > 0 {
		t.Errorf("the browser complains: %q", said)
	}
	var drawn [][]string
	b.Eval(t, &drawn, `return [...document.querySelectorAll("tbody tr")].map((row) =>
		[row.closest("table").caption.textContent + row.querySelector("th code").textContent,
		 ...[...row.querySelectorAll("td")].map((cell) => (cell.querySelector(".empty") || cell.querySelector("b")).textContent)])`)
	want := answersOf(t, printedBy(t, "map", "--format", "json", sites))
	if diff := cmp.Diff(want, drawn); diff != "" || len(want) < 50 {
		t.Errorf("%d rows of authlint map, and those of the page (-map +page)\n%s", len(want), diff)
	}
	var opened, links int
	b.Eval(t, &links, `return document.querySelectorAll("td a").length`)
	b.Eval(t, &opened, `return [...document.querySelectorAll("td a")].filter((link) => {
		link.click();
		const walk = link.closest("tr").nextElementSibling.querySelector(".walk");
		return walk.querySelector("h4 b").textContent === link.querySelector("b").textContent && walk.querySelectorAll("li").length > 0;
	}).length`)
	if opened != links || links < 80 {
		t.Errorf("%d of %d answers open their walk", opened, links)
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d rows, %d answers, a page of %d bytes", len(drawn), links, len(text))
}

// answersOf are the rows of maps: the URL, then each answer, or why there is
// none.
func answersOf(t *testing.T, text string) [][]string {
	t.Helper()
	var maps struct {
		Sites []struct {
			Rows []struct {
				URL   string
				Cells []struct {
					Empty, Outcome *string
					Status         *int
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &maps); err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for _, s := range maps.Sites {
		for _, r := range s.Rows {
			row := []string{r.URL}
			for _, c := range r.Cells {
				switch {
				case c.Empty != nil:
					row = append(row, *c.Empty)
				case c.Status == nil:
					row = append(row, *c.Outcome)
				default:
					row = append(row, fmt.Sprint(*c.Status, " ", *c.Outcome))
				}
			}
			rows = append(rows, row)
		}
	}
	return rows
}
