package cache

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func open(t *testing.T, name, settings string, share int) *Cache {
	t.Helper()
	c, err := Open(name, settings, share)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func value(t *testing.T, c *Cache, site string) string {
	t.Helper()
	text := "none"
	if err := c.Get(site, func(value []byte) {
		if value != nil {
			text = string(value)
		}
	}); err != nil {
		t.Fatal(err)
	}
	return text
}

// What was put is there in the next run, more than is written at once, too; of
// other settings nothing is.
func TestCache(t *testing.T) {
	name := filepath.Join(t.TempDir(), "cache")
	c := open(t, name, "s", 0)
	for i := range flushAfter + 10 {
		if err := c.Put(fmt.Sprint(i), []byte(fmt.Sprint("value ", i))); err != nil {
			t.Fatal(err)
		}
	}
	if got := value(t, c, "1"); got != "value 1" {
		t.Errorf("after so many: %s", got)
	}
	closed(t, c)
	c = open(t, name, "s", 0)
	for _, i := range []int{0, flushAfter, flushAfter + 9} {
		if got := value(t, c, fmt.Sprint(i)); got != fmt.Sprint("value ", i) {
			t.Errorf("%d: %s", i, got)
		}
	}
	if err := c.Put("0", nil); err != nil {
		t.Fatal(err)
	}
	closed(t, c)
	c = open(t, name, "s", 0)
	if value(t, c, "0") != "none" || value(t, c, "1") != "value 1" {
		t.Error("one was to be forgotten")
	}
	closed(t, c)
	c = open(t, name, "other", 0)
	if got := value(t, c, "1"); got != "none" {
		t.Errorf("of other settings: %s", got)
	}
	closed(t, c)
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// In as many runs as the share each site is due once.
func TestDue(t *testing.T) {
	name := filepath.Join(t.TempDir(), "cache")
	due := map[string]int{}
	for range 10 {
		c := open(t, name, "s", 5)
		for i := range 50 {
			if site := fmt.Sprint("site", i); c.Due(site) {
				due[site]++
			}
		}
		closed(t, c)
	}
	for i := range 50 {
		if n := due[fmt.Sprint("site", i)]; n != 2 {
			t.Errorf("site %d is due %d times in 10 runs", i, n)
		}
	}
	c := open(t, name, "s", 0)
	defer closed(t, c)
	if c.Due("site0") {
		t.Error("none was to be due")
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	c := open(t, filepath.Join(dir, "cache"), "s", 0)
	defer closed(t, c)
	if _, err := Open(filepath.Join(dir, "cache"), "s", 0); err == nil || !strings.Contains(err.Error(), "another scan uses it") {
		t.Errorf("a second scan: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "text"), []byte(strings.Repeat("no cache\n", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(filepath.Join(dir, "text"), "s", 0); err == nil || !strings.Contains(err.Error(), "cannot open the cache") {
		t.Errorf("another file: %v", err)
	}
	if err := os.Symlink("elsewhere", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(filepath.Join(dir, "link"), "s", 0); noFollow != 0 && err == nil {
		t.Error("a symbolic link was opened")
	}
}

func closed(t *testing.T, c *Cache) {
	t.Helper()
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
}
