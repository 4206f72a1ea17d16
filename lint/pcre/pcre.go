// Package pcre answers what PCRE would: whether a pattern of httpd's or nginx's
// is one, whether it matches, and what its groups match. It knows three answers,
// since a pattern that is judged wrongly opens a door or closes one.
//
// Patterns and subjects are bytes, as both servers compile patterns without
// UTF: a letter is one of ASCII, and so is a case. What is said is what
// PCRE2 10.42 does, and what versions do differently is not said.
//
//	judge.go    whether PCRE compiles a pattern
//	parse.go    a pattern becomes nodes (parse_*.go: escapes, classes, groups)
//	node.go     nodes, and what is known of them before any subject is
//	program.go  nodes become instructions
//	match.go    the machine that carries them out, with PCRE's order of choices
//	literal.go  patterns that are plain text
//
// The machine backtracks as PCRE does, so that groups are what they are there.
// It counts its steps: a subject that takes too many is not answered, long
// before PCRE would give up on it and let the server think that nothing matched.
package pcre

import "sync"

// Flags are the options that a server compiles a pattern with.
type Flags uint8

// The options by PCRE's names. httpd sets DotAll and DollarEndOnly where
// RegexDefaultOptions does not say otherwise, and nginx none of itself.
const (
	IgnoreCase    Flags = 1 << iota // PCRE2_CASELESS
	DotAll                          // PCRE2_DOTALL
	Multiline                       // PCRE2_MULTILINE
	Extended                        // PCRE2_EXTENDED
	DollarEndOnly                   // PCRE2_DOLLAR_ENDONLY
)

// Answer is what is known of a pattern and a subject.
type Answer uint8

// The answers.
const (
	CannotSay Answer = iota
	Matches
	DoesNot
)

// Regexp is a compiled pattern. It may be used by several goroutines at once.
type Regexp struct {
	pattern string
	why     string
	narrow  bool     // nothing is said of subjects beyond ASCII
	names   []string // by group; the first is the whole match

	literal *literal // the pattern is plain text
	test    *program // keeps only the groups that the pattern itself refers to
	find    *program // keeps all groups
	pool    sync.Pool
}

// Bounds on what is answered.
const (
	maxPattern = 1 << 15
	// maxProgram is what a pattern may compile to, in PCRE's bytes. Its bound
	// is 64 KiB as distributions build it.
	maxProgram = 60000
	// maxSubject is the length of a subject, more than any server's buffer.
	maxSubject = 1 << 20
	// maxSteps bounds the work from one place of the subject. What is a step
	// of PCRE's is one here, so that PCRE is far from its limit of 10,000,000.
	maxSteps = 1 << 20
	// maxTotal bounds the work from all places, to some hundredths of a second.
	maxTotal = 1 << 22
)

// Compile reads a pattern. What cannot be judged is answered with CannotSay,
// and so is a pattern that PCRE refuses.
func Compile(pattern string, flags Flags) *Regexp {
	r := &Regexp{pattern: pattern, names: []string{""}}
	root, p := parse(pattern, flags)
	if p.why != "" {
		r.why = p.why
		return r
	}
	r.narrow = p.narrow
	r.literal = asLiteral(root)
	referred := referredGroups(root, len(p.names))
	r.test = assemble(root, referred)
	for i := range referred {
		referred[i] = true
	}
	r.find = assemble(root, referred)
	if r.test == nil || r.find == nil {
		r.why = "the pattern is too large"
		return r
	}
	r.names = p.names
	return r
}

// Invalid says why PCRE, as servers are built with it today, refuses a pattern.
// It is empty when PCRE accepts the pattern, or when that is not known.
func Invalid(pattern string, flags Flags) (why string) {
	if flags&Extended != 0 {
		return "" // what is white space or a comment is not told apart
	}
	_, why = Judge(pattern)
	return why
}

// Why says why every answer is CannotSay. It is empty when there are others.
func (r *Regexp) Why() string { return r.why }

// String is the pattern.
func (r *Regexp) String() string { return r.pattern }

// Groups is the number of groups, without the whole match. It is 0 when
// nothing can be said.
func (r *Regexp) Groups() int { return len(r.names) - 1 }

// Names are the groups' names by their numbers, "" for those without. The first
// stands for the whole match. PCRE's option for several groups of one name is
// taken for set, as httpd sets it. The list is not to be changed.
func (r *Regexp) Names() []string { return r.names }

// Match says whether the pattern matches somewhere in the subject.
func (r *Regexp) Match(subject string) Answer {
	switch {
	case !r.says(subject):
		return CannotSay
	case r.literal != nil:
		if _, ok := r.literal.find(subject); ok {
			return Matches
		}
		return DoesNot
	}
	m := r.machine()
	answer := m.run(r.test, subject)
	r.release(m)
	return answer
}

// Find says where the pattern matches first, and its groups: two offsets each,
// -1 for a group that is unset. They are appended to groups[:0], which is empty
// when the answer is another.
func (r *Regexp) Find(subject string, groups []int) ([]int, Answer) {
	groups = groups[:0]
	switch {
	case !r.says(subject):
		return groups, CannotSay
	case r.literal != nil:
		at, ok := r.literal.find(subject)
		if !ok {
			return groups, DoesNot
		}
		return append(groups, at, at+len(r.literal.text)), Matches
	}
	m := r.machine()
	answer := m.run(r.find, subject)
	if answer == Matches {
		for _, offset := range m.slots[:2*len(r.names)] {
			groups = append(groups, int(offset))
		}
	}
	r.release(m)
	return groups, answer
}

// says whether anything can be said of a subject.
func (r *Regexp) says(subject string) bool {
	return r.why == "" && len(subject) <= maxSubject && !(r.narrow && beyondASCII(subject))
}

func beyondASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return true
		}
	}
	return false
}

func (r *Regexp) machine() *machine {
	if m, ok := r.pool.Get().(*machine); ok {
		return m
	}
	return &machine{}
}

// keptStack is how many entries of a machine's stack are kept for its next run.
const keptStack = 1 << 12

func (r *Regexp) release(m *machine) {
	m.subject = ""
	if cap(m.stack) <= keptStack {
		r.pool.Put(m)
	}
}
