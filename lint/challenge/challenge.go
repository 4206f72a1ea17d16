// Package challenge reads what a server answers to ask for a password: the
// field WWW-Authenticate, as RFC 9110 section 11 has it.
//
// Begin with Parse, which takes all it can make sense of and says what is wrong
// with the rest; Review says what else the RFCs ask of a challenge.
package challenge

import "strings"

// Challenge is one challenge: a scheme, and what the client has to know for it.
type Challenge struct {
	Scheme string
	// Token68 stands in place of parameters; empty for none.
	Token68 string
	Params  []Param
}

// Param is a parameter of a challenge, its value without quotes.
type Param struct {
	Name, Value string
	Quoted      bool
}

// Param is the first parameter of that name.
func (c *Challenge) Param(name string) (value string, there bool) {
	for i := range c.Params {
		if strings.EqualFold(c.Params[i].Name, name) {
			return c.Params[i].Value, true
		}
	}
	return "", false
}

// Is says that the challenge is of a scheme.
func (c *Challenge) Is(scheme string) bool { return strings.EqualFold(c.Scheme, scheme) }

// String is the challenge as a server should send it.
func (c *Challenge) String() string {
	var b strings.Builder
	b.WriteString(c.Scheme)
	if c.Token68 != "" {
		b.WriteString(" " + c.Token68)
	}
	for i, p := range c.Params {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(" " + p.Name + "=")
		if p.Quoted {
			b.WriteString(Quote(p.Value))
		} else {
			b.WriteString(p.Value)
		}
	}
	return b.String()
}

var quotedPairs = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// Quote is a text as a quoted string.
func Quote(text string) string { return `"` + quotedPairs.Replace(text) + `"` }

// Meets says that a challenge is one that was wanted: of its scheme, with all
// its parameters.
func (c *Challenge) Meets(want *Challenge) bool {
	if !c.Is(want.Scheme) || want.Token68 != "" && want.Token68 != c.Token68 {
		return false
	}
	for _, p := range want.Params {
		if value, there := c.Param(p.Name); !there || value != p.Value {
			return false
		}
	}
	return true
}
