package compare

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint"
)

// page is where changes are explained on the web.
const page = "https://github.com/authlint/authlint#what-a-change-opens-and-closes"

// rules stand for the kinds of change in formats that are made for findings.
func rules() []*lint.Rule {
	var all []*lint.Rule
	for kind, r := range [...]lint.Rule{
		Opened:    {Summary: "somebody gets what was refused", Outcome: lint.Exposes},
		Broke:     {Summary: "the server fails where it did not", Outcome: lint.Breaks},
		Closed:    {Summary: "somebody is refused what was to be had", Outcome: lint.LocksOut},
		Mended:    {Summary: "the server no longer fails", Outcome: lint.Confuses},
		Altered:   {Summary: "the answer is another one", Outcome: lint.Confuses},
		Undecided: {Summary: "the answer of one version cannot be known from the files", Outcome: lint.Confuses},
	} {
		r.ID, r.Project, r.Page = "access-"+Kind(kind).String(), true, page
		all = append(all, &r)
	}
	return all
}

// severities are those of the kinds. What is closed mostly was meant to be.
var severities = [...]lint.Severity{
	Opened: lint.Error, Broke: lint.Error, Closed: lint.Warning, Mended: lint.Note, Altered: lint.Note, Undecided: lint.Note,
}

// findings are the changes as findings.
func findings(r *Result) *lint.Result {
	byKind := rules()
	all := &lint.Result{}
	files := map[string]bool{}
	for i := range r.Changes {
		c := &r.Changes[i]
		f := lint.Finding{
			Rule: byKind[c.Kind], Place: c.place(), Severity: severities[c.Kind], Outcome: byKind[c.Kind].Outcome,
			Message: c.told(), Assumption: c.After.Decision.Supposed, Site: c.Site,
		}
		f.Identity = f.File
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s", f.Rule.ID, c.told()))
		f.Fingerprint = hex.EncodeToString(sum[:8])
		if c.Kind != Undecided && !c.After.None {
			f.Witness = &c.After.Witness
		}
		for _, side := range [...]struct {
			name string
			of   *Answer
		}{{"before", &c.Before}, {"after", &c.After}} {
			for _, p := range side.of.Lines {
				files[p.File] = true
				f.Related = append(f.Related, lint.RelatedPlace{Place: p, Message: strings.TrimSuffix("decided "+side.name+": "+textOf(p), ": ")})
			}
		}
		all.Findings = append(all.Findings, f)
	}
	all.Count()
	all.Summary.Files = len(files)
	return all
}
