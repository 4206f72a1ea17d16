package expr

// maxGroup is the highest $N there is.
const maxGroup = 9

// Captures are $0 to $9: what the last pattern that captures anything found.
// A pattern without groups leaves them as they are, and one with groups that
// does not match empties them. The zero value has nothing in it. One request's
// directives may hand them on, as SetEnvIfExpr does to its values.
type Captures struct {
	subject string
	groups  [2 * (maxGroup + 1)]int
	set     bool
	cleared bool
	why     string // why nobody can say what they are
	changes int    // how often they were changed
}

// Group is $N, and "" for a group that took no part in the match. why is not
// empty when it cannot be said.
func (c *Captures) Group(n int) (text, why string) {
	switch {
	case c.why != "":
		return "", c.why
	case !c.set || n < 0 || n > maxGroup || c.groups[2*n] < 0:
		return "", ""
	}
	return c.subject[c.groups[2*n]:c.groups[2*n+1]], ""
}

// Match says whether there is a match in the captures. Without one, what the
// values of a SetEnvIfExpr and the %N of a RewriteCond become depends on
// Cleared.
func (c *Captures) Match() (matched bool, why string) { return c.set, c.why }

// Cleared says that the last pattern with groups did not match. SetEnvIfExpr
// then sets its values as they are written, with $1 and backslashes. Where no
// such pattern was met at all it replaces $N by what lines before it caught,
// or by whatever lies in httpd's memory.
func (c *Captures) Cleared() bool { return c.cleared }

// Set takes the offsets of a match: pairs of begin and end, -1 where a group
// took no part.
func (c *Captures) Set(subject string, groups []int) {
	c.subject, c.set, c.cleared, c.why = subject, true, false, ""
	c.changes++
	n := copy(c.groups[:], groups)
	for ; n < len(c.groups); n++ {
		c.groups[n] = -1
	}
}

// Clear is what a pattern with groups that does not match does.
func (c *Captures) Clear() {
	c.set, c.cleared, c.why = false, true, ""
	c.changes++
}

// Lose notes that nobody can say what the captures are.
func (c *Captures) Lose(why string) {
	c.set, c.cleared, c.why = false, false, why
	c.changes++
}
