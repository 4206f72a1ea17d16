package lint

import (
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/source"
)

// TestSettle says which of two diagnostics with one cause stays.
func TestSettle(t *testing.T) {
	f := source.NewFile("/.htaccess", []byte("Order allow, deny\n"))
	span := f.Span(0, 17)
	note := &Rule{ID: "a-note", Outcome: Confuses}
	exposes := &Rule{ID: "exposes", Outcome: Exposes}
	breaks := &Rule{ID: "breaks", Outcome: Breaks}
	for _, c := range []struct {
		name          string
		first, second draft
		kept          string
	}{
		{"the earlier", draft{rule: exposes}, draft{rule: note}, "exposes"},
		{"the earlier of two errors", draft{rule: exposes}, draft{rule: breaks}, "exposes"},
		{"a refusal before a note", draft{rule: note}, draft{rule: breaks}, "breaks"},
		{"no refusal under an assumption", draft{rule: note}, draft{Diagnostic: Diagnostic{Assumption: "so it is"}, rule: breaks}, "a-note"},
	} {
		c.first.Span, c.second.Span = span, span
		kept := settle([]draft{c.first, c.second})
		if len(kept) != 1 || kept[0].rule.ID != c.kept {
			t.Errorf("%s: %d kept, the first of %s", c.name, len(kept), kept[0].rule.ID)
			continue
		}
		if r := kept[0].Related; len(r) != 1 || !strings.HasPrefix(r[0].Message, "also: ") {
			t.Errorf("%s: the other is not related to it", c.name)
		}
	}
}

// TestSettleMissing says that what is missing at a place is another cause than
// what stands there, and one thing that is missing is one cause.
func TestSettleMissing(t *testing.T) {
	f := source.NewFile("/.htaccess", []byte("AuthType Basic\n"))
	rule := &Rule{ID: "locks-out", Outcome: LocksOut}
	about := func(missing string) draft {
		return draft{Diagnostic: Diagnostic{Span: f.Span(0, 14), Missing: missing}, rule: rule}
	}
	var kept []string
	for _, d := range settle([]draft{about(""), about("one"), about("other"), about("one")}) {
		kept = append(kept, d.Missing)
	}
	if !slices.Equal(kept, []string{"", "one", "other"}) {
		t.Errorf("kept are those about %q", kept)
	}
}
