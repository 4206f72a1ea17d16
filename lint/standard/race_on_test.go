//go:build race

package standard

// Racing says that the race detector slows down what is measured.
const Racing = true
