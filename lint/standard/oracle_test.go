package standard_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/linttest/oracle"
	"github.com/authlint/authlint/lint/linttest/oracle/httpd"
	"github.com/authlint/authlint/lint/standard"
)

// TestOracle compares the engine with a live httpd over random sites.
// AUTHLINT_SEED and AUTHLINT_ORACLE choose others, and more.
func TestOracle(t *testing.T) { compare(t, httpd.Start) }

// compare has a live server and the engine answer the same questions.
func compare(t *testing.T, start oracle.Start) {
	t.Helper()
	s := oracle.Run(t, start, oracle.Options{
		Open: openEngine, MaxCases: 30, Budget: 5 * time.Minute,
		Case: func(text string) { t.Error(text) },
	})
	t.Log(s)
	if s.Requests == 0 || s.Decided == 0 {
		t.Fatal("nothing was asked, or nothing decided")
	}
	if s.Wrong > 0 {
		t.Errorf("%d answers are wrong", s.Wrong)
	}
	if share := 100 * float64(s.Decided) / float64(s.Requests); share < 97 {
		t.Errorf("only %.2f %% of the requests are decided", share)
	}
	if s.Requests >= manyRequests {
		for _, name := range s.Doubtful(90) {
			t.Errorf("too seldom decided: %s", name)
		}
	}
}

// manyRequests are enough to judge each feature alone.
const manyRequests = 20000

// openEngine is the engine as the oracle asks it.
func openEngine(conf string) (oracle.Engine, func(), error) {
	g, err := standard.Open(context.Background(), standard.Config{Server: conf, AllowRoots: []string{"/"}})
	if err != nil {
		return nil, nil, err
	}
	return func(r oracle.Request) oracle.Answer {
		request, err := accessRequest(r)
		if err != nil {
			return oracle.Answer{Answer: live.Answer{Outcome: live.Undecided, Undecided: err.Error()}}
		}
		explain := func() string { return explain(g, request) }
		return oracle.Answer{Answer: answer(g.Decide(request)), Explain: explain}
	}, g.Close, nil
}

// explain is how the engine came to its answer, a gate on each line.
func explain(g *standard.Gatekeeper, r *access.Request) string {
	var b strings.Builder
	_, passages := g.Explain(r)
	for _, p := range passages {
		fmt.Fprintf(&b, "  %s %s %d %s %s\n", p.Gate, p.Verdict, p.Status, p.Note, p.Target)
	}
	return b.String()
}

// accessRequest is a request of the oracle in the engine's words.
func accessRequest(r oracle.Request) (*access.Request, error) {
	out := &access.Request{Method: r.Method, TLS: r.TLS, Host: r.Host, Target: r.Target}
	if i := strings.LastIndexByte(r.Host, ':'); i > strings.LastIndexByte(r.Host, ']') {
		out.Host = r.Host[:i]
	}
	local, err := netip.ParseAddrPort(r.To)
	if err != nil {
		return nil, err
	}
	out.Local, out.Port = local.Addr(), int(local.Port())
	if out.Remote, err = netip.ParseAddr(r.From); err != nil {
		return nil, err
	}
	if !r.NoHost {
		out.Headers = append(out.Headers, access.Header{Name: "Host", Value: r.Host})
	}
	for _, f := range r.Header {
		out.Headers = append(out.Headers, access.Header{Name: f.Name, Value: f.Value})
	}
	if r.Login != nil {
		// What the oracle's client sends is Basic, whatever is asked for.
		text := base64.StdEncoding.EncodeToString([]byte(r.Login.User + ":" + r.Login.Password))
		out.Headers = append(out.Headers, access.Header{Name: "Authorization", Value: "Basic " + text})
	}
	if r.Cert != oracle.CertNone {
		certificate, known := access.ParseCertificate(string(r.Cert))
		if !known {
			return nil, fmt.Errorf("no certificate is called %s", strconv.Quote(string(r.Cert)))
		}
		out.Certificate = certificate
	}
	return out, nil
}

// answer is a decision in the oracle's words.
func answer(d access.Decision) live.Answer {
	return live.Answer{
		Outcome: d.Outcome.String(), Status: d.Status, Challenge: d.Challenge, Location: d.Location, Undecided: d.Undecided,
	}
}
