//go:build linux

package source

import (
	"encoding/binary"
	"errors"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// Extended attributes stay, and those that the folder gives a new file do not
// come.
func TestReplaceAttributes(t *testing.T) {
	root := writeLayout(t, layout{files: map[string]string{"a": "old"}})
	d := newDisk(t, root)
	if err := unix.Setxattr(root+"/a", "user.note", []byte("kept"), 0); errors.Is(err, unix.ENOTSUP) {
		t.Skip("no extended attributes on this file system")
	} else if err != nil {
		t.Fatal(err)
	}
	if err := replace(d, root+"/a", "old", "new"); err != nil {
		t.Fatal(err)
	}
	value := make([]byte, 10)
	if n, err := unix.Getxattr(root+"/a", "user.note", value); err != nil || string(value[:n]) != "kept" {
		t.Errorf("the attribute is %q, %v", value[:max(n, 0)], err)
	}
}

// A default access list of the folder would open the file to others.
func TestReplaceAccessList(t *testing.T) {
	root := writeLayout(t, layout{files: map[string]string{"a": "old"}})
	if err := os.Chmod(root+"/a", 0o640); err != nil {
		t.Fatal(err)
	}
	list := binary.LittleEndian.AppendUint32(nil, 2) // the version
	for _, entry := range []struct {
		tag, perm uint16
		id        uint32
	}{{0x01, 7, ^uint32(0)}, {0x02, 6, nobody}, {0x04, 5, ^uint32(0)}, {0x10, 7, ^uint32(0)}, {0x20, 5, ^uint32(0)}} {
		list = binary.LittleEndian.AppendUint16(list, entry.tag)
		list = binary.LittleEndian.AppendUint16(list, entry.perm)
		list = binary.LittleEndian.AppendUint32(list, entry.id)
	}
	if err := unix.Setxattr(root, "system.posix_acl_default", list, 0); errors.Is(err, unix.ENOTSUP) {
		t.Skip("no access lists on this file system")
	} else if err != nil {
		t.Fatal(err)
	}
	d := newDisk(t, root)
	if err := replace(d, root+"/a", "old", "new"); err != nil {
		t.Fatal(err)
	}
	if n, err := unix.Getxattr(root+"/a", "system.posix_acl_access", make([]byte, 100)); err == nil {
		t.Errorf("the file has got an access list of %d bytes", n)
	}
}
