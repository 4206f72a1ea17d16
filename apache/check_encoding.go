package apache

import (
	"bytes"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// encoding looks for what makes the whole file something else than httpd's
// text. It is true when there is nothing more to say.
func (l *lowerer) encoding() bool {
	f := l.tree.File
	whole := func(kind model.RefusalKind, end int, message string) {
		span := f.Span(0, min(end, len(f.Data)))
		l.site.Refuse(&model.Refusal{Kind: kind, Span: span, Cause: span, Message: message, Scope: l.scope})
	}
	switch data := f.Data; {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")), wide(data):
		whole(model.RefusedEncoding, 2, "file is UTF-16, which httpd cannot read: it must be UTF-8 without a byte-order mark")
		return true
	case binary(data) && !l.known():
		whole(model.RefusedForeign, 1, "file is binary, no configuration")
		return true
	case l.tree.ByteOrderMark:
		whole(model.RefusedEncoding, len(byteOrderMark),
			"file begins with a byte-order mark, which httpd takes for a part of the first word: save it as UTF-8 without one")
	case bytes.IndexByte(data, '\n') < 0 && bytes.Count(bytes.TrimSpace(data), []byte("\r")) > 0:
		l.carriageReturns()
		return true
	}
	if span, what := l.foreignSyntax(); what != "" {
		l.foreign = true
		l.site.Refuse(&model.Refusal{Kind: model.RefusedForeign, Span: span, Cause: span, Message: what, Scope: l.scope})
	}
	return false
}

// carriageReturns takes a file of one single line for httpd: refused, or, when
// it begins with a comment, ignored whole.
func (l *lowerer) carriageReturns() {
	f := l.tree.File
	end := bytes.IndexByte(f.Data, '\r')
	first := f.Span(0, end)
	if bytes.HasPrefix(bytes.TrimSpace(f.Data), []byte("#")) {
		l.odd(model.OddContinuation, first, first, "", "carriage returns")
		return
	}
	l.site.Refuse(&model.Refusal{
		Kind: model.RefusedEncoding, Span: first, Cause: first, Scope: l.scope,
		Message: "lines end in carriage returns alone, so that httpd reads the file as one line: save it with line feeds",
	})
}

// wide says that every other byte is NUL: UTF-16 without a mark.
func wide(data []byte) bool {
	n := min(len(data), 64)
	if n < 8 {
		return false
	}
	zero := [2]int{}
	for i := range n {
		if data[i] == 0 {
			zero[i%2]++
		}
	}
	return zero[0] == 0 && zero[1] >= n/2-1 || zero[1] == 0 && zero[0] >= n/2-1
}

// binary says that a file is no text: NULs, and many other control bytes.
func binary(data []byte) bool {
	head := data[:min(len(data), 4096)]
	if bytes.IndexByte(head, 0) < 0 {
		return false
	}
	control := 0
	for _, b := range head {
		if b < ' ' && !source.IsSpace(b) {
			control++
		}
	}
	return control*10 > len(head)
}

// known says that the file begins with something httpd knows, or with nothing
// it looks at.
func (l *lowerer) known() bool {
	for _, n := range l.tree.Nodes {
		if n.Kind == KindDirective || n.Kind == KindSection {
			return len(n.directives()) > 0
		}
	}
	return true
}

// foreignSyntax finds the first line of another program's language.
func (l *lowerer) foreignSyntax() (source.Span, string) {
	for _, n := range l.tree.Nodes {
		if n.Kind != KindDirective && n.Kind != KindSection {
			continue
		}
		if what := foreignLine(n); what != "" {
			return l.tree.DirectiveSpan(n), what
		}
	}
	return source.Span{}, ""
}

// foreignLine names the language a line belongs to.
func foreignLine(n *Node) string {
	name := n.folded()
	last := n.Name.Text
	if len(n.Words) > 0 {
		last = n.Words[len(n.Words)-1].Text
	}
	switch {
	case strings.HasPrefix(name, "<?"):
		return "PHP code, which httpd does not accept here"
	case name == "<!doctype" || name == "<html" || name == "<head" || name == "<body" || name == "<div" ||
		name == "<p" || name == "<br" || name == "<pre" || name == "<script" || name == "<!--":
		return "HTML, which httpd does not accept here"
	case name == "}" || last == "{" && len(Lookup(name)) == 0,
		strings.HasSuffix(last, "{") && (last == n.Name.Text || nginxDirective(name)) && !from(n),
		strings.HasSuffix(last, ";") && nginxDirective(name) && !from(n):
		return "nginx configuration, which httpd does not accept"
	}
	return ""
}

// from says that a directive is Allow or Deny as httpd has them, which takes
// the semicolon for a part of a host's name.
func from(n *Node) bool { return len(n.Words) > 1 && strings.EqualFold(n.Words[0].Text, "from") }

// nginxDirective says that only nginx has a directive of that name.
func nginxDirective(name string) bool {
	switch name {
	case "location", "server", "auth_basic", "auth_basic_user_file", "try_files", "rewrite", "return", "root",
		"index", "add_header", "proxy_pass", "fastcgi_pass", "server_name", "listen", "satisfy", "deny", "allow",
		"if", "set", "expires", "error_page", "access_log", "autoindex", "client_max_body_size":
		return true
	}
	return false
}
