package expr

import (
	"fmt"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/model"
)

// facts are what the tests know of the request that they send. It is sent to a
// server of their own, or stands for one.
type facts struct {
	variables   map[string]string
	headers     map[string]string
	environment map[string]string
	unknown     string // a part of the names of what nobody knows
}

const notKnown = "the test says so"

func (f *facts) look(m map[string]string, name string) (string, string) {
	if f.unknown != "" && strings.Contains(strings.ToLower(name), f.unknown) {
		return "", notKnown
	}
	return m[name], ""
}

func (f *facts) Variable(name string) (string, string) {
	if v, ok := f.variables[name]; ok {
		return v, ""
	}
	return "", "the test does not know " + name
}

func (f *facts) Header(name string) (string, string) {
	return f.look(f.headers, http.CanonicalHeaderKey(name))
}

func (f *facts) ResponseHeader(string) (string, string) { return "", notKnown }

func (f *facts) Environment(name string) (string, string) {
	return f.look(f.environment, strings.ToUpper(name))
}

func (f *facts) OSEnvironment(name string) (string, string) {
	if name == "HOME" || name == "PATH" {
		return "", notKnown
	}
	return "", ""
}

func (f *facts) Note(string) (string, string) { return "", "" }

func (f *facts) Address() (netip.Addr, string) { return netip.MustParseAddr("127.0.0.1"), "" }

func (f *facts) Stat(name string) (Kind, int64, string) {
	var kind Kind
	if l, err := os.Lstat(name); err == nil && l.Mode()&os.ModeSymlink != 0 {
		kind = Link
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return kind, 0, ""
	case info.Mode().IsRegular():
		return kind | Regular, info.Size(), ""
	case info.IsDir():
		return kind | Directory, 0, ""
	}
	return kind | Other, 0, ""
}

func (f *facts) ReadFile(name string) (string, bool, string) {
	data, err := os.ReadFile(name)
	return string(data), err == nil, ""
}

// site is a live server and the request that is sent to it.
type site struct {
	*live.Httpd
	facts  facts
	header http.Header
	folder int
}

const query = "a=1&B=Two%20words&c=%2e"

// newSite starts a server.
func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{header: http.Header{
		"X-Name": {"Anna Lena"}, "X-Number": {"042"}, "X-Path": {"/a/b.c"}, "X-Base": {"aGVsbG8="},
		"X-Bytes": {"\xe4\xff~"}, "User-Agent": {"Mozilla/5.0 (X11)"}, "Referer": {"http://example.org/x?y=1"},
		"Cookie": {"sid=12; lang=de"}, "X-Address": {"10.1.2.3"}, "X-V6": {"2001:db8::1"}, "X-Empty": {""},
	}}
	s.Httpd = live.StartHttpd(t, live.HttpdConfig{Server: `
SetEnvIf X-Name (.*) WHO=$1 SEEN=yes
SetEnvIf X-Number (.*) NUMBER=$1
SetEnvIf X-None ^$ ZERO=0 OFF=off
`})
	s.Write(t, "files/full.txt", "the text\nof two lines\n")
	s.Write(t, "files/empty.txt", "")
	linkFiles(t, filepath.Join(s.Path, "files"))
	s.facts = facts{headers: map[string]string{"Host": s.Addr, "Connection": "close"}, environment: map[string]string{
		"WHO": "Anna Lena", "SEEN": "yes", "NUMBER": "042", "ZERO": "0", "OFF": "off",
	}}
	for name, values := range s.header {
		s.facts.headers[name] = values[0]
	}
	return s
}

// linkFiles makes symbolic links, one of which leads nowhere.
func linkFiles(t *testing.T, dir string) {
	t.Helper()
	for name, target := range map[string]string{"link": "full.txt", "dangling": "nowhere"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

// request is the request for a folder, and what is known of it.
func (s *site) request(dir string) (live.Request, *facts) {
	target := "/" + dir + "/f.html?" + query
	_, port, _ := strings.Cut(s.Addr, ":")
	f := s.facts
	file := filepath.Join(s.Path, dir, "f.html")
	f.variables = map[string]string{
		"REQUEST_METHOD": "GET", "REQUEST_SCHEME": "http", "REQUEST_URI": "/" + dir + "/f.html",
		"DOCUMENT_URI": "/" + dir + "/f.html", "QUERY_STRING": query, "REMOTE_ADDR": "127.0.0.1", "CONN_REMOTE_ADDR": "127.0.0.1",
		"REMOTE_USER": "", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": port, "SERVER_PROTOCOL": "HTTP/1.1",
		"THE_REQUEST": "GET " + target + " HTTP/1.1", "HTTPS": "off", "IPV6": "off", "IS_SUBREQ": "false",
		"DOCUMENT_ROOT": s.Path, "AUTH_TYPE": "", "HTTP2": "off", "REQUEST_FILENAME": file, "SCRIPT_FILENAME": file,
		"PATH_INFO": "", "CONTEXT_PREFIX": "", "CONTEXT_DOCUMENT_ROOT": s.Path,
	}
	return live.Request{Path: target, Header: s.header}, &f
}

// quoted writes a text as one word of a configuration line.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// says is what the live server makes of a condition.
func (s *site) says(t *testing.T, dir, condition string) string {
	t.Helper()
	s.Write(t, dir+"/.htaccess", "<If "+quoted(condition)+">\nRequire all denied\n</If>\n")
	r, _ := s.request(dir)
	switch answer := s.Do(t, r); {
	case answer.Closed:
		return "crash"
	case answer.Status == http.StatusForbidden:
		return "yes"
	case answer.Status == http.StatusNotFound:
		return "no"
	case answer.Status == http.StatusInternalServerError:
		return "refused"
	default:
		return fmt.Sprint(answer.Status)
	}
}

// opinion is what the package makes of it.
func (s *site) opinion(dir, condition string) (string, string) {
	c, err := Parse(condition)
	if err != nil {
		return refusal(err), err.Error()
	}
	if len(c.Modules()) > 0 || c.ReadsFiles() {
		return "refused", "a module is not loaded, or a .htaccess reads a file"
	}
	_, f := s.request(dir)
	fact, why := c.Eval(f, nil)
	return map[model.Fact]string{model.Yes: "yes", model.No: "no", model.Unknown: "unknown"}[fact], why
}

func refusal(err error) string {
	switch err.(*Error).Kind {
	case Crash:
		return "crash"
	case TooLong:
		return "unknown"
	}
	return "refused"
}

// compare asks the server about conditions, some at a time, and returns how
// many answers the package gave and how many it could not.
func (s *site) compare(t *testing.T, conditions []string) (decided, undecided int) {
	t.Helper()
	var mutex sync.Mutex
	var wait sync.WaitGroup
	gate := make(chan bool, 4)
	for _, condition := range conditions {
		s.folder++
		dir := fmt.Sprintf("t%d", s.folder)
		wait.Add(1)
		gate <- true
		go func() {
			defer func() { <-gate; wait.Done() }()
			got, why := s.opinion(dir, condition)
			if got == "unknown" {
				mutex.Lock()
				undecided++
				mutex.Unlock()
				return
			}
			want := s.says(t, dir, condition)
			mutex.Lock()
			defer mutex.Unlock()
			if decided++; got != want {
				t.Errorf("%.300s\n  httpd: %s\n  here:  %s %s", condition, want, got, why)
			}
		}()
	}
	wait.Wait()
	return decided, undecided
}
