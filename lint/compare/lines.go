package compare

import (
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/source"
)

// maxLines is how many lines are shown for an answer.
const maxLines = 4

// lines are those that decided.
func lines(d *access.Decision, trace []access.Passage) []lint.Place {
	var spans []source.Span
	if standingOf(d) == gets {
		spans = granting(trace)
	} else {
		spans = refusing(trace)
	}
	var places []lint.Place
	for _, s := range spans {
		p := lint.PlaceOf(s)
		if len(places) < maxLines && !slices.Contains(places, p) {
			places = append(places, p)
		}
	}
	return places
}

// refusing is why somebody does not get in: what the first gate says that ended
// the request itself, or the last that said anything. Who is asked for a password
// is asked because of a requirement.
func refusing(trace []access.Passage) []source.Span {
	var last, required []source.Span
	for i := range trace {
		p := &trace[i]
		if len(p.Because) == 0 {
			continue
		}
		last = p.Because
		switch {
		case p.Verdict == access.Challenges:
			return slices.Concat(required, p.Because)
		case p.Verdict == access.Refuses, p.Verdict == access.Redirects, p.Verdict == access.Unsure:
			return p.Because
		case p.Gate == access.GateRequire:
			required = p.Because
		}
	}
	return last
}

// granting is why somebody gets in: what the gates of access say, or else what
// is served.
func granting(trace []access.Passage) []source.Span {
	var granted, last []source.Span
	for i := range trace {
		p := &trace[i]
		switch p.Gate {
		case access.GateAddress, access.GateRequire, access.GatePassword, access.GateAuthRequest, access.GateRequireUser:
			granted = append(granted, p.Because...)
		case access.GateLocation, access.GateRewrite, access.GateServerRewrite, access.GateHandler:
			if len(p.Because) > 0 {
				last = p.Because
			}
		}
	}
	if len(granted) > 0 {
		return granted
	}
	return last
}
