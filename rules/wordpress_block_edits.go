package rules

import (
	"cmp"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// generatedPatterns are those of the rules WordPress writes into its block,
// for one site and for a network, of today and of old versions. Source:
// WP_Rewrite::mod_rewrite_rules and network_step2 of WordPress 3.0 to 6.9.
var generatedPatterns = map[string]bool{
	`.*`: true, `^index\.php$`: true, `.`: true, `^`: true,
	`^wp-admin$`: true, `^([_0-9a-zA-Z-]+/)?wp-admin$`: true,
	`^(wp-(content|admin|includes).*)`: true, `^([_0-9a-zA-Z-]+/)?(wp-(content|admin|includes).*)`: true,
	`^(.*\.php)$`: true, `^([_0-9a-zA-Z-]+/)?(.*\.php)$`: true,
	`^files/(.+)`: true, `^([_0-9a-zA-Z-]+/)?files/(.+)`: true, `^([_0-9a-zA-Z-]+/)?files/`: true,
}

// generated says that WordPress writes such a rule itself: one of the fixed
// ones, or a permalink written out.
func generated(r *model.RewriteRule) bool {
	switch {
	case !generatedPatterns[r.Pattern.Text]:
		return strings.Contains(r.Target.Text, "index.php?") || strings.Contains(r.Target.Text, "wp-login.php") && r.Flag("QSA", "qsappend") != nil
	case r.Pattern.Text == ".*":
		return passesAuthorization(r)
	case r.Pattern.Text == ".":
		return strings.HasSuffix(r.Target.Text, "index.php") && r.Flag("F", "forbidden") == nil
	}
	return true
}

// strangeLines are the directives inside WordPress's block that it does not
// write, in the order of the file. What decides who may enter is left out: it
// is graver than an edit; so is what stands in another's block inside it, which
// is reported as such.
func strangeLines(m *model.Marker, inner []*model.Marker) []model.Word {
	var found []model.Word
	add := func(w model.Word) {
		if m.Body.Contains(w.Span) {
			found = append(found, w)
		}
	}
	s := m.Scope
	for _, r := range s.Rewrite.Rules {
		if !generated(r) && !blocks(r) {
			add(model.Word{Text: "RewriteRule", Span: r.Span})
		}
	}
	for _, r := range s.Redirects {
		add(model.Word{Text: "Redirect", Span: r.Span})
	}
	for _, e := range s.ErrorDocuments {
		add(model.Word{Text: "ErrorDocument", Span: e.Span})
	}
	for _, h := range s.Headers {
		add(model.Word{Text: "Header", Span: h.Span})
	}
	for _, e := range s.Env {
		add(model.Word{Text: "SetEnv", Span: e.Span})
	}
	slices.SortStableFunc(found, func(a, b model.Word) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return outside(found, inner)
}

// outside leaves out what stands in one of the blocks. Both are in the order
// of the file, and blocks do not overlap.
func outside(words []model.Word, blocks []*model.Marker) []model.Word {
	i := 0
	return slices.DeleteFunc(words, func(w model.Word) bool {
		for i < len(blocks) && blocks[i].Body.End <= w.Span.Start {
			i++
		}
		return i < len(blocks) && blocks[i].Body.Contains(w.Span)
	})
}
