package hosting

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/hosting/cache"
)

// cached runs a scan with a cache and says of each account what it tells, with
// "again" in front where the site was read.
func cached(t *testing.T, o Options, file, settings string, share int) map[string]string {
	t.Helper()
	c, err := cache.Open(file, settings, share)
	if err != nil {
		t.Fatal(err)
	}
	o.Cache = c
	said := map[string]string{}
	_, err = Scan(t.Context(), o, func(e *Event) error {
		switch e.Kind {
		case Found:
			said[e.Site.Account] += " " + filepath.Base(e.Finding.File) + " " + e.Finding.Message + " [" + e.Finding.Rule.ID + "]" + e.Finding.Snippet.Text
		case SiteFinished:
			if !e.Done.Cached {
				said[e.Site.Account] = "again" + said[e.Site.Account]
			}
		}
		return nil
	})
	if err := errors.Join(err, c.Close()); err != nil {
		t.Fatal(err)
	}
	return said
}

// What was found is told again as long as nothing changes of all that was read or
// looked for; every change is seen, even where size and time are put back.
func TestRemember(t *testing.T) {
	changes := map[string]func(t *testing.T, home string) error{
		"same":   func(*testing.T, string) error { return nil },
		"beside": func(_ *testing.T, home string) error { return os.WriteFile(home+"/notes", nil, 0o644) },
		"text": func(_ *testing.T, home string) error {
			at := home + "/public_html/.htaccess"
			info, err := os.Stat(at)
			return errors.Join(err, os.WriteFile(at, []byte("mad\n"), 0o644), os.Chtimes(at, info.ModTime(), info.ModTime()))
		},
		"mode":    func(_ *testing.T, home string) error { return os.Chmod(home+"/public_html/.htaccess", 0o600) },
		"removed": func(_ *testing.T, home string) error { return os.Remove(home + "/public_html/.htaccess") },
		"above":   func(_ *testing.T, home string) error { return os.WriteFile(home+"/.htaccess", []byte("bad\n"), 0o644) },
		"below": func(_ *testing.T, home string) error {
			return errors.Join(os.Mkdir(home+"/public_html/d/e", 0o755), os.WriteFile(home+"/public_html/d/e/.htaccess", []byte("bad\n"), 0o644))
		},
		"replaced": func(_ *testing.T, home string) error {
			at := home + "/public_html/.htaccess"
			return errors.Join(os.WriteFile(at+"2", []byte("bad\n"), 0o644), os.Rename(at+"2", at))
		},
		"root": func(_ *testing.T, home string) error {
			return errors.Join(os.Rename(home+"/public_html", home+"/old"), os.MkdirAll(home+"/public_html/d", 0o755))
		},
	}
	texts := map[string]string{"healthy": "good\n"}
	for name := range changes {
		texts[name] = "bad\n"
	}
	o := homes(t, texts)
	for name := range texts {
		if err := os.Mkdir(o.Base+"/home/"+name+"/public_html/d", 0o755); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "cache")
	just := cached(t, o, file, "s", 0)
	if again := cached(t, o, file, "s", 0); again["same"] != just["same"] || !strings.HasPrefix(just["same"], "again") {
		t.Errorf("what has just changed may change again: %q", again["same"])
	}
	time.Sleep(2500 * time.Millisecond)
	first := cached(t, o, file, "s", 0)
	second := cached(t, o, file, "s", 0)
	for name, said := range first {
		if want, read := strings.CutPrefix(said, "again"); !read || second[name] != want {
			t.Errorf("%s: first %q, then %q", name, said, second[name])
		}
	}
	if second["same"] != " .htaccess it is bad [word]bad" {
		t.Errorf("told again: %q", second["same"])
	}
	for name, change := range changes {
		if err := change(t, o.Base+"/home/"+name); err != nil {
			t.Fatal(err)
		}
	}
	third := cached(t, o, file, "s", 0)
	for name := range texts {
		read := strings.HasPrefix(third[name], "again")
		if unchanged := name == "same" || name == "healthy" || name == "beside"; read == unchanged {
			t.Errorf("%s is read again: %t", name, read)
		}
	}
	// Other settings, another account, a site within: all is read.
	o.Sites[0].Account = "another"
	if said := cached(t, o, file, "s", 0); !strings.HasPrefix(said["another"], "again") {
		t.Errorf("another account: %q", said["another"])
	}
	if said := cached(t, o, file, "other", 0); !strings.HasPrefix(said["same"], "again") {
		t.Errorf("other settings: %q", said["same"])
	}
	if said := cached(t, o, file, "other", 1); !strings.HasPrefix(said["same"], "again") {
		t.Errorf("it is due: %q", said["same"])
	}
}

// A value that is damaged is as good as none.
func TestReadMemory(t *testing.T) {
	m := memory{about: [8]byte{1, 2}, files: 300, skipped: 2, bytes: 1 << 40, manifest: []byte("manifest"), findings: []byte("findings")}
	whole := m.write()
	got, ok := readMemory(whole)
	if !ok || cmp.Diff(m, got, cmp.AllowUnexported(memory{})) != "" {
		t.Errorf("%+v", got)
	}
	for cut := range whole {
		got, ok := readMemory(whole[:cut])
		if ok && len(got.manifest) != len(m.manifest) {
			t.Errorf("cut at %d: %+v", cut, got)
		}
	}
	r := &run{o: Options{Rules: []*lint.Rule{word}}}
	if _, ok := r.findings([]byte("findings")); ok {
		t.Error("findings were made of anything")
	}
}
