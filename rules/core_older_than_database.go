package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// CoreOlderThanDatabase reports a WordPress before 6.8 with tables that a later
// one has used: passwords are stored in a way then that the older one does not
// know.
var CoreOlderThanDatabase = &lint.Rule{
	ID:      "core-older-than-database",
	Summary: "WordPress is older than the database, and does not know how passwords are stored there",
	Outcome: lint.LocksOut,
	Doc:     doc("core-older-than-database"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			if !app.Version.Known() || !olderThan(app.Version.Value, 6, 8) || !app.StoredSchema.Known() || app.StoredSchema.Value < newHashes {
				continue
			}
			p.Report(lint.Diagnostic{
				Span: app.Version.Span, Related: refersTo(model.Word{Span: app.StoredSchema.Span}, "the version of the tables"),
				Assumption: "people have logged in since, at which their passwords are stored anew",
				Message: "WordPress " + app.Version.Value + " does not know how WordPress 6.8 and later store passwords, and such a one has used this database: " +
					"update the files, or restore a database of the same time",
			})
		}
	},
}

// newHashes is a version of the tables that only WordPress 6.8 and later write.
// Source: wp-includes/version.php of 6.8.3; 6.7 has 58975, and so has 6.8.1.
const newHashes = 60421
