package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// OptionUndecodable reports stored settings that WordPress cannot read: the
// plugin goes on with its own values, and writes them over the others.
var OptionUndecodable = &lint.Rule{
	ID:      "option-undecodable",
	Summary: "a stored setting cannot be read, so that its plugin goes on with what it comes with",
	Outcome: lint.Breaks,
	Doc:     doc("option-undecodable"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			for _, b := range app.Broken {
				p.Report(placed(lint.Diagnostic{
					Assumption: "WordPress or a plugin that is switched on uses it",
					Message: "stored option " + quoted(b.Name) + " cannot be read, because " + b.Why + ", so that the plugin goes on with the settings that it comes with: " +
						"restore it, or save the plugin's settings anew",
				}, app, nil, model.Word{Span: b.Span}, "option "+b.Name))
			}
		}
	},
}
