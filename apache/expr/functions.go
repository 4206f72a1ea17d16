package expr

import (
	"crypto/md5"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"
)

// call evaluates a function of one text.
func (e *evaluation) call(n *node) value {
	argument := e.word(n.left)
	if !argument.known() {
		return argument
	}
	s := argument.text
	switch n.function {
	case fnOSEnv:
		return orWhy(e.request.OSEnvironment(s))
	case fnEnv:
		return e.env(s)
	case fnResp:
		return orWhy(e.request.ResponseHeader(s))
	case fnReq:
		return orWhy(e.request.Header(s))
	case fnNote:
		return orWhy(e.request.Note(s))
	case fnReqEnv:
		return orWhy(e.request.Environment(s))
	case fnFile:
		return e.file(s)
	case fnFileSize:
		return e.fileSize(s)
	case fnSSL:
		return e.ssl(s)
	case fnForeign:
		return cannotSay("what mod_proxy_hcheck says of " + n.text + " is not known")
	}
	return value{text: transform(n.function, s)}
}

// transform is a function whose result depends on its argument alone.
func transform(f function, s string) string {
	switch f {
	case fnToLower:
		return mapBytes(s, func(c byte) bool { return 'A' <= c && c <= 'Z' })
	case fnToUpper:
		return mapBytes(s, func(c byte) bool { return 'a' <= c && c <= 'z' })
	case fnEscape:
		return escape(s)
	case fnUnescape:
		return unescape(s)
	case fnBase64:
		return base64.StdEncoding.EncodeToString([]byte(s))
	case fnUnbase64:
		return cString(unbase64(s))
	case fnSHA1:
		sum := sha1.Sum([]byte(s))
		return hex.EncodeToString(sum[:])
	case fnMD5:
		sum := md5.Sum([]byte(s))
		return hex.EncodeToString(sum[:])
	}
	return escapeLDAP(s)
}

// env looks at notes, then at the request's environment, then at the server's.
func (e *evaluation) env(name string) value {
	for _, ask := range []func(string) (string, string){
		e.request.Note, e.request.Environment, e.request.OSEnvironment,
	} {
		if text, why := ask(name); text != "" || why != "" {
			return orWhy(text, why)
		}
	}
	return value{}
}

// file is what a file holds. httpd fails when it cannot open it.
func (e *evaluation) file(path string) value {
	if !strings.HasPrefix(path, "/") {
		return value{truth: doubtful, why: "the folder that " + strconv.Quote(path) + " is relative to is not known"}
	}
	text, found, why := e.request.ReadFile(path)
	switch {
	case why != "":
		return value{truth: doubtful, why: why}
	case !found:
		return value{truth: failed, why: "httpd cannot open the file " + strconv.Quote(path)}
	case len(text) > maxFile:
		return value{truth: failed, why: "the file " + strconv.Quote(path) + " is larger than httpd reads"}
	}
	return value{text: cString(text)}
}

// maxFile is the size of file that httpd reads into an expression.
const maxFile = 10 << 20

func (e *evaluation) fileSize(path string) value {
	kind, size, why := e.stat(path)
	if why != "" {
		return cannotSay(why)
	}
	if kind&Regular == 0 {
		size = 0
	}
	return value{text: strconv.FormatInt(size, 10)}
}

// stat asks for a path. An empty one leads nowhere.
func (e *evaluation) stat(path string) (Kind, int64, string) {
	switch {
	case path == "":
		return 0, 0, ""
	case path[0] != '/':
		return 0, 0, "the folder that " + strconv.Quote(path) + " is relative to is not known"
	}
	return e.request.Stat(path)
}

// ssl is SSL(NAME): the same as %{NAME} where the name is one of TLS.
func (e *evaluation) ssl(name string) value {
	if strings.HasPrefix(name, "SSL_") {
		return orWhy(e.request.Variable(name))
	}
	return cannotSay("what mod_ssl says of " + name + " is not known")
}

// cString is a text as far as C sees it.
func cString(s string) string {
	s, _, _ = strings.Cut(s, "\x00")
	return s
}

// mapBytes changes the case of the letters that a function picks.
func mapBytes(s string, picks func(byte) bool) string {
	for i := range len(s) {
		if !picks(s[i]) {
			continue
		}
		out := []byte(s)
		for ; i < len(out); i++ {
			if picks(out[i]) {
				out[i] ^= 0x20
			}
		}
		return string(out)
	}
	return s
}

const lowerHex = "0123456789abcdef"

// unescapedInPath are the bytes beside letters and digits that escape leaves.
const unescapedInPath = "$-_.+!*'(),:;@&=/~"

func escape(s string) string {
	return escapeWith(s, '%', func(c byte) bool {
		return !isLetter(c) && !isDigit(c) && strings.IndexByte(unescapedInPath, c) < 0
	})
}

// escapedInLDAP are the bytes that mean something in a name or a filter.
const escapedInLDAP = `"+,;<>\*()`

func escapeLDAP(s string) string {
	return escapeWith(s, '\\', func(c byte) bool {
		return c < ' ' || c >= 0x7f || strings.IndexByte(escapedInLDAP, c) >= 0
	})
}

// escapeWith writes some bytes as a sign and two digits.
func escapeWith(s string, sign byte, picks func(byte) bool) string {
	var out []byte
	for i := range len(s) {
		c := s[i]
		if !picks(c) {
			if out != nil {
				out = append(out, c)
			}
			continue
		}
		if out == nil {
			out = append(make([]byte, 0, len(s)+8), s[:i]...)
		}
		out = append(out, sign, lowerHex[c>>4], lowerHex[c&15])
	}
	if out == nil {
		return s
	}
	return string(out)
}

// unescape decodes %xx but for slashes. A text with an escape that is none, or
// of a zero byte, becomes empty.
func unescape(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			out = append(out, s[i])
			continue
		}
		if i+2 >= len(s) || hexDigit(s[i+1]) < 0 || hexDigit(s[i+2]) < 0 {
			return ""
		}
		switch c := byte(hexDigit(s[i+1])<<4 | hexDigit(s[i+2])); c {
		case 0:
			return ""
		case '/':
			out = append(out, s[i:i+3]...)
		default:
			out = append(out, c)
		}
		i += 2
	}
	return string(out)
}

// hexDigit is a digit's value, or -1.
func hexDigit(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// unbase64 decodes as far as there are digits.
func unbase64(s string) string {
	n := 0
	for n < len(s) && strings.IndexByte(base64Digits, s[n]) >= 0 {
		n++
	}
	digits := s[:n]
	if n%4 == 1 {
		digits = digits[:n-1]
	}
	// Bits that a last digit has too many do not matter to either decoder.
	out, err := base64.RawStdEncoding.DecodeString(digits)
	if err != nil {
		return ""
	}
	return string(out)
}
