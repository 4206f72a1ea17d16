package nginx

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// files are those of a tree by their paths; a name that ends in "/" is a folder.
type files map[string]string

// filesLoader finds files, and counts how often each is opened.
type filesLoader struct {
	nothingElse
	files  files
	opened map[string]int
}

func (l filesLoader) Locate(at string) (treePath string, known bool, why string) {
	if strings.HasPrefix(at, "/outside") {
		return "", false, "it lies outside the folders that may be read"
	}
	return at, true, ""
}

func (l filesLoader) Open(at string) (*source.File, error) {
	l.opened[at]++
	text, is := l.files[at]
	if !is {
		return nil, fs.ErrNotExist
	}
	return source.NewFile(at, []byte(text)), nil
}

func (l filesLoader) Stat(at string) (source.Info, error) {
	if _, is := l.files[at]; is {
		return source.Info{}, nil
	}
	for name := range l.files {
		if strings.HasPrefix(name, at+"/") {
			return source.Info{Mode: fs.ModeDir}, nil
		}
	}
	return source.Info{}, fs.ErrNotExist
}

func (l filesLoader) Glob(pattern string) ([]string, error) {
	var found []string
	for _, name := range slices.Sorted(maps.Keys(l.files)) {
		if ok, _ := path.Match(pattern, name); ok {
			found = append(found, name)
		}
	}
	return found, nil
}

// loadedFiles loads one of the files.
func loadedFiles(at string, all files) (*model.Site, filesLoader) {
	loader := filesLoader{files: all, opened: map[string]int{}}
	site := &model.Site{}
	Frontend(Options{}).Load(source.NewFile(at, []byte(all[at])), loader, site)
	return site, loader
}

// found are the refusals, what could not be read, and the bounds that were hit.
func found(site *model.Site) []string {
	var all []string
	for _, r := range site.Refusals {
		all = append(all, fmt.Sprintf("%s:%d: %s", r.Span.File.Name, r.Span.Position().Line, r.Message))
	}
	for _, u := range site.Unread {
		all = append(all, "unread "+u.Path+": "+u.Why)
	}
	for _, l := range site.Limits {
		all = append(all, "limit: "+l.What)
	}
	return all
}

const mainOpen = "events {\n}\nhttp {\n"

func TestIncludes(t *testing.T) {
	for _, c := range []struct {
		what  string
		first string
		files files
		want  []string
	}{
		{"a folder and a file", "", files{
			"/etc/nginx/nginx.conf":    mainOpen + "include conf.d/*.conf;\ninclude /etc/nginx/b;\n}\n",
			"/etc/nginx/conf.d/a.conf": "server {\nfoo bar;\nlisten;\n}\n",
			"/etc/nginx/b":             "allow nobody;\n",
		}, []string{
			"/etc/nginx/conf.d/a.conf:3: listen needs an argument",
			`/etc/nginx/b:1: allow takes an address, a network, "all" or "unix:"`,
		}},
		{"nothing fits, and a file is missing", "", files{
			"/etc/nginx/nginx.conf": mainOpen + "include conf.d/*.conf;\ninclude b;\nuser;\n}\n",
		}, []string{
			"/etc/nginx/nginx.conf:5: the included file does not exist, and nginx does not start",
			"/etc/nginx/nginx.conf:6: user is not allowed here",
		}},
		{"a folder is included", "", files{
			"/etc/nginx/nginx.conf": mainOpen + "include conf.d;\n}\n",
			"/etc/nginx/conf.d/a":   "",
		}, []string{"/etc/nginx/nginx.conf:4: a folder is included, which nginx does not read"}},
		{"a circle", "", files{
			"/etc/nginx/nginx.conf": mainOpen + "include a;\n}\n",
			"/etc/nginx/a":          "allow x;\ninclude b;\n",
			"/etc/nginx/b":          "include a;\nallow y;\n",
		}, []string{
			`/etc/nginx/a:1: allow takes an address, a network, "all" or "unix:"`,
			"/etc/nginx/b:1: the file includes itself, until nginx has no more files to open",
			`/etc/nginx/b:2: allow takes an address, a network, "all" or "unix:"`,
		}},
		{"out of reach", "", files{
			"/etc/nginx/nginx.conf": mainOpen + "include /outside/a;\n}\n",
		}, []string{"unread /outside/a: it lies outside the folders that may be read"}},
		{"a copy of the server's folder", "/repo/nginx/nginx.conf", files{
			"/repo/nginx/nginx.conf":    mainOpen + "include /etc/nginx/conf.d/*.conf;\ninclude missing;\ninclude mime.types;\n}\n",
			"/repo/nginx/conf.d/a.conf": "allow x;\n",
		}, []string{
			`/repo/nginx/conf.d/a.conf:1: allow takes an address, a network, "all" or "unix:"`,
			"unread missing: it is not in view",
		}},
		{"a part whose nginx.conf lies above", "/etc/nginx/sites-enabled/a", files{
			"/etc/nginx/nginx.conf":      mainOpen + "}\n",
			"/etc/nginx/sites-enabled/a": "server {\ninclude snippets/b;\n}\n",
			"/etc/nginx/snippets/b":      "allow x;\n",
		}, []string{`/etc/nginx/snippets/b:1: allow takes an address, a network, "all" or "unix:"`}},
		{"a part whose nginx.conf is not in view", "/repo/conf.d/a.conf", files{
			"/repo/conf.d/a.conf": "server {\ninclude snippets/b;\ninclude c;\n}\n",
			"/repo/snippets/b":    "allow x;\n",
		}, []string{
			`/repo/snippets/b:1: allow takes an address, a network, "all" or "unix:"`,
			"unread c: it is not in view",
		}},
		{"a part of nobody knows what", "/repo/a", files{"/repo/a": "server {\ninclude b;\n}\n"}, []string{
			"unread b: it is relative to the folder of nginx.conf, which is not in view",
		}},
		{"in a place where it may stand and in one where not", "", files{
			"/etc/nginx/nginx.conf": mainOpen + "server {\ninclude a;\nlocation / {\ninclude a;\n}\n}\n}\n",
			"/etc/nginx/a":          "listen 80;\n",
		}, []string{"/etc/nginx/a:1: listen is not allowed here"}},
		{"twice in one block", "", files{
			"/etc/nginx/nginx.conf": mainOpen + "server {\nauth_basic off;\ninclude a;\n}\n}\n",
			"/etc/nginx/a":          "auth_basic b;\n",
		}, []string{"/etc/nginx/nginx.conf:5: auth_basic stands twice in one block, the other one in a file that is included"}},
	} {
		first := c.first
		if first == "" {
			first = "/etc/nginx/nginx.conf"
		}
		site, loader := loadedFiles(first, c.files)
		if got := found(site); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %s\nwant %s", c.what, strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
		}
		for name, count := range loader.opened {
			if count > 1 {
				t.Errorf("%s: %s was opened %d times", c.what, name, count)
			}
		}
	}
}

// TestIncludeBounds: chains and files that double each other end at a bound, and
// what stands beside is read.
func TestIncludeBounds(t *testing.T) {
	chain, doubling := files{}, files{}
	for i := range 100 {
		chain[fmt.Sprintf("/etc/nginx/%d", i)] = fmt.Sprintf("include %d;\n", i+1)
		doubling[fmt.Sprintf("/etc/nginx/%d", i)] = strings.Repeat(fmt.Sprintf("include %d;\n", i+1), 4)
	}
	delete(doubling, "/etc/nginx/15")
	doubling["/etc/nginx/15"] = "allow all;\n"
	for _, all := range []files{chain, doubling} {
		all["/etc/nginx/nginx.conf"] = mainOpen + "include 0;\nallow x;\n}\n"
		site, _ := loadedFiles("/etc/nginx/nginx.conf", all)
		if len(site.Limits) == 0 {
			t.Error("no bound was hit")
		}
		if len(site.Refusals) != 1 {
			t.Errorf("%d refusals, and one is behind the include", len(site.Refusals))
		}
	}
}

const dump = `nginx: the configuration file /etc/nginx/nginx.conf syntax is ok
nginx: configuration file /etc/nginx/nginx.conf test is successful
# configuration file /etc/nginx/nginx.conf:
events {
}
http {
    include conf.d/*.conf;
    include gone;
}

# configuration file /etc/nginx/conf.d/b.conf:
server {
    auth_basic "Staff";
    auth_basic_user_file staff.htpasswd;
    allow nobody;
}

# configuration file /etc/nginx/conf.d/.hidden.conf:
allow nobody;
`

// TestDump reads what "nginx -T" prints: places are those in the dump.
func TestDump(t *testing.T) {
	site, _ := loadedFiles("/tmp/dump.txt", files{"/tmp/dump.txt": dump})
	want := []string{
		`/tmp/dump.txt:15: allow takes an address, a network, "all" or "unix:"`,
		"unread gone: the output of nginx -T does not have it",
	}
	if got := found(site); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(site.Hosts) != 1 || !site.Hosts[0].Span.File.Virtual {
		t.Errorf("%d hosts, and what they stand in can be edited", len(site.Hosts))
	}
	ref := site.Hosts[0].Scope.Own.UserFile
	if want := "/etc/nginx/staff.htpasswd"; ref.Value == nil || ref.Value.Path != want {
		t.Errorf("the user file is %+v, want %s", ref.Value, want)
	}
}
