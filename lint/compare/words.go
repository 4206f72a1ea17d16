package compare

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/access"
)

// sender is in words who sends a request.
func sender(r *access.Request) string {
	name := "anonymous"
	if c := r.Credentials; c != nil {
		name = strconv.Quote(c.User)
	}
	if r.Method != "GET" {
		name += " (" + r.Method + ")"
	}
	if r.Remote != access.DefaultRemote {
		name += " from " + r.Remote.String()
	}
	for _, h := range r.Headers {
		name += " with " + h.Name + ": " + h.Value
	}
	return name
}

// place is the URL of a request, as short as it is clear.
func place(a *Answer) string {
	r := &a.Request
	if !r.TLS && r.Host == access.DefaultHost && r.Port == 80 {
		return r.Target
	}
	return a.URL()
}

// words are the answer. other is the one it is held against: of two
// with the same status what tells them apart is said.
func (a *Answer) words(other *Answer) string {
	switch d := &a.Decision; {
	case a.None:
		return "no such site"
	case d.Outcome == access.Undecided:
		return "undecided"
	case d.Outcome == access.Failed && d.Status == 0:
		return "no answer"
	case d.Instead != 0 && d.Instead != d.Status:
		return fmt.Sprintf("%d (its error document: %s)", d.Instead, a.Answer())
	case d.Outcome == access.Challenged && other.Decision.Status == d.Status:
		return strconv.Itoa(d.Status) + " " + challenges(d.Challenge)
	}
	return a.Answer()
}

func challenges(all []string) string {
	if len(all) == 0 {
		return "without a challenge"
	}
	return strings.Join(all, ", ")
}

// Transition is the answer before and after, in words.
func (c *Change) Transition() string {
	before, after := c.Before.words(&c.After), c.After.words(&c.Before)
	if before == after { // as far as it may be shown
		after += " with another query or user"
	}
	return before + arrow + after
}

// arrow stands between the answers of a transition.
const arrow = " -> "

// maxWho is how many callers a title names.
const maxWho = 4

// String is the change in words:
//
//	/private/: anonymous, wrong password 200 -> 401
func (c *Change) String() string { return c.Path + ": " + c.who() + " " + c.Transition() }

// who are the callers, a few of them.
func (c *Change) who() string {
	if more := len(c.Who) - maxWho; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(c.Who[:maxWho], ", "), more)
	}
	return strings.Join(c.Who, ", ")
}

// Title are changes in words, a few of them and how many more there are; empty
// for none.
func Title(changes []Change, most int) string {
	var all []string
	for i := range changes {
		if i == most {
			all = append(all, fmt.Sprintf("%d more", len(changes)-most))
			break
		}
		all = append(all, changes[i].String())
	}
	return strings.Join(all, "; ")
}

// whys are what is said beside the lines of an answer.
func (a *Answer) whys() []string {
	all := []string{a.Note, a.Decision.Undecided, a.Decision.Supposed}
	all = slices.DeleteFunc(all, func(why string) bool { return why == "" })
	return slices.Compact(all)
}
