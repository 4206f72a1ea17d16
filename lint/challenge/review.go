package challenge

import (
	"fmt"
	"strings"
)

// Review says what RFC 9110, section 11, and, for Basic, RFC 7617 ask of a
// challenge and it does not keep, in clauses.
func Review(c *Challenge) []string {
	var all []string
	say := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	seen := map[string]bool{}
	for _, p := range c.Params {
		name := strings.ToLower(p.Name)
		switch {
		case seen[name]:
			say("%s has the parameter %s twice, and clients disagree on which one holds", c.Scheme, p.Name)
		case name == "realm" && !p.Quoted:
			say("the realm stands without quotes, which some clients do not read")
		}
		seen[name] = true
		if strings.ContainsFunc(p.Value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
			say("the value of %s has a control character", p.Name)
		}
	}
	if !seen["realm"] && (c.Is("Basic") || c.Is("Digest")) {
		say("%s has no realm, which it must have, so that clients cannot tell what the password is for", c.Scheme)
	}
	if charset, there := c.Param("charset"); there && c.Is("Basic") && !strings.EqualFold(charset, "UTF-8") {
		say("the charset of Basic is %q, and the only one that is allowed is UTF-8", charset)
	}
	return all
}

// ReviewAll says it of all challenges of an answer, and of them together.
func ReviewAll(all []Challenge) []string {
	var said []string
	realms := map[string]string{}
	for i := range all {
		c := &all[i]
		said = append(said, Review(c)...)
		scheme := strings.ToLower(c.Scheme)
		realm, there := c.Param("realm")
		if before, twice := realms[scheme]; twice && there && before != realm {
			said = append(said, fmt.Sprintf("%s is asked for by two realms, %q and %q, and clients take one of them", c.Scheme, before, realm))
		}
		if there {
			realms[scheme] = realm
		}
	}
	return said
}
