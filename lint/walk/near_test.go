package walk

import (
	"fmt"
	"slices"
	"testing"

	"github.com/authlint/authlint/lint/access"
)

func TestFindNear(t *testing.T) {
	folders := map[string][]string{
		".":         {"docs", "Docs", "index.html", "shop"},
		"docs":      {"readme.html", "readmy.html", "a b.html"},
		"docs/shop": {},
	}
	missing := []string{"/readmy.html"}
	keeper := fake(func(r *access.Request) access.Decision {
		if slices.Contains(missing, r.Target) || r.Target == "/docs/gone.html" {
			return access.Decision{Outcome: access.NotFound, Status: 404}
		}
		return access.Decision{Outcome: access.Served, Status: 200}
	})
	for _, c := range []struct{ point, target, want string }{
		{"letter case", "/DOCS/readme.html", "[http://a/Docs/readme.html http://a/docs/readme.html]"},
		{"a letter more", "/docs/reaadme.html?x=1", "[http://a/docs/readme.html?x=1 http://a/docs/readmy.html?x=1]"},
		{"the folder has another name, and no such file", "/doks/gone.html", "[http://a/Docs/gone.html http://a/docs]"},
		{"a blank", "/docs/a%20c.html", "[http://a/docs/a%20b.html]"},
		{"nothing like it", "/docs/qqqqqqqqqq", "[]"},
		{"short names are all alike", "/ab", "[]"},
		{"everything is there", "/docs", "[]"},
		{"a broken escape", "/docs/%zz", "[]"},
	} {
		s := told(access.Decision{Outcome: access.NotFound, Status: 404})
		s.Request.Target = c.target
		s.URL = "http://a" + c.target
		s.FindNear(keeper, func(folder string) []string { return folders[folder] })
		got := []string{}
		for _, v := range s.Near {
			got = append(got, v.What)
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s: %v, want %s", c.point, got, c.want)
		}
	}
	served := told(access.Decision{Outcome: access.Served, Status: 200})
	served.FindNear(keeper, func(string) []string { t.Error("nothing is missing"); return nil })
}

func TestOrigin(t *testing.T) {
	for url, want := range map[string]string{
		"http://a": "http://a", "https://a:8443/x?y": "https://a:8443", "http://a?x": "http://a", "http://[::1]/#x": "http://[::1]",
	} {
		if got := origin(url); got != want {
			t.Errorf("%s: %s", url, got)
		}
	}
}
