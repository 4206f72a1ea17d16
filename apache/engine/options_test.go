package engine

import "testing"

func TestOptionsOver(t *testing.T) {
	const (
		i, f, m, o = OptionIndexes, OptionFollowSymLinks, OptionMultiViews, OptionSymLinksIfOwnerMatch
		inc, exec  = OptionIncludes, OptionIncludesExec
	)
	list := func(s OptionSet) Options { return Options{Set: s, Whole: true} }
	add := func(s OptionSet) Options { return Options{Set: s, Add: s} }
	remove := func(s OptionSet) Options { return Options{Remove: s} }
	for _, c := range []struct {
		name         string
		above, below Options
		want         OptionSet
	}{
		{"nothing is written", Options{}, list(i | f), i | f},
		{"a list replaces", list(m), list(i | f), m},
		{"an empty list replaces", list(0), list(i | f), 0},
		{"a sign adds", add(m), list(i), i | m},
		{"a sign removes", remove(i), list(i | f), f},
		{"removing what is not there", remove(m), list(i), i},
		{"an inherited plus is taken away", remove(m), add(m), 0},
		{"an inherited minus is taken back", add(i), remove(i), i},
		{"an inherited minus still counts", add(m), Options{Set: i | o, Remove: f}, i | o | m},
		{"includes without exec take exec away", add(inc), list(inc | exec), inc},
		{"includes with exec leave it", add(inc | exec), list(inc | exec), inc | exec},
		{"of a list without both nothing is taken", add(inc), list(exec), inc | exec},
	} {
		got := c.above.over(c.below)
		if got.Set != c.want {
			t.Errorf("%s: %07b, want %07b", c.name, got.Set, c.want)
		}
		if c.above.Whole && got != c.above {
			t.Errorf("%s: a list is changed to %+v", c.name, got)
		}
	}
	// What is inherited in two steps: the sign of the nearer counts.
	below := add(m).over(list(i))
	if got := remove(m).over(below); got.Set != i || got.Add != 0 {
		t.Errorf("taken away again: %+v", got)
	}
	if !below.Has(m|f) || below.Has(f) {
		t.Errorf("Has is wrong of %+v", below)
	}
}

func TestOverrideNone(t *testing.T) {
	for _, c := range []struct {
		override *Override
		want     bool
	}{
		{nil, false},
		{&Override{}, true},
		{&Override{Classes: 1}, false},
		{&Override{Unforbidden: true}, false},
		{&Override{Unrefused: true}, false},
		{&Override{Options: OptionAll}, true},
	} {
		if got := c.override.None(); got != c.want {
			t.Errorf("%+v: None is %t, want %t", c.override, got, c.want)
		}
	}
}

func TestFlag(t *testing.T) {
	for _, c := range []struct {
		above, below, want Flag
	}{
		{FlagUnset, FlagUnset, FlagUnset}, {FlagUnset, FlagOn, FlagOn}, {FlagOff, FlagOn, FlagOff}, {FlagOn, FlagOff, FlagOn},
	} {
		if got := c.above.Over(c.below); got != c.want {
			t.Errorf("%d over %d is %d, want %d", c.above, c.below, got, c.want)
		}
	}
	if FlagOff.Is(true) || !FlagOn.Is(false) || !FlagUnset.Is(true) || FlagUnset.Is(false) {
		t.Error("a flag is not what was written, or what holds otherwise")
	}
}
