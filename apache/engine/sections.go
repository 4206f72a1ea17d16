package engine

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/pcre"
)

// files merges the Files sections, in the order in which the folders that
// they stand in were merged.
func (r *request) files() access.Action {
	sections := r.settings.Files
	if len(sections) == 0 || r.filename == "" {
		return access.Action{}
	}
	name := r.filename[strings.LastIndexByte(r.filename, '/')+1:]
	return r.mergeMatching(sections, name, &r.asked.files)
}

// locations merges the Location sections of the host.
func (r *request) locations() access.Action {
	if len(r.host.Locations) == 0 {
		return access.Action{}
	}
	uri := r.uri
	if !r.host.MergeSlashes.Is(true) {
		uri = cleanSlashes(uri)
	}
	return r.mergeMatching(r.host.Locations, uri, &r.asked.locations)
}

// mergeMatching merges those of a list of sections that match, and then all
// of them over what holds.
func (r *request) mergeMatching(sections []*Section, text string, asked *bool) access.Action {
	var merged *Settings
	var doubt *Doubt
	for _, s := range sections {
		subject := text
		if s.Kind == SectionLocation && s.Pattern != nil {
			subject = r.uri // with the slashes that it has
		}
		if r.matches(s, subject, &doubt) {
			merged = r.memory.merge(merged, s.Settings)
			r.took(s)
		}
	}
	if doubt != nil {
		return access.CannotSay(doubt.Why, places(doubt.Span)...)
	}
	if merged != nil {
		r.settings, *asked = r.memory.merge(r.settings, merged), true
	}
	return access.Action{}
}

// matches says whether a section covers a text. Of a pattern that cannot be
// judged it notes a doubt.
func (r *request) matches(s *Section, text string, doubt **Doubt) bool {
	if s.Pattern == nil {
		switch {
		case s.Wild:
			return fnmatch(s.Path, text)
		case s.Kind == SectionLocation:
			return prefixOf(s.Path, text)
		}
		return s.Path == text
	}
	if len(s.Names) == 0 {
		switch s.Pattern.Match(text) {
		case pcre.Matches:
			return true
		case pcre.CannotSay:
			*doubt = &Doubt{Why: "whether a section's pattern matches cannot be said: " + s.Pattern.Why(), Span: s.Span}
		}
		return false
	}
	groups, answer := s.Pattern.Find(text, nil)
	if answer == pcre.CannotSay {
		*doubt = &Doubt{Why: "whether a section's pattern matches cannot be said: " + s.Pattern.Why(), Span: s.Span}
	}
	if answer != pcre.Matches {
		return false
	}
	for i, name := range s.Names {
		if name != "" && 2*i+1 < len(groups) && groups[2*i] >= 0 {
			r.set("MATCH_"+strings.ToUpper(name), text[groups[2*i]:groups[2*i+1]])
		}
	}
	return true
}

// prefixOf says that a Location covers a URL: whole segments only, unless it
// ends in a slash.
func prefixOf(path, uri string) bool {
	if !strings.HasPrefix(uri, path) {
		return false
	}
	return path == "" || path[len(path)-1] == '/' || len(uri) == len(path) || uri[len(path)] == '/'
}

// maxNestedIfs bounds If sections inside each other.
const maxNestedIfs = 50

// conditions merges the If sections, which httpd asks last, and then those
// that stand inside them.
func (r *request) conditions() access.Action {
	sections := r.settings.Ifs
	for range maxNestedIfs {
		if len(sections) == 0 {
			return access.Action{}
		}
		var merged *Settings
		entered := false // the If or ElseIf before
		for _, s := range sections {
			if s.Else && entered {
				continue
			}
			entered = true
			if s.If != nil {
				is, why := r.evaluate(s.If)
				if is == model.Unknown {
					return access.CannotSay("whether the condition holds is not known: "+why, places(s.Span)...)
				}
				entered = is == model.Yes
			}
			if entered {
				merged = r.memory.merge(merged, s.Settings)
				r.took(s)
			}
			if s.If == nil {
				entered = false
			}
		}
		if merged == nil {
			return access.Action{}
		}
		r.settings, r.asked.conditions = r.memory.merge(r.settings, merged), true
		sections = merged.Ifs
	}
	return access.CannotSay("If sections are nested more than " + strconv.Itoa(maxNestedIfs) + " deep")
}

// laterSections are those that httpd asks when the file is known, and what
// modules do then.
func (r *request) laterSections() access.Action {
	for _, phase := range [...]func(*request) access.Action{
		(*request).locations, (*request).conditions, (*request).settled,
	} {
		if a := phase(r); stops(a) {
			return a
		}
	}
	if r.main == nil {
		return r.setEnv(r.settings.Env)
	}
	return access.Action{}
}

// settled shows the trace which sections hold, and ends where a part of them
// is in doubt.
func (r *request) settled() access.Action {
	if r.traced() {
		r.showSections()
	}
	if doubts := r.settings.Unsure; len(doubts) > 0 {
		return access.CannotSay(doubts[0].Why, places(doubts[0].Span)...)
	}
	return access.Action{}
}

// showSections adds the sections that were merged to the trace, as far as they
// stand at one gate.
func (r *request) showSections() {
	for _, gate := range []access.Gate{access.GateHtaccess, access.GateLocation} {
		a := access.Action{}
		for _, s := range r.sections {
			if (s.Kind == SectionHtaccess) == (gate == access.GateHtaccess) && !s.Span.IsZero() {
				a.Because = append(a.Because, s.Span)
			}
		}
		if len(a.Because) > 0 {
			a.Note = "these .htaccess files hold here"
			if gate == access.GateLocation {
				a.Note = "these sections hold here"
			}
			r.w.Saw(gate, a)
		}
	}
}

// cleanSlashes merges slashes that follow each other.
func cleanSlashes(path string) string {
	if !strings.Contains(path, "//") {
		return path
	}
	out := make([]byte, 0, len(path))
	for i := 0; i < len(path); i++ {
		if path[i] != '/' || i == 0 || path[i-1] != '/' {
			out = append(out, path[i])
		}
	}
	return string(out)
}

func quoted(s string) string { return strconv.Quote(s) }

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func sortedNames(set map[string]bool) string {
	return strings.Join(slices.Sorted(maps.Keys(set)), " ")
}
