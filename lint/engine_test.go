package lint

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// counting is a server that counts what it is asked.
type counting struct{ asked int }

func (c *counting) Resolve(_ *access.Walk, _ access.Inner, p *access.Policy) {
	c.asked++
	p.Steps = []access.Step{{Gate: access.GateHandler, Take: func(*access.Walk, any) access.Action {
		return access.Answer(access.Passes, 200, "here it is")
	}}}
}

func passOver(server any) (*Pass, *model.Site) {
	site := &model.Site{Name: "shop", Servers: []*model.Server{{Program: server}}}
	return &Pass{Site: site, engine: newEngine(site)}, site
}

// TestDecideRemembers: a request is decided once, but for one with a password.
func TestDecideRemembers(t *testing.T) {
	c := &counting{}
	p, _ := passOver(c)
	plain := access.Request{Method: "GET", Host: "shop.test", Port: 80, Target: "/"}
	secure, posted, other, header := plain, plain, plain, plain
	secure.TLS = true
	posted.Method = "POST"
	other.Remote = netip.MustParseAddr("192.0.2.1")
	header.Headers = []access.Header{{Name: "X-A", Value: "b"}}
	right, wrong := plain, plain
	right.Credentials = &access.Credentials{User: "alice", Proof: access.ProofRight}
	wrong.Credentials = &access.Credentials{User: "alice", Proof: access.ProofWrong}
	different := []access.Request{plain, secure, posted, other, header, right, wrong}
	for range 3 {
		for i := range different {
			if d := p.Decide(&different[i]); d.Status != 200 {
				t.Fatalf("%+v", d)
			}
		}
	}
	if c.asked != len(different) {
		t.Errorf("%d requests were decided %d times", len(different), c.asked)
	}
	secret := plain
	secret.Credentials = &access.Credentials{User: "alice", Password: []byte("x")}
	p.Decide(&secret)
	p.Decide(&secret)
	if c.asked != len(different)+2 {
		t.Error("a password was remembered")
	}
}

func TestDecideWithoutServer(t *testing.T) {
	for _, program := range []any{nil, "no server"} {
		p, _ := passOver(program)
		if d := p.Decide(&access.Request{}); d.Outcome != access.Undecided || d.Undecided == "" {
			t.Errorf("%+v", d)
		}
		if d, trace := p.Explain(&access.Request{}); d.Outcome != access.Undecided || trace != nil {
			t.Errorf("%+v", d)
		}
	}
}

// TestDecideBounded: the bound is told once, and what is over it is undecided.
func TestDecideBounded(t *testing.T) {
	c := &counting{}
	p, site := passOver(c)
	r := access.Request{Credentials: &access.Credentials{Password: []byte("x")}}
	for range maxDecisions + 5 {
		p.Decide(&r)
	}
	if c.asked != maxDecisions || len(site.Limits) != 1 {
		t.Errorf("%d requests were decided, and %d limits told", c.asked, len(site.Limits))
	}
	if d := p.Decide(&r); d.Undecided == "" {
		t.Errorf("%+v", d)
	}
}

func TestWitness(t *testing.T) {
	stranger := access.Request{Method: "GET", Host: access.DefaultHost, Port: 80, Target: "/in/?a", Remote: access.DefaultRemote}
	user, host, from, script := stranger, stranger, stranger, stranger
	user.Credentials = &access.Credentials{User: "al ice", Proof: access.ProofRight}
	host.Host, host.TLS, host.Port = "shop.test", true, 443
	from.Remote = netip.MustParseAddr("192.0.2.1")
	from.Headers = []access.Header{{Name: "X-A", Value: "b"}}
	script.Target = "/login.php"
	served := access.Decision{Outcome: access.Served, Status: 200}
	upstream := access.Decision{Outcome: access.Upstream}
	moved := access.Decision{Outcome: access.Redirected, Status: 302, Location: "https://user:word@shop.test/a?token=1"}
	for _, c := range []struct {
		w    Witness
		want string
	}{
		{Witness{Request: stranger, Decision: served}, "GET /in/?a without credentials -> 200"},
		{Witness{Request: user, Decision: served}, `GET /in/?a as "al ice" -> 200`},
		{Witness{Request: host, Decision: served}, "GET https://shop.test/in/?a without credentials -> 200"},
		{Witness{Request: from, Decision: served}, "GET /in/?a without credentials from 192.0.2.1 with X-A: b -> 200"},
		{Witness{Request: script, Decision: upstream}, "GET /login.php without credentials -> reaches PHP"},
		{Witness{Request: stranger, Decision: upstream}, "GET /in/?a without credentials -> reaches the program behind the server"},
		{Witness{Request: stranger, Decision: moved}, "GET /in/?a without credentials -> 302 to https://shop.test/a"},
	} {
		if got := c.w.String(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// TestWitnessOfFinding: a finding keeps the witness of its diagnostic.
func TestWitnessOfFinding(t *testing.T) {
	c := &counting{}
	rule := &Rule{ID: "r", Outcome: Exposes, Run: func(p *Pass) {
		r := access.Request{Method: "GET", Host: access.DefaultHost, Port: 80, Target: "/"}
		p.Report(Diagnostic{Path: "shop", Message: "open", Witness: &Witness{Request: r, Decision: p.Decide(&r)}})
	}}
	job := func() *model.Site { _, site := passOver(c); return site }
	result := Run(t.Context(), []Job{job}, []*Rule{rule}, Options{})
	if len(result.Findings) != 1 || result.Findings[0].Witness == nil || !strings.HasSuffix(result.Findings[0].Witness.String(), "-> 200") {
		t.Errorf("%+v", result.Findings)
	}
}

// TestServersOfRules: a rule about one server sees nothing of the others.
func TestServersOfRules(t *testing.T) {
	nginx := &model.Server{Kind: model.Nginx}
	site := &model.Site{Servers: []*model.Server{nginx}, Scopes: []*model.Scope{{Server: nginx}}}
	seen := map[string]int{}
	count := func(id string) func(*Pass) {
		return func(p *Pass) { seen[id] = len(p.Site.Scopes) }
	}
	newChecker([]*Rule{
		{ID: "httpd", Servers: []model.ServerKind{model.Apache}, Run: count("httpd")},
		{ID: "nginx", Servers: []model.ServerKind{model.Nginx}, Run: count("nginx")},
		{ID: "all", Run: count("all")},
	}, Options{}).runRules(t.Context(), site, nil)
	if seen["httpd"] != 0 || seen["nginx"] != 1 || seen["all"] != 1 {
		t.Errorf("scopes seen: %v", seen)
	}
}
