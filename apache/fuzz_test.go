package apache

import (
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// seed adds the cases and, where it is at hand, the corpus.
func seed(f *testing.F) {
	for _, c := range refusalCases(f) {
		f.Add(c.text, false)
	}
	for _, text := range serverSeeds {
		f.Add(text, true)
	}
}

var serverSeeds = []string{
	"Define A b\n<VirtualHost *:80>\nServerName ${A}\nDocumentRoot /srv\n<Directory /srv>\nRequire all granted\n</Directory>\n</VirtualHost>\n",
	"Define A \"a b\"\nDefine B ${A}${A}\nAuthName ${B}\nUnDefine A\n${A}\n",
	"ServerRoot /etc/httpd\nInclude conf.d/*.conf\nIncludeOptional a\nInclude httpd.conf\n",
	"LoadModule auth_basic_module modules/mod_auth_basic.so\n<IfModule mod_auth_basic.c>\nAuthType Basic\n</IfModule>\n",
	"<Macro M $a>\n<Location /$a>\nRequire all denied\n</Macro>\nUse M b\n",
	"<AuthnProviderAlias file a>\nAuthUserFile /a\n</AuthnProviderAlias>\nAuthBasicProvider a\n",
}

// FuzzParse checks the tree of any text.
func FuzzParse(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, text string, server bool) {
		tree := parseText(text, server)
		checkTree(t, tree, text)
		if again := dump(parseText(text, server)); again != dump(tree) {
			t.Fatalf("%q has two trees:\n%s%s", text, dump(tree), again)
		}
	})
}

// FuzzLoad checks the model of any text.
func FuzzLoad(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, text string, server bool) {
		name := "/site/" + AccessFile
		if server {
			name = "/etc/httpd/httpd.conf"
		}
		file := source.NewFile(name, []byte(text))
		site := &model.Site{}
		load(file, blindLoader{}, site)
		checkSite(t, site, file)
		again := &model.Site{}
		load(source.NewFile(name, []byte(text)), blindLoader{}, again)
		if !slices.Equal(messages(site), messages(again)) {
			t.Fatalf("%q: %q, and then %q", text, messages(site), messages(again))
		}
	})
}

// checkSite checks what holds of the model of every file.
func checkSite(t *testing.T, site *model.Site, file *source.File) {
	t.Helper()
	if bound := 2*strings.Count(string(file.Data), "\n") + 4; len(site.Refusals) > bound {
		t.Fatalf("%q: %d refusals", file.Data, len(site.Refusals))
	}
	inside := func(what string, s source.Span) {
		if !s.IsZero() && (s.Start < 0 || s.End < s.Start || s.End > len(s.File.Data)) {
			t.Fatalf("%q: %s lies at %d-%d", file.Data, what, s.Start, s.End)
		}
	}
	for _, r := range site.Refusals {
		inside("a refusal", r.Span)
		inside("the cause of a refusal", r.Cause)
		if r.Message == "" || r.Span.IsZero() || r.Cause.IsZero() {
			t.Fatalf("%q: an empty refusal %+v", file.Data, r)
		}
	}
	for _, o := range site.Oddities {
		inside("an oddity", o.Span)
		inside("the cause of an oddity", o.Cause)
	}
	for _, s := range site.Scopes {
		inside("a scope", s.Span)
		inside("a scope's head", s.Head)
		inside("the end of a scope", s.InsertAt)
		for _, r := range s.Own.Address.Rules {
			inside("an address", r.Operand.Span)
		}
		for _, c := range s.Conditions {
			inside("a condition", c.Span)
			inside("a condition's argument", c.Argument.Span)
		}
	}
}

func messages(site *model.Site) []string {
	var out []string
	for _, r := range site.Refusals {
		out = append(out, r.Message+" | "+r.Assumption)
	}
	return out
}
