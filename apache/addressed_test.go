package apache

import (
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/model"
)

// A comment that speaks to authlint covers what follows, a section with all in
// it, or what is left of what it stands in.
func TestAddressedCovers(t *testing.T) {
	const text = `# authlint:ignore a -- x
# BEGIN something
AuthType Basic
<IfModule no_such_module.c>
    # authlint:ignore b -- x
    <Files x>
        Require all denied
        # authlint:ignore c -- x
    </Files>
    # authlint:ignore d -- x

    # prose
    <RequireAll>
        # authlint:ignore e -- x \
        Require user \
            bob
        Require valid-user
    </RequireAll>
</IfModule>
# authlint:ignore f -- x
# the end
`
	site := loadText(text)
	ends := map[string]string{
		"a": "AuthType Basic\n", "b": "    </Files>\n", "c": "-- x\n", "d": "    </RequireAll>\n",
		"e": "Require valid-user\n", "f": "# the end\n",
	}
	for _, c := range site.Addressed {
		covers := string(c.Covers.File.Data[c.Covers.Start:c.Covers.End])
		_, id, _ := strings.Cut(c.Text, "ignore ")
		if want := ends[id[:1]]; !strings.HasSuffix(covers, want) || !strings.HasPrefix(covers, "# authlint:ignore "+id[:1]) {
			t.Errorf("%s covers\n%s", id, covers)
		}
		delete(ends, id[:1])
	}
	if len(ends) > 0 {
		t.Errorf("not handed on: %v", ends)
	}
	for _, c := range site.Comments {
		if strings.Contains(c.Text, "authlint") {
			t.Errorf("among other comments: %s", c.Text)
		}
	}
}

// Such a comment does not part lines that are commented out.
func TestAddressedAboveRun(t *testing.T) {
	site := loadText("# authlint:ignore a -- x\n#AuthType Basic\n#Require valid-user\n")
	runs := model.CommentRuns(site.Comments)
	if len(runs) != 1 || len(runs[0]) != 2 || !site.Addressed[0].Covers.Contains(runs[0][1].Span) {
		t.Errorf("%d runs", len(runs))
	}
}
