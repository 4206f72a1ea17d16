package probe

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/authlint/authlint/lint/access"
)

const (
	// DefaultTimeout is how long one request may take.
	DefaultTimeout = 10 * time.Second
	// maxAnswer is how much of an answer is read for its head.
	maxAnswer = 256 << 10
	// maxInterim is how many answers 1xx may come before the one that counts.
	maxInterim = 5
)

// Client sends requests. The zero value asks the host of the URL.
type Client struct {
	// Connect is where all connections go, host and port, whatever the URL
	// says; empty for the URL's.
	Connect string
	// Insecure takes any certificate.
	Insecure bool
	// InClear lets a password go over plain http to other machines.
	InClear bool
	// Timeout is how long a request may take; 0 for DefaultTimeout.
	Timeout time.Duration
	// Agent is what the client calls itself.
	Agent string
}

// ErrInClear is why a password was not sent.
var ErrInClear = errors.New("the password would go over plain http, where everybody on the way can read it")

// Headers are those of a request with the ones that the client sends of its own.
func (c *Client) Headers(asked []access.Header) []access.Header {
	all := slices.Clone(asked)
	for _, own := range []access.Header{{Name: "User-Agent", Value: c.Agent}, {Name: "Accept", Value: "*/*"}} {
		if !slices.ContainsFunc(asked, func(h access.Header) bool { return strings.EqualFold(h.Name, own.Name) }) {
			all = append(all, own)
		}
	}
	return all
}

// Ask sends a request, byte for byte, and reads the answer's head. It sets the
// request's Remote, where that is the zero value, to the address that it was
// sent from, and on one machine Local to that of the server: further away there
// may be other addresses between them. Errors have no password in them.
func (c *Client) Ask(ctx context.Context, r *access.Request) (Answer, error) {
	timeout := c.Timeout
	if timeout <= 0 {
		timeout = DefaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	conn, err := c.dial(ctx, r)
	if err != nil {
		return Answer{}, err
	}
	defer conn.Close()
	// Whatever the context ends for, nothing waits for the server any longer.
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	if !r.Remote.IsValid() {
		r.Remote = addrOf(conn.LocalAddr())
	}
	if at := addrOf(conn.RemoteAddr()); !r.Local.IsValid() && c.Connect == "" && at.IsLoopback() {
		r.Local = at
	}
	a, err := exchange(conn, r)
	if ctx.Err() != nil {
		err = fmt.Errorf("no answer within %v", timeout)
	}
	if err != nil {
		return Answer{}, err
	}
	a.TLS = r.TLS
	a.read()
	return a, nil
}

// dial connects, and looks where before anything is sent.
func (c *Client) dial(ctx context.Context, r *access.Request) (net.Conn, error) {
	at := c.Connect
	if at == "" {
		at = net.JoinHostPort(strings.Trim(r.Host, "[]"), strconv.Itoa(r.Port))
	}
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", at)
	if err != nil {
		return nil, err
	}
	if !r.TLS {
		if !c.mayCarry(r, addrOf(conn.RemoteAddr())) {
			return nil, errors.Join(ErrInClear, conn.Close())
		}
		return conn, nil
	}
	secure := tls.Client(conn, &tls.Config{
		ServerName: strings.Trim(r.Host, "[]"), InsecureSkipVerify: c.Insecure, NextProtos: []string{"http/1.1"},
	})
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return secure, nil
}

// mayCarry says that what the request carries may go in clear to an address.
func (c *Client) mayCarry(r *access.Request, to netip.Addr) bool {
	return !secret(r) || c.InClear || to.IsLoopback()
}

// secret says that the request carries what lets somebody in.
func secret(r *access.Request) bool {
	for _, h := range r.Headers {
		if h.Secret() {
			return true
		}
	}
	return r.Credentials != nil
}

func addrOf(a net.Addr) netip.Addr {
	tcp, is := a.(*net.TCPAddr)
	if !is {
		return netip.Addr{}
	}
	return tcp.AddrPort().Addr().Unmap().WithZone("")
}

// exchange writes the request and reads the answer.
func exchange(conn net.Conn, r *access.Request) (Answer, error) {
	if _, err := conn.Write(head(r)); err != nil {
		return Answer{}, fmt.Errorf("the request could not be sent: %w", err)
	}
	limited := &io.LimitedReader{R: conn, N: maxAnswer}
	in := bufio.NewReader(limited)
	for range maxInterim {
		resp, err := http.ReadResponse(in, &http.Request{Method: r.Method})
		switch {
		case err != nil && limited.N == 0:
			return Answer{}, fmt.Errorf("the head of the answer is longer than %d bytes", maxAnswer)
		case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
			return Answer{}, nil // the server closes the connection
		case err != nil:
			return Answer{}, errors.New("the answer is none of HTTP that could be read")
		case resp.StatusCode >= 200:
			// The body, which may never end, is left unread.
			return Answer{Status: resp.StatusCode, Fields: resp.Header.Values("WWW-Authenticate")}, nil
		}
	}
	return Answer{}, errors.New("the server sends one interim answer after the other")
}

// head is the request as it is sent.
func head(r *access.Request) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\n", r.Method, r.Target, hostField(r))
	for _, h := range r.Headers {
		fmt.Fprintf(&b, "%s: %s\r\n", h.Name, h.Value)
	}
	if c := r.Credentials; c != nil {
		pair := append([]byte(c.User+":"), c.Password...)
		fmt.Fprintf(&b, "Authorization: Basic %s\r\n", base64.StdEncoding.EncodeToString(pair))
	}
	b.WriteString("Connection: close\r\n")
	if r.Method != "GET" && r.Method != "HEAD" {
		b.WriteString("Content-Length: 0\r\n")
	}
	b.WriteString("\r\n")
	return b.Bytes()
}

// hostField is the header Host, with the port where it is another than the
// scheme's.
func hostField(r *access.Request) string {
	if r.TLS && r.Port == 443 || !r.TLS && r.Port == 80 {
		return r.Host
	}
	return r.Host + ":" + strconv.Itoa(r.Port)
}
