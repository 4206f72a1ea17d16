package apache

import (
	"bufio"
	"encoding/json"
	"errors"
	"net/netip"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// blindLoader sees nothing beside the file that is loaded.
type blindLoader struct{}

func (blindLoader) Locate(string) (string, bool, string) { return "", false, "it is not in view" }
func (blindLoader) Tree() source.Tree                    { return source.NewMemory() }

func (blindLoader) Open(string) (*source.File, error) { return nil, errors.New("not in view") }
func (blindLoader) Stat(string) (source.Info, error)  { return source.Info{}, errors.New("not in view") }
func (blindLoader) Glob(string) ([]string, error)     { return nil, nil }

func (blindLoader) Credentials(*model.FileRef, model.StoreKind, model.ServerKind) {}

// upstreamRow is one request of the case matrices in the shared folder: what
// a live httpd answered below nested .htaccess files.
type upstreamRow struct {
	Src      string
	Htaccess map[string]string
	Path     string
	Present  []any
	Status   int
}

// TestUpstream merges and evaluates the folders of every row and compares with
// what httpd answered.
func TestUpstream(t *testing.T) {
	file, err := os.Open("../../shared/conformance/apache-upstream.jsonl")
	if err != nil {
		t.Skip("the case matrices are not part of the repository: ", err)
	}
	defer file.Close()
	rows := 0
	for sc := bufio.NewScanner(file); sc.Scan(); rows++ {
		var row upstreamRow
		if err := json.Unmarshal(sc.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		if got := row.answer(t); got != row.Status {
			t.Errorf("row %d: %s with %v: got %d, httpd answered %d", rows+1, row.Path, row.Present, got, row.Status)
		}
	}
	if rows != 912 {
		t.Errorf("%d rows compared, want 912", rows)
	}
}

// answer walks the gates address, require and password for the row's request.
func (row *upstreamRow) answer(t *testing.T) int {
	t.Helper()
	site := &model.Site{}
	for _, dir := range row.dirs() {
		name := path.Join("/", dir, AccessFile)
		load(source.NewFile(name, []byte(row.Htaccess[dir])), blindLoader{}, site)
	}
	if len(site.Refusals) > 0 {
		return 500
	}
	user := row.user()
	merged := &model.Access{}
	if scope := site.Above(path.Join("/", row.Path, "index.html")); scope != nil {
		merged = &scope.Merged
	}
	if access.Addresses(&merged.Address, "GET", fromLocalhost) != model.Yes {
		return 403
	}
	if merged.Require == nil {
		return 200
	}
	for _, name := range []string{"", user} {
		answer := access.Require(merged.Require, "GET", func(leaf *model.Requirement) access.Answers { return row.meets(leaf, name) })
		switch {
		case answer.Is(access.Granted):
			return 200
		case name != "" || user == "" && answer.Is(access.NeedsUser):
			return 401
		case !answer.Is(access.NeedsUser):
			return 403
		}
	}
	return 401
}

// dirs are the folders from the top down.
func (row *upstreamRow) dirs() []string {
	var dirs []string
	for dir := range row.Htaccess {
		dirs = append(dirs, dir)
	}
	slices.Sort(dirs)
	return dirs
}

func (row *upstreamRow) user() string {
	for _, p := range row.Present {
		if s, ok := p.(string); ok && strings.HasPrefix(s, "user") {
			return s
		}
	}
	return ""
}

// meets answers for the providers the matrices use.
func (row *upstreamRow) meets(leaf *model.Requirement, user string) access.Answers {
	has := func(yes bool) access.Answers {
		if yes {
			return access.Granted
		}
		return access.Denied
	}
	switch leaf.Provider.Text {
	case "all":
		return has(leaf.Args[0].Text == "granted")
	case "env":
		return has(slices.ContainsFunc(leaf.Args, func(w model.Word) bool {
			return slices.Contains(row.Present, any(strings.TrimPrefix(w.Text, "allowed")))
		}))
	case "valid-user", "user", "group":
		if user == "" {
			return access.NeedsUser
		}
		return has(leaf.Provider.Text == "valid-user" ||
			slices.ContainsFunc(leaf.Args, func(w model.Word) bool { return w.Text == user }))
	}
	return access.Anything
}

func fromLocalhost(r *model.AddressRule) model.Fact {
	switch {
	case r.Kind == model.AddressAll,
		r.Kind == model.AddressRange && r.Prefix.Contains(netip.MustParseAddr("127.0.0.1")),
		r.Kind == model.AddressHost && r.Operand.Text == "localhost":
		return model.Yes
	}
	return model.No
}
