package standard

import (
	"fmt"
	"maps"
	"net/netip"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/access"
)

// largest is how much memory it may take to read a configuration and to decide, all
// that is given back on the way counted.
const largest = 1 << 30

// nginxSecret is the password that the files of users hold.
const nginxSecret = "cuckoo-4711"

// repeated is a text so many times, with a number for %d and the next for %n.
func repeated(n int, text string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.NewReplacer("%d", strconv.Itoa(i), "%n", strconv.Itoa(i+1)).Replace(text))
	}
	return b.String()
}

// hostileNginx are servers written by somebody who wants time or memory.
var hostileNginx = map[string]string{
	"includes":   served("location / { include twice0.conf; }"),
	"maps":       "map $b $a { default $b$b; ~(.*) $1$b; } map $a $b { default $a$a; } geo $a $c { default 1; 0.0.0.0/0 2; } " + served("return 302 /$a$b$c;"),
	"long maps":  repeated(60, "map $n%n$n%n $n%d { default $n%n$n%n; } ") + "map $uri $n60 { default x; } " + served("return 302 /$n0;"),
	"doublings":  served("set $a 0123456789; " + repeated(60, "set $a $a$a; ") + "return 302 /$a;"),
	"locations":  served(repeated(10000, "location /a/%d { allow 2001:db8:%d::/48; } ")),
	"patterns":   served(repeated(3000, `location ~ ^/(a|b%d)+/x$ { deny all; } `)),
	"backtracks": served(`location ~ ^/(a+)+$ { deny all; } location ~ "^/(a|aa)*?b\1$" { deny all; } if ($uri ~ "(x+x+)+y") { return 403; } location ~ (.*)(.*)(.*)(.*)z { }`),
	"nested":     served(strings.Repeat("location / { ", 150) + strings.Repeat("} ", 150)),
	"rewrites":   served("rewrite ^(.*)$ /$1$1/a?$args$args; location / { rewrite ^(.*)$ /x$1$1?a$args$args last; } error_page 500 404 /x; recursive_error_pages on;"),
	"pages":      served("error_page 403 404 500 502 /x/$uri; recursive_error_pages on; deny all; location @a { error_page 403 @a; } location /a { try_files /n $uri$uri @a; }"),
	"requests":   served("auth_request /a; error_page 401 403 500 /b; location = /a { auth_request /a; error_page 404 403 = /a; return 404; }"),
	"indexes":    served("index $uri/x " + strings.Repeat("a$uri ", 100) + "/a; autoindex on; location ~ ^/(.*)$ { alias /srv/www/$1/$1/$1; index x; }"),
	"passwords":  served(`auth_basic "$uri$uri"; auth_basic_user_file users$arg_u; satisfy any; deny all; location /a { alias /srv/; limit_except GET { auth_basic off; } }`),
	"addresses":  served(repeated(5000, "allow 2001:db8:%d::/48; set_real_ip_from 2001:db9:%d::/48; ") + "real_ip_header X; real_ip_recursive on; deny all;"),
	"names":      repeated(2000, "server { listen 80; server_name %d.test ~^(a+)+%d$ *.%d.test; return 200; } "),
	"odd":        served("rewrite (?<a>.*) $a? break; set $args $a; set $b $http_x$cookie_x$arg_x$is_args$args; if ($b ~ (?<c>.*)) { return 302 $c$b; }"),
}

// hostileFiles lie beside a configuration.
func hostileFiles(included string) map[string]string {
	return map[string]string{
		"/srv/inc.conf": included, "/srv/other.conf": "include inc.conf;", "/srv/www/index.html": "", "/srv/www/a/b": "",
		"/srv/users": "alice:{PLAIN}" + nginxSecret + "\nbob:" + nginxSecret + "\n" + nginxSecret + "\n",
	}
}

// includingTwice are hostileFiles and some of which each includes the next twice.
func includingTwice() map[string]string {
	const deep = 25
	files := hostileFiles("")
	for i := range deep {
		files[fmt.Sprintf("/srv/twice%d.conf", i)] = repeated(2, fmt.Sprintf("include twice%d.conf; ", i+1))
	}
	files[fmt.Sprintf("/srv/twice%d.conf", deep)] = "deny all;"
	return files
}

// TestHostileNginx asks the hostile servers. nginx would start with each of them, so
// that the engine comes to what they are about.
func TestHostileNginx(t *testing.T) {
	for name, conf := range hostileNginx {
		t.Run(name, func(t *testing.T) {
			for _, target := range hostileTargets {
				d := askHostile(t, conf, includingTwice(), "GET", target, "alice:x")
				if strings.Contains(d.Undecided, "does not start") {
					t.Fatal(d.Undecided)
				}
			}
		})
	}
}

// hostileTargets are what the hostile servers are asked for.
var hostileTargets = []string{"/a/b", "/a/77/" + strings.Repeat("a", 300) + "?x=%20#d", "/" + strings.Repeat("x", 200) + "!"}

// FuzzDecideNginx is FuzzDecide for nginx, and: nothing that the files of users hold
// is said. It begins with the hostile servers that are small.
func FuzzDecideNginx(f *testing.F) {
	const small = 2000
	for _, name := range slices.Sorted(maps.Keys(hostileNginx)) {
		conf := hostileNginx[name]
		if len(conf) > small {
			continue
		}
		f.Add(conf, "include inc.conf; location /b { } include other.conf;", "GET", hostileTargets[1], "alice:secret")
		f.Add(conf, "a b;", "POST", "/", "192.0.2.1, 10.1.1.1")
	}
	f.Add(served(""), "", "GET", "http://x.test:80/%2e%2e/%", "x=1; a=b")
	f.Fuzz(func(t *testing.T, http, included, method, target, header string) {
		askHostile(t, http, hostileFiles(included), method, target, header)
	})
}

// askHostile has the engine decide with and without a trace, and looks at time,
// memory and what is said.
func askHostile(t *testing.T, http string, files map[string]string, method, target, header string) access.Decision {
	t.Helper()
	before, began := allocated(), time.Now()
	server := nginxOf("events { }\nhttp { "+http+" }\n", files)
	if server == nil {
		return access.Decision{} // no configuration of a server
	}
	r := &access.Request{
		Method: method, Host: "www.test", Port: 80, Target: target, Remote: netip.MustParseAddr("203.0.113.9"),
		Headers: []access.Header{{Name: "Authorization", Value: header}, {Name: "X", Value: header}, {Name: "Cookie", Value: header}},
	}
	d := access.Decide(server, r)
	explained, trace := access.Explain(server, r)
	if took := time.Since(began); took > longest {
		t.Errorf("it took %s", took)
	}
	if size := allocated() - before; size > largest {
		t.Errorf("it took %d MiB", size>>20)
	}
	if !sameDecision(&d, &explained) {
		t.Errorf("%+v, with a trace %+v", d, explained)
	}
	if len(trace) == 0 {
		t.Error("nothing is explained")
	}
	if d.Outcome == access.Undecided && d.Undecided == "" {
		t.Error("undecided without a reason")
	}
	saysNoSecret(t, &d, trace)
	return d
}

// sameDecision compares two decisions about one request.
func sameDecision(a, b *access.Decision) bool {
	return a.Outcome == b.Outcome && a.Status == b.Status && a.Location == b.Location && a.Undecided == b.Undecided && slices.Equal(a.Challenge, b.Challenge)
}

// saysNoSecret looks for the password in all that is said.
func saysNoSecret(t *testing.T, d *access.Decision, trace []access.Passage) {
	t.Helper()
	said := append(slices.Clone(d.Challenge), d.Location, d.Undecided)
	for _, p := range trace {
		said = append(said, p.Note, p.Target)
	}
	if slices.ContainsFunc(said, func(text string) bool { return strings.Contains(text, nginxSecret) }) {
		t.Error("what is said holds what a file of users does")
	}
}

// allocated is how many bytes were ever asked for.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}
