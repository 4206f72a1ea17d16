package oracle

import (
	"fmt"
	"slices"
	"testing"
)

type failures struct{}

func newFailures() *failures                                  { return &failures{} }
func (f *failures) add(*Batch, Site, Request, Answer, Answer) {}
func (f *failures) report(testing.TB, *bench, Options)        { _ = fmt.Sprint(slices.Max([]int{1})) }
