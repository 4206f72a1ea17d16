package decisions

import (
	"crypto/md5"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/authlint/authlint/lint/linttest/live"
)

// ask sends a request, and before one that answers a challenge another one to
// be given it.
func ask(r Request, secure *tls.Config) (Answer, error) {
	if r.Login == nil || !r.Login.Digest {
		got, err := send(r, secure, basic(r.Login))
		return got.Answer(), err
	}
	got, err := send(r, secure, "")
	if err != nil {
		return Answer{}, err
	}
	got, err = send(r, secure, digest(r, got.Header.Get("WWW-Authenticate")))
	return got.Answer(), err
}

// send sends one request on a connection of its own.
func send(r Request, secure *tls.Config, authorization string) (live.Response, error) {
	header := http.Header{"Host": {r.Host}}
	if r.NoHost {
		header["Host"] = nil
	}
	if authorization != "" {
		header.Set("Authorization", authorization)
	}
	for _, f := range r.Header {
		header[f.Name] = append(header[f.Name], f.Value)
	}
	client := live.Client{Addr: r.To, From: r.From, TLS: secure}
	defer client.Close()
	return client.Do(live.Request{Method: r.Method, Path: r.Target, Header: header, Version: r.Version, Body: r.Body})
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
