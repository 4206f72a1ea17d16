package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// schemeOf, hostOf and pathOf are the parts of a URL. A host has no port, and a
// path no slash at its end.
func schemeOf(url string) string {
	scheme, _, found := strings.Cut(url, "://")
	if !found {
		return ""
	}
	return strings.ToLower(scheme)
}

func hostOf(url string) string {
	_, rest, found := strings.Cut(url, "://")
	if !found {
		return ""
	}
	host, _, _ := strings.Cut(rest, "/")
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		host = host[:i]
	}
	return strings.ToLower(host)
}

func pathOf(url string) string {
	_, rest, _ := strings.Cut(url, "://")
	i := strings.IndexByte(rest, '/')
	if i < 0 {
		return ""
	}
	return strings.TrimSuffix(rest[i:], "/")
}

// namesOf are the plain names of the hosts that serve an installation; none where
// one of them takes any name.
func namesOf(site *model.Site, app *model.App) []model.Word {
	var names []model.Word
	for _, r := range site.Roots {
		if r.Host == nil || app.Dir != r.Dir && !strings.HasPrefix(app.Dir, strings.TrimSuffix(r.Dir, "/")+"/") {
			continue
		}
		for _, n := range r.Host.Names {
			if strings.ContainsAny(n.Text, "*?~$_") || !strings.Contains(n.Text, ".") {
				return nil
			}
			n.Text = strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(n.Text, "https://"), "http://"))
			n.Text, _, _ = strings.Cut(n.Text, ":")
			names = append(names, n)
		}
	}
	return names
}

// storedAt shows the place of a setting, where it has one.
func storedAt(s model.Setting[string], what string) []lint.Related {
	if s.Span.IsZero() {
		return nil
	}
	return []lint.Related{{Span: s.Span, Message: what}}
}
