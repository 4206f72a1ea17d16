package live

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"time"
)

// answerLimit bounds one request; a server on loopback that needs longer hangs.
// A program such as WordPress takes seconds for the first page on a busy machine.
const answerLimit = 30 * time.Second

// Request is one HTTP request, sent as written.
type Request struct {
	Method string // "" means GET
	// Path is the request target. It is sent byte for byte: nothing is
	// cleaned, decoded or escaped, so it must hold no blank.
	Path string
	// User and Password are sent as Basic credentials when either is set.
	User, Password string
	// Header is sent as well. Its Host replaces the server's address, and one
	// without values means none; its Authorization replaces the credentials.
	Header http.Header
	Body   string
	// Version of HTTP; "" means 1.1.
	Version string
}

// Response is what came back. Redirects are not followed.
type Response struct {
	Status int
	Header http.Header
	Body   string
	// Closed: the server ended the connection before the answer was whole,
	// as it does when its worker dies. Status is 0 if nothing came at all.
	Closed bool

	last bool // the server sends no other answer on this connection
}

// exchange sends one request on a connection of its own.
func exchange(addr string, r Request) (Response, error) {
	conn, err := net.DialTimeout("tcp", addr, answerLimit)
	if err != nil {
		return Response{}, fmt.Errorf("could not connect: %w", err)
	}
	defer conn.Close()
	return send(conn, bufio.NewReader(conn), r.text(addr, "close"), r.Method)
}

// send writes a request and reads the answer.
func send(conn net.Conn, in *bufio.Reader, text, method string) (Response, error) {
	if err := conn.SetDeadline(time.Now().Add(answerLimit)); err != nil {
		return Response{}, fmt.Errorf("could not limit the time: %w", err)
	}
	// The server may refuse a request before it has read all of it, so a
	// failure to write says nothing: the answer decides.
	_, werr := io.WriteString(conn, text)
	resp, err := readResponse(in, method)
	if err != nil {
		return resp, errors.Join(err, werr)
	}
	return resp, nil
}

// text is the request as it goes over the wire; connection says what is to
// become of it afterwards.
func (r Request) text(addr, connection string) string {
	if r.Method == "" {
		r.Method = http.MethodGet
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/%s\r\n", r.Method, r.Path, or(r.Version, "1.1"))
	if _, set := r.Header["Host"]; !set {
		fmt.Fprintf(&b, "Host: %s\r\n", addr)
	}
	if (r.User != "" || r.Password != "") && len(r.Header.Values("Authorization")) == 0 {
		login := base64.StdEncoding.EncodeToString([]byte(r.User + ":" + r.Password))
		fmt.Fprintf(&b, "Authorization: Basic %s\r\n", login)
	}
	// What nginx makes of a header may hang on whether Host came before it.
	for _, v := range r.Header["Host"] {
		fmt.Fprintf(&b, "Host: %s\r\n", v)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		for _, v := range r.Header[name] {
			if name != "Host" {
				fmt.Fprintf(&b, "%s: %s\r\n", name, v)
			}
		}
	}
	if r.Body != "" {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(r.Body))
	}
	b.WriteString("Connection: " + connection + "\r\n\r\n")
	b.WriteString(r.Body)
	return b.String()
}

// readResponse reads one answer. A connection that ended early is an answer
// too; an error is anything that says nothing about the server's decision.
func readResponse(in *bufio.Reader, method string) (Response, error) {
	got, err := http.ReadResponse(in, &http.Request{Method: method})
	switch {
	case ended(err):
		return Response{Closed: true}, nil
	case err != nil:
		return Response{}, fmt.Errorf("could not read the answer: %w", err)
	}
	defer got.Body.Close()
	resp := Response{Status: got.StatusCode, Header: got.Header, last: got.Close}
	body, err := io.ReadAll(got.Body)
	resp.Body = string(body)
	switch {
	case ended(err):
		resp.Closed = true
	case err != nil:
		return resp, fmt.Errorf("could not read the body: %w", err)
	}
	return resp, nil
}

// ended reports whether a read failed because the other side went away.
func ended(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET)
}
