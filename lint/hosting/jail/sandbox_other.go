//go:build !linux

package jail

// Sandbox takes rights from the whole process, which only Linux can. It returns
// false elsewhere.
func Sandbox([]string) (bool, error) { return false, nil }
