package probe

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/linttest/live"
)

// serve answers each connection with a text, and gives what it was asked. With a
// configuration it speaks TLS.
func serve(t *testing.T, answer string, secure *tls.Config) (addr string, asked chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	asked = make(chan string, 10)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				if secure != nil {
					conn = tls.Server(conn, secure)
				}
				b := make([]byte, 4096)
				n, _ := conn.Read(b)
				asked <- string(b[:n])
				_, _ = io.WriteString(conn, answer)
			}()
		}
	}()
	return l.Addr().String(), asked
}

func request(t *testing.T, url string) *access.Request {
	t.Helper()
	r := &access.Request{Method: "GET"}
	if err := r.ParseURL(url); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAsk(t *testing.T) {
	const long = "HTTP/1.1 200 OK\r\nX: "
	for _, tt := range []struct {
		name, answer string
		status       int
		fails        string
		faults       int
	}{
		{"two fields", "HTTP/1.1 401 No\r\nWWW-Authenticate: Negotiate\r\nwww-authenticate: Digest realm=\"a\", Bearer\r\n\r\n", 401, "", 0},
		{"no challenge", "HTTP/1.0 401 No\r\n\r\n", 401, "", 1},
		{"in clear, and without a realm", "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\n\r\n", 401, "", 2},
		{"with another status", "HTTP/1.1 403 No\r\nWWW-Authenticate: Digest realm=\"a\"\r\n\r\n", 403, "", 1},
		{"a redirect", "HTTP/1.1 302 There\r\nLocation: http://127.0.0.1:1/\r\n\r\n", 302, "", 0},
		{"an interim answer", "HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 204 Done\r\n\r\n", 204, "", 0},
		{"nothing", "", 0, "", 0},
		{"a part", "HTTP/1.1 200 O", 0, "", 0},
		{"a control character", "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"\x1b[31m\"\r\n\r\n", 0, "none of HTTP", 0},
		{"no HTTP", "220 mail.test ESMTP\r\n\r\n", 0, "none of HTTP", 0},
		{"no end", long + strings.Repeat("x", maxAnswer), 0, "longer than", 0},
		{"interim without end", strings.Repeat("HTTP/1.1 100 Go on\r\n\r\n", 20), 0, "interim", 0},
	} {
		addr, _ := serve(t, tt.answer, nil)
		var c Client
		a, err := c.Ask(t.Context(), request(t, "http://"+addr+"/"))
		if a.Status != tt.status || (err != nil) != (tt.fails != "") || err != nil && !strings.Contains(err.Error(), tt.fails) {
			t.Errorf("%s: %d, %v", tt.name, a.Status, err)
		}
		if len(a.Faults) != tt.faults {
			t.Errorf("%s: faults %q", tt.name, a.Faults)
		}
	}
}

// A request is sent as it was asked, to where it was told, once.
func TestAskSends(t *testing.T) {
	addr, asked := serve(t, "HTTP/1.1 200 OK\r\n\r\n", nil)
	c := Client{Connect: addr, Agent: "authlint/test"}
	r := request(t, "http://shop.test:81//a/../b?c=%2f")
	r.Headers = c.Headers([]access.Header{{Name: "accept", Value: "a/b"}})
	r.Credentials = &access.Credentials{User: "alice", Password: []byte("umbrella")}
	if _, err := c.Ask(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	const want = "GET //a/../b?c=%2f HTTP/1.1\r\nHost: shop.test:81\r\naccept: a/b\r\nUser-Agent: authlint/test\r\n" +
		"Authorization: Basic YWxpY2U6dW1icmVsbGE=\r\nConnection: close\r\n\r\n"
	if got := <-asked; got != want {
		t.Errorf("sent %q", got)
	}
	if !r.Remote.IsLoopback() || r.Local.IsValid() || len(asked) > 0 {
		t.Errorf("from %v to %v, and %d more", r.Remote, r.Local, len(asked))
	}
}

// A server that does not answer is not waited for.
func TestAskTimeout(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c := Client{Timeout: 50 * time.Millisecond}
	if _, err := c.Ask(t.Context(), request(t, "http://"+l.Addr().String()+"/")); err == nil || err.Error() != "no answer within 50ms" {
		t.Error(err)
	}
}

// An answer without end is not waited for, either.
func TestAskEndless(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		conn, err := l.Accept()
		if err == nil {
			_, err = io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\ndata: 1\r\n")
			<-t.Context().Done()
			conn.Close()
		}
		if err != nil {
			t.Error(err)
		}
	}()
	c := Client{Timeout: time.Minute}
	if a, err := c.Ask(t.Context(), request(t, "http://"+l.Addr().String()+"/")); err != nil || a.Status != 200 {
		t.Errorf("%+v, %v", a, err)
	}
}

// A certificate has to be the host's, unless any will do.
func TestAskTLS(t *testing.T) {
	certificate := live.NewCertificate(t, "shop.test", nil)
	pair, err := tls.X509KeyPair([]byte(certificate.PEM()), []byte(certificate.KeyPEM(t)))
	if err != nil {
		t.Fatal(err)
	}
	addr, asked := serve(t, "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"a\"\r\n\r\n", &tls.Config{Certificates: []tls.Certificate{pair}})
	r := request(t, "https://shop.test/")
	r.Credentials = &access.Credentials{User: "alice", Password: []byte("umbrella")}
	c := Client{Connect: addr}
	if _, err := c.Ask(t.Context(), r); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Error(err)
	}
	if said := <-asked; strings.Contains(said, "Authorization") {
		t.Error("a password went to a server that is not who it should be")
	}
	c.Insecure = true
	a, err := c.Ask(t.Context(), r)
	if err != nil || a.Status != 401 || len(a.Faults) > 0 {
		t.Errorf("%+v, %v", a, err)
	}
}

// What lets somebody in goes in clear to this machine only.
func TestMayCarry(t *testing.T) {
	plain, login, cookie := request(t, "http://a.test/"), request(t, "http://a.test/"), request(t, "http://a.test/")
	login.Credentials = &access.Credentials{User: "alice"}
	cookie.Headers = []access.Header{{Name: "cookie", Value: "id=1"}}
	for _, tt := range []struct {
		r    *access.Request
		to   string
		want bool
	}{
		{plain, "192.0.2.1", true}, {login, "192.0.2.1", false}, {cookie, "192.0.2.1", false},
		{login, "127.0.0.1", true}, {cookie, "::1", true}, {login, "10.0.0.1", false},
	} {
		for _, allowed := range []bool{false, true} {
			c := Client{InClear: allowed}
			if got := c.mayCarry(tt.r, netip.MustParseAddr(tt.to)); got != (tt.want || allowed) {
				t.Errorf("to %s, allowed %t: %t", tt.to, allowed, got)
			}
		}
	}
}

// What a server sends is inert on a terminal.
func TestWriteHostile(t *testing.T) {
	addr, _ := serve(t, "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"\xe2\x80\xaea\xff\"\r\n\r\n", nil)
	var c Client
	p := &Probe{URL: "http://" + addr + "/", Request: request(t, "http://"+addr+"/")}
	p.Answer, p.Failed = c.Ask(t.Context(), p.Request)
	for name, write := range map[string]func(io.Writer, []*Probe) error{"text": Write, "json": WriteJSON} {
		var b bytes.Buffer
		if err := write(&b, []*Probe{p}); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(b.String(), "\x1b\u202e") || !utf8.Valid(b.Bytes()) {
			t.Errorf("%s: %q", name, b.String())
		}
	}
	if p.Failed != nil || len(p.Answer.Challenges) != 1 {
		t.Errorf("the realm did not come through: %+v", p)
	}
}
