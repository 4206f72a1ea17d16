package compare

import (
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/source"
)

// maxLines is how many lines are shown for an answer.
const maxLines = 4

// lines are those that decided, and, where none did, why in words.
func lines(d *access.Decision, trace []access.Passage) (places []lint.Place, note string) {
	var spans []source.Span
	if standingOf(d) == gets {
		spans = granting(trace)
	} else {
		spans, note = refusing(trace)
	}
	for _, s := range spans {
		p := lint.PlaceOf(s)
		if len(places) < maxLines && !slices.Contains(places, p) {
			places = append(places, p)
		}
	}
	return places, note
}

// refusing is why somebody does not get in: what the first gate says that ended
// the request itself, or the last that said anything. Who is asked for a password
// is asked because of a requirement.
func refusing(trace []access.Passage) (because []source.Span, note string) {
	var last, required []source.Span
	for i := range trace {
		p := &trace[i]
		switch p.Verdict {
		case access.Challenges:
			return slices.Concat(required, p.Because), ""
		case access.Refuses, access.Redirects, access.Unsure:
			if len(p.Because) > 0 {
				return p.Because, ""
			}
			return nil, p.Note
		}
		if len(p.Because) > 0 {
			last = p.Because
		}
		if p.Gate == access.GateRequire {
			required = p.Because
		}
	}
	return last, ""
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
