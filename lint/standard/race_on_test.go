//go:build race

package standard

// racing says that the race detector slows down what is measured.
const racing = true
