package rules

import (
	"fmt"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// manyAlike is how many lines of a file are reported one by one that no module
// in view defines, or that do not belong into such a file: more are those of
// one module, or of another kind of file, and counted.
const manyAlike = 8

// ApacheSyntax reports what httpd would not accept and no other rule names.
var ApacheSyntax = &lint.Rule{
	ID:      "apache-syntax",
	Summary: "httpd does not accept a line, and answers 500 for everything its file covers",
	Outcome: lint.Breaks,
	Servers: []model.ServerKind{model.Apache},
	Doc:     doc("apache-syntax"),
	Final:   true,
	Run:     func(p *lint.Pass) { refusedBy(p, model.Apache) },
}

// refusedBy reports what one kind of server would not accept and no other rule
// names.
func refusedBy(p *lint.Pass, kind model.ServerKind) {
	foreign, alike, all := map[string]bool{}, map[family]int{}, map[family]lint.Diagnostic{}
	for _, r := range p.Site.Refusals {
		foreign[r.Cause.File.Name] = foreign[r.Cause.File.Name] || r.Kind == model.RefusedForeign
		f := familyOf(r)
		alike[f]++
		d := all[f]
		d.Parts = append(d.Parts, r.Span)
		all[f] = d
	}
	for _, r := range p.Site.Refusals {
		if server(r) != kind || ofAnotherRule(r) || foreign[r.Cause.File.Name] {
			continue
		}
		d := refused(p, r)
		if f := familyOf(r); f.kind != "" && (alike[f] > manyAlike || alike[f] < 0) {
			n := alike[f]
			alike[f] = -1 // said
			if n < 0 {
				continue
			}
			d.Message += fmt.Sprintf(" (and %d more lines of the file)", n-1)
			d.Parts = all[f].Parts
		}
		p.Report(d)
	}
}

// server is the kind of server that refuses.
func server(r *model.Refusal) model.ServerKind {
	if r.Scope != nil && r.Scope.Server != nil {
		return r.Scope.Server.Kind
	}
	return model.Apache
}

// family is what lines of one file have in common that are refused for one
// reason.
type family struct{ file, kind string }

// familyOf returns the family of a refusal; its kind is empty for one that
// stands by itself.
func familyOf(r *model.Refusal) family {
	f := family{file: r.Cause.File.Name}
	switch {
	case r.Kind == model.RefusedUnknown && r.Assumption != "":
		f.kind = "unknown"
	case r.Kind == model.RefusedContext:
		f.kind = "context"
	}
	return f
}

// refused reports a refusal in its own words.
func refused(p *lint.Pass, r *model.Refusal) lint.Diagnostic {
	d := lint.Diagnostic{Span: r.Span, Cause: r.Cause, Message: r.Message, Assumption: r.Assumption, Fixes: p.Correct(r.Correction)}
	if r.Assumption == "" && r.Kind != model.RefusedCrash {
		d.Witness = fileFails(p, r.Scope)
	}
	return d
}

// refusals reports all refusals of one kind.
func refusals(p *lint.Pass, kind model.RefusalKind) {
	for _, r := range p.Site.Refusals {
		if r.Kind == kind {
			p.Report(refused(p, r))
		}
	}
}

func ofAnotherRule(r *model.Refusal) bool {
	switch r.Kind {
	case model.RefusedRemoved, model.RefusedForeign, model.RefusedCrash:
		return true
	case model.RefusedEncoding:
		return r.Span.Text() == byteOrderMark
	}
	return false
}
