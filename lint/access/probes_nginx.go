package access

import (
	"path"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/pcre"
)

// maxRivals is how many regular expressions of a host are held against each of
// its other locations.
const maxRivals = 16

// ofNginx says that a scope is one of nginx's configuration.
func ofNginx(s *model.Scope) bool { return s.Server != nil && s.Server.Kind == model.Nginx }

// socketDoor puts into a door the socket that a host of nginx is asked at: one
// that speaks TLS, where there is any.
func socketDoor(d *Door, h *model.Host) {
	var at *model.Socket
	for i := range h.Sockets {
		s := &h.Sockets[i]
		if strings.HasPrefix(s.Address.Text, "unix:") {
			continue
		}
		if at == nil || s.TLS == model.Yes && at.TLS != model.Yes {
			at = s
		}
	}
	if at == nil {
		return
	}
	d.Request.TLS, d.Request.Port = at.TLS == model.Yes, 80
	text := at.Address.Text
	if strings.Trim(text, "0123456789") == "" {
		text = "*:" + text
	}
	addr, port := listens(text)
	if port != 0 {
		d.Request.Port = port
	}
	if addr.IsValid() && !addr.IsUnspecified() {
		d.Request.Local = addr
	}
}

// socketName is a name that a host of nginx is asked by: one of its own, or one
// that a pattern among them fits.
func socketName(h *model.Host) string {
	for _, n := range h.Names {
		if plain := n.Text; plain != "" && plain != "_" && !strings.ContainsAny(plain, "*~$") && plain[0] != '.' {
			return plain
		}
	}
	for _, n := range h.Names {
		switch name := n.Text; {
		case strings.HasPrefix(name, "~"):
			for _, s := range Samples(model.Matcher{Form: model.MatchRegexp, Pattern: model.Word{Text: name[1:]}}) {
				if s != "" && !strings.ContainsAny(s, "/: ") {
					return s
				}
			}
		case strings.Contains(name, "$"):
		case strings.HasPrefix(name, "."):
			return name[1:]
		case strings.HasPrefix(name, "*."):
			return "www" + name[1:]
		case strings.HasSuffix(name, ".*"):
			return name[:len(name)-1] + "example"
		}
	}
	return DefaultHost
}

// nginxPaths are URLs that a location of nginx covers. Behind a prefix come
// those that its host's regular expressions fit, too: they win over it; and files
// that are there.
func (b *builder) nginxPaths(s *model.Scope) []string {
	text := s.Matcher.Pattern.Text
	switch s.Matcher.Form {
	case model.MatchExact:
		return []string{EscapePath(text)}
	case model.MatchPrefix:
		paths := []string{EscapePath(text)}
		if below, slash := strings.CutSuffix(text, "/"); slash {
			text = below
		} else {
			paths = append(paths, EscapePath(text+"/"))
		}
		paths = append(paths, EscapePath(text+"/x"))
		for _, file := range s.Serving.Files {
			paths = append(paths, EscapePath(file))
		}
		for _, r := range rivals(s) {
			paths = append(paths, b.between(text, r)...)
		}
		return paths
	case model.MatchRegexp:
		above := prefixAbove(s)
		heads := []string{"", above + "/x", above + "/"}
		var paths []string
		for _, sample := range b.samples(s.Matcher) {
			if at, ok := fitting(s.Matcher, sample, heads...); ok && strings.HasPrefix(at, above) {
				paths = append(paths, EscapePath(at))
			} else if at, ok := fitting(s.Matcher, sample, heads[1:]...); ok {
				paths = append(paths, EscapePath(at))
			}
		}
		return paths
	}
	return nil
}

// prefixAbove is the path of the location that another one stands in, without a
// final slash: nginx looks into it for nothing else.
func prefixAbove(s *model.Scope) string {
	for at := s.Parent; at != nil && at.Kind == model.ScopeLocation; at = at.Parent {
		if at.Matcher.Form == model.MatchPrefix {
			return strings.TrimSuffix(at.Matcher.Pattern.Text, "/")
		}
	}
	return ""
}

// rivals are the regular expressions that may win over a prefix: those in it
// and those beside it and beside what it stands in.
func rivals(s *model.Scope) []*model.Scope {
	var all []*model.Scope
	for at := s; at != nil && at.Kind != model.ScopeServer; at = at.Parent {
		for _, c := range at.Children {
			if c.Kind == model.ScopeLocation && c.Matcher.Form == model.MatchRegexp && len(all) < maxRivals {
				all = append(all, c)
			}
		}
	}
	return all
}

// between are paths below a prefix that a regular expression fits.
func (b *builder) between(prefix string, r *model.Scope) []string {
	for _, sample := range b.samples(r.Matcher) {
		if strings.HasPrefix(sample, prefix+"/") {
			return []string{EscapePath(sample)}
		}
		heads := []string{prefix + "/x", prefix + "/", prefix}
		if strings.HasPrefix(sample, "/") {
			heads = []string{prefix, prefix + "/x"}
		}
		if at, ok := fitting(r.Matcher, sample, heads...); ok {
			return []string{EscapePath(at)}
		}
	}
	return nil
}

// fitting puts the first of several beginnings before a sample that makes a
// path the regular expression fits, one that nginx takes as it is written.
func fitting(m model.Matcher, sample string, heads ...string) (at string, ok bool) {
	var flags pcre.Flags
	if m.IgnoreCase {
		flags = pcre.IgnoreCase
	}
	re := pcre.Compile(m.Pattern.Text, flags)
	for i := range 2 * len(heads) {
		at = heads[i%len(heads)] + sample
		if i >= len(heads) {
			at += "x" // behind a dot, which is no name by itself
		}
		if strings.TrimSuffix(at, "/") == strings.TrimSuffix(path.Clean(at), "/") && at[0] == '/' && re.Match(at) == pcre.Matches {
			return at, true
		}
	}
	return "", false
}

// samples are those of a pattern, made once for a site.
func (b *builder) samples(m model.Matcher) []string {
	found, known := b.sampled[m.Pattern.Text]
	if !known {
		if found = b.drawn(m); found == nil && m.Form == model.MatchRegexp {
			found = aroundSamples(m.Pattern.Text)
		}
		b.sampled[m.Pattern.Text] = found
	}
	return found
}

// drawn are the samples of a pattern.
func (b *builder) drawn(m model.Matcher) []string {
	if m.Form == model.MatchRegexp {
		return b.draw.of(m.Pattern.Text)
	}
	return Samples(m)
}

// aroundSamples are texts for a pattern that looks ahead or back, made without
// that part of it and then a little longer: they are only tried.
func aroundSamples(pattern string) []string {
	plain := withoutLooks(pattern)
	if plain == pattern {
		return nil
	}
	var all []string
	for _, s := range regexpSamples(plain) {
		all = append(all, s+"x", s)
	}
	return all
}

// withoutLooks takes the groups that look ahead or back out of a pattern.
func withoutLooks(pattern string) string {
	for {
		start := -1
		for _, sign := range [...]string{"(?!", "(?=", "(?<!", "(?<="} {
			if i := strings.Index(pattern, sign); i >= 0 && (start < 0 || i < start) {
				start = i
			}
		}
		if start < 0 {
			return pattern
		}
		end := closing(pattern[start:])
		if end < 0 {
			return pattern
		}
		pattern = pattern[:start] + pattern[start+end+1:]
	}
}

// closing is where the group that a text begins with ends; -1 for nowhere.
func closing(text string) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// methodOf is a method that a scope of nginx is for.
func methodOf(s *model.Scope) string {
	for at := s; at != nil; at = at.Parent {
		if at.Methods == nil {
			continue
		}
		for _, m := range [...]string{"GET", "POST", "PUT", "DELETE", oddMethod} {
			if at.Methods.Covers(m) {
				return m
			}
		}
	}
	return "GET"
}

// limited says that a location has a limit_except, or is one.
func limited(s *model.Scope) bool {
	for _, c := range s.Children {
		if c.Kind == model.ScopeLimitExcept {
			return true
		}
	}
	return s.Kind == model.ScopeLimitExcept
}

// uses says that a variable bears on who may enter a scope of nginx, which
// makes variables when they are used.
func uses(s *model.Scope, variable string) bool {
	name := "$" + variable
	if strings.Contains(s.Merged.Realm.Value, name) || s.Test != nil && s.Test.Variable.Text == name {
		return true
	}
	if f := s.Merged.UserFile.Value; f != nil && strings.Contains(f.Written.Text, name) {
		return true
	}
	for _, c := range s.Children {
		if c.Test != nil && c.Test.Variable.Text == name {
			return true
		}
	}
	return false
}

// tested are the headers by which the condition of an if is met, as far as a
// request can say so.
func tested(t *model.Test) []Header {
	if t == nil {
		return nil
	}
	name, is := strings.CutPrefix(t.Variable.Text, "$http_")
	if !is {
		return nil
	}
	h := Header{Name: strings.ReplaceAll(name, "_", "-"), Value: "1"}
	switch t.Operator {
	case "=":
		h.Value = t.Operand.Text
	case "~", "~*":
		samples := regexpSamples(t.Operand.Text)
		if len(samples) == 0 {
			return nil
		}
		h.Value = samples[0]
	}
	return []Header{h}
}
