package expr

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/model"
)

// fileConditions read files, which httpd allows in its own configuration only.
// F stands for the folder of the site's files.
var fileConditions = []string{
	`file('F/full.txt') =~ /two lines/`,
	`file('F/full.txt') =~ /^the text$/`,
	`file('F/full.txt') == "the text\nof two lines\n"`,
	`file('F/empty.txt') == ''`,
	`file('F/link') =~ /two/`,
	`file('F/none') == ''`,
	`!(file('F/none') == 'a')`,
	`file('F/none') == '' || true`,
	`true || file('F/none') == ''`,
	`false && file('F/none') == ''`,
	`'a' in {file('F/none'), 'a'}`,
	`'a' in {'a', file('F/none')}`,
	`file('F/dangling') == ''`,
	`file('F') == ''`,
	`file('F/zero.txt') == 'a'`,
	`%{file:F/full.txt} =~ /text/`,
	`filesize('F/full.txt') == 23`,
	`filesize('F/full.txt') -gt 22`,
	`filesize('F/link') == 23`,
	`filesize('F/empty.txt') == '0'`,
	`filesize('F/none') == '0'`,
	`filesize('F') == '0'`,
	`filesize('') == '0'`,
	`-s 'F/zero.txt' && -n file('F/zero.txt')`,
}

// TestFilesLive compares conditions that read files with httpd's own
// configuration, one section for each.
func TestFilesLive(t *testing.T) {
	folder := live.NewFolder(t)
	folder.Write(t, "full.txt", "the text\nof two lines\n")
	folder.Write(t, "empty.txt", "")
	folder.Write(t, "zero.txt", "a\x00b")
	linkFiles(t, folder.Path)
	var config strings.Builder
	replace := strings.NewReplacer("F/", folder.Path+"/", "'F'", "'"+folder.Path+"'")
	for i, c := range fileConditions {
		fmt.Fprintf(&config, "<Location /c%d/>\n<If %s>\nRequire all denied\n</If>\n</Location>\n", i, quoted(replace.Replace(c)))
	}
	server := live.StartHttpd(t, live.HttpdConfig{Server: config.String()})
	for i, c := range fileConditions {
		parsed, err := Parse(replace.Replace(c))
		if err != nil {
			t.Errorf("%s: %v", c, err)
			continue
		}
		got, why := parsed.Eval(&facts{}, nil)
		answer := server.Do(t, live.Request{Path: fmt.Sprintf("/c%d/x", i)})
		if want := map[int]model.Fact{http.StatusForbidden: model.Yes, http.StatusNotFound: model.No}[answer.Status]; got != want {
			t.Errorf("%s: httpd answers %d, here it is %v (%s)", c, answer.Status, got, why)
		}
	}
}

// sslConditions are compared by SSLRequire, in whose dialect texts that are
// longer are greater.
const sslConditions = `
'10' -gt '9'
'10' > '9'
'10' < '9'
'9' -lt '10'
'a' -lt 'b'
'b' > 'a'
'b' < 'aa'
'b' >= 'aa'
'b' <= 'b'
'a' -eq 'a'
'1' -eq '01'
1 == 1
1 eq 01
1 ne 01
'a' != 'b'
'aa' -ge 'b'
'' -le ''
'abc' =~ /b/
'abc' !~ /b/
'a' in {'a', 'b'}
'c' in {'a', 'b'}
'abc' =~ /(b)/ and $1 eq 'b'
true
false
not false or false
%{HTTPS} eq 'on'
%{SSL_CLIENT_VERIFY} eq 'SUCCESS' and false
-n %{REMOTE_ADDR}
%{REMOTE_ADDR} =~ /^127/
'\344' != 'a'
'\344' > 'aa'
`

// TestSSLRequireLive compares conditions of SSLRequire, which httpd evaluates
// on connections with TLS alone.
func TestSSLRequireLive(t *testing.T) {
	keys := live.NewFolder(t)
	writeKeys(t, keys)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	server := live.StartHttpd(t, live.HttpdConfig{
		Modules: []string{"authz_core", "ssl", "socache_shmcb"},
		Server: fmt.Sprintf("Listen %s\nSSLSessionCache none\nSSLEngine optional\nSSLCertificateFile %q\nSSLCertificateKeyFile %q\n"+
			"<VirtualHost %s>\nSSLEngine on\n</VirtualHost>\n",
			addr, filepath.Join(keys.Path, "cert.pem"), filepath.Join(keys.Path, "key.pem"), addr),
	})
	list := strings.Split(strings.Trim(sslConditions, "\n"), "\n")
	for i, c := range list {
		dir := fmt.Sprintf("s%d", i)
		server.Write(t, dir+"/.htaccess", "SSLRequire "+c+"\n")
		server.Write(t, dir+"/f.txt", "x")
		parsed, err := ParseSSLRequire(c)
		if err != nil {
			t.Errorf("%s: %v", c, err)
			continue
		}
		got, why := parsed.Eval(&facts{variables: map[string]string{"HTTPS": "on", "REMOTE_ADDR": "127.0.0.1"}}, nil)
		status := askTLS(t, addr, "/"+dir+"/f.txt")
		if want := map[int]model.Fact{http.StatusForbidden: model.No, http.StatusOK: model.Yes}[status]; got != want {
			t.Errorf("%s: httpd answers %d, here it is %v (%s)", c, status, got, why)
		}
	}
}

// askTLS asks for a file over TLS, whoever the server says it is.
func askTLS(t *testing.T, addr, path string) int {
	t.Helper()
	conn, err := tls.Dial("tcp", addr, &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := fmt.Fprintf(conn, "GET %s HTTP/1.0\r\n\r\n", path); err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	var status int
	if _, err := fmt.Sscanf(string(text), "HTTP/1.1 %d", &status); err != nil {
		t.Fatalf("%.60q: %v", text, err)
	}
	return status
}

// writeKeys makes a certificate for a test and its key.
func writeKeys(t *testing.T, f live.Folder) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"localhost"}}
	cert, err := x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	f.Write(t, "cert.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert})))
	f.Write(t, "key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: private})))
}
