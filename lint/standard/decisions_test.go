package standard_test

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/linttest/decisions"
	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/standard"
)

// TestDecisions holds the engine and live httpd against the answers that are
// written down.
func TestDecisions(t *testing.T) {
	decisions.Run(t, "../../testdata/conformance/apache-decisions/*/*.txtar", openDecisions)
}

// TestDecisionsNginx holds the engine and live nginx against the answers that
// are written down.
func TestDecisionsNginx(t *testing.T) {
	decisions.RunNginx(t, "../../testdata/conformance/nginx-decisions/*/*.txtar", openDecisions)
}

// openDecisions is the engine as the cases ask it.
func openDecisions(config string) (decisions.Engine, func(), error) {
	g, err := standard.Open(context.Background(), standard.Config{Server: config, AllowRoots: []string{"/"}})
	if err != nil {
		return nil, nil, err
	}
	httpd := g.Site().Servers[0].Kind == model.Apache
	return func(r decisions.Request) decisions.Answer {
		request, err := caseRequest(r)
		if httpd && !strings.HasPrefix(r.Target, "/") {
			err = errNoURL
		}
		if err != nil {
			return decisions.Answer{Outcome: live.Undecided, Undecided: err.Error()}
		}
		d := g.Decide(request)
		return decisions.Answer{
			Outcome: d.Outcome.String(), Status: d.Status, Challenge: d.Challenge, Location: d.Location, Undecided: d.Undecided}
	}, g.Close, nil
}

// errNoURL says that the engine cannot be asked about a request.
var errNoURL = errors.New("no URL makes a client send this")

// caseRequest is a request of a case in the engine's words.
func caseRequest(r decisions.Request) (*access.Request, error) {
	local, err := netip.ParseAddrPort(r.To)
	if err != nil {
		return nil, err
	}
	remote, err := netip.ParseAddr(r.From)
	if err != nil {
		return nil, err
	}
	host, cut := strings.CutSuffix(r.Host, ":"+strconv.Itoa(int(local.Port())))
	twice := slices.ContainsFunc(r.Header, func(f decisions.Field) bool { return strings.EqualFold(f.Name, "Host") })
	if twice || r.NoHost || r.Version != "" || r.SNI != "" {
		return nil, errNoURL
	}
	certificate, _ := access.ParseCertificate(r.Certificate)
	out := &access.Request{
		Method: r.Method, TLS: r.TLS, Host: host, Port: int(local.Port()), Target: r.Target,
		Remote: remote, Local: local.Addr(), Certificate: certificate}
	if !cut {
		out.Headers = append(out.Headers, access.Header{Name: "Host", Value: r.Host})
	}
	for _, f := range r.Header {
		out.Headers = append(out.Headers, access.Header{Name: f.Name, Value: f.Value})
	}
	if r.Body != "" {
		out.Headers = append(out.Headers, access.Header{Name: "Content-Length", Value: strconv.Itoa(len(r.Body))})
	}
	switch l := r.Login; {
	case l == nil:
	case l.Assumed:
		out.Credentials = &access.Credentials{User: l.User, Proof: access.ProofRight}
	default:
		out.Credentials = &access.Credentials{User: l.User, Proof: access.ProofPassword, Password: []byte(l.Password)}
	}
	return out, nil
}
