package access

import (
	"path"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// build makes all probes of the scope: every path that its pattern names is
// read by a stranger; at the first of them other methods, headers and a login
// are tried too.
func (b *builder) build() {
	if !b.scope.Live() || b.scope.Alone {
		return
	}
	for _, d := range b.doors() {
		for i, p := range b.paths(&d, b.scope) {
			plain := d.Ask(p)
			if plain.Method = methodOf(b.scope); plain.Method == "GET" {
				b.add(ProbePlain, plain)
			} else {
				b.add(ProbeMethod, plain)
			}
			if i > 0 {
				continue
			}
			if d.Root != nil && !d.Root.Certain {
				b.add(ProbePlain, Secure(plain))
			}
			b.methods(plain)
			b.headers(plain)
			b.users(plain)
		}
	}
}

// Secure is the same request over TLS.
func Secure(r Request) Request {
	r.TLS, r.Port = true, 443
	return r
}

// doors are the ways to the scope.
func (b *builder) doors() []Door {
	for at := b.scope; at != nil; at = at.Parent {
		switch {
		case at.Dir != "":
			return Doors(b.site, at.Dir)
		case at.Host != nil:
			return []Door{door(at.Host, firstRoot(at.Host))}
		}
	}
	if ofNginx(b.scope) {
		return hostDoors(b.scope)
	}
	if doors := Doors(b.site, ""); len(doors) > 0 {
		return doors
	}
	return []Door{door(nil, nil)}
}

// hostDoors are the ways to what stands outside of all hosts of nginx: by those
// that inherit it.
func hostDoors(s *model.Scope) []Door {
	for s.Parent != nil {
		s = s.Parent
	}
	var doors []Door
	for _, c := range s.Children {
		if c.Kind == model.ScopeHost && len(doors) < maxDoors {
			doors = append(doors, door(c.Host, firstRoot(c.Host)))
		}
	}
	if len(doors) == 0 {
		return []Door{door(nil, nil)}
	}
	return doors
}

func firstRoot(h *model.Host) *model.Root {
	if len(h.Roots) > 0 {
		return h.Roots[0]
	}
	return nil
}

// paths are URL paths that a scope covers at a door.
func (b *builder) paths(d *Door, s *model.Scope) []string {
	switch s.Kind {
	case model.ScopeHtaccess, model.ScopeDirectory:
		if s.Dir == "" {
			return nil
		}
		folder, ok := d.URLPath(s.Dir, true)
		if !ok {
			return nil
		}
		return append([]string{folder}, b.namedFiles(folder, s)...)
	case model.ScopeLocation:
		if ofNginx(s) {
			return b.nginxPaths(s)
		}
		return b.locationPaths(s)
	case model.ScopeFiles:
		return b.filePaths(d, s)
	case model.ScopeIf, model.ScopeLimitExcept:
		if s.Parent != nil {
			return b.paths(d, s.Parent)
		}
	case model.ScopeServer, model.ScopeHost:
		return []string{"/"}
	}
	return nil
}

// namedFiles are files of a folder that its sections name.
func (b *builder) namedFiles(folder string, s *model.Scope) []string {
	var names []string
	for _, c := range s.Children {
		if c.Kind == model.ScopeFiles && c.Matcher.Form == model.MatchExact && !strings.ContainsAny(c.Matcher.Pattern.Text, "/${") {
			names = append(names, folder+EscapePath(c.Matcher.Pattern.Text))
		}
	}
	return names
}

// locationPaths are URLs that a Location covers: its own, and one below.
func (b *builder) locationPaths(s *model.Scope) []string {
	text := s.Matcher.Pattern.Text
	if strings.Contains(text, "${") {
		return nil
	}
	switch s.Matcher.Form {
	case model.MatchAll:
		return []string{"/"}
	case model.MatchExact:
		return []string{EscapePath(text)}
	case model.MatchPrefix:
		plain := strings.TrimSuffix(text, "/")
		return []string{EscapePath(plain + "/"), EscapePath(text), EscapePath(plain + "/x")}
	}
	var paths []string
	for _, sample := range b.drawn(s.Matcher) {
		if !strings.HasPrefix(sample, "/") {
			sample = "/" + sample
		}
		paths = append(paths, EscapePath(sample))
	}
	return paths
}

// filePaths are the files that a Files section names, in the folder of the
// scope round it.
func (b *builder) filePaths(d *Door, s *model.Scope) []string {
	folder := "/"
	for at := s.Parent; at != nil; at = at.Parent {
		if at.Dir == "" {
			continue
		}
		var ok bool
		if folder, ok = d.URLPath(at.Dir, true); !ok {
			return nil
		}
		break
	}
	var paths []string
	for _, name := range b.drawn(s.Matcher) {
		if name != "" && path.Base(name) == name && !strings.Contains(name, "${") {
			paths = append(paths, folder+EscapePath(name))
		}
	}
	return paths
}

// oddMethod is one that no server knows; programs behind it take it for GET.
const oddMethod = "ANY"

// methods tries other methods where rules are bound to some.
func (b *builder) methods(r Request) {
	if !boundToMethods(&b.scope.Merged) && !limited(b.scope) {
		return
	}
	for _, m := range [...]string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", oddMethod} {
		r.Method = m
		b.add(ProbeMethod, r)
	}
}

func boundToMethods(a *model.Access) bool {
	if a.Require.Bound() != nil {
		return true
	}
	for i := range a.Address.Rules {
		if a.Address.Rules[i].Methods != nil {
			return true
		}
	}
	for i := range a.Address.Orders {
		if a.Address.Orders[i].Methods != nil {
			return true
		}
	}
	return false
}

// headers tries the headers that set variables.
func (b *builder) headers(r Request) {
	if sent := tested(b.scope.Test); sent != nil {
		with := r
		with.Headers = sent
		b.add(ProbeHeader, with)
	}
	if !ofNginx(b.scope) {
		b.variables(b.scope, r)
		return
	}
	for at := b.scope; at != nil; at = at.Parent {
		b.variables(at, r)
	}
}

// variables tries the headers that a scope makes variables of.
func (b *builder) variables(s *model.Scope, r Request) {
	for i := range s.Env {
		e := &s.Env[i]
		if !headerName(e.Attribute.Text) || e.When != model.EnvEarly || ofNginx(s) && !uses(b.scope, e.Name) {
			continue
		}
		for _, value := range Samples(model.Matcher{Form: model.MatchRegexp, Pattern: e.Pattern}) {
			with := r
			with.Headers = []Header{{e.Attribute.Text, value}}
			b.add(ProbeHeader, with)
			break
		}
	}
}

// headerName says that what SetEnvIf looks at is a header and no attribute of
// the request.
func headerName(name string) bool {
	if strings.HasPrefix(name, "$") {
		return false
	}
	switch strings.ToLower(name) {
	case "", "request_uri", "request_method", "request_protocol", "remote_addr", "remote_host", "server_addr", "host", "authorization":
		return false
	}
	return CheckMethod(name) == nil // a header's name is a token, too
}

// users tries the first user of the file in force.
func (b *builder) users(r Request) {
	store := b.scope.Merged.Users()
	if store == nil || !b.scope.Merged.Require.AsksForUser() {
		return
	}
	for _, e := range store.Entries {
		if e.Usable() && e.Hash.Works == model.Yes && e.User.Text != source.Mask {
			r.Credentials = &Credentials{User: e.User.Text, Proof: ProofRight}
			b.add(ProbeUser, r)
			return
		}
	}
}
