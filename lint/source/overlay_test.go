package source

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
)

func TestOverlay(t *testing.T) {
	m := NewMemory("/top")
	m.AddInfo("/top/conf/a", []byte("old"), Info{Mode: 0o600, UID: 7, GID: 8})
	m.Add("/top/conf/b", []byte("b"))
	m.AddLink("/top/link", "conf")
	m.AddLink("/top/enabled", "conf/a")
	m.AddLink("/top/typed", "conf/b")
	m.AddLink("/top/x", "x/x")
	o := NewOverlay(m, map[string][]byte{"/top/conf/a": []byte("newer"), "/top/typed": []byte("stdin"), "/top/none": []byte("n"), "/top/new/sub/a": nil})
	for name, want := range map[string]string{
		"/top/conf/a": "newer", "/top/link/a": "newer", "/top/enabled": "newer", "/top/link/../conf/a": "newer",
		"/top/conf/b": "b", "/top/typed": "stdin", "/top/none": "n",
	} {
		data, info, err := o.ReadFile(name, 5)
		if err != nil || string(data) != want || info.Size != int64(len(want)) || !info.IsRegular() {
			t.Errorf("%s holds %q, %+v, %v", name, data, info, err)
		}
	}
	if info, err := o.Stat("/top/enabled"); err != nil || info.Mode != 0o600 || info.UID != 7 || info.GID != 8 {
		t.Errorf("mode and owner are lost: %+v, %v", info, err)
	}
	if info, err := o.Lstat("/top/enabled"); err != nil || !info.IsLink() {
		t.Errorf("a link is %+v, %v", info, err)
	}
	if info, err := o.Lstat("/top/typed"); err != nil || !info.IsRegular() {
		t.Errorf("a link with a text in its place is %+v, %v", info, err)
	}
	if _, err := o.Readlink("/top/typed"); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("it can be read as a link: %v", err)
	}
	if _, _, err := o.ReadFile("/top/enabled", 4); !errors.Is(err, ErrTooLarge) {
		t.Errorf("the limit does not hold: %v", err)
	}
	for _, name := range []string{"/top/new", "/top/new/sub"} {
		if info, err := o.Lstat(name); err != nil || !info.IsDir() {
			t.Errorf("%s is %+v, %v", name, info, err)
		}
	}
	for dir, want := range map[string]string{"/top": "conf enabled link new none typed x", "/top/link": "a b", "/top/new": "sub", "/top/new/sub": "a"} {
		infos, err := o.ReadDir(dir)
		var names []string
		for _, info := range infos {
			names = append(names, info.Name)
		}
		if got := strings.Join(names, " "); err != nil || got != want {
			t.Errorf("%s holds %s, %v", dir, got, err)
		}
	}
	for _, name := range []string{"/top/gone", "/top/x/a", "/top/x"} {
		if _, err := o.Stat(name); err == nil {
			t.Errorf("%s is there", name)
		}
	}
}
