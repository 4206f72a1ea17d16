package decisions

import (
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/linttest/live"
)

// The words of answers without a status.
const (
	upstreamWord = "upstream"
	closedWord   = "closed"
)

// text is an answer as it stands after the arrow.
func text(a Answer) string {
	switch {
	case a.Outcome == live.Undecided:
		return a.Outcome + " (" + a.Undecided + ")"
	case a.Outcome == live.Upstream:
		return upstreamWord
	case a.Status == 0:
		return closedWord
	}
	var b strings.Builder
	b.WriteString(strconv.Itoa(a.Status))
	for _, c := range a.Challenge {
		b.WriteString(" challenge=" + strconv.Quote(c))
	}
	if a.Location != "" {
		b.WriteString(" location=" + strconv.Quote(a.Location))
	}
	return b.String()
}
