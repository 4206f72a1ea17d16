package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// AjaxBlocked reports a password for wp-admin that also stands before
// admin-ajax.php, which pages for everybody ask. Where the front page is behind
// the password too, nobody is surprised.
var AjaxBlocked = &lint.Rule{
	ID:      "ajax-blocked",
	Summary: "the password of wp-admin also stands before admin-ajax.php, which pages for everybody ask",
	Outcome: lint.LocksOut,
	Doc:     doc("ajax-blocked"),
	Run: func(p *lint.Pass) {
		scopes := byFile(p.Site)
		for _, folder := range wordpressFolders(p.Site) {
			for _, r := range asksBelow(p, folder, ajaxProgram) {
				w, at := refusedAt(p, r)
				front := instead(r, ajaxProgram, "")
				if w == nil || closedFrom(p, front) {
					continue
				}
				p.Report(ajaxRefused(p, scopes[at.Span.File.Name], w, at))
				break
			}
		}
	},
}

const ajaxProgram = "wp-admin/admin-ajax.php"

// closedFrom says that a request is refused, or that nobody knows.
func closedFrom(p *lint.Pass, r access.Request) bool {
	d := p.Decide(&r)
	return d.Outcome == access.Undecided || d.Outcome == access.Challenged || d.Outcome == access.Failed
}

// ajaxRefused is what is said of a refusal. An exemption that does not work is
// what is wrong, where there is one.
func ajaxRefused(p *lint.Pass, scopes []*model.Scope, w *lint.Witness, at model.Word) lint.Diagnostic {
	d := lint.Diagnostic{
		Span: at.Span, Missing: "exemption of admin-ajax.php", Witness: w, Assumption: "a theme or plugin uses admin-ajax.php for visitors, as most do",
		Message: "wp-admin is closed with admin-ajax.php in it, so that visitors of public pages get " + statusOf(w) +
			": exempt admin-ajax.php, and admin-post.php, which takes in forms",
		Fixes: ajaxExempted(p, scopes, w, at),
	}
	for _, s := range scopes {
		if s.Kind != model.ScopeFiles || !strings.Contains(s.Matcher.Pattern.Text, "admin-ajax") {
			continue
		}
		d.Related = []lint.Related{{Span: at.Span, Message: "what refuses it all the same"}}
		d.Span, d.Missing, d.Fixes = s.Head, "", exemptionMended(p, s)
		d.Message = "exemption of admin-ajax.php does not work, so that visitors of public pages get " + statusOf(w) + ": it needs \"Require all granted\""
		if _, rule := s.Merged.Address.SatisfyAny("GET"); rule == nil && s.Own.Address.Written() {
			d.Message = "\"Allow\" alone does not exempt admin-ajax.php from the password, so that visitors of public pages get " +
				statusOf(w) + ": \"Satisfy any\" has to stand beside it, or \"Require all granted\" in place of both"
		}
	}
	return d
}
