package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// manyRefused bounds how many files one section is made for.
const manyRefused = 20

// refuseFiles has httpd send some files to nobody: by a section in the .htaccess
// of their folder, or of one above, or in that of the configuration. It makes no
// fix where neither is in view, or where another gate would do instead.
func refuseFiles(p *lint.Pass, dir string, names ...string) []lint.Fix {
	s := scopeOfFolder(p.Site, dir)
	if s == nil || onNginx(s) || s.Merged.Uncertain || !mayWrite(p.Site, p.Site.Overrides(), s, "AuthConfig") || len(names) > manyRefused {
		return nil
	}
	if anyGate, _ := s.Merged.Address.SatisfyAny("GET"); anyGate {
		return nil
	}
	for _, name := range names {
		if name == "" || strings.Trim(name, plainLetters) != "" {
			return nil
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	open, closing := `<Files "`+names[0]+`">`, "</Files>"
	if len(names) > 1 {
		pattern := strings.ReplaceAll(strings.Join(names, "|"), ".", `\.`)
		open, closing = `<FilesMatch "^(`+pattern+`)$">`, "</FilesMatch>"
	}
	var e lint.Edits
	e.Into(s, open, lint.Step(s.File())+"Require all denied", closing)
	return p.Fix("refuse "+strings.Join(names, ", "), &e)
}

// plainLetters are what names of files have that mean nothing in a pattern; a
// dot is escaped there.
const plainLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-~"

// scopeOfFolder is where rules for a folder can be written: its .htaccess, or
// that of a folder above, which the server reads, or a section for it.
func scopeOfFolder(site *model.Site, dir string) *model.Scope {
	if s := site.InForce(dir); s != nil && s.Kind == model.ScopeHtaccess && !s.Alone && site.Overrides().Unheeded(s) == nil &&
		site.Refused(s.File()) == nil {
		return s
	}
	var found *model.Scope
	for _, s := range site.Scopes {
		if s.Kind == model.ScopeDirectory && s.Matcher.Form == model.MatchPath && s.Live() && s.Dir != "" &&
			strings.HasPrefix(dir+"/", strings.TrimSuffix(s.Dir, "/")+"/") && (found == nil || len(s.Dir) > len(found.Dir)) {
			found = s
		}
	}
	return found
}

// refuseFile is refuseFiles for one file by its path.
func refuseFile(p *lint.Pass, file string) []lint.Fix {
	return refuseFiles(p, path.Dir(file), path.Base(file))
}

// allowClasses has AllowOverride let a .htaccess have all that stands in it.
func allowClasses(p *lint.Pass, s, by *model.Scope) []lint.Fix {
	if by.Override.State != model.Set || by.OverrideList {
		return nil
	}
	var missing []string
	overrides := p.Site.Overrides()
	for _, class := range s.Classes {
		if !mayWrite(p.Site, overrides, s, class) {
			missing = append(missing, class)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	var e lint.Edits
	e.Append(by.Override.Span, " "+strings.Join(missing, " "))
	return p.Fix("allow "+strings.Join(missing, " "), &e)
}
