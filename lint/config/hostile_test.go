package config_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// What a rule may cost is bounded before it is tried: rules as long as they may
// be are read in seconds.
func TestHostileRules(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds")
	}
	repeat := func(open, inner, closed string, times int) string {
		return strings.Repeat(open, times) + inner + strings.Repeat(closed, times)
	}
	for name, condition := range map[string]string{
		"calls in calls": repeat("lower(", "self.name", ")", 45) + ` == "x"`,
		"many calls":     strings.TrimSuffix(strings.Repeat(`startswith(self.name, "x")||`, 140), "||"),
		"many operators": strings.TrimSuffix(strings.Repeat(`true||`, 480), "||"),
		"many loops":     strings.TrimSuffix(strings.Repeat(`alltrue([for x in self.groups:x==self.name])&&`, 80), "&&"),
		"a long list":    `contains([` + strings.Repeat(`"a",`, 480) + `], self.name)`,
		"a loop over it": `alltrue([for x in [` + strings.Repeat(`1,`, 900) + `] : x > 1 && x < 2 && x != 3])`,
		"parentheses":    repeat("(", "true", ")", 45),
		"templates":      repeat(`"${`, "self.name", `}"`, 45) + ` == "x"`,
		"conditionals":   strings.Repeat("self.usable?true:", 15) + "false",
		"a long pattern": `matches(self.name, "` + strings.Repeat("(a{1,9}){1,9}", 200) + `")`,
	} {
		var file strings.Builder
		rules := 0
		for rules < 20 {
			fmt.Fprintf(&file, "custom_rule \"r%d\" {\n target = \"credential\"\n condition = %s\n error_message = \"x\"\n}\n", rules, condition)
			rules++
		}
		start := time.Now()
		_, diagnostics := load(file.String())
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s: %d rules take %v: %.200s", name, rules, took, said(diagnostics))
		} else {
			t.Logf("%s: %d rules, %v: %.100s", name, rules, took, said(diagnostics))
		}
	}
}
