package oracle_test

import (
	"testing"

	"github.com/authlint/authlint/lint/linttest/oracle"
)

// TestGenerator holds the generator to what is promised of it: every feature
// governs one request in a hundred, and no status is half of all.
func TestGenerator(t *testing.T) {
	s := oracle.Run(t, oracle.Options{})
	t.Log(s)
	if status, percent := s.TopStatus(); percent > 50 {
		t.Errorf("%.1f %% of the answers are %s", percent, status)
	}
	for _, name := range s.Rare() {
		t.Errorf("too rare: %s", name)
	}
}
