package nginx

import (
	"math/rand"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
)

// mutationBytes are those that are put in: most mean something to nginx.
const mutationBytes = " ;{}()\"'\\$#\n/=~*^@.-0a1x"

// mutate makes one or two slips of the pen in what stands in the server.
func mutate(r *rand.Rand, text string, from int) string {
	s := []byte(text)
	for range 1 + r.Intn(2) {
		at := from + r.Intn(len(s)-from)
		b := mutationBytes[r.Intn(len(mutationBytes))]
		switch r.Intn(4) {
		case 0:
			s = append(s[:at], s[at+1:]...)
		case 1:
			s = append(s[:at], append([]byte{b}, s[at:]...)...)
		case 2:
			s[at] = b
		default:
			other := from + r.Intn(len(s)-from)
			s[at], s[other] = s[other], s[at]
		}
	}
	return string(s)
}

// TestMutationsLive makes slips in what nginx accepts and asks a live one about
// each: what is refused here is refused there. The other way round a name may
// be that of a module, and some values are not looked at.
func TestMutationsLive(t *testing.T) {
	const begin, mutants = "server {\nlisten 127.0.0.1:${PORT};\n", 250
	r := rand.New(rand.NewSource(1))
	var accepted []string
	for _, c := range refusalCases(t) {
		if c.mark == '+' && strings.HasPrefix(c.text, begin) {
			accepted = append(accepted, c.text)
		}
	}
	refused, missed := 0, 0
	for range mutants {
		text := mutate(r, accepted[r.Intn(len(accepted))], len(begin))
		refusals := loadedHTTP(text).Refusals
		ok, says := live.NginxTest(t, live.NginxConfig{HTTP: text})
		switch {
		case ok && len(refusals) > 0:
			t.Errorf("nginx accepts %q, and here: %s", text[len(begin):], refusals[0].Message)
		case !ok && len(refusals) > 0:
			refused++
		case !ok && !strings.Contains(says, "unknown directive"):
			missed++
		}
	}
	t.Logf("%d of %d are refused, and %d are not that nginx refuses for more than a name", refused, mutants, missed)
	if refused < mutants/2 || missed > mutants/20 {
		t.Error("that is too few, or too many")
	}
}
