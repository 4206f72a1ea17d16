// Package decisions puts requests to a live server and to authlint's engine and
// holds both against what is written down. It is for tests only; begin with
// Run for httpd and RunNginx for nginx.
//
// A case is a txtar archive. Its first line says in prose what it shows, its
// sections are a small site, and the one called requests has one request in
// each line, with the server's answer after the arrow:
//
//	Two Require lines side by side are alternatives.
//	-- htdocs/.htaccess --
//	AuthType Basic
//	AuthName Staff
//	AuthUserFile ${HOME}/users
//	Require user bob
//	Require ip 127.0.0.9
//	-- htdocs/a.txt --
//	-- home/users --
//	bob:{SHA}...
//	-- requests --
//	# password bob builder
//	GET /a.txt => 401 challenge="Basic realm=\"Staff\""
//	GET /a.txt user=bob => 200
//	GET /a.txt from=127.0.0.9 => 200
//
// The sections:
//
//	server.conf       configuration at server level; may hold virtual hosts
//	directory.conf    what stands in <Directory> of the document root, after
//	                  AllowOverride All; without it, Require all granted
//	htdocs/PATH       files of the document root
//	home/PATH         files outside it
//	requests          the requests
//
// Headers of files may have what package linttest says: mode=0600, link=TARGET,
// dir, uid=0, enc=go. In all of them ${ROOT} is the path of the document root,
// ${HOME} that of the folder home, ${PORT} the port of the server and ${PORT2}
// another free one. Lines of the comment after the first may be options:
//
//	needs: root               only root can lay it out
//	needs: ipv6               servers listen at ::1
//	without: access_compat    modules that are not loaded
//	with: proxy proxy_http    modules that are loaded besides the usual ones
//
// A case of nginx has these sections instead of the first two:
//
//	server.conf       what stands in the case's own block server
//	servers.conf      whole blocks server instead of that one
//	http.conf         what stands above them in the block http
//	conf/PATH         files beside nginx.conf
//
// There ${BACKEND} and ${FASTCGI} are host and port of programs that answer by
// HTTP and FastCGI: with the status that the path ends in, as /status/403 does,
// with a redirect within nginx to what follows /accel, else with 200, and at
// /login with 401 where there are no credentials.
//
// A request is a method, the target as it goes over the wire (in Go's quotes
// where it holds a blank or a quote) and any of
//
//	user=NAME:PASSWORD        Basic credentials
//	user=NAME                 the right ones: "# password NAME PASSWORD" has them
//	digest=NAME:PASSWORD      the answer to the server's Digest challenge
//	host=NAME                 instead of the case's own, SLUG.AREA.test; as clients
//	                          do, the port that is asked is added to it
//	rawhost="NAME:PORT"       the Host header as it is
//	from=127.0.0.5            the client's address instead of 127.0.0.1
//	to=127.0.0.2:${PORT2}     the address that is asked instead of the server's
//	header="Name: value"      may be repeated
//	body="text"               what is sent along
//	http=1.0                  the version of HTTP instead of 1.1
//	nohost                    no Host header
//	tls                       over TLS (nginx alone)
//	cert=valid                the client's certificate there, valid or invalid
//	sni=NAME                  the name it gives there instead of the host's
//	undecided-ok="reason"     the engine may say that it cannot say, or that a
//	                          program answers
//
// and the answer is a status with challenge="..." for each WWW-Authenticate and
// location="...", or the word upstream where a program answered (one that
// prints the header X-Backend), or closed where the server closed the
// connection without an answer. go test -update writes answers, and from the
// live server alone.
package decisions

import (
	"path/filepath"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
)

// Request is one request of a case.
type Request struct {
	Method string
	Target string // as it goes over the wire
	Host   string // the Host header, with its port
	Header []Field
	Login  *Login
	From   string // the client's address, without a port
	To     string // address and port that are asked
	Body   string
	// Version of HTTP; "" is 1.1.
	Version string
	// NoHost: the request has no Host header at all.
	NoHost bool
	// TLS: the request comes over TLS, for the name SNI, or the host's, and
	// the client shows the Certificate, "valid" or "invalid".
	TLS              bool
	SNI, Certificate string
}

// A Field is a header of a request.
type Field struct{ Name, Value string }

// Login is what the client says of itself.
type Login struct {
	User, Password string
	// Assumed: the case does not say the password, only that it is right. An
	// engine must not look at Password then.
	Assumed bool
	// Digest: the answer to a Digest challenge, not Basic credentials.
	Digest bool
}

// Answer is what came back, by the contract of authlint why.
type Answer = live.Answer

// Engine says what a server would answer.
type Engine func(Request) Answer

// Open reads the configuration of a server that runs. The function it returns
// beside the engine gives back what the engine holds.
type Open func(conf string) (Engine, func(), error)

// Run runs every case that the glob names as a subtest called for its folder
// and file: live httpd must answer what is written down, and so must the
// engine, unless open is nil. A glob that names no file is a failure.
func Run(t *testing.T, glob string, open Open) {
	t.Helper()
	httpd().run(t, glob, open)
}

// RunNginx is Run for nginx and its cases.
func RunNginx(t *testing.T, glob string, open Open) {
	t.Helper()
	nginx().run(t, glob, open)
}

// software is a kind of web server that cases are put to.
type software struct {
	name     string
	sections []string // those that are configuration
	folders  []string // the top folders of files
	// needsOwn tells the cases that need a server of their own from those
	// that one server can hold, each as a virtual server.
	needsOwn func(*conformanceCase) bool
	shared   func(*testing.T, []*conformanceCase, Open)
	own      func(*testing.T, *conformanceCase, Open)
}

func (s *software) run(t *testing.T, glob string, open Open) {
	t.Helper()
	cases, err := s.load(glob)
	if err != nil {
		t.Fatal(err)
	}
	var shared, own []*conformanceCase
	for _, c := range cases {
		if s.needsOwn(c) {
			own = append(own, c)
		} else {
			shared = append(shared, c)
		}
	}
	if len(shared) > 0 {
		s.shared(t, shared, open)
	}
	for _, c := range own {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.skipUnlessPossible(t)
			s.own(t, c, open)
		})
	}
}

// caseName is the name of a file's case: its folder and file.
func caseName(file string) string {
	base := filepath.Base(file)
	return filepath.Base(filepath.Dir(file)) + "/" + base[:len(base)-len(filepath.Ext(base))]
}
