package report

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
)

// Map says what a site answers to whom: for each place one answer to each
// caller. Package accessmap makes it, from the site's engine; it refers to no
// File and may outlive the site.
type Map struct {
	// Site is what findings call the site.
	Site string
	// Callers are the columns.
	Callers []Caller
	Rows    []MapRow
	// Left says what was left out; empty where nothing was.
	Left []string
	// Assumptions are what all of it rests on.
	Assumptions []string
}

// Caller is a column of a Map.
type Caller struct {
	Name string // "right password"
	Key  string // the same in JSON: "right_password"
}

// MapRow is a place that is asked for.
type MapRow struct {
	// Origin is the scheme and host; rows of one origin stand together.
	Origin string
	Target string // path and query
	// What says in a few words why the place is on the map.
	What  string
	Cells []MapCell // one for each of the callers
}

// MapCell is the answer to one caller.
type MapCell struct {
	// Empty says why the caller means nothing here; the rest is zero then.
	Empty string
	// Request is what was asked. It has no password in it.
	Request access.Request
	// As says who asks, beyond the caller's name: a user, an address.
	As       string
	Decision access.Decision
	// Answer is the decision in two words, Leads where it goes on or what it
	// asks for; empty for nowhere.
	Answer, Leads string
	// Walk are the gates that the request came to.
	Walk []Step
}

// Step is one gate of a walk.
type Step struct {
	// Depth is how deep the inner request lies in which the step is, from 0.
	Depth int
	// Begins is the target of an inner request that begins with the step, and
	// LookedFor says that it was only looked for; empty elsewhere.
	Begins    string
	LookedFor bool
	Gate      string
	Verdict   access.Verdict
	Status    int // 0 for none
	Note      string
	Places    []StepPlace
}

// StepPlace is a place that decided.
type StepPlace struct {
	lint.Place
	WholeFile bool // and no line in it
}
