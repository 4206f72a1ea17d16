package standard

import (
	"net/netip"
	"path"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/scan"
	"github.com/authlint/authlint/lint/source"
)

// nginxOf is the engine for a configuration in memory; nil where it is none of a
// server. Other files are by their paths.
func nginxOf(conf string, files map[string]string) access.Server {
	tree := source.NewMemory()
	tree.Add("/srv/nginx.conf", []byte(conf))
	for name, text := range files {
		tree.Add(name, []byte(text))
	}
	o := Scan()
	o.Tree, o.Config = tree, "/srv/nginx.conf"
	served, err := scan.Serve(o, "")
	if err != nil {
		return nil
	}
	server, _ := served.Site.Servers[0].Program.(access.Server)
	return server
}

// nginxCase is a configuration that no recorded case can have: the nginx at hand
// lacks a module, or would not start, or the test's client cannot ask so.
type nginxCase struct {
	name string
	http string // what stands in http
	// whole, where it is set, stands instead of all.
	whole   string
	request access.Request
	// The answer, and a part of why there is none.
	status    int
	location  string
	undecided string
}

// served is a server that has one file, with what a case adds.
func served(text string) string { return "server { listen 80; root /srv/www; " + text + " }" }

func header(name, value string) access.Request {
	return access.Request{Headers: []access.Header{{Name: name, Value: value}}}
}

var nginxCases = []nginxCase{
	{name: "a file", http: served(""), status: 200},
	{name: "a configuration that nginx refuses", http: served("deny;"), undecided: "does not start"},
	{name: "a variable of a module that may be there", http: served("location /b { return 302 /$nowhere; }"), status: 200},
	{name: "a directive of a module that may be there", http: served("more_set_headers x;"), status: 200},

	{name: "a gate of another module", http: served(`auth_jwt "x";`), undecided: "auth_jwt"},
	{name: "such a gate switched off", http: served(`auth_jwt "x"; location /a { auth_jwt off; }`), status: 200},
	{name: "such a gate inherited", http: served(`auth_jwt "x"; location /a { }`), undecided: "auth_jwt"},
	{
		name: "another gate switched off", http: served(`auth_jwt "x"; location /a { auth_saml off; }`), undecided: "auth_jwt",
	},
	{name: "a gate before the addresses", http: served(`auth_jwt "x"; deny all;`), undecided: "auth_jwt"},
	{name: "a gate behind the addresses", http: served("access_by_lua_file x; deny all;"), status: 403},

	{name: "an include that is not in view", http: served("include /elsewhere/x.conf;"), undecided: "x.conf"},
	{
		name: "an include in a location", http: served("location /a { include /elsewhere/x.conf; }"), undecided: "x.conf",
	},
	{
		name: "an include within a location", http: served("location / { include /elsewhere/x.conf; location /a { } }"), undecided: "x.conf",
	},
	{name: "an include beside the location", http: served("location /b { include /elsewhere/x.conf; }"), status: 200},
	{name: "an include beside the servers", http: "include /elsewhere/x.conf; server { listen 80; return 204; }", undecided: "x.conf"},
	{
		name: "an include in a map", http: "map $uri $m { include /elsewhere/x.conf; } " + served("return 302 /$m;"), undecided: "x.conf",
	},
	{name: "an include in a geo", http: "geo $m { include /elsewhere/x.conf; } " + served("return 302 /$m;"), undecided: "x.conf"},
	{name: "an include within one in a map", http: "map $uri $m { include map.conf; } " + served("return 302 /$m;"), undecided: "x.conf"},

	{
		name: "a program whose errors have pages", undecided: "error_page",
		http: served("error_page 404 /b; proxy_intercept_errors on; location /a { proxy_pass http://127.0.0.1; }"),
	},
	{
		name: "a trusted proxy by its name", http: served("set_real_ip_from proxy.test;"), request: header("X-Real-IP", "192.0.2.1"), undecided: "proxy.test",
	},
	{name: "the same without the header", http: served("set_real_ip_from proxy.test;"), status: 200},
	{
		name: "a trusted proxy by its name in place of others", request: header("X-Real-IP", "192.0.2.1"), undecided: "proxy.test",
		http: served("set_real_ip_from 10.0.0.0/8; location /a { set_real_ip_from proxy.test; }"),
	},
	{name: "a compressed file", http: served("gzip_static always; location /a { }"), undecided: "compressed"},
	{name: "parts of clients", http: "split_clients $uri $v { 50% a; * b; } " + served("return 302 /$v;"), undecided: "split_clients"},
	{
		name: "maps that ask for each other", http: "map $b $a { default $b; } map $a $b { default $a; } " + served("return 302 /$a;"), undecided: "without end",
	},
	{name: "a root in an unknown folder", http: "server { listen 80; root www; }", undecided: "relative to a folder"},
	{name: "no root", http: "server { listen 80; }", undecided: "no root is set"},
	{name: "an empty path", http: served(`set $nothing ""; location /a { try_files /none $nothing; }`), undecided: "path is empty"},

	{
		name: "a name that may be a secret with a backslash", undecided: "cannot be read as they were meant",
		http:    served("auth_basic x; auth_basic_user_file odd;"),
		request: access.Request{Credentials: &access.Credentials{User: "alice", Password: []byte("x")}},
	},
	{name: "the usual port", http: served("rewrite ^ /x permanent;"), status: 301, location: "http://www.test/x"},
	{name: "no listen", http: "server { root /srv/www; }", status: 200},
	{name: "a client of IPv4 as a socket of IPv6 has it", http: served("deny 203.0.113.9;"),
		request: access.Request{Remote: netip.MustParseAddr("::ffff:203.0.113.9")}, status: 403},
	{name: "such an address as a text", http: served("return 302 /$remote_addr;"),
		request: access.Request{Remote: netip.MustParseAddr("::ffff:203.0.113.9")}, status: 302, location: "http://www.test/203.0.113.9"},
	{
		name: "an address of IPv4 written as one of IPv6", status: 204, request: access.Request{Local: netip.MustParseAddr("127.0.0.1")},
		http: "server { listen [::ffff:127.0.0.1]:80; return 204; }",
	},
	{
		name: "a listen without a port", http: "server { listen 127.0.0.1; return 204; }", status: 204,
		request: access.Request{Local: netip.MustParseAddr("127.0.0.1")},
	},
	{name: "TLS on a plain port", http: served(""), request: access.Request{TLS: true}, status: 0},
	{
		name: "a long request line", http: "client_header_buffer_size 16k; " + served(""), status: 404,
		request: access.Request{Target: "/" + strings.Repeat("long", 3000)},
	},
	{name: "a request line that just fits", http: served(""), request: access.Request{Target: "/" + strings.Repeat("long", 2000)}, status: 404},
	{name: "a request line that is too long", http: served(""), request: access.Request{Target: "/" + strings.Repeat("long", 3000)}, status: 414},
	{
		name: "a pattern and no Host header", status: 400, request: access.Request{Host: "-"},
		http: "server { listen 80; server_name a; } server { listen 80; server_name ~.*; error_page 400 http://x/; }",
	},
	{
		name: "a server without a name and no Host header", status: 302, location: "http://x/", request: access.Request{Host: "-"},
		http: "server { listen 80; server_name a; } server { listen 80; error_page 400 http://x/; }",
	},

	{name: "a part of a configuration", whole: "location /a { return 204; }\nauth_basic off;\n", status: 204},
	{name: "a part of a configuration over TLS", whole: "location /a { return 204; }\nauth_basic off;\n", request: access.Request{TLS: true, Port: 443}, status: 204},
}

func TestDecideNginx(t *testing.T) {
	for _, c := range nginxCases {
		t.Run(c.name, func(t *testing.T) {
			conf := c.whole
			if conf == "" {
				conf = "events { }\nhttp { " + c.http + " }\n"
			}
			server := nginxOf(conf, map[string]string{"/srv/www/a": "a", "/srv/www/a.gz": "a", "/srv/odd": "$apr1$abcdefgh$/tDDrZBJSH5sz06.teeG\\\\:x\n", "/srv/map.conf": "a b;\ninclude /elsewhere/x.conf;\n"})
			if server == nil {
				t.Fatal("it is no configuration")
			}
			r := c.request
			fill(&r)
			d := access.Decide(server, &r)
			undecided := d.Outcome == access.Undecided
			if undecided != (c.undecided != "") || !strings.Contains(d.Undecided, c.undecided) || d.Status != c.status || d.Location != c.location {
				t.Errorf("%+v", d)
			}
		})
	}
}

// fill sets what a case does not say of its request. The host "-" is none.
func fill(r *access.Request) {
	r.Method = "GET"
	if r.Target == "" {
		r.Target = "/a"
	}
	if r.Port == 0 {
		r.Port = 80
	}
	if !r.Remote.IsValid() {
		r.Remote = netip.MustParseAddr("203.0.113.9")
	}
	switch r.Host {
	case "":
		r.Host = "www.test"
	case "-":
		r.Host = ""
		r.Local = netip.MustParseAddr("127.0.0.1")
	}
}

// TestUserFilesBounded: whoever sends requests may name no more files of users than
// are kept.
func TestUserFilesBounded(t *testing.T) {
	files := map[string]string{"/srv/www/a": "a"}
	const users = 200
	for i := range users {
		files[path.Join("/srv/users", number(i))] = "alice:{PLAIN}x\n"
	}
	server := nginxOf("events { }\nhttp { "+served("auth_basic x; auth_basic_user_file /srv/users/$arg_f;")+" }\n", files)
	decided := 0
	for i := range users {
		r := access.Request{Target: "/a?f=" + number(i), Credentials: &access.Credentials{User: "alice", Password: []byte("x")}}
		fill(&r)
		switch d := access.Decide(server, &r); {
		case d.Status == 200:
			decided++
		case d.Outcome != access.Undecided:
			t.Fatalf("%+v", d)
		}
	}
	if decided == 0 || decided == users {
		t.Errorf("%d of %d files are read", decided, users)
	}
}

func number(i int) string { return strings.Repeat("x", i+1) }
