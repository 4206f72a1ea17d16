//go:build !linux

package farm

// Other systems than Linux have no attacks that need its calls.

func links() []Attack { return nil }
func nodes() []Attack { return nil }
func sizes() []Attack { return nil }
func names() []Attack { return nil }
func races() []Attack { return nil }
