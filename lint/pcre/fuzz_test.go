package pcre

import (
	"testing"
	"time"
)

// FuzzRegexp looks for patterns and subjects that panic, take long or are
// answered in two ways.
func FuzzRegexp(f *testing.F) {
	for _, pattern := range append(soup, hostile...) {
		f.Add(pattern, uint8(0), "/a/b.php")
	}
	f.Add(`^(?:(?<n>[^/]+)/)*+(?=\.php|$)\1`, uint8(IgnoreCase|DotAll), "/A/\n")
	f.Add(`(?x) a # b`+"\n"+`c(?-x:\Q*\E){2,3}?`, uint8(Extended), "a**")
	f.Fuzz(func(t *testing.T, pattern string, flags uint8, subject string) {
		began := time.Now()
		re := Compile(pattern, Flags(flags))
		groups, found := re.Find(subject, nil)
		matched := re.Match(subject)
		if took := time.Since(began); took > 5*time.Second {
			t.Fatalf("%q on %q took %v", pattern, subject, took)
		}
		if re.Why() != "" && (found != CannotSay || matched != CannotSay) {
			t.Fatalf("%q: %s, but it is said %d and %d", pattern, re.Why(), found, matched)
		}
		if found != matched && found != CannotSay && matched != CannotSay {
			t.Fatalf("%q on %q: Find says %d, Match %d", pattern, subject, found, matched)
		}
		checkGroups(t, re, subject, groups, found)
		if re.literal != nil {
			text := re.literal
			re.literal = nil
			again, slowly := re.Find(subject, nil)
			if slowly != found || found == Matches && again[0] != groups[0] {
				t.Fatalf("%q on %q: as text %+v %d %v, by the machine %d %v", pattern, subject, text, found, groups, slowly, again)
			}
		}
	})
}

func checkGroups(t *testing.T, re *Regexp, subject string, groups []int, found Answer) {
	t.Helper()
	if found != Matches {
		if len(groups) > 0 {
			t.Fatalf("%q on %q: %d, but groups %v", re, subject, found, groups)
		}
		return
	}
	if len(groups) != 2*(re.Groups()+1) || groups[0] < 0 {
		t.Fatalf("%q on %q: groups %v", re, subject, groups)
	}
	for i := 0; i < len(groups); i += 2 {
		from, to := groups[i], groups[i+1]
		if from < 0 != (to < 0) || from > to || to > len(subject) {
			t.Fatalf("%q on %q: groups %v", re, subject, groups)
		}
	}
}
