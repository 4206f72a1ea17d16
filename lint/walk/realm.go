package walk

import (
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// maxRealm is how many places of one realm are shown.
const maxRealm = 8

// FindRealm looks among the scopes of sites for other places on the host that
// ask by the realm of the answer: browsers send the same password to all.
func (s *Story) FindRealm(g Gatekeeper, sites []*model.Site) {
	realm := s.realm()
	if realm == "" {
		return
	}
	own := s.asking(g)
	users := userFileAt(sites, own)
	seen := map[placeKey]bool{}
	for _, span := range own {
		seen[keyOf(span)] = true
	}
	for _, site := range sites {
		for _, scope := range site.Scopes {
			setting := &scope.Own.Realm
			key := keyOf(setting.Cause)
			if setting.State != model.Set || !sameRealm(setting.Value, realm) || seen[key] || !scope.Live() || !s.OnHost(scope.Host) {
				continue
			}
			seen[key] = true
			if len(s.Realm) < maxRealm {
				s.Realm = append(s.Realm, Told{Span: setting.Cause, Text: realmPlace(scope, users)})
			}
		}
	}
}

// realmPlace says what a place of the same realm means.
func realmPlace(scope *model.Scope, users string) string {
	const text = "browsers send it the same password"
	if other := userFileOf(scope); users != "" && other != "" && other != users {
		return text + ", although its user file is another one"
	}
	return text
}

// realm is that of the answer's first challenge; empty for none.
func (s *Story) realm() string {
	if s.Outcome != access.Challenged || len(s.Challenge) == 0 {
		return ""
	}
	_, realm, _ := strings.Cut(s.Challenge[0], `realm="`)
	realm, _, _ = strings.Cut(realm, `", algorithm=`)
	return strings.TrimSuffix(realm, `"`)
}

// sameRealm compares a realm as it is written with one as it is sent.
func sameRealm(written, sent string) bool {
	return written == sent || strings.ReplaceAll(written, `"`, `\"`) == sent
}

// asking are the lines that ask whoever comes without credentials.
func (s *Story) asking(g Gatekeeper) []source.Span {
	r := *s.Request
	r.Credentials = nil
	_, trace := g.Explain(&r)
	if p := gateOf(trace, access.GatePassword); p != nil {
		return p.Because
	}
	return nil
}

// host is the section of the virtual host that answered; zero for none.
func (s *Story) host() source.Span {
	if p := gateOf(s.Trace, access.GateHost); p != nil && len(p.Because) > 0 {
		return p.Because[0]
	}
	return source.Span{}
}

// OnHost says that what belongs to a virtual host may hold for the request. nil
// is the main server, from which all inherit.
func (s *Story) OnHost(h *model.Host) bool {
	answered := s.host()
	return h == nil || !answered.IsZero() && keyOf(h.Span) == keyOf(answered)
}

// placeKey names a place in a file that was perhaps read twice.
type placeKey struct {
	file  string
	start int
}

func keyOf(span source.Span) placeKey {
	if span.IsZero() {
		return placeKey{}
	}
	return placeKey{span.File.Path, span.Start}
}

// userFileAt is the user file of the scope in which one of the lines stands.
func userFileAt(sites []*model.Site, lines []source.Span) string {
	for _, site := range sites {
		for _, scope := range site.Scopes {
			for _, line := range lines {
				if scope.Own.Realm.Written() && keyOf(scope.Own.Realm.Cause) == keyOf(line) {
					return userFileOf(scope)
				}
			}
		}
	}
	return ""
}

func userFileOf(scope *model.Scope) string {
	if f := scope.Merged.UserFile; f.State == model.Set && f.Value != nil {
		return f.Value.Written.Text
	}
	return ""
}
