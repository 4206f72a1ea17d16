package oracle

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// show is a failure as text: its files, the request and both answers. Nobody's
// password and no hash is in it.
func (b *bench) show(f failure) string {
	var out strings.Builder
	if f.conf != "" {
		fmt.Fprintf(&out, "-- server.conf --\n%s", withEnd(f.conf))
	}
	for _, s := range append(slices.Clone(f.before), f.site) {
		fmt.Fprintf(&out, "-- of %s --\n%s", s.Name, withEnd(s.Conf))
	}
	for _, file := range f.site.Files {
		out.WriteString(b.showFile(file))
	}
	fmt.Fprintf(&out, "-- request --\n%s", b.mask(b.address(f.request).show(), f.site.Name))
	fmt.Fprintf(&out, "-- %s --\n%s\n", b.kind.Name(), b.mask(text(f.live), f.site.Name))
	fmt.Fprintf(&out, "-- engine --\n%s\n%s", b.mask(text(f.engine), f.site.Name), b.mask(f.why, f.site.Name))
	return hash.ReplaceAllString(out.String(), "${1}(hash)")
}

var hash = regexp.MustCompile(`(\$(?:apr1|[156y]|2[aby])\$|\{(?:SHA|SSHA|PLAIN)\})[A-Za-z0-9./+=$-]+`)

// mask replaces what is different in each run.
func (b *bench) mask(text, site string) string {
	return b.kind.Mask(b.restore(text, site))
}

// showFile is a file as text; of those that are always the same, the name is
// enough.
func (b *bench) showFile(f File) string {
	switch {
	case f.Dir:
		return fmt.Sprintf("-- %s/ --\n", f.Name)
	case f.Link != "":
		return fmt.Sprintf("-- %s link=%s --\n", f.Name, f.Link)
	case strings.HasSuffix(f.Name, ".htpasswd"):
		return fmt.Sprintf("-- %s: as %s/passwd --\n", f.Name, HomeMark)
	case f.Mode != 0:
		return fmt.Sprintf("-- %s mode=%04o --\n", f.Name, f.Mode)
	case b.kind.IsConf(f):
		return fmt.Sprintf("-- %s --\n%s", f.Name, withEnd(f.Text))
	}
	return fmt.Sprintf("-- %s --\n", f.Name)
}

// show is a request as text.
func (r Request) show() string {
	var out strings.Builder
	scheme := "http"
	if r.TLS {
		scheme = "https, certificate: " + or(string(r.Cert), "none")
	}
	fmt.Fprintf(&out, "%s %s\n", r.Method, r.Target)
	if !r.NoHost {
		fmt.Fprintf(&out, "Host: %s\n", r.Host)
	}
	for _, f := range r.Header {
		value := f.Value
		if f.Name == "Authorization" && len(value) > 20 {
			value = value[:6] + "(credentials)"
		}
		fmt.Fprintf(&out, "%s: %s\n", f.Name, value)
	}
	if r.Login != nil {
		fmt.Fprintf(&out, "user %q, %s\n", r.Login.User, r.Login.describe())
	}
	fmt.Fprintf(&out, "from %s to %s by %s\n", r.From, r.To, scheme)
	return out.String()
}

// describe says what kind of password it is, not which.
func (l Login) describe() string {
	for _, known := range Logins() {
		switch {
		case l == known:
			return "right password"
		case l.Password == known.Password:
			return "password of " + known.User
		}
	}
	if l.Password == "" {
		return "empty password"
	}
	return "wrong password"
}

// or is s, or what it means when empty.
func or(s, empty string) string {
	if s == "" {
		return empty
	}
	return s
}

// withEnd ends a text with a line end.
func withEnd(text string) string {
	if text == "" || strings.HasSuffix(text, "\n") {
		return text
	}
	return text + "\n"
}
