package rules

import (
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// waysRound are requests for what a location covers by which strangers get in
// because another one holds. A location that strangers get into themselves is
// none to go round, and a regular expression that holds for some of what it fits
// may leave the rest to others.
func (t *routes) waysRound(closed *model.Scope) []*route {
	var ways []*route
	fits := gotIn
	if closed.Matcher.Form == model.MatchRegexp {
		fits = anyAnswer
	}
	for r := range t.asked(closed) {
		way := t.of(r, fits)
		if way == nil {
			continue
		}
		open := way.first()
		switch {
		case open == nil || open.Kind == model.ScopeHost:
		case open.Matcher.Form == model.MatchExact && closed.Matcher.Form == model.MatchPrefix && open.Parent == closed.Parent:
			// One URL is written out: an exception, such as admin-ajax.php.
		case within(open, closed):
			if closed.Matcher.Form == model.MatchRegexp || gotIn(&way.Decision) && !gateWithin(open, closed) {
				return nil
			}
		case gotIn(&way.Decision) && !way.handed && !gateWithin(open, nil) && servesSame(closed, open):
			ways = append(ways, way)
		}
	}
	return ways
}

func anyAnswer(*access.Decision) bool { return true }

// asked are requests that a location was written for: its own, and those of
// longer paths that are no exception made for one of them.
func (t *routes) asked(closed *model.Scope) func(func(access.Request) bool) {
	return func(yield func(access.Request) bool) {
		for r := range plainRequests(t.p, closed) {
			if belongsTo(closed.Parent, r.Target) && !yield(r) {
				return
			}
		}
		if closed.Matcher.Form != model.MatchPrefix || closed.Parent == nil || len(closed.Matcher.Pattern.Text) < 2 {
			return
		}
		for _, s := range closed.Parent.Children {
			below := s.Kind == model.ScopeLocation && s != closed && s.Matcher.Form == model.MatchPrefix &&
				pathBelow(closed.Matcher.Pattern.Text, s.Matcher.Pattern.Text)
			for r := range plainRequests(t.p, s) {
				if below && !yield(r) {
					return
				}
			}
		}
	}
}

// gateWithin says that a location, or one that it stands in up to outer, says
// itself who may enter.
func gateWithin(s, outer *model.Scope) bool {
	for ; s != nil && s != outer && s.Kind == model.ScopeLocation; s = s.Parent {
		if writesGate(&s.Own) {
			return true
		}
	}
	return false
}

// belongsTo says that a path leads to a location that another stands in, as far
// as that one is a plain path: a pattern within it is for nothing else.
func belongsTo(outer *model.Scope, path string) bool {
	for at := outer; at != nil && at.Kind == model.ScopeLocation; at = at.Parent {
		if at.Matcher.Form != model.MatchPrefix || !strings.HasPrefix(path, access.EscapePath(at.Matcher.Pattern.Text)) {
			return false
		}
	}
	return true
}
