package rules_test

import (
	"testing"

	"github.com/authlint/authlint/lint/linttest"
)

// TestPages runs the examples of every page.
func TestPages(t *testing.T) {
	linttest.RunPages(t, "doc/*.md", harness())
}
