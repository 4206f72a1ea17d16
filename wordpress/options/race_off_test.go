//go:build !race

package options

// racing says that the race detector slows down what is measured.
const racing = false
