package apache

import (
	"path"
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// lowerings says what becomes of each directive, by its name in lower case.
// What is not in it keeps its place in the tree and means nothing to the
// model.
var lowerings = map[string]func(*lowerer, *Node){
	"authtype":                    (*lowerer).authType,
	"authname":                    (*lowerer).authName,
	"authuserfile":                (*lowerer).userFile,
	"authdigestfile":              (*lowerer).userFile,
	"authgroupfile":               (*lowerer).groupFile,
	"authbasicprovider":           (*lowerer).providers,
	"authdigestprovider":          (*lowerer).providers,
	"authbasicauthoritative":      (*lowerer).authoritative,
	"authzsendforbiddenonfailure": (*lowerer).forbidOnFailure,
	"authbasicfake":               (*lowerer).fakeUser,
	"cgipassauth":                 func(l *lowerer, n *Node) { l.scope.PassAuthorization = l.flag(n) },
	"anonymous":                   (*lowerer).anonymous,
	"anonymous_mustgiveemail":     (*lowerer).anonymousNeedsEmail,
	"authmerging":                 (*lowerer).authMerging,
	"require":                     (*lowerer).require,
	"order":                       (*lowerer).order,
	"satisfy":                     (*lowerer).satisfy,
	"allow":                       func(l *lowerer, n *Node) { l.allowDeny(n, true) },
	"deny":                        func(l *lowerer, n *Node) { l.allowDeny(n, false) },
	"rewriteengine":               (*lowerer).rewriteEngine,
	"rewritebase":                 (*lowerer).rewriteBase,
	"rewriteoptions":              (*lowerer).rewriteOptions,
	"rewritecond":                 (*lowerer).rewriteCond,
	"rewriterule":                 (*lowerer).rewriteRule,
	"errordocument":               (*lowerer).errorDocument,
	"header":                      func(l *lowerer, n *Node) { l.header(n, false) },
	"requestheader":               func(l *lowerer, n *Node) { l.header(n, true) },
	"setenv":                      (*lowerer).setEnv,
	"unsetenv":                    (*lowerer).unsetEnv,
	"passenv":                     (*lowerer).passEnv,
	"setenvif":                    func(l *lowerer, n *Node) { l.setEnvIf(n, n.Words) },
	"setenvifnocase":              func(l *lowerer, n *Node) { l.setEnvIf(n, n.Words) },
	"setenvifexpr":                (*lowerer).setEnvIfExpr,
	"browsermatch":                (*lowerer).browserMatch,
	"browsermatchnocase":          (*lowerer).browserMatch,
	"redirect":                    func(l *lowerer, n *Node) { l.redirect(n, "", false) },
	"redirectmatch":               func(l *lowerer, n *Node) { l.redirect(n, "", true) },
	"redirecttemp":                func(l *lowerer, n *Node) { l.redirect(n, "temp", false) },
	"redirectpermanent":           func(l *lowerer, n *Node) { l.redirect(n, "permanent", false) },
	"options":                     (*lowerer).options,
	"allowoverride":               (*lowerer).allowOverride,
	"allowoverridelist":           func(l *lowerer, _ *Node) { l.scope.OverrideList = true },
	"sslverifyclient":             (*lowerer).clientCertificate,
	"sslrequiressl":               (*lowerer).requireTLS,
	"sslrequire":                  (*lowerer).sslRequire,
	"ssloptions":                  (*lowerer).tlsOptions,
	"remoteipheader":              (*lowerer).addressHeader,
	"remoteiptrustedproxy":        (*lowerer).addressProxies,
	"remoteipinternalproxy":       (*lowerer).addressProxies,
	"remoteiptrustedproxylist":    (*lowerer).addressProxies,
	"remoteipinternalproxylist":   (*lowerer).addressProxies,
	"dospagecount":                (*lowerer).rate,
	"dossitecount":                (*lowerer).rate,
	"dospageinterval":             (*lowerer).rate,
	"dossiteinterval":             (*lowerer).rate,
	"dosblockingperiod":           (*lowerer).rate,
	"qs_srvmaxconnperip":          (*lowerer).rate,
	"qs_loclimit":                 (*lowerer).rate,
	"qs_locrequestlimit":          (*lowerer).rate,
	"registerhttpmethod":          (*lowerer).registerMethods,
	"servername":                  (*lowerer).hostName,
	"serveralias":                 (*lowerer).hostName,
	"documentroot":                (*lowerer).documentRoot,
	"alias":                       (*lowerer).folderAlias,
	"sslengine":                   (*lowerer).sslEngine,
}

// value makes a setting of a directive's first word.
func (l *lowerer) value(n *Node) model.Setting[string] {
	s := model.Setting[string]{State: model.Set, Span: l.tree.WordSpan(n.Name), Cause: l.tree.DirectiveSpan(n)}
	if len(n.Words) == 0 {
		return s
	}
	w := n.Words[0]
	s.Value, s.Span = w.Text, l.tree.WordSpan(w)
	if dynamic(w.Text) {
		s.State = model.Dynamic
	}
	return s
}

// dynamic says that a value is known only at run time, or to a server whose
// Define lines are not in view.
func dynamic(s string) bool { return strings.Contains(s, "%{") || strings.Contains(s, "${") }

// flag makes a setting of On or Off.
func (l *lowerer) flag(n *Node) model.Setting[bool] {
	s := l.value(n)
	f := model.Setting[bool]{State: s.State, Span: s.Span, Cause: s.Cause, Value: strings.EqualFold(s.Value, "on")}
	if f.State == model.Set && !f.Value {
		f.State = model.Off
	}
	return f
}

func (l *lowerer) authType(n *Node) {
	s := l.value(n)
	if strings.EqualFold(s.Value, "none") {
		s.State = model.Off
	}
	l.scope.Own.Type = s
}

// authName reads the realm even where httpd takes its words for several
// arguments: rules tell what was meant.
func (l *lowerer) authName(n *Node) { l.scope.Own.Realm = l.value(n) }

func (l *lowerer) userFile(n *Node) { l.scope.Own.UserFile = l.fileRef(n) }

func (l *lowerer) groupFile(n *Node) { l.scope.Own.GroupFile = l.fileRef(n) }

// fileRef finds where httpd looks for a file: a relative path starts from
// ServerRoot.
func (l *lowerer) fileRef(n *Node) model.Setting[*model.FileRef] {
	s := l.value(n)
	ref := &model.FileRef{}
	if len(n.Words) > 0 {
		ref.Written = l.tree.Word(n.Words[0])
	}
	out := model.Setting[*model.FileRef]{State: s.State, Value: ref, Span: s.Span, Cause: s.Cause}
	switch {
	case s.Value == "":
		ref.Why = "no file is named"
	case strings.Contains(s.Value, "${"):
		ref.Why = "the value of a variable is not known here"
	default:
		out.State = model.Set // %{...} is no expression in a file's name
		l.locate(ref, s.Value)
	}
	return out
}

func (l *lowerer) locate(ref *model.FileRef, written string) {
	if !path.IsAbs(written) {
		if l.server.Root.State != model.Set {
			ref.Why = "it is relative to ServerRoot, which is not in view"
			return
		}
		written = path.Join(l.server.Root.Value, written)
	}
	treePath, known, why := l.loader.Locate(path.Clean(written))
	if !known {
		ref.Why = why
		return
	}
	ref.Path = treePath
}

func (l *lowerer) providers(n *Node) {
	s := model.Setting[[]model.Word]{State: model.Set, Span: l.tree.WordSpan(n.Name), Cause: l.tree.DirectiveSpan(n)}
	for _, w := range n.Words {
		s.Value = append(s.Value, l.tree.Word(w))
	}
	if len(s.Value) > 0 {
		s.Span = s.Value[0].Span.To(s.Value[len(s.Value)-1].Span)
	}
	l.scope.Own.Providers = s
}

func (l *lowerer) authoritative(n *Node) { l.scope.Own.Authoritative = l.flag(n) }

func (l *lowerer) forbidOnFailure(n *Node) { l.scope.Own.ForbidOnFailure = l.flag(n) }

func (l *lowerer) fakeUser(n *Node) { l.scope.Own.FakeUser = l.value(n) }

func (l *lowerer) anonymousNeedsEmail(n *Node) { l.scope.Own.AnonymousNeedsEmail = l.flag(n) }

func (l *lowerer) anonymous(n *Node) {
	s := &l.scope.Own.Anonymous
	s.State, s.Span, s.Cause = model.Set, l.tree.WordSpan(n.Name), l.tree.DirectiveSpan(n)
	for _, w := range n.Words {
		s.Value = append(s.Value, l.tree.Word(w))
	}
}

func (l *lowerer) authMerging(n *Node) {
	s := l.value(n)
	m := model.Setting[model.Merging]{State: s.State, Span: s.Span, Cause: s.Cause}
	switch strings.ToLower(s.Value) {
	case "and":
		m.Value = model.MergeAnd
	case "or":
		m.Value = model.MergeOr
	}
	l.scope.Own.Merging = m
}
