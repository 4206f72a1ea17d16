// Package nginx draws random sites for nginx and serves them, for package
// oracle. Begin with Start.
package nginx

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/linttest/oracle"
)

// Marks for the programs behind the server. The ports of nginx are ${PORT} and
// ${PORT2}, as in package live.
const (
	backendMark = "@BACKEND@"
	fastcgiMark = "@FASTCGI@"
)

// server is a live nginx.
type server struct {
	oracle.Ground
	live     *live.Nginx
	programs *strings.Replacer
	masks    *strings.Replacer
	real     []realFile
	table    []oracle.Feature
}

// Start starts nginx.
func Start(tb testing.TB, g oracle.Ground) oracle.Kind {
	tb.Helper()
	backend, fastcgi := newBackend(tb), newFastCGI(tb)
	s := &server{
		Ground: g, real: realFiles(tb), table: oracle.NewFeatures(featureTable),
		programs: strings.NewReplacer(backendMark, backend, fastcgiMark, fastcgi),
		masks:    strings.NewReplacer(backend, backendMark, fastcgi, fastcgiMark),
	}
	var files []oracle.File
	for _, f := range homeFiles() {
		f.Text = s.programs.Replace(g.Replace(f.Text, ""))
		files = append(files, f)
	}
	g.Home(tb, files)
	s.live = live.StartNginx(tb, s.config(nothing))
	return s
}

// nothing is a configuration before the first batch.
const nothing = "server { listen 127.0.0.1:${PORT}; }\n"

// config is what nginx is started with. It logs nothing below an emergency,
// since some sites complain about every request.
func (s *server) config(text string) live.NginxConfig {
	return live.NginxConfig{HTTP: text, LogLevel: "emerg"}
}

func (s *server) Name() string { return "nginx" }

func (s *server) Features() []oracle.Feature { return s.table }

// A batch has this many sites at most, and a site about this many requests.
const (
	batchSites   = 40
	siteRequests = 32
)

// tlsEvery says that one batch of so many speaks TLS.
const tlsEvery = 6

func (s *server) Draw(seed, number uint64, requests int) oracle.Batch {
	sites := min(batchSites, requests/siteRequests+1)
	tls := number%tlsEvery == 1
	if tls {
		sites = sites/3 + 1
	}
	return newGenerator(seed, number, s.real, s.IPv6).batch(sites, siteRequests, tls)
}

// head is what configurations of many sites need.
const head = "server_names_hash_bucket_size 128;\nvariables_hash_max_size 4096;\nmap_hash_bucket_size 128;\n"

func (s *server) Text(b oracle.Batch) (text string, starts []int) {
	var out strings.Builder
	out.WriteString(head + s.programs.Replace(s.Replace(b.Conf, "")))
	for _, site := range b.Sites {
		starts = append(starts, strings.Count(out.String(), "\n")+1)
		out.WriteString(s.programs.Replace(s.Replace(site.Conf, site.Name)))
	}
	starts = append(starts, strings.Count(out.String(), "\n")+1)
	out.WriteString(s.Replace(s.last(b.TLS), ""))
	return out.String(), starts[:len(b.Sites)]
}

// last is the server that sees to it that somebody listens wherever requests
// are sent. It answers where no site listens.
func (s *server) last(tls bool) string {
	text, secure := "server {\n", ""
	if tls {
		text += "ssl_certificate " + oracle.HomeMark + "/server.pem;\nssl_certificate_key " + oracle.HomeMark + "/server.key;\n"
		secure = " ssl"
	}
	for _, address := range addresses(s.IPv6) {
		text += "listen " + address
		if strings.HasSuffix(address, "${PORT2}") {
			text += secure
		}
		text += ";\n"
	}
	return text + "server_name last.test;\nset $mode \"\";\nset $other \"\";\nreturn 410;\n}\n"
}

// addresses are where requests are sent.
func addresses(ipv6 bool) []string {
	out := []string{"127.0.0.1:${PORT}", "127.0.0.1:${PORT2}", "127.0.0.2:${PORT}"}
	if ipv6 {
		out = append(out, "[::1]:${PORT}")
	}
	return out
}

func (s *server) Test(tb testing.TB, text string) (ok bool, complaint string) {
	tb.Helper()
	return live.NginxTest(tb, s.config(text))
}

var syntaxError = regexp.MustCompile(`\[emerg\][^\n]* in [^\n]*http\.conf:(\d+)`)

func (s *server) Line(complaint string) (line int, found bool) {
	m := syntaxError.FindStringSubmatch(complaint)
	if m == nil {
		return 0, false
	}
	line, err := strconv.Atoi(m[1])
	return line, err == nil
}

func (s *server) Serve(tb testing.TB, text string) {
	tb.Helper()
	s.live.Restart(tb, s.config(text))
}

func (s *server) Conf() string { return s.live.Config() }

// ports replaces the marks of the ports that nginx has now.
func (s *server) ports() *strings.Replacer {
	return strings.NewReplacer("${PORT}", port(s.live.Addr), "${PORT2}", port(s.live.Addr2))
}

func port(addr string) string { return addr[strings.LastIndexByte(addr, ':')+1:] }

func (s *server) Address(r oracle.Request) oracle.Request {
	ports := s.ports()
	r.Host, r.Target, r.To = ports.Replace(r.Host), ports.Replace(r.Target), ports.Replace(r.To)
	if strings.HasPrefix(r.To, "[") != (r.From == "::1") {
		r.To, r.From = fmt.Sprintf("127.0.0.1:%s", port(s.live.Addr)), "127.0.0.1" // a machine without IPv6
	}
	return r
}

func (s *server) Mask(text string) string {
	text = s.masks.Replace(text)
	return strings.NewReplacer(":"+port(s.live.Addr), ":${PORT}", ":"+port(s.live.Addr2), ":${PORT2}").Replace(text)
}

func (s *server) Governing(batch oracle.Batch, site oracle.Site) func(oracle.Request) map[string]bool {
	return governing(s.table, batch, site)
}

func (s *server) IsConf(oracle.File) bool { return false }

func (s *server) Whole(oracle.Site, oracle.Request) bool { return true }

func (s *server) Plain(text string) []string {
	var out []string
	for _, line := range lines(parse(text)) {
		out = append(out, line+"\n")
	}
	return out
}

func (s *server) Nests(line string) int {
	switch {
	case strings.HasPrefix(line, "}"):
		return -1
	case strings.HasSuffix(line, "{"):
		return 1
	}
	return 0
}
