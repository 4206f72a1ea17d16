package access

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/model"
)

// written are leaves that a live httpd answers as the letter says.
var written = map[string]string{"G": "all granted", "D": "all denied", "U": "valid-user"}

// write writes a tree as httpd reads it.
func write(b *strings.Builder, r *model.Requirement) {
	limit := ""
	if r.Methods != nil {
		limit = "Limit"
		if r.Methods.Except {
			limit = "LimitExcept"
		}
		fmt.Fprintf(b, "<%s GET>\n", limit)
	}
	if r.Kind == model.RequireLeaf {
		not := ""
		if r.Not {
			not = "not "
		}
		fmt.Fprintf(b, "Require %s%s\n", not, written[r.Provider.Text])
	} else {
		name := strings.Trim(r.Name(), "<>")
		fmt.Fprintf(b, "<%s>\n", name)
		for _, c := range r.Children {
			write(b, c)
		}
		fmt.Fprintf(b, "</%s>\n", name)
	}
	if limit != "" {
		fmt.Fprintf(b, "</%s>\n", limit)
	}
}

// accepted says that httpd takes a tree: what only refuses stands in RequireAll
// alone.
func accepted(r *model.Requirement, in model.RequirementKind) bool {
	if r.Negative() && in != model.RequireAll {
		return false
	}
	for _, c := range r.Children {
		if !accepted(c, r.Kind) {
			return false
		}
	}
	return true
}

// liveTrees are all pairs of leaves in all containers, and random trees.
func liveTrees() []*model.Requirement {
	var trees []*model.Requirement
	for _, kind := range []model.RequirementKind{model.RequireAll, model.RequireAny, model.RequireNone} {
		for i := range 6 {
			for j := range 6 {
				one, two := said("GDU"[i%3]), said("GDU"[j%3])
				one.Not, two.Not = i > 2, j > 2
				trees = append(trees, &model.Requirement{Kind: kind, Children: []*model.Requirement{one, two}})
			}
		}
	}
	r := newRandom()
	for range 1200 {
		trees = append(trees, r.tree(3, "G", "D", "U"))
	}
	return trees
}

// TestRequireLive holds the evaluation against a live httpd's, for whoever has
// not logged in.
func TestRequireLive(t *testing.T) {
	h := live.StartHttpd(t, live.HttpdConfig{})
	work := make(chan func())
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for f := range work {
				f()
			}
		})
	}
	asked := 0
	for i, tree := range liveTrees() {
		// Demanded with a grant, everything is accepted at the top.
		root := &model.Requirement{Kind: model.RequireAll, Children: []*model.Requirement{said('G'), tree}}
		if i%2 == 0 && accepted(tree, model.RequireAny) {
			root = &model.Requirement{Kind: model.RequireAny, Implicit: true, Children: []*model.Requirement{tree}}
		}
		if !accepted(root, model.RequireAny) {
			continue
		}
		asked++
		work <- func() { compare(t, h, fmt.Sprintf("t%d", i), root) }
	}
	close(work)
	wg.Wait()
	t.Logf("%d trees", asked)
	if h.Requests() != 2*asked || asked < 300 {
		t.Errorf("%d requests for %d trees", h.Requests(), asked)
	}
}

// compare puts a tree into a folder and asks for a page in it.
func compare(t *testing.T, h *live.Httpd, dir string, root *model.Requirement) {
	text := &strings.Builder{}
	text.WriteString("AuthType Basic\nAuthName x\n")
	if root.Implicit {
		write(text, root.Children[0])
	} else {
		write(text, root)
	}
	h.Write(t, dir+"/.htaccess", text.String())
	h.Write(t, dir+"/page.txt", "page\n")
	a := &model.Access{
		Require: root,
		Type:    model.Setting[string]{State: model.Set, Value: "Basic"},
		Realm:   model.Setting[string]{State: model.Set, Value: "x"},
	}
	status := map[Entry]int{Enters: http.StatusOK, Asked: http.StatusUnauthorized, Refused: http.StatusForbidden}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		entry := Enter(a, Visitor{Method: method, Match: asWritten, Meets: asSaid})
		got := h.Do(t, live.Request{Method: method, Path: "/" + dir + "/page.txt"}).Status
		if got != status[entry] {
			t.Errorf("%s answers %d, want %d for\n%s", method, got, status[entry], text)
		}
	}
}
