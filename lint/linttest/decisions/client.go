package decisions

import (
	"bufio"
	"crypto/md5"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// answerLimit bounds one request; a server on loopback that needs longer hangs.
const answerLimit = 10 * time.Second

// ask sends a request, and first one for a challenge where it is answered.
func ask(r Request) (Answer, error) {
	if r.Login == nil || !r.Login.Digest {
		status, header, err := send(r, basic(r.Login))
		return newAnswer(status, header), err
	}
	_, header, err := send(r, "")
	if err != nil {
		return Answer{}, err
	}
	status, header, err := send(r, digest(r, header.Get("WWW-Authenticate")))
	return newAnswer(status, header), err
}

// basic is the Authorization header for Basic; empty for no credentials.
func basic(l *Login) string {
	if l == nil {
		return ""
	}
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(l.User+":"+l.Password))
}

// digestWord finds a quoted parameter of a challenge.
var digestWord = regexp.MustCompile(`(\w+)="((?:[^"\\]|\\.)*)"`)

// digest is the Authorization header that answers a challenge by RFC 7616 with
// MD5 and qop=auth, the one form httpd offers.
func digest(r Request, challenge string) string {
	given := map[string]string{}
	for _, m := range digestWord.FindAllStringSubmatch(challenge, -1) {
		given[m[1]] = m[2]
	}
	const count, own = "00000001", "0a4f113b"
	secret := hexMD5(r.Login.User + ":" + given["realm"] + ":" + r.Login.Password)
	response := hexMD5(strings.Join([]string{
		secret, given["nonce"], count, own, "auth", hexMD5(r.Method + ":" + r.Target)}, ":"))
	return fmt.Sprintf(`Digest username="%s", realm="%s", nonce="%s", uri="%s", qop=auth, nc=%s, cnonce="%s", response="%s", algorithm=MD5`,
		r.Login.User, given["realm"], given["nonce"], r.Target, count, own, response)
}

func hexMD5(s string) string {
	return fmt.Sprintf("%x", md5.Sum([]byte(s)))
}

// send sends one request on a connection of its own. Status 0 says that the
// server closed the connection.
func send(r Request, authorization string) (int, http.Header, error) {
	dialer := net.Dialer{Timeout: answerLimit, LocalAddr: &net.TCPAddr{IP: net.ParseIP(r.From)}}
	conn, err := dialer.Dial("tcp", r.To)
	if err != nil {
		return 0, nil, fmt.Errorf("could not connect: %w", err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(answerLimit)); err != nil {
		return 0, nil, fmt.Errorf("could not limit the time: %w", err)
	}
	// The server may refuse before it has read everything: its answer decides,
	// not whether all could be written.
	_, werr := io.WriteString(conn, wire(r, authorization))
	got, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: r.Method})
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return 0, nil, nil
	case err != nil:
		return 0, nil, errors.Join(fmt.Errorf("could not read the answer: %w", err), werr)
	}
	return got.StatusCode, got.Header, got.Body.Close()
}

// wire is a request as it goes over the wire.
func wire(r Request, authorization string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\n", r.Method, r.Target, r.Host)
	if authorization != "" {
		fmt.Fprintf(&b, "Authorization: %s\r\n", authorization)
	}
	for _, f := range r.Header {
		fmt.Fprintf(&b, "%s: %s\r\n", f.Name, f.Value)
	}
	b.WriteString("Connection: close\r\n\r\n")
	return b.String()
}
