package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// SaltsUnset reports keys and salts that WordPress does not take: those that
// are missing, empty, the text of the example, or the same as another one. It
// makes up others then, and keeps them in the database.
var SaltsUnset = &lint.Rule{
	ID:      "salts-unset",
	Summary: "keys or salts of logins are missing, left as in the example, or the same",
	Outcome: lint.Weakens,
	Doc:     doc("salts-unset"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			unset := saltPile{seen: map[*model.Salt]bool{}}
			for _, s := range app.Salts {
				unset.add(app, s)
			}
			if unset.count == 0 {
				continue
			}
			p.Report(lint.Diagnostic{
				Span: unset.at.Span, Path: shownBelow(app, "wp-config.php"), Missing: "salts",
				Message: strings.Join(unset.what, ", ") + ", so that WordPress keeps others in the database, where every copy of it has them: take new ones from https://api.wordpress.org/secret-key/1.1/salt/",
			})
		}
	},
}

// saltPile is what is wrong with the salts of an installation.
type saltPile struct {
	what  []string
	seen  map[*model.Salt]bool
	count int
	at    model.Word
}

func (u *saltPile) add(app *model.App, s *model.Salt) {
	why := ""
	u.seen[s] = true
	switch state := s.Secret.State; {
	case state == model.Unset && app.ConstantsKnown:
		why = "is not defined"
	case state == model.Off:
		why = "is empty"
	case state != model.Set:
	case s.Secret.Placeholder:
		why = "is the text of the example"
	case s.Same != nil && u.seen[s.Same]:
		why = "is the same as " + s.Same.Name
	}
	if why == "" {
		return
	}
	if u.count++; u.count <= fewRelated {
		u.what = append(u.what, s.Name+" "+why)
	} else {
		u.what = append(u.what[:fewRelated], strings.TrimPrefix(more(u.count-fewRelated, "key"), " "))
	}
	if u.at.Span.IsZero() {
		u.at.Span = s.Secret.Span
	}
}
