//go:build !unix

package cache

// noFollow keeps a symbolic link from being opened, where that can be asked for.
const noFollow = 0
