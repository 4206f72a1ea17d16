package lint

import (
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/source"
)

// Witness is a request that shows what a diagnostic says, and the answer to
// it. Its credentials, where it has any, are a user with the right password,
// unless it is said that they are others.
type Witness struct {
	Request  access.Request
	Decision access.Decision
	// Gates are those that the request came to; nil where a rule shows the
	// answer alone.
	Gates []WitnessGate
}

// String is the witness in words:
//
//	GET /secret.txt without credentials -> 200
func (w *Witness) String() string {
	r := &w.Request
	var b strings.Builder
	b.WriteString(r.Method + " ")
	if r.TLS || r.Host != access.DefaultHost || r.Port != 80 {
		b.WriteString(w.URL())
	} else {
		b.WriteString(r.Target)
	}
	if r.Credentials == nil {
		b.WriteString(" without credentials")
	} else {
		b.WriteString(" as " + strconv.Quote(r.Credentials.User))
		if r.Credentials.Proof == access.ProofWrong {
			b.WriteString(" with a wrong password")
		}
	}
	if r.Remote != access.DefaultRemote {
		b.WriteString(" from " + r.Remote.String())
	}
	for _, h := range r.Headers {
		value := h.Value
		if h.Secret() {
			value = source.Mask
		}
		b.WriteString(" with " + h.Name + ": " + value)
	}
	b.WriteString(" -> " + w.Answer())
	return b.String()
}

// Answer is what the server does, in a word or two.
func (w *Witness) Answer() string {
	d := &w.Decision
	switch {
	case d.Outcome == access.Undecided:
		return d.Outcome.String()
	case d.Outcome == access.Upstream && strings.Contains(w.Request.Target, ".php"):
		return "reaches PHP"
	case d.Outcome == access.Upstream:
		return "reaches the program behind the server"
	case d.Outcome == access.Redirected && d.Location != "":
		return strconv.Itoa(d.Status) + " to " + WithoutSecrets(d.Location)
	}
	return strconv.Itoa(d.Status)
}

// URL is that of the request.
func (w *Witness) URL() string {
	r := &w.Request
	scheme, port := "http", 80
	if r.TLS {
		scheme, port = "https", 443
	}
	host := r.Host
	if r.Port != port {
		host += ":" + strconv.Itoa(r.Port)
	}
	return scheme + "://" + host + r.Target
}

// WithoutSecrets is a URL without what may be a secret in it: a user with a
// password, and the query.
func WithoutSecrets(url string) string {
	url, _, _ = strings.Cut(url, "?")
	scheme, rest, absolute := strings.Cut(url, "://")
	if !absolute {
		return url
	}
	authority, path, _ := strings.Cut(rest, "/")
	return scheme + "://" + authority[strings.LastIndexByte(authority, '@')+1:] + "/" + path
}
