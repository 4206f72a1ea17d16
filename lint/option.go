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
	// Off says that nothing of the rule's is to be reported.
	Off bool
	// Severity is that of everything the rule reports.
	Severity Severity
	// Options are values by the option's name.
	Options map[string]int
}

// SettingsOf says what is wanted of a rule in a file, by the name it has in
// findings. Several goroutines may ask at once.
type SettingsOf func(file string) Settings

// in is what is wanted in a file; nothing where nobody was asked.
func (of SettingsOf) in(file string) Settings {
	if of == nil {
		return Settings{}
	}
	return of(file)
}

// Int is the value of one of the rule's options for what it reports in a file,
// by the file's name.
func (p *Pass) Int(o *Option, file string) int {
	if value, set := p.settings.in(file).Options[o.Name]; set {
		return value
	}
	return o.Default
}

// Runs says whether the rule reports what it finds in a file.
func (r *Rule) Runs(file string) bool { return !r.settings.in(file).Off }

// With is the rule with a user's settings: a rule by itself, of the same id.
func (r *Rule) With(of SettingsOf) *Rule {
	with := *r
	with.settings = of
	if r.Review != nil {
		with.Review = func(v *Review) {
			r.Review(&Review{Ignores: v.Ignores, expected: v.expected, report: func(f Finding) {
				s := of(f.File)
				f.Severity = cmp.Or(s.Severity, f.Severity)
				if !s.Off {
					v.report(f)
				}
			}})
		}
		return &with
	}
	with.Run = func(p *Pass) {
		r.Run(&Pass{Site: p.Site, settings: of, ignored: p.ignored, engine: p.engine, report: func(d Diagnostic) {
			s := of(d.file())
			d.Severity = cmp.Or(s.Severity, d.Severity)
			if !s.Off {
				p.report(d)
			}
		}})
	}
	return &with
}

// file is the name of the file that a diagnostic is about.
func (d *Diagnostic) file() string {
	if d.Span.File == nil {
		return d.Path
	}
	return d.Span.File.Name
}
