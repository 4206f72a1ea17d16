package nginx

import (
	"path"
	"regexp"
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// rootFolder lowers root. A relative one starts from the folder that nginx was
// built for, which is not that of nginx.conf and not known.
func (l *lowerer) rootFolder(n *Node) { l.scope.Serving.Root = l.folder(n) }

func (l *lowerer) aliasFolder(n *Node) { l.scope.Serving.Alias = l.folder(n) }

func (l *lowerer) folder(n *Node) model.Setting[*model.Folder] {
	s := dynamic(value(n))
	f := &model.Folder{}
	if len(n.Words) > 0 {
		f.Written = n.Word(n.Words[0])
	}
	if s.State == model.Set && path.IsAbs(s.Value) {
		if dir, known, _ := l.loader.Locate(path.Clean(s.Value)); known {
			f.Dir = dir
		}
	}
	return model.Setting[*model.Folder]{State: s.State, Value: f, Span: s.Span, Cause: s.Cause}
}

// roots makes the document roots and aliases of a host, when all of it and of
// http was read.
func (l *lowerer) roots(h *model.Host) {
	if f := hostRoot(h); f != nil && f.Dir != "" {
		r := &model.Root{Dir: f.Dir, Host: h, Certain: true}
		l.site.Roots = append(l.site.Roots, r)
		h.Roots = append(h.Roots, r)
	}
	l.aliases(h, h.Scope)
}

// hostRoot is the folder that most of a host is served from: that of the
// location for everything, or the host's own, or that of http.
func hostRoot(h *model.Host) *model.Folder {
	for _, c := range h.Scope.Children {
		everything := c.Kind == model.ScopeLocation && c.Matcher.Form == model.MatchPrefix && c.Matcher.Pattern.Text == "/"
		if everything && c.Serving.Root.Written() {
			return c.Serving.Root.Value
		}
	}
	s := h.Scope.Nearest(func(s *model.Scope) bool { return s.Serving.Root.Written() })
	if s == nil {
		return nil
	}
	return s.Serving.Root.Value
}

// aliases makes an Alias of each location that stands for a folder as it is
// written. nginx puts what follows the location's path behind the alias as it
// is: where one of them alone ends in a slash, that is no file of the folder.
func (l *lowerer) aliases(h *model.Host, s *model.Scope) {
	a := s.Serving.Alias
	plain := s.Kind == model.ScopeLocation && s.Matcher.Form == model.MatchPrefix
	if plain && strings.HasSuffix(s.Matcher.Pattern.Text, "/") {
		plain = a.Written() && strings.HasSuffix(a.Value.Written.Text, "/")
	}
	if plain && a.State == model.Set && a.Value.Dir != "" {
		l.site.Aliases = append(l.site.Aliases, &model.Alias{
			Path: s.Matcher.Pattern.Text, Dir: a.Value.Dir, Host: h, Span: a.Cause,
		})
	}
	for _, c := range s.Children {
		l.aliases(h, c)
	}
}

func (l *lowerer) handler(n *Node) {
	h := &model.Handler{Name: n.Name.Text, Span: n.Head()}
	if len(n.Words) > 0 {
		h.Target = n.Word(n.Words[0])
	}
	l.scope.Serving.Handler = h
}

func (l *lowerer) tryFiles(n *Node) { l.scope.Serving.TryFiles = words(n) }

// words are all arguments of a directive.
func words(n *Node) []model.Word {
	all := make([]model.Word, len(n.Words))
	for i, w := range n.Words {
		all[i] = n.Word(w)
	}
	return all
}

// flag makes a setting of on or off, which nginx takes in any letter case.
func flag(n *Node) model.Setting[bool] {
	s := value(n)
	f := model.Setting[bool]{State: model.Set, Value: true, Span: s.Span, Cause: s.Cause}
	if !strings.EqualFold(s.Value, "on") {
		f.State, f.Value = model.Off, false
	}
	return f
}

// fetch lowers add_before_body, add_after_body and mirror. An empty path and
// "off" switch them off.
func (l *lowerer) fetch(n *Node) {
	f := model.Fetch{Name: n.Name.Text, Span: n.Head()}
	if text := n.Arg(0); text != "" && (text != "off" || f.Name != "mirror") {
		f.Target = n.Word(n.Words[0])
		l.scope.Serving.Fetches = append(l.scope.Serving.Fetches, f)
	}
}

func (l *lowerer) ssi(n *Node) {
	if strings.EqualFold(n.Arg(0), "on") {
		l.scope.Serving.Fetches = append(l.scope.Serving.Fetches, model.Fetch{Name: "ssi", Span: n.Head()})
	}
}

func (l *lowerer) caching(n *Node) {
	l.scope.Serving.Caching = append(l.scope.Serving.Caching, model.CacheRule{Name: n.Name.Text, Args: words(n), Span: n.Head()})
}

func (l *lowerer) rate(n *Node) {
	l.scope.Rates = append(l.scope.Rates, model.RateLimit{Name: n.Name.Text, Args: words(n), Span: n.Head()})
}

// addressProxies takes one address in each directive.
func (l *lowerer) addressProxies(n *Node) {
	l.scope.AddressProxies = append(l.scope.AddressProxies, words(n)...)
}

// errorPage lowers error_page: one or more statuses, "=" with a status or
// without, and what is served.
func (l *lowerer) errorPage(n *Node) {
	all := words(n)
	if len(all) < 2 {
		return
	}
	statuses, target := all[:len(all)-1], all[len(all)-1]
	var as model.Word
	if last := statuses[len(statuses)-1]; strings.HasPrefix(last.Text, "=") {
		as, statuses = last, statuses[:len(statuses)-1]
		as.Text = as.Text[1:]
	}
	for _, status := range statuses {
		l.scope.ErrorDocuments = append(l.scope.ErrorDocuments, model.ErrorDocument{
			Status: status, Target: target, As: as, Span: n.Head(),
		})
	}
}

// returns lowers return: a status, a status with a text or URL, or a URL alone.
func (l *lowerer) returns(n *Node) {
	r := model.Return{Span: n.Head()}
	switch all := words(n); {
	case len(all) > 1:
		r.Status, r.Target = all[0], all[1]
	case len(all) == 1 && webAddress(all[0].Text):
		r.Target = all[0]
	case len(all) == 1:
		r.Status = all[0]
	}
	l.scope.Serving.Returns = append(l.scope.Serving.Returns, r)
	if r.Redirects() && r.Target.Text != "" {
		l.scope.Redirects = append(l.scope.Redirects, model.Redirect{Status: r.Status.Text, To: r.Target, Span: r.Span})
	}
}

// webAddress says that a text is a URL to nginx: that of return and rewrite
// begins so.
func webAddress(text string) bool {
	return strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "$scheme")
}

// rewrite lowers rewrite. A replacement that is a URL redirects without being
// told to.
func (l *lowerer) rewrite(n *Node) {
	if len(n.Words) < 2 {
		return
	}
	r := &model.RewriteRule{Pattern: n.Word(n.Words[0]), Target: n.Word(n.Words[1]), Span: n.Head()}
	switch {
	case len(n.Words) > 2:
		r.Flags = []model.RewriteFlag{{Name: n.Words[2].Text}}
	case webAddress(n.Words[1].Text):
		r.Flags = []model.RewriteFlag{{Name: "redirect"}}
	}
	l.scope.Rewrite.Rules = append(l.scope.Rewrite.Rules, r)
}

// addHeader lowers add_header. It is "set" to the model: nginx has no other
// word for a header of its own.
func (l *lowerer) addHeader(n *Node) {
	if h := header(n, "set", false); h != nil {
		h.Always = n.Arg(2) == "always"
		l.scope.Headers = append(l.scope.Headers, *h)
	}
}

// passHeader lowers what is sent to another server: an empty value takes the
// header away.
func (l *lowerer) passHeader(n *Node) {
	action := "set"
	if n.Arg(1) == "" {
		action = "unset"
	}
	if h := header(n, action, true); h != nil {
		l.scope.Headers = append(l.scope.Headers, *h)
	}
}

// hideHeader lowers proxy_hide_header and its kin.
func (l *lowerer) hideHeader(n *Node) {
	if h := header(n, "unset", false); h != nil {
		l.scope.Headers = append(l.scope.Headers, *h)
	}
}

func header(n *Node, action string, request bool) *model.HeaderChange {
	if len(n.Words) == 0 {
		return nil
	}
	h := &model.HeaderChange{Request: request, By: n.Name.Text, Action: action, Name: n.Word(n.Words[0]), Span: n.Head()}
	if len(n.Words) > 1 && action != "unset" {
		h.Value, h.Dynamic = n.Word(n.Words[1]), strings.Contains(n.Words[1].Text, "$")
	}
	return h
}

// param lowers what is handed to a program: fastcgi_param and its kin.
func (l *lowerer) param(n *Node) {
	if len(n.Words) > 1 {
		l.scope.Env = append(l.scope.Env, model.EnvChange{
			When: model.EnvLate, Name: n.Words[0].Text, Value: n.Word(n.Words[1]).Text, Span: n.Head(),
			Dynamic: strings.Contains(n.Words[1].Text, "$"),
		})
	}
}

// set lowers set. The variable's name is kept without its sign.
func (l *lowerer) set(n *Node) {
	if len(n.Words) > 1 {
		l.scope.Env = append(l.scope.Env, model.EnvChange{
			Name: strings.TrimPrefix(n.Words[0].Text, "$"), Value: n.Word(n.Words[1]).Text, Span: n.Head(),
			Dynamic: strings.Contains(n.Words[1].Text, "$"),
		})
	}
}

// mapped lowers the lines of map and geo, each of which may set the variable.
func (l *lowerer) mapped(n *Node) {
	if len(n.Words) == 0 || n.Kind != KindBlock {
		return
	}
	attribute := model.Word{Text: "$remote_addr"} // geo with one word
	if len(n.Words) > 1 {
		attribute = n.Word(n.Words[0])
	}
	if name, is := strings.CutPrefix(attribute.Text, "$http_"); is {
		attribute.Text = strings.ReplaceAll(name, "_", "-")
	}
	variable := strings.TrimPrefix(n.Words[len(n.Words)-1].Text, "$")
	for c := range Directives(n.Children) {
		if len(c.Words) != 1 {
			continue // hostnames, volatile, and what nginx refuses
		}
		e := model.EnvChange{
			Name: variable, Value: c.Word(c.Words[0]).Text, Attribute: attribute, Span: c.Head(),
			Dynamic: strings.Contains(c.Words[0].Text, "$"),
		}
		if c.Is("default") && c.Name.Quote == 0 {
			e.Attribute = model.Word{}
		} else {
			e.Pattern = keyPattern(c)
		}
		l.scope.Env = append(l.scope.Env, e)
	}
}

// keyPattern is the regular expression that a line of map stands for.
func keyPattern(c *Node) model.Word {
	key := c.Word(c.Name)
	if re, is := strings.CutPrefix(key.Text, "~*"); is {
		key.Text = "(?i)" + re
	} else if re, is := strings.CutPrefix(key.Text, "~"); is {
		key.Text = re
	} else {
		key.Text = "^" + regexp.QuoteMeta(strings.TrimPrefix(key.Text, `\`)) + "$"
	}
	return key
}

// test takes the condition of an if apart.
func test(n *Node) *model.Test {
	var all []model.Word
	for _, w := range n.Words {
		all = append(all, n.Word(w))
	}
	if len(all) == 0 {
		return nil
	}
	all[0].Text = strings.TrimPrefix(all[0].Text, "(")
	last := len(all) - 1
	all[last].Text = strings.TrimSuffix(all[last].Text, ")")
	if all[0].Text == "" {
		all = all[1:]
	}
	if last := len(all) - 1; last > 0 && all[last].Text == "" && !all[last].Quoted {
		all = all[:last]
	}
	switch {
	case len(all) == 0:
		return nil
	case len(all) == 1:
		return &model.Test{Variable: all[0]}
	case len(all) == 2:
		return &model.Test{Operator: all[0].Text, Variable: all[1]}
	}
	return &model.Test{Variable: all[0], Operator: all[1].Text, Operand: all[2]}
}
