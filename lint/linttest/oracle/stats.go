package oracle

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/authlint/authlint/lint/linttest/live"
)

// tally counts one feature, method or the like.
type tally struct{ all, decided, wrong int }

// share is a part of a whole in percent.
func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return 100 * float64(part) / float64(whole)
}

// Statistics is what a run counted.
type Statistics struct {
	Requests  int
	Real      int // requests to sites grown from real files
	Sites     int
	Refused   int // sites whose configuration the server refused, left out
	Decided   int
	Wrong     int
	Live      time.Duration // that the server took to answer
	Engine    time.Duration // that the engine took to read the files and to answer
	server    string
	statuses  map[string]int
	features  map[string]*tally
	undecided map[string]int
}

// newStatistics counts nothing yet; features that never occur are to show.
func newStatistics(kind Kind) *Statistics {
	s := &Statistics{server: kind.Name(), statuses: map[string]int{}, features: map[string]*tally{}, undecided: map[string]int{}}
	for _, f := range kind.Features() {
		s.features[f.Name] = &tally{}
	}
	return s
}

// count takes in one request with both answers.
func (s *Statistics) count(site Site, features map[string]bool, said, engine live.Answer) {
	decided := engine.Outcome != live.Undecided
	wrong := decided && !engine.Equal(said)
	s.Requests++
	if site.Real {
		s.Real++
	}
	key := said.Outcome
	if said.Outcome != live.Upstream {
		key = fmt.Sprint(said.Status)
	}
	s.statuses[key]++
	switch {
	case wrong:
		s.Wrong++
		s.Decided++
	case decided:
		s.Decided++
	default:
		s.undecided[reasonClass(engine.Undecided)]++
	}
	for name := range features {
		t := s.features[name]
		if t == nil {
			t = &tally{}
			s.features[name] = t
		}
		t.all++
		if decided {
			t.decided++
		}
		if wrong {
			t.wrong++
		}
	}
}

var particular = regexp.MustCompile(`"[^"]*"|'[^']*'|\d+|/\S+`)

// reasonClass is a reason without what it says about one case.
func reasonClass(reason string) string {
	return particular.ReplaceAllString(reason, "*")
}

// TopStatus is the status that most requests got, and its share in percent.
func (s *Statistics) TopStatus() (status string, percent float64) {
	for _, key := range slices.Sorted(maps.Keys(s.statuses)) {
		if p := share(s.statuses[key], s.Requests); p > percent {
			status, percent = key, p
		}
	}
	return status, percent
}

// Rare are the features of the table that govern less than so many percent of
// the requests.
func (s *Statistics) Rare(percent float64) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(s.features)) {
		if p := share(s.features[name].all, s.Requests); p < percent && !strings.HasPrefix(name, requestFeature) {
			out = append(out, fmt.Sprintf("%s (%.2f %%)", name, p))
		}
	}
	return out
}

// Doubtful are the features of which less than so many percent are decided.
func (s *Statistics) Doubtful(percent float64) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(s.features)) {
		if p := share(s.features[name].decided, s.features[name].all); s.features[name].all > 0 && p < percent {
			out = append(out, fmt.Sprintf("%s (%.1f %%)", name, p))
		}
	}
	return out
}

// String is the table that a run prints.
func (s *Statistics) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d requests, %.1f %% to sites grown from real files; %d of %d sites left out because %s refuses them\n",
		s.Requests, share(s.Real, s.Requests), s.Refused, s.Sites, s.server)
	fmt.Fprintf(&b, "decided %d (%.2f %%), wrong %d\nstatus:", s.Decided, share(s.Decided, s.Requests), s.Wrong)
	for _, key := range byCount(s.statuses) {
		fmt.Fprintf(&b, " %s %.1f %%,", key, share(s.statuses[key], s.Requests))
	}
	fmt.Fprintf(&b, "\n%s took %v, the engine %v", s.server, s.Live.Round(time.Millisecond), s.Engine.Round(time.Millisecond))
	b.WriteString("\nundecided because:\n")
	for _, key := range byCount(s.undecided) {
		fmt.Fprintf(&b, "  %6d  %s\n", s.undecided[key], key)
	}
	b.WriteString("features: share of requests, decided of those, wrong\n")
	for _, name := range slices.Sorted(maps.Keys(s.features)) {
		t := s.features[name]
		fmt.Fprintf(&b, "  %-34s %5.1f %%  %5.1f %%  %d\n", name, share(t.all, s.Requests), share(t.decided, t.all), t.wrong)
	}
	return b.String()
}

// byCount are the keys of counts, the most frequent first.
func byCount(counts map[string]int) []string {
	keys := slices.Sorted(maps.Keys(counts))
	slices.SortStableFunc(keys, func(a, b string) int { return counts[b] - counts[a] })
	return keys
}
