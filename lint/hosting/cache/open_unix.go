//go:build unix

package cache

import "syscall"

// noFollow keeps a symbolic link from being opened.
const noFollow = syscall.O_NOFOLLOW
