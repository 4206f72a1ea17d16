package challenge_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authlint/authlint/lint/challenge"
)

func quoted(name, value string) challenge.Param {
	return challenge.Param{Name: name, Value: value, Quoted: true}
}

func TestParse(t *testing.T) {
	basic := challenge.Challenge{Scheme: "Basic", Params: []challenge.Param{quoted("realm", "simple")}}
	for _, tt := range []struct {
		name, field string
		want        []challenge.Challenge
		faults      int
	}{
		{"nothing", " , ,", nil, 0},
		{"one", `Basic realm="simple"`, []challenge.Challenge{basic}, 0},
		// The example of RFC 9110, section 11.6.1.
		{"two in one field", `Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"apps\""`, []challenge.Challenge{basic, {
			Scheme: "Newauth", Params: []challenge.Param{quoted("realm", "apps"), {Name: "type", Value: "1"}, quoted("title", `Login to "apps"`)},
		}}, 0},
		{"a scheme by itself", "Negotiate, Basic  realm = \"simple\" ,", []challenge.Challenge{{Scheme: "Negotiate"}, basic}, 0},
		{"token68", "Negotiate YIIJvwYGKwYBBQUCoIIJszCC+/==, NTLM", []challenge.Challenge{
			{Scheme: "Negotiate", Token68: "YIIJvwYGKwYBBQUCoIIJszCC+/=="}, {Scheme: "NTLM"},
		}, 0},
		{"a token68 that could be a name", "Bearer realm=", []challenge.Challenge{{Scheme: "Bearer", Token68: "realm="}}, 0},
		{"a comma in quotes", `Basic realm="a, b"`, []challenge.Challenge{{Scheme: "Basic", Params: []challenge.Param{quoted("realm", "a, b")}}}, 0},
		{"a backslash before anything", `Basic realm="\a\\b"`, []challenge.Challenge{{Scheme: "Basic", Params: []challenge.Param{quoted("realm", `a\b`)}}}, 0},
		{"bytes beyond ASCII", "Basic realm=\"caf\xe9\"", []challenge.Challenge{{Scheme: "Basic", Params: []challenge.Param{quoted("realm", "caf\xe9")}}}, 0},
		{"no quotes, two words", `Basic realm=Staff Area, charset="UTF-8"`, []challenge.Challenge{{
			Scheme: "Basic", Params: []challenge.Param{{Name: "realm", Value: "Staff"}, quoted("charset", "UTF-8")},
		}}, 1},
		{"quotes not closed", `Basic realm="simple`, []challenge.Challenge{basic}, 1},
		{"a quote that ends the realm", `Basic realm="a"b", Digest realm="c"`, []challenge.Challenge{
			{Scheme: "Basic", Params: []challenge.Param{quoted("realm", "a")}},
		}, 1},
		{"a parameter first", `realm="a", Basic realm="simple"`, []challenge.Challenge{basic}, 1},
		{"a text", `"Basic", Basic realm="simple"`, []challenge.Challenge{basic}, 1},
		{"no value", `Basic realm=, charset="UTF-8"`, []challenge.Challenge{{
			Scheme: "Basic", Token68: "realm=", Params: []challenge.Param{quoted("charset", "UTF-8")},
		}}, 0},
		{"a colon", `Basic: realm="a"`, []challenge.Challenge{{Scheme: "Basic"}}, 1},
	} {
		got, faults := challenge.Parse(tt.field)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.name, diff)
		}
		if len(faults) != tt.faults {
			t.Errorf("%s: faults %q", tt.name, faults)
		}
	}
}

// A field that never ends costs no more than its length, and is said to.
func TestBounds(t *testing.T) {
	for _, field := range []string{
		strings.Repeat("A, ", 10_000),
		"Basic " + strings.Repeat("a=1, ", 10_000),
		strings.Repeat("\"", 10_001),
	} {
		all, faults := challenge.Parse(field)
		if len(all) > 64 || len(faults) == 0 || len(faults) > 65 {
			t.Errorf("%.10q: %d challenges, %d faults", field, len(all), len(faults))
		}
	}
}

func TestReviewAll(t *testing.T) {
	for _, tt := range []struct{ field, want string }{
		{`Basic realm="a", charset="utf-8"`, ""},
		{`Negotiate`, ""},
		{`Digest realm="a", Basic realm="b"`, ""},
		{`Basic`, "has no realm"},
		{`Basic realm=a`, "without quotes"},
		{`Basic realm="a", realm="b"`, "twice"},
		{`Basic realm="a", charset="ISO-8859-1"`, "the only one that is allowed is UTF-8"},
		{`Basic realm="a", Basic realm="b"`, `two realms, "a" and "b"`},
		{"Basic realm=\"a\x01\"", "control character"},
	} {
		all, _ := challenge.Parse(tt.field)
		got := strings.Join(challenge.ReviewAll(all), "\n")
		if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q", tt.field, got)
		}
	}
}

func TestMeets(t *testing.T) {
	one := func(field string) *challenge.Challenge {
		all, faults := challenge.Parse(field)
		if len(all) != 1 || len(faults) > 0 {
			t.Fatalf("%s: %v", field, faults)
		}
		return &all[0]
	}
	got := one(`Basic realm="Staff \"A\"", charset="UTF-8"`)
	for want, meets := range map[string]bool{
		"basic": true, `Basic realm="Staff \"A\""`: true, `Basic realm="Staff"`: false, "Digest": false, `Basic opaque="1"`: false,
	} {
		if got.Meets(one(want)) != meets {
			t.Errorf("%s meets %s: %t", got, want, !meets)
		}
	}
}

// What is written is read again as it was, and parsing ends.
func FuzzParse(f *testing.F) {
	for _, field := range []string{
		`Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"apps\""`, "Negotiate YII==, NTLM", `a="`, "Basic realm=a b,c",
	} {
		f.Add(field)
	}
	f.Fuzz(func(t *testing.T, field string) {
		all, _ := challenge.Parse(field)
		for i := range all {
			c := &all[i]
			if len(c.Params) > 0 && (c.Token68 != "" || c.Params[0].Value == "" && !c.Params[0].Quoted) {
				continue // which no server should send
			}
			broken := false
			for _, p := range c.Params {
				broken = broken || p.Value == "" && !p.Quoted
			}
			again, faults := challenge.Parse(c.String())
			if broken {
				continue
			}
			if len(faults) > 0 || len(again) != 1 || cmp.Diff(*c, again[0]) != "" {
				t.Errorf("%q became %q, and then %v %q", field, c.String(), again, faults)
			}
		}
	})
}
