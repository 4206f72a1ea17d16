package rules

import (
	"fmt"
	"path"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// UserFileMissing reports a user file that is not where it is looked for. A
// path outside what may be read is unknown, not missing.
var UserFileMissing = &lint.Rule{
	ID:      "user-file-missing",
	Summary: "the user file does not exist",
	Outcome: lint.Breaks,
	Doc:     doc("user-file-missing"),
	Run: func(p *lint.Pass) {
		for s, ref := range userFiles(p.Site) {
			if ref.Status != model.FileMissing || tutorialPath(ref.Written.Text) || ref.Written.Text == "off" && onNginx(s) || ref.Beside != "" {
				continue
			}
			d := lint.Diagnostic{
				Span: s.Own.UserFile.Span, Cause: s.Own.UserFile.Cause,
				Message: fmt.Sprintf("user file %s does not exist, %s: create it or correct the path",
					quoted(ref.Written.Text), answeredWithout(s)),
			}
			var near []string
			for _, store := range p.Site.Stores {
				if store.Kind == model.Groups {
					continue
				}
				if path.Base(store.File.Path) == path.Base(ref.Path) && len(d.Related) < fewRelated {
					start := store.File.Span(0, 0)
					d.Related = append(d.Related, lint.Related{Span: start, Message: "a file of that name lies here"})
					near = append(near, store.File.Path)
				} else if path.Dir(store.File.Path) == path.Dir(ref.Path) && sameButForSlip(path.Base(store.File.Path), path.Base(ref.Path)) {
					near = append(near, store.File.Path)
				}
			}
			if len(near) == 1 && !onNginx(s) {
				d.Fixes = nameFile(p, ref, near[0])
			}
			d.Witness = failsFor(p, s)
			p.Report(d)
		}
	},
}
