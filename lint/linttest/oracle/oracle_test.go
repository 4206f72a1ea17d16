package oracle

import (
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
)

func TestFeaturesOf(t *testing.T) {
	table := NewFeatures("Allow => allow\\s\nDeny => deny\\s+all\n")
	got := FeaturesOf(table, []string{"allow all", "deny 10.0.0.1"})
	if len(got) != 1 || got[0] != "Allow" {
		t.Errorf("%v, want Allow alone", got)
	}
}

// TestStatisticsTellWrongFromUndecided counts one answer of each kind.
func TestStatisticsTellWrongFromUndecided(t *testing.T) {
	s := &Statistics{statuses: map[string]int{}, features: map[string]*tally{}, undecided: map[string]int{}}
	served, forbidden := live.Answer{Outcome: live.Served, Status: 200}, live.Answer{Outcome: live.Forbidden, Status: 403}
	for _, said := range []live.Answer{served, forbidden, {Outcome: live.Undecided, Undecided: `no file "x"`}} {
		s.count(Site{Real: true}, map[string]bool{"a": true}, served, said)
	}
	if s.Requests != 3 || s.Real != 3 || s.Decided != 2 || s.Wrong != 1 || s.undecided["no file *"] != 1 {
		t.Errorf("%+v", s)
	}
	if status, percent := s.TopStatus(); status != "200" || percent != 100 {
		t.Errorf("%s has %v %%", status, percent)
	}
	if rare := s.Rare(101); len(rare) != 1 {
		t.Errorf("%v are rare, not a alone", rare)
	}
	if doubtful := s.Doubtful(90); len(doubtful) != 1 {
		t.Errorf("%v are doubtful, not a alone", doubtful)
	}
}
