package oracle

import "math/rand/v2"

// Dice draw. Everything they draw comes from their seed.
type Dice struct{ *rand.Rand }

// NewDice are dice for a seed; the number keeps batches apart.
func NewDice(seed, number uint64) Dice { return Dice{rand.New(rand.NewPCG(seed, number))} }

// One draws one of several.
func (d Dice) One(from ...string) string { return from[d.IntN(len(from))] }

// Chance is true in so many of a hundred cases.
func (d Dice) Chance(percent int) bool { return d.IntN(100) < percent }

// Some draws between low and high values, which may be equal.
func (d Dice) Some(low, high int, draw func() string) []string {
	var out []string
	for range low + d.IntN(high-low+1) {
		out = append(out, draw())
	}
	return out
}

// Weighted is the index of one of several, of which each has its weight.
func (d Dice) Weighted(count int, weight func(i int) int) int {
	sum := 0
	for i := range count {
		sum += weight(i)
	}
	n := d.IntN(sum)
	for i := range count {
		if n -= weight(i); n < 0 {
			return i
		}
	}
	return count - 1
}
