package rewrite_test

import (
	"net/netip"
	"os"
	"strconv"
	"strings"

	"github.com/authlint/authlint/apache/expr"
	"github.com/authlint/authlint/apache/rewrite"
	"github.com/authlint/authlint/lint/model"
)

// Variable and the methods below answer as the live server of the tests does.
func (v *view) Variable(name string) (value, why string) {
	switch name {
	case "REMOTE_ADDR", "SERVER_ADDR":
		return "127.0.0.1", ""
	case "HTTPS":
		return "off", ""
	case "SERVER_PORT":
		return strconv.Itoa(v.Self().Port), ""
	case "SSL:SSL_PROTOCOL":
		return "", ""
	case "SERVER_NAME":
		return v.host, ""
	case "SERVER_PROTOCOL":
		return "HTTP/1.1", ""
	case "THE_REQUEST":
		return v.request.method + " " + v.request.target + " HTTP/1.1", ""
	case "REMOTE_USER", "AUTH_TYPE":
		return "", ""
	}
	return "", "the test does not tell " + name
}

func (v *view) Header(name string) (value, why string) {
	if v.request.hidden[strings.ToLower(name)] {
		return "", "the test does not tell headers"
	}
	if strings.EqualFold(name, "Host") {
		return v.site.hostHeader(v.request), ""
	}
	return v.request.header[strings.ToLower(name)], ""
}

func (v *view) ResponseHeader(string) (value, why string) { return "", "the test does not tell" }

func (v *view) Environment(name string) (value, why string) {
	e := v.env[name]
	return e.Value, e.Why
}

func (v *view) OSEnvironment(string) (value, why string) { return "", "the test does not tell" }

func (v *view) Note(string) (value, why string) { return "", "the test does not tell" }

func (v *view) Address() (addr netip.Addr, why string) { return netip.MustParseAddr("127.0.0.1"), "" }

func (v *view) Stat(path string) (kind expr.Kind, size int64, why string) {
	if link, err := os.Lstat(path); err == nil && link.Mode()&os.ModeSymlink != 0 {
		kind = expr.Link
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return kind, 0, ""
	case info.IsDir():
		return kind | expr.Directory, 0, ""
	case info.Mode().IsRegular():
		return kind | expr.Regular, info.Size(), ""
	}
	return kind | expr.Other, 0, ""
}

func (v *view) ReadFile(string) (text string, found bool, why string) {
	return "", false, "the test reads no files"
}

func (v *view) Executable(path string) (yes bool, why string) {
	info, err := os.Stat(path)
	return err == nil && info.Mode().Perm()&0o111 != 0, ""
}

func (v *view) Map(name, key string) (value string, found bool, why string) {
	if v.server == nil {
		return "", false, ""
	}
	switch name {
	case "lower":
		value, found = rewrite.MapFunction("tolower", key)
	case "upper":
		value, found = rewrite.MapFunction("toupper", key)
	case "esc":
		value, found = rewrite.MapFunction("escape", key)
	case "unesc":
		value, found = rewrite.MapFunction("unescape", key)
	case "t":
		value, found = v.maps[key]
	}
	return value, found, ""
}

func (v *view) Roots() rewrite.Roots { return v.context }

func (v *view) Self() rewrite.Self {
	if v.request.plainHost {
		return rewrite.Self{Scheme: "http", Name: v.host, Port: ownPort}
	}
	return rewrite.Self{Scheme: "http", Name: v.host, Port: v.port}
}

// hostHeader is the Host of a request.
func (s *site) hostHeader(r request) string {
	if r.plainHost {
		return s.host
	}
	return s.host + ":" + strconv.Itoa(s.port)
}

func (v *view) Serves(host string, port int) (model.Fact, string) {
	if strings.EqualFold(host, v.host) && port == ownPort {
		return model.Yes, ""
	}
	return model.No, ""
}

func (v *view) FollowsLinks() (model.Fact, string) { return model.Yes, "" }

func (v *view) HasProxy() (model.Fact, string) { return model.No, "" }
