package lint

import (
	"slices"
	"testing"
)

func TestNearest(t *testing.T) {
	names := []string{"duplicate-user", "empty-password", "user-file-empty", "user-file-missing", "weak-password-hash"}
	for _, tt := range []struct {
		typed string
		want  []string
	}{
		{"duplicate-usr", []string{"duplicate-user"}},
		{"weak-hash", nil},
		{"password", []string{"empty-password", "weak-password-hash"}},
		{"User-File-Mising", []string{"user-file-missing"}},
		{"", nil},
		{"nothing-like-it", nil},
	} {
		if got := Nearest(tt.typed, names); !slices.Equal(got, tt.want) {
			t.Errorf("nearest(%q) = %q, want %q", tt.typed, got, tt.want)
		}
	}
}

func TestEditDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0}, {"kitten", "sitting", 3}, {"ab", "ba", 2},
	} {
		if got := editDistance(tt.a, tt.b); got != tt.want {
			t.Errorf("editDistance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}
