//go:build unix

package config

import (
	"io/fs"
	"syscall"
)

// ownedByRoot says whether a file belongs to the superuser.
func ownedByRoot(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && stat.Uid == 0
}
