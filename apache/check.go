package apache

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// check says what httpd says to a directive or section: whether it exists, may
// stand here, has the right number of words, and the right ones. Only the
// first complaint about one directive counts.
func (l *lowerer) check(n *Node) {
	if l.lenient || n.Lenient {
		return
	}
	all := Lookup(n.Name.Text)
	if len(all) == 0 {
		l.unknown(n)
		return
	}
	d := l.registered(all)
	if d == nil {
		l.refuse(n, model.RefusedUnknown, l.tree.WordSpan(n.Name),
			all[0].Name+" belongs to "+all[0].Module+", which is not loaded: httpd calls it an invalid command", "")
		return
	}
	if where := l.misplaced(d); where != "" {
		l.refuse(n, model.RefusedContext, l.tree.WordSpan(n.Name), plain(d.Name)+" is not allowed "+where, "")
		return
	}
	if w, says := arity(d, n); says != "" {
		l.refuse(n, model.RefusedArguments, l.tree.WordSpan(w), plain(d.Name)+" "+says, "")
		return
	}
	l.values(n, d)
}

// values runs the directive's own check, and looks for the argument that ends
// the worker.
func (l *lowerer) values(n *Node, d *Directive) {
	if f := valueChecks[fold(d.Name)]; f != nil && !l.anyDynamic(n) {
		if w, says := f(l.tree, n); says != "" {
			l.refuse(n, model.RefusedValue, l.tree.WordSpan(w), says, "")
			return
		}
	}
	switch d.Name {
	case "AuthType", "AuthName", "Require", "ErrorDocument":
		for _, w := range n.Words {
			if rest := strings.TrimRight(w.Text, "\\"); (len(w.Text)-len(rest))%2 == 1 {
				l.refuse(n, model.RefusedCrash, l.tree.WordSpan(w),
					"argument of "+d.Name+" ends in a backslash, at which the httpd worker exits", "")
				return
			}
		}
	}
}

// anyDynamic says that a word's text is not known here.
func (l *lowerer) anyDynamic(n *Node) bool {
	return strings.Contains(n.Args, "${")
}

// plain is a section's name with its closing bracket.
func plain(name string) string {
	if strings.HasPrefix(name, "<") {
		return name + ">"
	}
	return name
}

// registered picks the directive of a module that is, or may be, loaded.
func (l *lowerer) registered(all []*Directive) *Directive {
	var maybe *Directive
	for _, d := range all {
		switch l.modules.fact(d.Module) {
		case model.Yes:
			return d
		case model.Unknown:
			maybe = d
		}
	}
	return maybe
}

// unknown takes a directive that no module of httpd's has.
func (l *lowerer) unknown(n *Node) {
	name := n.Name.Text
	span := l.tree.WordSpan(n.Name)
	if instead := Removed(name); instead != "" {
		l.refuse(n, model.RefusedRemoved, span, name+" is no directive of httpd 2.4: "+instead, "")
		return
	}
	if l.foreign || ThirdPartyOwner(name) != "" || strings.Contains(name, "${") || l.macros {
		return
	}
	message := "httpd has no directive " + strconv.Quote(name) + " and calls it an invalid command"
	assumed := "no module of this server defines it"
	if near := nearDirective(name); near != "" {
		message, assumed = message+", "+near+" was meant", ""
	} else if l.modules.complete {
		assumed = ""
	} else if !l.htaccess {
		// A fragment of a server's configuration: its modules are not in
		// view, and what httpd would refuse at start never went live.
		return
	}
	l.refuse(n, model.RefusedUnknown, span, message, assumed)
}

// nearDirective finds the directive that a misspelt name stands for.
func nearDirective(name string) string {
	plainName := strings.Trim(name, "\u00a0\u200b\u201c\u201d:;,")
	if ds := Lookup(plainName); len(ds) > 0 {
		return ds[0].Name
	}
	if len(name) < 5 {
		return ""
	}
	lower := []byte(strings.ToLower(name))
	best := ""
	for i := range directiveTable() {
		d := &directiveTable()[i]
		if len(d.Name)-len(lower) > 2 || len(lower)-len(d.Name) > 2 {
			continue
		}
		if oneSlip(lower, []byte(strings.ToLower(d.Name))) {
			best = d.Name
			break
		}
	}
	return best
}

// oneSlip says that a is b with one letter changed, left out, put in, or
// swapped with its neighbour.
func oneSlip(a, b []byte) bool {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	a, b = a[i:], b[i:]
	switch len(a) - len(b) {
	case 0:
		if len(a) > 1 && a[0] == b[1] && a[1] == b[0] && bytes.Equal(a[2:], b[2:]) {
			return true
		}
		return len(a) > 0 && bytes.Equal(a[1:], b[1:])
	case 1:
		return bytes.Equal(a[1:], b)
	case -1:
		return bytes.Equal(a, b[1:])
	}
	return false
}

// misplaced says where the directive stands although it must not.
func (l *lowerer) misplaced(d *Directive) string {
	if l.container != nil && d.Override&OverrideAuthConfig == 0 && d.Override&OverrideAny == 0 {
		return "inside a container of Require"
	}
	if (l.container != nil || l.methods != nil) && noSectionInLimit(d.Name) {
		return "inside <Limit>, <LimitExcept> or a container of Require"
	}
	if l.htaccess {
		if d.Context&InHtaccess == 0 {
			return "in .htaccess"
		}
		return ""
	}
	switch l.scope.Kind {
	case model.ScopeHost:
		if d.Context&InVirtualHost == 0 {
			return "in a virtual host outside a section for a folder, file or URL"
		}
	case model.ScopeDirectory, model.ScopeFiles, model.ScopeLocation, model.ScopeProxy, model.ScopeIf:
		if d.Context&InDirectory == 0 {
			return "inside a section for a folder, file or URL"
		}
	}
	// A fragment's own level is not known: it may be included anywhere.
	return ""
}

func noSectionInLimit(name string) bool {
	switch name {
	case "<Files", "<FilesMatch", "<If", "<ElseIf", "<Else", "<Directory", "<DirectoryMatch", "<Location",
		"<LocationMatch":
		return true
	}
	return false
}

// arity says what httpd says to the number of words.
func arity(d *Directive, n *Node) (Word, string) {
	words, says := n.Words, d.Shape.Says()
	if d.Shape == ShapeFlag {
		if len(words) == 0 {
			return n.Name, says
		}
		if !strings.EqualFold(words[0].Text, "on") && !strings.EqualFold(words[0].Text, "off") {
			return words[0], says
		}
		return Word{}, ""
	}
	needed := 0 // words that must not be empty
	switch d.Shape {
	case ShapeRaw, ShapeNone, ShapeTakeArgv:
	case ShapeTake2, ShapeTake23:
		needed = 2
	case ShapeTake3:
		needed = 3
	default:
		needed = 1
	}
	for i := range min(needed, len(words)) {
		if words[i].Text == "" {
			return words[i], says
		}
	}
	if d.Shape.Accepts(len(words)) {
		return Word{}, ""
	}
	return misfit(d.Shape, n), says
}

// misfit is the place to point at: the words that are too many, or the name
// when there are too few.
func misfit(s Shape, n *Node) Word {
	for i := len(n.Words) - 1; i > 0; i-- {
		if s.Accepts(i) {
			w := n.Words[i]
			w.End = n.Words[len(n.Words)-1].End
			return w
		}
	}
	if len(n.Words) > 0 && s.Accepts(0) {
		w := n.Words[0]
		w.End = n.Words[len(n.Words)-1].End
		return w
	}
	return n.Name
}

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
	case binary(data):
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
	name := fold(n.Name.Text)
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
	case name == "}" || name == "{" || strings.HasSuffix(last, "{") && len(Lookup(name)) == 0,
		strings.HasSuffix(last, ";") && nginxDirective(name):
		return "nginx configuration, which httpd does not accept"
	}
	return ""
}

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
