// Package httpd draws random sites for Apache httpd and serves them, for package
// oracle. Begin with Start.
package httpd

import (
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/linttest/oracle"
)

// server is a live httpd.
type server struct {
	oracle.Ground
	live  *live.Httpd
	real  []realFile
	table []oracle.Feature
}

// Start starts httpd.
func Start(tb testing.TB, g oracle.Ground) oracle.Kind {
	tb.Helper()
	s := &server{Ground: g, real: realFiles(tb), table: oracle.NewFeatures(featureTable)}
	g.Home(tb, homeFiles())
	s.live = live.StartHttpd(tb, s.config(""))
	return s
}

// homeFiles are the files outside the document roots.
func homeFiles() []oracle.File {
	return []oracle.File{
		{Name: "passwd", Text: oracle.PasswordFile()},
		{Name: "wrong", Text: "alice:nothing\nbob\n:\n# carol\n"},
		{Name: "empty"},
		{Name: "groups", Text: "staff: alice bob\nadmins: alice\neditors: carol\n"},
		{Name: "digest", Text: "alice:Staff:0123456789abcdef0123456789abcdef\n"},
		{Name: "cgi-bin/app.cgi", Text: program, Mode: 0o755},
		{Name: "cgi-bin/plain.txt", Text: "no program\n"},
		{Name: "outside/page.txt", Text: "outside\n"},
		{Name: "outside/index.html", Text: "outside\n"},
		{Name: "outside/sub/page.html", Text: "outside\n"},
	}
}

// program is the program behind the server.
const program = "#!/bin/sh\nprintf '" + live.BackendHeader + ": yes\\r\\nContent-Type: text/plain\\r\\n\\r\\nhello\\n'\n"

// modules are what every httpd of the oracle loads.
func modules() []string {
	return append(live.UsualModules(), "ssl", "socache_shmcb")
}

// config is what httpd is started with. It logs nothing below an emergency,
// since some sites complain about every request.
func (s *server) config(text string) live.HttpdConfig {
	return live.HttpdConfig{Modules: modules(), Server: text, LogLevel: "emerg", KeepAlive: true, IPv6: s.IPv6}
}

func (s *server) Name() string { return "httpd" }

func (s *server) Features() []oracle.Feature { return s.table }

// A batch has this many sites at most, and a site about this many requests.
const (
	batchSites   = 36
	siteRequests = 32
)

// tlsEvery says that one batch of so many speaks TLS.
const tlsEvery = 6

func (s *server) Draw(seed, number uint64, requests int) oracle.Batch {
	sites := min(batchSites, requests/siteRequests+1)
	tls := number%tlsEvery == 1
	if tls {
		sites = sites/4 + 1
	}
	return newGenerator(seed, number, s.real).batch(sites, siteRequests, tls)
}

func (s *server) Text(b oracle.Batch) (text string, starts []int) {
	var out strings.Builder
	out.WriteString(s.Replace(b.Conf, ""))
	for _, site := range b.Sites {
		starts = append(starts, strings.Count(out.String(), "\n")+1)
		out.WriteString("<VirtualHost *>\nServerName " + site.Name + "\nDocumentRoot \"" + s.Replace(oracle.RootMark, site.Name) + "\"\n" +
			s.Replace(site.Conf, site.Name) + "</VirtualHost>\n")
	}
	return out.String(), starts
}

func (s *server) Test(tb testing.TB, text string) (ok bool, complaint string) {
	tb.Helper()
	return live.ConfigTest(tb, text, modules()...)
}

var syntaxError = regexp.MustCompile(`(?:line (\d+) of [^\n]*server\.conf|server\.conf:(\d+):)`)

func (s *server) Line(complaint string) (line int, found bool) {
	m := syntaxError.FindStringSubmatch(complaint)
	if m == nil {
		return 0, false
	}
	line, err := strconv.Atoi(m[1] + m[2])
	return line, err == nil
}

func (s *server) Serve(tb testing.TB, text string) {
	tb.Helper()
	s.live.Restart(tb, s.config(text))
}

func (s *server) Conf() string { return s.live.Config() }

// port is the port that httpd listens at, with its colon.
func (s *server) port() string { return s.live.Addr[strings.LastIndexByte(s.live.Addr, ':'):] }

func (s *server) Address(r oracle.Request) oracle.Request {
	r.Host += s.port()
	if r.To = s.live.Addr; r.From == "::1" {
		r.To = s.live.Addr6()
	}
	return r
}

func (s *server) Mask(text string) string { return strings.ReplaceAll(text, s.port(), ":PORT") }

func (s *server) Governing(b oracle.Batch, site oracle.Site) func(oracle.Request) map[string]bool {
	us := units(s.table, b.Conf, site)
	return func(r oracle.Request) map[string]bool { return governing(us, r) }
}

func (s *server) IsConf(f oracle.File) bool { return path.Base(f.Name) == ".htaccess" }

func (s *server) Whole(site oracle.Site, r oracle.Request) bool {
	for _, directive := range []string{"sslengine on", "sslcertificatefile", "sslcertificatekeyfile"} {
		if r.TLS && !strings.Contains(strings.ToLower(site.Conf), directive) {
			return false
		}
	}
	return true
}
