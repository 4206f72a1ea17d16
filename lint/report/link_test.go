package report

import (
	"strings"
	"testing"
)

func TestLinks(t *testing.T) {
	var with, without strings.Builder
	for w, links := range map[*strings.Builder]bool{&with: true, &without: false} {
		if err := writeText(w, everything(), Options{Links: links}); err != nil {
			t.Fatal(err)
		}
	}
	const id = "left-open"
	linked := "[\x1b]8;;https://github.com/authlint/authlint/blob/main/rules/doc/" + id + ".md\x1b\\" + id + "\x1b]8;;\x1b\\]"
	if !strings.Contains(with.String(), linked) {
		t.Errorf("no %q in\n%s", linked, with.String())
	}
	if strings.Contains(without.String(), "\x1b]") {
		t.Errorf("links that nobody asked for in\n%s", without.String())
	}
}
