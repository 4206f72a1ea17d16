package live

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
)

// Client sends requests over one connection as long as the server keeps it,
// which is several times faster than one connection each. A server has to allow
// that: KeepAlive On. It serves one goroutine.
type Client struct {
	Addr string // host and port of the server
	// From is the address that the client's end of the connection has; "" leaves
	// it to the system. Linux lets a program have any address of 127.0.0.0/8.
	From string
	TLS  *tls.Config // nil means no TLS

	conn net.Conn
	in   *bufio.Reader
}

// Do sends one request. A server that ends the connection before it has begun
// to answer gets the request once more on another one, because it may have
// given up the old one just before. A TLS handshake that the server refuses is
// an answer: Closed.
func (c *Client) Do(r Request) (Response, error) {
	reused := c.conn != nil
	resp, err := c.once(r)
	if reused && (err != nil || resp.Closed && resp.Status == 0) {
		return c.once(r)
	}
	return resp, err
}

// once sends the request on the present connection, or on a new one.
func (c *Client) once(r Request) (Response, error) {
	if err := c.connect(); err != nil {
		var refused *net.OpError
		if c.TLS != nil && (ended(err) || errors.As(err, &refused) && refused.Op == "remote error") {
			return Response{Closed: true}, nil
		}
		return Response{}, fmt.Errorf("could not connect: %w", err)
	}
	resp, err := send(c.conn, c.in, r.text(c.Addr, "keep-alive"), r.Method)
	if err != nil || resp.last || resp.Closed {
		c.Close()
	}
	if alert := (*net.OpError)(nil); c.TLS != nil && errors.As(err, &alert) && alert.Op == "remote error" {
		return Response{Closed: true}, nil
	}
	return resp, err
}

// connect makes a connection unless there is one.
func (c *Client) connect() error {
	if c.conn != nil {
		return nil
	}
	dialer := net.Dialer{Timeout: answerLimit}
	if c.From != "" {
		dialer.LocalAddr = &net.TCPAddr{IP: net.ParseIP(c.From)}
	}
	conn, err := dialer.Dial("tcp", c.Addr)
	if err != nil {
		return err
	}
	if c.TLS != nil {
		secure := tls.Client(conn, c.TLS)
		if err := secure.Handshake(); err != nil {
			return errors.Join(err, conn.Close())
		}
		conn = secure
	}
	c.conn, c.in = conn, bufio.NewReader(conn)
	return nil
}

// Close ends the connection; the next request makes another one.
func (c *Client) Close() {
	if c.conn == nil {
		return
	}
	_ = c.conn.Close() // the other side may have gone first
	c.conn, c.in = nil, nil
}
