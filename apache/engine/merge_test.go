package engine

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/authlint/authlint/apache/rewrite"
	"github.com/authlint/authlint/lint/model"
)

// drawn are Settings of which each field is set with the given chance. The
// same numbers draw the same.
func drawn(seed uint64, chance float64) *Settings {
	s := &Settings{}
	draw(reflect.ValueOf(s).Elem(), rand.New(rand.NewPCG(seed, 0)), chance, drawDepth)
	return s
}

// drawDepth is how deep values in values go.
const drawDepth = 3

func draw(v reflect.Value, r *rand.Rand, chance float64, depth int) {
	if depth == 0 {
		return
	}
	if v.Kind() == reflect.Struct {
		for i := range v.NumField() {
			if field := v.Field(i); field.CanSet() {
				draw(field, r, chance, depth)
			}
		}
		return
	}
	if r.Float64() >= chance {
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1 + r.Int64N(100))
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		v.SetUint(1 + r.Uint64N(2))
	case reflect.String:
		v.SetString(string(rune('a' + r.IntN(26))))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1+r.IntN(2), 3)) // with room behind: append would write there
		for i := range v.Len() {
			draw(v.Index(i), r, chance, depth-1)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		draw(key, r, 1, depth)
		draw(value, r, chance, depth-1)
		v.SetMapIndex(key, value)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		draw(v.Elem(), r, chance, depth-1)
	}
}

// compare reports the fields in which two Settings differ.
func compare(t *testing.T, what string, got, want *Settings) {
	t.Helper()
	g, w := reflect.ValueOf(got).Elem(), reflect.ValueOf(want).Elem()
	for i := range g.NumField() {
		name := g.Type().Field(i).Name
		if name == "Access" {
			compareAccess(t, what, &got.Access, &want.Access)
		} else if !reflect.DeepEqual(g.Field(i).Interface(), w.Field(i).Interface()) {
			t.Errorf("%s: %s is %+v, want %+v", what, name, g.Field(i).Interface(), w.Field(i).Interface())
		}
	}
}

func compareAccess(t *testing.T, what string, got, want *model.Access) {
	t.Helper()
	g, w := reflect.ValueOf(got).Elem(), reflect.ValueOf(want).Elem()
	for i := range g.NumField() {
		if !reflect.DeepEqual(g.Field(i).Interface(), w.Field(i).Interface()) {
			t.Errorf("%s: Access.%s is %+v, want %+v", what, g.Type().Field(i).Name, g.Field(i).Interface(), w.Field(i).Interface())
		}
	}
}

// TestMergeNothing: a section that says nothing changes nothing, be it inside
// or outside. A field that Merge forgets fails here.
func TestMergeNothing(t *testing.T) {
	for seed := range uint64(100) {
		full, want := drawn(seed, 0.9), drawn(seed, 0.9)
		settle(full)
		settle(want)
		compare(t, "nothing outside", Merge(&Settings{}, full), want)
		want.EncodedSlashes = 0 // which httpd does not inherit
		compare(t, "nothing inside", Merge(full, &Settings{}), want)
		if t.Failed() {
			t.Fatalf("with the numbers of %d", seed)
		}
	}
}

// settle makes drawn Settings such as sections come to: what was written of
// Options without a sign, and with, is in what holds, a setting that is not
// written has nothing, requirements are not dropped and there at once, and a
// file without directives of the core has no Options.
func settle(s *Settings) {
	s.Options.Untouched = false
	// What only nginx has, httpd does not merge.
	s.Access.Others, s.Access.AuthRequest, s.Access.AuthDelay = nil, model.Setting[string]{}, model.Setting[string]{}
	if s.Options.Whole {
		s.Options = Options{Set: s.Options.Set, Whole: true}
	} else {
		s.Options.Remove &^= s.Options.Add
		s.Options.Set = s.Options.Add
	}
	if !s.PathInfoSet {
		s.PathInfo = FlagUnset
	}
	if s.IndexRedirect.Code == 0 {
		s.IndexRedirect = Status{}
	}
	s.Access.Dropped = false
	if s.Access.Require == nil {
		s.Access.Merging = model.Setting[model.Merging]{}
	}
	access := reflect.ValueOf(&s.Access).Elem()
	for i := range access.NumField() {
		field := access.Field(i)
		if state := stateOf(field); state.IsValid() && (state.Uint() == uint64(model.Unset) || state.Uint() == uint64(model.Default)) {
			field.SetZero()
		}
	}
	for _, setting := range []reflect.Value{reflect.ValueOf(&s.RequireTLS).Elem(), reflect.ValueOf(&s.Certificate).Elem()} {
		if stateOf(setting).Uint() == uint64(model.Unset) {
			setting.SetZero()
		}
	}
}

// stateOf is the State of a model.Setting.
func stateOf(v reflect.Value) (state reflect.Value) {
	if v.Kind() == reflect.Struct {
		state = v.FieldByName("State")
	}
	return state
}

// TestMergePure: neither side is changed, nor what both share.
func TestMergePure(t *testing.T) {
	for seed := range uint64(100) {
		parent, child := drawn(seed, 0.7), drawn(seed+1000, 0.7)
		Merge(parent, child)
		Merge(Merge(parent, child), child)
		Merge(parent, Merge(child, parent))
		compare(t, "the parent", parent, drawn(seed, 0.7))
		compare(t, "the child", child, drawn(seed+1000, 0.7))
		for _, list := range []any{parent.Files, parent.Env, child.Redirects, child.Headers} {
			if v := reflect.ValueOf(list); v.Cap() > v.Len() && !v.Slice3(0, v.Cap(), v.Cap()).Index(v.Len()).IsZero() {
				t.Errorf("something was written behind a list")
			}
		}
		if t.Failed() {
			t.Fatalf("with the numbers of %d", seed)
		}
	}
}

// TestMergeOrder: whose list comes first.
func TestMergeOrder(t *testing.T) {
	parent := &Settings{
		Files: []*Section{{Path: "p"}}, Redirects: []*Redirect{{From: "/p"}}, Env: []*EnvRule{{Attribute: "p"}},
		ErrorDocuments: []ErrorDocument{{Status: 404, Target: Word{Text: "p"}}, {Status: 403, Target: Word{Text: "p"}}},
		Headers:        []*HeaderRule{{Name: "p"}}, Handlers: map[string]Handler{"php": {Name: "p"}, "cgi": {Name: "p"}},
	}
	child := &Settings{
		Files: []*Section{{Path: "c"}}, Redirects: []*Redirect{{From: "/c"}}, Env: []*EnvRule{{Attribute: "c"}},
		ErrorDocuments: []ErrorDocument{{Status: 404, Target: Word{Text: "c"}}},
		Headers:        []*HeaderRule{{Name: "c"}}, Handlers: map[string]Handler{"php": {Name: "c"}},
	}
	m := Merge(parent, child)
	if m.Files[0].Path != "p" || m.Env[0].Attribute != "p" || m.Headers[0].Name != "p" {
		t.Error("sections, variables and headers of the outer section do not come first")
	}
	if m.Redirects[0].From != "/c" {
		t.Error("redirects of the inner section do not come first")
	}
	if m.document(404).Target.Text != "c" || m.document(403).Target.Text != "p" || m.document(500) != nil {
		t.Error("the inner ErrorDocument for a status does not win, or the outer one for another is lost")
	}
	if m.Handlers["php"].Name != "c" || m.Handlers["cgi"].Name != "p" {
		t.Errorf("handlers are %v", m.Handlers)
	}
}

func TestMergeRewrite(t *testing.T) {
	own, inner := &rewrite.Config{Base: "/a", Engine: true, EngineSet: true}, &rewrite.Config{Base: "/b"}
	if mergeRewrite(nil, inner) != inner || mergeRewrite(own, nil) != own || mergeRewrite(nil, nil) != nil {
		t.Error("where one says nothing the other does not stay as it is")
	}
	if m := mergeRewrite(own, inner); !m.Engine || m.Base != "/b" {
		t.Errorf("merged: %+v", m)
	}
}

func TestMergeAccess(t *testing.T) {
	leaf := func(name string) *model.Requirement {
		return &model.Requirement{Kind: model.RequireAny, Children: []*model.Requirement{{Provider: model.Word{Text: name}}}}
	}
	merging := func(m model.Merging) model.Setting[model.Merging] {
		return model.Setting[model.Merging]{State: model.Set, Value: m}
	}
	p, c := leaf("p"), leaf("c")
	for _, test := range []struct {
		name          string
		parent, child model.Access
		want          string // the kind and the names of what is required
		dropped       bool
	}{
		{"inherited", model.Access{Require: p}, model.Access{}, "p", false},
		{"replaced", model.Access{Require: p}, model.Access{Require: c}, "c", false},
		{"replaced by order", model.Access{Require: p}, model.Access{Require: c, Merging: merging(model.MergeReplace)}, "c", false},
		{"and", model.Access{Require: p}, model.Access{Require: c, Merging: merging(model.MergeAnd)}, "all p c", false},
		{"or", model.Access{Require: p}, model.Access{Require: c, Merging: merging(model.MergeOr)}, "any p c", false},
		{"the parent's way does not count", model.Access{Require: p, Merging: merging(model.MergeAnd)}, model.Access{Require: c}, "c", false},
		{"and with nothing", model.Access{}, model.Access{Require: c, Merging: merging(model.MergeAnd)}, "c", false},
		{"dropped", model.Access{Require: p}, model.Access{Merging: merging(model.MergeReplace)}, "", true},
		{"dropped above", model.Access{Dropped: true}, model.Access{}, "", true},
		{"required anew", model.Access{Dropped: true}, model.Access{Require: c}, "c", false},
	} {
		m := MergeAccess(&test.parent, &test.child)
		if got := shape(m.Require); got != test.want || m.Dropped != test.dropped {
			t.Errorf("%s: %q, dropped %t, want %q, %t", test.name, got, m.Dropped, test.want, test.dropped)
		}
	}
}

// shape is a tree of requirements in short.
func shape(r *model.Requirement) string {
	switch {
	case r == nil:
		return ""
	case len(r.Children) == 1:
		return r.Children[0].Provider.Text
	}
	text := "any"
	if r.Kind == model.RequireAll {
		text = "all"
	}
	for _, c := range r.Children {
		text += " " + shape(c)
	}
	return text
}

// TestMergeAddresses: any directive of mod_access_compat discards all of them.
func TestMergeAddresses(t *testing.T) {
	outer := model.AddressRules{
		Orders: []model.OrderRule{{Value: model.AllowDeny}}, Rules: []model.AddressRule{{Allow: true}}, Satisfies: []model.SatisfyRule{{Any: true}},
	}
	for name, inner := range map[string]model.AddressRules{
		"Order":   {Orders: []model.OrderRule{{Value: model.MutualFailure}}},
		"Allow":   {Rules: []model.AddressRule{{Allow: true, Env: "x"}}},
		"Satisfy": {Satisfies: []model.SatisfyRule{{}}},
	} {
		if m := MergeAccess(&model.Access{Address: outer}, &model.Access{Address: inner}); !reflect.DeepEqual(m.Address, inner) {
			t.Errorf("%s: %+v is left, want what is inside", name, m.Address)
		}
	}
	if m := MergeAccess(&model.Access{Address: outer}, &model.Access{}); !reflect.DeepEqual(m.Address, outer) {
		t.Errorf("inherited: %+v", m.Address)
	}
}

// TestMergeInner: of settings that both have the inner one holds.
func TestMergeInner(t *testing.T) {
	set := func(on bool) model.Setting[bool] { return model.Setting[bool]{State: model.Set, Value: on} }
	text := func(s string) model.Setting[string] { return model.Setting[string]{State: model.Set, Value: s} }
	parent := model.Access{Type: text("p"), Realm: text("p"), ForbidOnFailure: set(false), Authoritative: set(false), AnonymousNeedsEmail: set(false), FakeUser: text("p")}
	child := model.Access{Type: text("c"), Realm: text("c"), ForbidOnFailure: set(true), Authoritative: set(true), AnonymousNeedsEmail: set(true), FakeUser: text("c")}
	merged := MergeAccess(&parent, &child)
	compareAccess(t, "all of it is inside", &merged, &child)
}
