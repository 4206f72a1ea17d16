//go:build race

package nginx

// racing says that the race detector slows down what is measured.
const racing = true
