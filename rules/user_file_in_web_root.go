package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// UserFileInWebRoot reports credential files that the server sends to whoever
// asks for them.
var UserFileInWebRoot = &lint.Rule{
	ID:      "user-file-in-web-root",
	Summary: "a credential file can be downloaded",
	Outcome: lint.Exposes,
	Doc:     doc("user-file-in-web-root"),
	Run: func(p *lint.Pass) {
		if len(p.Site.Stores) == 0 {
			return
		}
		stores := map[string]*model.Store{}
		refused := onlyAssumed(p.Site) && !opensFiles(p.Site)
		for _, s := range p.Site.Stores {
			if refused && strings.HasPrefix(path.Base(s.File.Path), ".ht") {
				continue // as every distribution has it
			}
			if stores[s.File.Path] == nil && holdsSecrets(s) {
				stores[s.File.Path] = s
			}
		}
		for _, probe := range p.Probes().Files() {
			s := stores[probe.File]
			if s == nil {
				continue
			}
			if w := witness(p, probe.Request, answered(200)); w != nil {
				stores[probe.File] = nil // once, however many hosts serve it
				start := s.File.Span(0, 0)
				p.Report(lint.Diagnostic{
					Span: start, Witness: w, Related: namedBy(s), Assumption: servedAsItLies(p.Site, probe.File),
					Fixes:   append(refuseFile(p, probe.File), hiddenRefused(p, probe.File, probe.Request)...),
					Message: "file with " + secretsOf(s) + " can be downloaded by everybody: it belongs outside of the folders that the server serves",
				})
			}
		}
	},
}

// opensFiles says that something in a site may undo that files are refused by
// their names.
func opensFiles(site *model.Site) bool {
	for _, s := range site.Scopes {
		section := s.Kind != model.ScopeHtaccess && s.Kind != model.ScopeDirectory
		if section && saysWho(&s.Own) && access.Enter(&s.Own, access.Anybody("GET")).May(access.Enters) || len(s.Own.Address.Satisfies) > 0 {
			return true
		}
	}
	return false
}

// holdsSecrets says that a file is sure to be one of credentials: a server
// reads it as such, or it has what is surely the hash of a password.
func holdsSecrets(s *model.Store) bool {
	if s.Reader != model.NoServer {
		return len(s.Entries)+len(s.Groups) > 0
	}
	return slices.ContainsFunc(s.Entries, func(e *model.Entry) bool {
		switch e.Hash.Scheme {
		case model.HashOther, model.HashEmpty, model.HashPlain, model.HashTag, model.HashLocked, model.HashHex:
			return false
		}
		return true
	})
}

func secretsOf(s *model.Store) string {
	if s.Kind == model.Groups {
		return "names of users"
	}
	return "users and passwords"
}

// servedAsItLies is the assumption for a file below a folder that was only
// taken for a document root; empty below a certain one.
func servedAsItLies(site *model.Site, file string) string {
	for _, d := range access.Doors(site, path.Dir(file)) {
		if _, below := d.URLPath(file, false); below && d.Root.Certain {
			return ""
		}
	}
	return "the server serves this folder as it lies here"
}
