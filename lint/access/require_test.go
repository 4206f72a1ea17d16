package access

import (
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/model"
)

// letters name the answers in the tables below: granted, denied, needs a user,
// neutral.
const letters = "GDUN"

func answer(letter byte) Answers { return Granted << strings.IndexByte(letters, letter) }

// said is a leaf that gives the answer of a letter.
func said(letter byte) *model.Requirement {
	return &model.Requirement{Provider: model.Word{Text: string(letter)}}
}

func asSaid(leaf *model.Requirement) Answers { return answer(leaf.Provider.Text[0]) }

// combined is what httpd makes of two answers, the first by row and the second
// by column, both in the order of letters. In RequireAll a denial decides, a
// login that is missing goes before what is granted, and what says nothing
// changes nothing. In RequireAny a grant decides, and a login that is missing
// goes before a denial. RequireNone denies what RequireAny would grant and says
// nothing otherwise.
var combined = []struct {
	kind model.RequirementKind
	rows [4]string
}{
	{model.RequireAll, [4]string{
		"GDUG",
		"DDDD",
		"UDUU",
		"GDUN",
	}},
	{model.RequireAny, [4]string{
		"GGGG",
		"GDUD",
		"GUUU",
		"GDUN",
	}},
	{model.RequireNone, [4]string{
		"DDDD",
		"DNNN",
		"DNNN",
		"DNNN",
	}},
}

func TestTwoChildren(t *testing.T) {
	for _, c := range combined {
		for i, row := range c.rows {
			for j := range letters {
				tree := &model.Requirement{Kind: c.kind, Children: []*model.Requirement{said(letters[i]), said(letters[j])}}
				if got, want := Require(tree, "GET", asSaid), answer(row[j]); got != want {
					t.Errorf("%s of %c and %c: %04b, want %04b", tree.Name(), letters[i], letters[j], got, want)
				}
			}
		}
	}
}

// TestOneChild: a container with one child is that child, turned round by
// RequireNone and by "not", which never grant.
func TestOneChild(t *testing.T) {
	const turned = "DNNN"
	for i := range letters {
		leaf, negative := said(letters[i]), said(letters[i])
		negative.Not = true
		for _, c := range []struct {
			kind  model.RequirementKind
			child *model.Requirement
			want  byte
		}{
			{model.RequireAll, leaf, letters[i]},
			{model.RequireAny, leaf, letters[i]},
			{model.RequireNone, leaf, turned[i]},
			{model.RequireAll, negative, turned[i]},
		} {
			tree := &model.Requirement{Kind: c.kind, Children: []*model.Requirement{c.child}}
			if got := Require(tree, "GET", asSaid); got != answer(c.want) {
				t.Errorf("%s of %c, negative %v: %04b, want %c", tree.Name(), letters[i], c.child.Not, got, c.want)
			}
		}
	}
}

func TestMethodsOfRequirements(t *testing.T) {
	bound := func(letter byte) *model.Requirement {
		r := said(letter)
		r.Methods = &model.Methods{Names: []model.Word{{Text: "GET"}}}
		return r
	}
	for _, c := range []struct {
		point    string
		kind     model.RequirementKind
		children []*model.Requirement
		get, put byte
	}{
		{"nothing is said of the other method", model.RequireAny, []*model.Requirement{bound('D')}, 'D', 'G'},
		{"an alternative for one method", model.RequireAny, []*model.Requirement{bound('U'), said('D')}, 'U', 'D'},
		{"a demand for one method", model.RequireAll, []*model.Requirement{bound('D'), said('G')}, 'D', 'G'},
		{"a denial beside a grant does nothing", model.RequireAny, []*model.Requirement{bound('D'), said('G')}, 'G', 'G'},
		{"a section for one method among alternatives", model.RequireAny, []*model.Requirement{
			{Kind: model.RequireAll, Children: []*model.Requirement{bound('U')}}, said('D'),
		}, 'U', 'D'},
		{"a section for one method among demands", model.RequireAll, []*model.Requirement{
			{Kind: model.RequireAny, Children: []*model.Requirement{bound('U')}}, said('G'),
		}, 'U', 'G'},
	} {
		tree := &model.Requirement{Kind: c.kind, Children: c.children}
		for method, want := range map[string]byte{"GET": c.get, "HEAD": c.get, "PUT": c.put} {
			if got := Require(tree, method, asSaid); got != answer(want) {
				t.Errorf("%s: %s: %04b, want %c", c.point, method, got, want)
			}
		}
	}
}

func TestSetsOfAnswers(t *testing.T) {
	if !Granted.Is(Granted|Denied) || (Granted | NeedsUser).Is(Granted) || Answers(0).Is(Anything) {
		t.Error("Is")
	}
	if !(Granted | Denied).May(Denied) || Granted.May(Denied|Neutral) {
		t.Error("May")
	}
}
