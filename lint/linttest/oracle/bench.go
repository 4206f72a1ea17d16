package oracle

import (
	"net"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
)

// clients is how many requests are under way at a time.
const clients = 4

// bench is a live httpd and the folder of what it serves.
type bench struct {
	layout
	httpd *live.Httpd
	ipv6  bool
	certs certificates
}

// newBench starts httpd.
func newBench(tb testing.TB) *bench {
	tb.Helper()
	b := &bench{layout: layout{live.NewFolder(tb)}, ipv6: hasIPv6(), certs: newCertificates(tb)}
	b.home(tb)
	b.certs.write(tb, b.folder)
	b.httpd = live.StartHttpd(tb, b.config(""))
	return b
}

// hasIPv6 reports whether this machine has the loopback address of IPv6.
func hasIPv6() bool {
	l, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		return false
	}
	_ = l.Close() // nobody has connected
	return true
}

// modules are what every httpd of the oracle loads.
func modules() []string {
	return append(live.UsualModules(), "ssl", "socache_shmcb")
}

// config is what httpd is started with. It logs nothing below an emergency,
// since some sites complain about every request.
func (b *bench) config(text string) live.HttpdConfig {
	return live.HttpdConfig{Modules: modules(), Server: text, LogLevel: "emerg", KeepAlive: true, IPv6: b.ipv6}
}

// serve lays a batch out and has httpd serve it. What httpd refuses is taken
// out of the batch first; the number of those sites is returned.
func (b *bench) serve(tb testing.TB, batch *Batch) (refused int) {
	tb.Helper()
	for _, s := range batch.Sites {
		b.site(tb, s)
	}
	for {
		text, starts := b.conf(*batch)
		ok, out := live.ConfigTest(tb, text, modules()...)
		if ok {
			b.httpd.Restart(tb, b.config(text))
			return refused
		}
		if len(batch.Sites) == 0 && batch.Conf == "" {
			tb.Fatalf("httpd refuses an empty batch: %s", out)
		}
		b.dropGuilty(tb, batch, starts, out)
		refused++
	}
}

var syntaxError = regexp.MustCompile(`(?:line (\d+) of [^\n]*server\.conf|server\.conf:(\d+):)`)

// dropGuilty takes out the site that holds the line httpd complains of, or the
// part before the sites. Complaints without a line are traced by halving.
func (b *bench) dropGuilty(tb testing.TB, batch *Batch, starts []int, complaint string) {
	tb.Helper()
	m := syntaxError.FindStringSubmatch(complaint)
	if m == nil {
		b.dropSilent(tb, batch)
		return
	}
	line, err := strconv.Atoi(m[1] + m[2])
	if err != nil {
		tb.Fatalf("httpd names no line: %s", complaint)
	}
	at, exact := slices.BinarySearch(starts, line)
	if !exact {
		at--
	}
	if at < 0 {
		batch.Conf = ""
		return
	}
	batch.Sites = slices.Delete(batch.Sites, at, at+1)
}

// dropSilent halves the batch until one site, or the part before them, is found
// that httpd refuses on its own.
func (b *bench) dropSilent(tb testing.TB, batch *Batch) {
	tb.Helper()
	refused := func(part Batch) bool {
		text, _ := b.conf(part)
		ok, _ := live.ConfigTest(tb, text, modules()...)
		return !ok
	}
	if len(batch.Sites) == 0 || refused(Batch{Conf: batch.Conf}) {
		batch.Conf = ""
		return
	}
	low, high := 0, len(batch.Sites) // the first guilty one is in [low, high)
	for high-low > 1 {
		middle := (low + high) / 2
		if refused(Batch{Conf: batch.Conf, Sites: batch.Sites[:middle]}) {
			high = middle
		} else {
			low = middle
		}
	}
	batch.Sites = slices.Delete(batch.Sites, low, high)
}

// job is a request and the place of its answer.
type job struct {
	request *Request
	answer  *Answer
}

// askAll sends every request of a batch and returns the answers, site by site.
func (b *bench) askAll(tb testing.TB, batch *Batch) [][]Answer {
	tb.Helper()
	answers := make([][]Answer, len(batch.Sites))
	lanes := map[lane][]job{}
	for i, s := range batch.Sites {
		answers[i] = make([]Answer, len(s.Requests))
		for k := range s.Requests {
			r := &s.Requests[k]
			b.address(r)
			l := lane{r.From, r.To, r.TLS, r.Cert, r.Host[:strings.LastIndexByte(r.Host, ':')]}
			if !r.TLS {
				l.name = ""
			}
			lanes[l] = append(lanes[l], job{r, &answers[i][k]})
		}
	}
	queue := make(chan lane)
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for l := range queue {
				b.drive(tb, l, lanes[l])
			}
		})
	}
	for l := range lanes {
		queue <- l
	}
	close(queue)
	wg.Wait()
	return answers
}

// address gives a request the port that the server listens on.
func (b *bench) address(r *Request) {
	port := b.httpd.Addr[strings.LastIndexByte(b.httpd.Addr, ':'):]
	if at := strings.LastIndexByte(r.Host, ':'); at >= 0 {
		r.Host = r.Host[:at]
	}
	r.Host += port
	if r.From == "::1" && !b.ipv6 {
		r.From = "127.0.0.1"
	}
	if r.To = b.httpd.Addr; r.From == "::1" {
		r.To = b.httpd.Addr6()
	}
}

// lane is what requests must share to go over one connection.
type lane struct {
	from, to string
	tls      bool
	cert     Cert
	name     string // with TLS, the host asked for in the handshake
}

// drive sends the requests of one lane.
func (b *bench) drive(tb testing.TB, l lane, jobs []job) {
	tb.Helper()
	c := live.Client{Addr: l.to, From: l.from}
	if l.tls {
		c.TLS = b.certs.client(l.cert, l.name)
	}
	defer c.Close()
	for _, j := range jobs {
		resp, err := c.Do(j.request.live())
		if err != nil {
			tb.Errorf("%s %s: %v", j.request.Method, j.request.Target, err)
			continue
		}
		*j.answer = answerOf(resp)
		if l.tls {
			c.Close() // the server remembers the certificate that another request had to show
		}
	}
}

// live is the request as package live sends it.
func (r Request) live() live.Request {
	header := http.Header{"Host": {r.Host}}
	for _, f := range r.Header {
		header[f.Name] = append(header[f.Name], f.Value)
	}
	out := live.Request{Method: r.Method, Path: r.Target, Header: header}
	if r.Login != nil {
		header["Authorization"] = []string{basic(*r.Login)}
	}
	return out
}

var oneTime = regexp.MustCompile(`nonce="[^"]*",? ?`)

// answerOf reads httpd's answer. What a challenge holds that differs each time
// is left out.
func answerOf(r live.Response) Answer {
	a := Answer{Status: r.Status, Outcome: outcomeOf(r.Status), Location: r.Header.Get("Location")}
	if r.Header.Get("X-Backend") == "yes" {
		return Answer{Outcome: Upstream}
	}
	for _, c := range r.Header.Values("WWW-Authenticate") {
		a.Challenge = append(a.Challenge, withoutNonce(c))
	}
	return a
}

// withoutNonce leaves out the part of a challenge that the server makes up.
func withoutNonce(challenge string) string {
	return oneTime.ReplaceAllString(challenge, "")
}
