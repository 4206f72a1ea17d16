package access

// Application is a program behind a server, of whose own settings something is
// known.
type Application interface {
	// Resolve says what the application does with the request, whose file it
	// runs: its steps, in its own order. It fills in p, which is empty. A step
	// that is unsure, and the last one, leave the answer to the program.
	Resolve(w *Walk, file string, p *Policy)
}

// WithApplications is a server with the applications behind it: what it hands to a file of
// one, which find knows by its place in the tree, is handed on. find returns nil
// for a file of none, and may be called by several goroutines.
func WithApplications(s Server, find func(file string) Application) Server {
	return &behind{s, find}
}

type behind struct {
	Server
	find func(file string) Application
}

// application hands a request on to the application whose file the server
// wants run. Error documents are not: an application does not see in them what
// was asked for.
func (w *Walk) application(a Action) Action {
	b, ok := w.server.(*behind)
	if !ok || !a.Upstream || a.Verdict == Unsure || a.Program == "" || w.excused {
		return a
	}
	app := b.find(a.Program)
	if app == nil {
		return a
	}
	var p Policy
	app.Resolve(w, a.Program, &p)
	for i := range p.Steps {
		s := &p.Steps[i]
		said := s.Take(w, p.State)
		if said.Verdict != Passes || said.Ends || said.Note != "" {
			w.saw(s.Gate, s.Plugin, said)
		}
		if said.Ends && said.Verdict != Unsure {
			return said
		}
	}
	return a
}
