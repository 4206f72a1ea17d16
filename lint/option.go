package lint

import "cmp"

// Option is a number that a rule goes by and that users may set.
type Option struct {
	// Name is what configuration calls it, in lower case with underscores.
	Name    string
	Default int
	// Min and Max are the least and the greatest value that makes sense.
	Min, Max int
	// Doc says in a clause what it is.
	Doc string
}

// Settings are what a user wants of a rule otherwise than it comes. The zero
// value wants nothing.
type Settings struct {
	// Severity is that of everything the rule reports.
	Severity Severity
	// Options are values by the option's name.
	Options map[string]int
}

// Int is the value of one of the rule's options.
func (p *Pass) Int(o *Option) int {
	if value, set := p.settings.Options[o.Name]; set {
		return value
	}
	return o.Default
}

// With is the rule with a user's settings: a rule by itself, of the same id.
func (r *Rule) With(s Settings) *Rule {
	with := *r
	if r.Review != nil {
		with.Review = func(v *Review) {
			r.Review(&Review{Ignores: v.Ignores, report: func(f Finding) {
				f.Severity = cmp.Or(s.Severity, f.Severity)
				v.report(f)
			}})
		}
		return &with
	}
	with.Run = func(p *Pass) {
		inner := Pass{Site: p.Site, settings: s, report: p.report, ignored: p.ignored, engine: p.engine}
		if s.Severity != SeverityOfRule {
			inner.report = func(d Diagnostic) {
				d.Severity = s.Severity
				p.report(d)
			}
		}
		r.Run(&inner)
	}
	return &with
}
