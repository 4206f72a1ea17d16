// Package decisions puts requests to a live httpd and to authlint's engine and
// holds both against what is written down. It is for tests only; begin with
// Run.
//
// A case is a txtar archive. Its first line says in prose what it shows, its
// sections are a small site, and the one called requests has one request in
// each line, with httpd's answer after the arrow:
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
//	without: access_compat    modules that are not loaded
//	with: proxy proxy_http    modules that are loaded besides the usual ones
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
//	undecided-ok="reason"     the engine may say that it cannot say
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
type Answer struct {
	Outcome string
	Status  int // 0 when a program answered, nobody did or it is undecided
	// Challenge are the WWW-Authenticate headers without what Digest makes
	// anew for each.
	Challenge []string
	Location  string
	Undecided string // why it cannot be said
}

// The outcomes of an Answer.
const (
	Served           = "served"
	Upstream         = "upstream"
	Redirected       = "redirected"
	Challenged       = "challenged"
	Forbidden        = "forbidden"
	NotFound         = "not-found"
	MethodNotAllowed = "method-not-allowed"
	Error            = "error"
	Undecided        = "undecided"
)

// Engine says what a server would answer.
type Engine func(Request) Answer

// Open reads the configuration of a server that runs. The function it returns
// beside the engine gives back what the engine holds.
type Open func(httpdConf string) (Engine, func(), error)

// Run runs every case that the glob names as a subtest called for its folder
// and file: live httpd must answer what is written down, and so must the
// engine, unless open is nil. A glob that names no file is a failure.
func Run(t *testing.T, glob string, open Open) {
	t.Helper()
	cases, err := load(glob)
	if err != nil {
		t.Fatal(err)
	}
	shared, own := split(cases)
	if len(shared) > 0 {
		runShared(t, shared, open)
	}
	for _, c := range own {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			runOwn(t, c, open)
		})
	}
}

// split tells the cases that one server can hold, each in a virtual host, from
// those that need a server of their own.
func split(cases []*conformanceCase) (shared, own []*conformanceCase) {
	for _, c := range cases {
		if c.needsServer() {
			own = append(own, c)
		} else {
			shared = append(shared, c)
		}
	}
	return shared, own
}

// caseName is the name of a file's case: its folder and file.
func caseName(file string) string {
	base := filepath.Base(file)
	return filepath.Base(filepath.Dir(file)) + "/" + base[:len(base)-len(filepath.Ext(base))]
}
