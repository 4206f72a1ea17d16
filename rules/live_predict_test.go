package rules_test

import (
	"bytes"
	"io/fs"
	"net/http"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/authlint/authlint/apache"
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// prediction is what the model says of a request.
type prediction struct {
	// possible are the statuses that may be answered; 0 stands for a
	// connection that is closed.
	possible []int
	// altered says that those who enter may be answered in another way.
	altered bool
	// foreign says that httpd may refuse a file for what another module
	// would accept.
	foreign bool
	// elsewhere says that a login rests on what is not in view.
	elsewhere bool
	skip      string // why nothing is said
}

// visitor is a stranger who comes from an address.
func (q question) visitor() access.Visitor {
	v := access.Stranger(q.method)
	if q.client == stranger {
		return v
	}
	there, meets := access.From(q.client, q.method), v.Meets
	v.Match = there.Match
	v.Meets = func(r *model.Requirement) access.Answers {
		switch r.Provider.Text {
		case "ip":
			return there.Meets(r)
		case "local":
			return access.Granted | access.Denied
		}
		return meets(r)
	}
	return v
}

// predict says what the model says.
func (s *liveSite) predict(q question) prediction {
	scope := s.scopes[q.dir]
	var chain []*model.Scope // outermost first
	for at := scope; at != nil; at = at.Above {
		chain = append([]*model.Scope{at}, chain...)
	}
	for _, at := range chain {
		if p, decided := s.reading(at); decided {
			return p
		}
	}
	merged, why := covering(chain, q.file)
	if why != "" {
		return prediction{skip: why}
	}
	if merged.Uncertain {
		return prediction{skip: "requests where a condition cannot be decided"}
	}
	p := prediction{
		possible:  statuses(access.Enter(merged, q.visitor()), q.method),
		elsewhere: elsewhere(merged.UserFile) || otherScheme(merged.Type),
	}
	for _, at := range chain {
		p.altered = p.altered || alters(at)
		p.foreign = p.foreign || foreign(at) || s.mayRefuse(at)
	}
	return p
}

// elsewhere says that it is not known whether the server's user can read a
// file.
func elsewhere(s model.Setting[*model.FileRef]) bool {
	switch {
	case !s.Written():
		return false
	case s.State != model.Set || s.Value.Status == model.FileUnknown:
		return true
	}
	return s.Value.Status == model.FilePresent && s.Value.Info.UID > 0 && s.Value.Info.Mode.Perm()&0o004 == 0
}

// otherScheme says that a scheme is none of httpd's own.
func otherScheme(s model.Setting[string]) bool {
	return s.State == model.Set && !slices.Contains([]string{"basic", "digest", "form"}, strings.ToLower(s.Value))
}

// sure says that nothing that is not in view bears on what httpd answers.
func (p prediction) sure() bool { return !p.altered && !p.foreign && !p.elsewhere }

// unexplained says where the server fails and no rule says so, or the other
// way round.
func (s *liveSite) unexplained() []string {
	certain, said := "", false
	for _, f := range s.findings {
		if f.Outcome == lint.Breaks && f.Rule.ID != "redirect-loop" { // which browsers fail over
			said = true
			if f.Severity == lint.Error && f.Assumption == "" {
				certain = f.Rule.ID
			}
		}
	}
	switch {
	case certain != "" && !s.fails:
		return []string{s.name + ": httpd never fails, and " + certain + " says that it does"}
	case !said && s.failsSurely:
		return []string{s.name + ": httpd fails, and no rule says so"}
	}
	return nil
}

// reading says what httpd answers while it still reads the file.
func (s *liveSite) reading(at *model.Scope) (p prediction, decided bool) {
	site, file := s.site[at.Dir], at.File()
	unread := s.unread[path.Join(at.Dir, apache.AccessFile)]
	crash := slices.ContainsFunc(site.Refusals, func(r *model.Refusal) bool {
		return r.Cause.File == file && r.Kind == model.RefusedCrash
	})
	switch {
	case unread != nil && strings.HasPrefix(unread.Server, "httpd answers 403") && !strings.Contains(unread.Server, " if ") && os.Geteuid() == 0:
		return prediction{possible: []int{http.StatusForbidden}}, true
	case unread != nil || s.limits:
		return prediction{skip: "requests where a .htaccess cannot be read"}, true
	case site.Refused(file) != nil && crash:
		return prediction{possible: []int{0, http.StatusInternalServerError}}, true
	case site.Refused(file) != nil:
		return prediction{possible: []int{http.StatusInternalServerError}}, true
	case crash:
		return prediction{possible: []int{0}}, true
	}
	return prediction{}, false
}

// covering gives what holds for a file.
func covering(chain []*model.Scope, file string) (*model.Access, string) {
	inner := chain[len(chain)-1]
	var sections []*model.Scope
	for _, at := range chain {
		for _, c := range at.Children {
			covers, known := covers(c, file)
			if !known {
				return nil, "requests where a section's pattern or expression is not evaluated"
			}
			if covers {
				sections = append(sections, c)
			}
		}
		for _, c := range at.Conditions {
			if c.Verdict == model.Undecided && len(c.Body.Children) > 0 {
				return nil, "requests where a condition cannot be decided"
			}
		}
	}
	switch {
	case len(sections) == 0:
		return &inner.Merged, ""
	case len(sections) == 1 && sections[0].Parent == inner:
		return &sections[0].Merged, ""
	}
	return mergeAll(chain, sections), ""
}

// mergeAll merges several sections over the folders they hold in: as httpd
// merges folders below each other.
func mergeAll(chain, sections []*model.Scope) *model.Access {
	site, dir := &model.Site{}, ""
	add := func(data []byte) {
		dir += "/d"
		apache.Frontend(apache.Options{}).Load(source.NewFile(dir+"/"+apache.AccessFile, data), nothingElse{}, site)
	}
	for _, at := range chain {
		add(at.File().Data)
	}
	for _, s := range sections {
		add(s.File().Data[s.Head.End:s.InsertAt.Start])
	}
	return &site.InForce(dir).Merged
}

// nothingElse is a loader for files that refer to nothing of interest.
type nothingElse struct{}

func (nothingElse) Tree() source.Tree { return source.NewMemory() }

func (nothingElse) Locate(string) (string, bool, string) { return "", false, "it is not in view" }
func (nothingElse) Open(string) (*source.File, error)    { return nil, fs.ErrNotExist }
func (nothingElse) Stat(string) (source.Info, error)     { return source.Info{}, fs.ErrNotExist }
func (nothingElse) Glob(string) ([]string, error)        { return nil, nil }

func (nothingElse) Credentials(*model.FileRef, model.StoreKind, model.ServerKind) {}

// covers says whether a section covers a file.
func covers(s *model.Scope, file string) (yes, known bool) {
	if s.Kind != model.ScopeFiles || len(s.Children) > 0 {
		return false, false
	}
	pattern := s.Matcher.Pattern.Text
	switch s.Matcher.Form {
	case model.MatchExact:
		return pattern == file, true
	case model.MatchGlob:
		ok, err := path.Match(strings.ReplaceAll(pattern, "[!", "[^"), file)
		return ok, err == nil
	case model.MatchRegexp:
		re, err := regexp.Compile(pattern)
		return err == nil && re.MatchString(file), err == nil
	}
	return false, false
}

// handlers are directives that give files to a handler.
var handlers = regexp.MustCompile(`(?im)^[ \t]*(?:SetHandler|AddHandler|ForceType|AddType|Action|Script)[ \t]`)

// alters says that a file has directives that change what those who enter get.
func alters(s *model.Scope) bool {
	redirects := s.Rewrite.Written() || len(s.Redirects) > 0 || len(s.ErrorDocuments) > 0 || handlers.Match(s.File().Data)
	for _, c := range s.Children {
		redirects = redirects || alters(c)
	}
	return redirects
}

// foreign says that a file has a directive, or a Require, of a module that is
// not sure to be loaded, or none that is known.
func foreign(s *model.Scope) bool {
	for line := range bytes.Lines(s.File().Data) {
		words := bytes.Fields(line)
		if len(words) == 0 || words[0][0] == '#' || bytes.HasPrefix(words[0], []byte("</")) {
			continue
		}
		directives := apache.LookupBytes(bytes.TrimSuffix(words[0], []byte(">")))
		if !slices.ContainsFunc(directives, func(d *apache.Directive) bool { return loaded(d.Module) }) {
			return true
		}
	}
	unusual := false
	s.Merged.Require.Walk(func(r *model.Requirement) {
		unusual = unusual || r.Kind == model.RequireLeaf && !slices.Contains(ownProviders, r.Provider.Text)
	})
	return unusual
}

// mayRefuse says that httpd refuses the file unless some module is loaded.
func (s *liveSite) mayRefuse(at *model.Scope) bool {
	return slices.ContainsFunc(s.site[at.Dir].Refusals, func(r *model.Refusal) bool {
		return r.Cause.File == at.File() && r.Assumption != ""
	})
}

// ownProviders are what httpd's usual modules require.
var ownProviders = []string{
	"all", "env", "expr", "file-group", "file-owner", "forward-dns", "group", "host", "ip", "local", "method", "user", "valid-user",
}

func loaded(module string) bool {
	m, known := apache.LookupModule(module)
	return known && (m.Usual || m.Builtin)
}
