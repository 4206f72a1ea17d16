package oracle

import (
	"net/http"
	"sync"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
)

// clients is how many requests are under way at a time.
const clients = 4

// job is a request and the place of its answer.
type job struct {
	request Request
	answer  *live.Answer
}

// askAll sends every request of a batch and returns the answers, site by site.
func (b *bench) askAll(tb testing.TB, batch *Batch) [][]live.Answer {
	tb.Helper()
	answers := make([][]live.Answer, len(batch.Sites))
	lanes := map[lane][]job{}
	for i, s := range batch.Sites {
		answers[i] = make([]live.Answer, len(s.Requests))
		for k, r := range s.Requests {
			r = b.address(r)
			l := lane{from: r.From, to: r.To}
			if r.TLS {
				l.tls, l.cert, l.name = true, r.Cert, hostOf(r.Host)
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

// address gives a request the addresses of this run.
func (b *bench) address(r Request) Request {
	if r.From == "::1" && !b.IPv6 {
		r.From = "127.0.0.1"
	}
	return b.kind.Address(r)
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
		c.TLS = client(b.certs, l.cert, l.name)
	}
	defer c.Close()
	for _, j := range jobs {
		resp, err := c.Do(j.request.live())
		if err != nil {
			tb.Errorf("%s %s: %v", j.request.Method, j.request.Target, err)
			continue
		}
		*j.answer = resp.Answer()
		if l.tls {
			c.Close() // the server remembers the certificate that another request had to show
		}
	}
}

// live is the request as package live sends it.
func (r Request) live() live.Request {
	header := http.Header{"Host": {r.Host}}
	if r.NoHost {
		header["Host"] = nil
	}
	for _, f := range r.Header {
		header[f.Name] = append(header[f.Name], f.Value)
	}
	out := live.Request{Method: r.Method, Path: r.Target, Header: header}
	if r.Login != nil {
		header["Authorization"] = []string{basic(*r.Login)}
	}
	return out
}
