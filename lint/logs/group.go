package logs

import (
	"net/netip"
	"strings"
	"time"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/errorlog"
)

// key tells groups apart: what is said, and where.
type key struct {
	message string // title of the message; empty in an access log
	status  int
	method  string
	host    string
	path    string // of the URL
	file    string // that the message names, where it is no URL
	line    int    // of the file, where the message names one
}

// group is what lines have in common, with one of them as the example.
type group struct {
	key
	message *errorlog.Message // nil in an access log
	// code is the example's; empty for none.
	code        string
	count       int
	first, last time.Time
	clients     map[netip.Addr]bool
	manyClients bool
	// client and user are those of the example; the user is not to be shown.
	client netip.Addr
	user   string
	proof  access.Proof
}

// The answers of an access log that are looked at.
func complaint(status int) bool { return status == 401 || status == 403 || status == 500 }

// group puts a line to those like it, and says whether it tells of anything.
func (l *Log) group(x *line) bool {
	k := key{status: x.status, method: x.method, host: x.host, path: x.path}
	var message *errorlog.Message
	code := ""
	if x.status != 0 {
		if !complaint(x.status) {
			return false
		}
	} else {
		if message, code = l.index.Message(x.message, x.nginx); message == nil {
			return false
		}
		k.message = message.Title()
		if k.file, k.line = x.configLine(); k.line == 0 {
			k.file = cut(x.names(), maxPath)
		}
	}
	k.host, k.path, k.method = cut(k.host, maxUser), cut(k.path, maxPath), cut(k.method, maxUser)
	g := l.groups[k]
	if g == nil {
		if len(l.groups) >= maxGroups {
			l.More++
			return true
		}
		g = &group{key: clone(k), message: message, code: strings.Clone(code), clients: map[netip.Addr]bool{}, client: x.client}
		if hasLogin(x, code) && x.user != "" && len(x.user) <= maxUser {
			g.user, g.proof = strings.Clone(x.user), proofOf(x, code)
		}
		l.groups[g.key] = g
	}
	g.add(x)
	return true
}

// clone keeps the texts of a key, and not the lines that they are parts of.
func clone(k key) key {
	k.method, k.host, k.path, k.file = strings.Clone(k.method), strings.Clone(k.host), strings.Clone(k.path), strings.Clone(k.file)
	return k
}

func cut(text string, limit int) string { return text[:min(len(text), limit)] }

func (g *group) add(x *line) {
	g.count++
	if !x.time.IsZero() {
		if g.first.IsZero() || x.time.Before(g.first) {
			g.first = x.time
		}
		if x.time.After(g.last) {
			g.last = x.time
		}
	}
	if x.client.IsValid() && !g.clients[x.client] {
		if len(g.clients) == maxClients {
			g.manyClients = true
		} else {
			g.clients[x.client] = true
		}
	}
}
