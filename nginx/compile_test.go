package nginx

import (
	"net/netip"
	"testing"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// TestPrefixes: a relative root starts from one folder, a file of users from that of
// nginx.conf. Whether such a file is there the disk says, where the loader does not.
func TestPrefixes(t *testing.T) {
	tree := source.NewMemory("/srv")
	for _, name := range []string{"/srv/usr/html/a", "/srv/usr/www/b", "/srv/etc/www/c", "/srv/etc/users", "/srv/usr/only"} {
		tree.Add(name, []byte("x"))
	}
	for _, c := range []struct {
		server, target string
		credentials    bool
		want           access.Outcome
		status         int
	}{
		{"", "/a", false, access.Served, 200},
		{"", "/b", false, access.NotFound, 404},
		{"root www;", "/b", false, access.Served, 200},
		{"root www;", "/c", false, access.NotFound, 404},
		{"auth_basic x; auth_basic_user_file users;", "/a", true, access.Undecided, 0},
		{"auth_basic x; auth_basic_user_file none;", "/a", true, access.Forbidden, 403},
		{"auth_basic x; auth_basic_user_file only;", "/a", true, access.Forbidden, 403},
	} {
		f := source.NewFile("/srv/etc/nginx.conf", []byte("events {}\nhttp { server { listen 80; "+c.server+" } }\n"))
		f.Path = f.Name
		p := serverOf(&model.Site{}, treeLoader{tree: tree}, &Options{Root: "/srv/usr"})
		p.lower(parse(f))
		r := &access.Request{Method: "GET", Host: "www.test", Port: 80, Target: c.target, Remote: netip.MustParseAddr("203.0.113.9")}
		if c.credentials {
			r.Credentials = &access.Credentials{User: "alice", Proof: access.ProofRight}
		}
		if d := access.Decide(p, r); d.Outcome != c.want || d.Status != c.status {
			t.Errorf("%q, %s: %+v", c.server, c.target, d)
		}
	}
}
