package oracle

import (
	"slices"
	"testing"
)

// TestHttpdAgreesWithItself asks everything twice, the second time in another
// order and so over other connections: what an answer owes to the requests
// before it is no use to anybody.
func TestHttpdAgreesWithItself(t *testing.T) {
	b := newBench(t)
	for number := range uint64(2) {
		batch := newGenerator(11, number, realFiles(t)).batch(16, 20, number == 1)
		b.serve(t, &batch)
		first := b.askAll(t, &batch)
		for i := range batch.Sites {
			slices.Reverse(batch.Sites[i].Requests)
		}
		asked := 0
		for i, again := range b.askAll(t, &batch) {
			slices.Reverse(again)
			slices.Reverse(batch.Sites[i].Requests)
			for k, r := range batch.Sites[i].Requests {
				if asked++; !again[k].Equal(first[i][k]) {
					t.Errorf("%s%s: %v, then %v", r.show(), b.show(failure{trial: trial{site: batch.Sites[i]}}), first[i][k], again[k])
				}
			}
		}
		if asked < 100 {
			t.Errorf("only %d requests were asked", asked)
		}
	}
}
