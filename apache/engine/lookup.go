package engine

import (
	"net/netip"
	"path"
	"strconv"
	"strings"

	"github.com/authlint/authlint/apache/expr"
	"github.com/authlint/authlint/apache/rewrite"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/access/disk"
	"github.com/authlint/authlint/lint/model"
)

// lookup answers what expressions and rewriting rules ask of a request.
type lookup request

// evaluate evaluates a condition.
func (r *request) evaluate(c *expr.Condition) (model.Fact, string) {
	return c.Eval((*lookup)(r), nil)
}

// Variable is %{NAME}.
func (q *lookup) Variable(name string) (value, why string) {
	r := (*request)(q)
	switch name {
	case "REQUEST_METHOD":
		return r.method, ""
	case "REQUEST_SCHEME":
		return r.scheme(), ""
	case "REQUEST_URI", "DOCUMENT_URI":
		return r.uri, ""
	case "REQUEST_FILENAME", "SCRIPT_FILENAME":
		return r.filename, ""
	case "PATH_INFO":
		return r.pathInfo, ""
	case "QUERY_STRING":
		return r.args, ""
	case "HTTPS":
		if r.w.Request.TLS {
			return "on", ""
		}
		return "off", ""
	case "REMOTE_ADDR", "CONN_REMOTE_ADDR":
		return q.address(name)
	case "REMOTE_USER":
		return r.user, ""
	case "AUTH_TYPE":
		if r.user == "" {
			return "", ""
		}
		return q.authType()
	case "SSL_CLIENT_VERIFY":
		if r.w.Request.TLS && r.shown() == access.NoCertificate {
			return "NONE", ""
		}
	case "SERVER_NAME", "SERVER_PORT":
		return q.server(name)
	case "DOCUMENT_ROOT":
		return r.host.Root.Text, ""
	case "SERVER_PROTOCOL":
		return "HTTP/1.1", ""
	case "SERVER_ADDR":
		if a := r.w.Request.Local; a.IsValid() {
			return a.String(), ""
		}
		return "", "the server's address is not known (local_addr)"
	case "THE_REQUEST":
		return r.w.Request.Method + " " + r.w.Request.Target + " HTTP/1.1", ""
	case "IS_SUBREQ":
		return strconv.FormatBool(r.main != nil), ""
	case "HANDLER":
		return r.handler, ""
	case "IPV6":
		if r.w.Request.Remote.Unmap().Is6() {
			return "on", ""
		}
		return "off", ""
	case "CONTEXT_PREFIX":
		return r.contextPrefix, ""
	case "CONTEXT_DOCUMENT_ROOT":
		return orElse(r.contextRoot, r.host.Root.Text), ""
	case "REQUEST_STATUS":
		return strconv.Itoa(r.status), ""
	}
	if strings.HasPrefix(strings.TrimPrefix(name, "SSL:"), "SSL_") && !r.w.Request.TLS {
		return "", ""
	}
	if strings.HasPrefix(name, "SSL_CLIENT_") && r.shown() == access.NoCertificate {
		return "", ""
	}
	return "", "%{" + name + "} is not known from the files"
}

func (q *lookup) address(name string) (value, why string) {
	if name == "CONN_REMOTE_ADDR" {
		return q.w.Request.Remote.Unmap().String(), ""
	}
	return q.remote.Unmap().String(), ""
}

func (q *lookup) authType() (value, why string) {
	t := &q.settings.Access.Type
	if t.State != model.Set {
		return "", "AuthType is known only at run time"
	}
	return t.Value, ""
}

// server is how httpd names itself.
func (q *lookup) server(name string) (value, why string) {
	self := q.Self()
	if name == "SERVER_NAME" {
		return self.Name, self.Why
	}
	return strconv.Itoa(self.Port), self.Why
}

// Header is a request header.
func (q *lookup) Header(name string) (value, why string) {
	value, _ = (*request)(q).header(name)
	return value, ""
}

// header is a header of the request as its client sends it.
func (r *request) header(name string) (value string, sent bool) {
	q := r.w.Request
	for i := len(r.changed) - 1; i >= 0; i-- {
		if h := r.changed[i]; strings.EqualFold(h.Name, name) {
			return h.Value, h.Value != ""
		}
	}
	if r.hostHeader != "" && strings.EqualFold(name, "Host") {
		return r.hostHeader, true
	}
	if value, sent = q.Header(name); sent {
		return value, true
	}
	switch {
	case strings.EqualFold(name, "Host"):
		if q.Port != defaultPort(q.TLS) {
			return q.Host + ":" + strconv.Itoa(q.Port), true
		}
		return q.Host, true
	case strings.EqualFold(name, "Authorization") && q.Credentials != nil:
		return "Basic", true // what follows is a secret, and not always known
	}
	return "", false
}

// ResponseHeader is a header of the answer.
func (q *lookup) ResponseHeader(name string) (value, why string) {
	return "", "headers of the answer are not known from the files"
}

// Environment is a variable of the request.
func (q *lookup) Environment(name string) (value, why string) {
	value, _, why = (*request)(q).variable(name)
	return value, why
}

// Address is the client's address.
func (q *lookup) Address() (netip.Addr, string) { return q.remote.Unmap(), "" }

// Stat says what lies at a path.
func (q *lookup) Stat(p string) (expr.Kind, int64, string) {
	if !path.IsAbs(p) {
		return 0, 0, ""
	}
	n := q.p.Disk.At(p)
	if strings.HasSuffix(p, "/") && n.LeadsTo() == disk.KindFile {
		return 0, 0, ""
	}
	var kind expr.Kind
	if n.Kind() == disk.KindLink {
		kind = expr.Link
	}
	switch n.LeadsTo() {
	case disk.KindUnknown:
		return 0, 0, "what lies at " + quoted(p) + " is not known: " + orElse(n.Why(), "it lies outside the folders that may be read")
	case disk.KindFile:
		return kind | expr.Regular, n.Info().Size, ""
	case disk.KindFolder:
		return kind | expr.Directory, 0, ""
	case disk.KindOther:
		return kind | expr.Other, 0, ""
	}
	return kind, 0, ""
}

// ReadFile reads a file.
func (q *lookup) ReadFile(p string) (text string, found bool, why string) {
	if kind, _, why := q.Stat(p); why != "" || kind&^expr.Link == 0 {
		return "", false, why
	}
	return "", false, "files that expressions read are not looked into"
}

// Executable says whether a file has an execute bit.
func (q *lookup) Executable(p string) (bool, string) {
	n := q.p.Disk.At(p)
	if n.LeadsTo() == disk.KindUnknown {
		return false, "what lies at " + quoted(p) + " is not known"
	}
	return n.Info().Mode.Perm()&0o111 != 0, ""
}

// Map looks into a RewriteMap.
func (q *lookup) Map(name, key string) (value string, found bool, why string) {
	m, known := q.host.Maps[name]
	switch {
	case !known:
		return "", false, ""
	case m.Function != nil:
		return m.Function(key), true, ""
	case m.Entries != nil:
		value, found = m.Entries[key]
		return value, found, ""
	}
	return "", false, "what the map " + quoted(name) + " holds is not known"
}

// Roots are the folders that the request's paths belong to.
func (q *lookup) Roots() rewrite.Roots {
	roots := rewrite.Roots{Document: q.host.Root.Text, Context: q.contextRoot, Prefix: q.contextPrefix}
	if roots.Document == "" {
		roots.Why = "the document root is not known"
	}
	return roots
}

// Self is how httpd names itself.
func (q *lookup) Self() rewrite.Self {
	r := (*request)(q)
	url := r.constructURL("")
	scheme, rest, _ := strings.Cut(url, "://")
	self := rewrite.Self{Scheme: scheme, Name: rest, Port: r.defaultPort()}
	if i := strings.LastIndexByte(rest, ':'); i >= 0 && !strings.HasSuffix(rest, "]") {
		self.Name = rest[:i]
		self.Port, _ = strconv.Atoi(rest[i+1:])
	}
	if self.Name == "" {
		self.Why = "the server's name is not known"
	}
	return self
}

// Serves says whether a URL is one of this virtual host.
func (q *lookup) Serves(host string, port int) (model.Fact, string) {
	h := q.host
	if strings.EqualFold(host, h.Name) || h.called(strings.ToLower(host)) {
		return fact(port == h.Port), "" // which is none where ServerName has none
	}
	for _, a := range h.Addresses {
		if (a.Port == 0 || a.Port == port) && (a.Name == host || a.Addr.IsValid() && a.Addr.String() == host) {
			return model.Yes, ""
		}
	}
	return model.No, ""
}

// FollowsLinks says whether Options let httpd rewrite in folders.
func (q *lookup) FollowsLinks() (model.Fact, string) {
	if q.settings.Options.Has(OptionFollowSymLinks | OptionSymLinksIfOwnerMatch) {
		return model.Yes, ""
	}
	return model.No, ""
}

// HasProxy says whether mod_proxy is loaded.
func (q *lookup) HasProxy() (model.Fact, string) {
	f := q.p.Module("mod_proxy.c")
	if f == model.Unknown {
		return f, "whether mod_proxy is loaded is not known"
	}
	return f, ""
}
