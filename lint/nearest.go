package lint

import (
	"cmp"
	"slices"
	"strings"
)

// nearestMax is how many suggestions one line holds.
const nearestMax = 3

// Nearest returns the names that a mistyped one may stand for, best first.
func Nearest(typed string, names []string) []string {
	type candidate struct {
		name     string
		distance int
	}
	typed = strings.ToLower(typed)
	limit := max(2, len(typed)/3)
	var near []candidate
	for _, name := range names {
		distance := editDistance(typed, name)
		if typed != "" && strings.Contains(name, typed) {
			distance = min(distance, limit)
		}
		if distance <= limit {
			near = append(near, candidate{name, distance})
		}
	}
	slices.SortStableFunc(near, func(a, b candidate) int { return cmp.Compare(a.distance, b.distance) })
	var best []string
	for _, c := range near[:min(len(near), nearestMax)] {
		best = append(best, c.name)
	}
	return best
}

// editDistance counts the insertions, deletions and replacements that turn a
// into b.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
