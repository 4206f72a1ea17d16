package walk

import (
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
)

// maxDeciding is how many places are shown as those that decided.
const maxDeciding = 6

// Deciding are the lines that led to an answer: those of the gates that turned
// the request away, asked or sent it on; of one that got in, those of the gates
// that could have, and where there is none, those that say where it is.
func Deciding(trace []access.Passage) []lint.RelatedPlace {
	for _, counts := range []func(p *access.Passage) bool{turns, opens, asksAnything, leads} {
		var all []lint.RelatedPlace
		for i := range trace {
			if p := &trace[i]; counts(p) {
				all = appendPlaces(all, p)
			}
		}
		if len(all) > 0 {
			return all[:min(len(all), maxDeciding)]
		}
	}
	return nil
}

func turns(p *access.Passage) bool {
	return slices.Contains([]access.Verdict{access.Refuses, access.Challenges, access.Redirects, access.Unsure}, p.Verdict)
}

func opens(p *access.Passage) bool { return p.Verdict == access.GrantsAll }

func asksAnything(p *access.Passage) bool {
	return slices.Contains([]access.Gate{
		access.GateAddress, access.GateRequire, access.GatePassword, access.GateAuthRequest, access.GateRequireUser, access.GateApp,
	}, p.Gate)
}

func leads(p *access.Passage) bool {
	return p.Gate == access.GateLocation || p.Gate == access.GateHost || p.Gate == access.GateHandler
}

// appendPlaces adds the lines of a gate. What is a whole file decides nothing
// by itself.
func appendPlaces(all []lint.RelatedPlace, p *access.Passage) []lint.RelatedPlace {
	message := p.Name() + " " + p.Verdict.String()
	if p.Note != "" {
		message += ": " + p.Note
	}
	for _, span := range p.Because {
		place := lint.PlaceOf(span)
		known := slices.ContainsFunc(all, func(r lint.RelatedPlace) bool { return r.File == place.File && r.Start == place.Start })
		if span.Len() > 0 && !known {
			all = append(all, lint.RelatedPlace{Place: place, Message: message})
		}
	}
	return all
}
