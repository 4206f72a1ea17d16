package httpd

import (
	"reflect"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/oracle"
)

func TestSameSeedSameBatch(t *testing.T) {
	real := realFiles(t)
	draw := func(seed, number uint64) oracle.Batch { return newGenerator(seed, number, real).batch(6, 10, false) }
	if !reflect.DeepEqual(draw(1, 2), draw(1, 2)) {
		t.Error("the same seed draws different batches")
	}
	if reflect.DeepEqual(draw(1, 2), draw(1, 3)) || reflect.DeepEqual(draw(1, 2), draw(2, 2)) {
		t.Error("different seeds draw the same batch")
	}
}

func TestGoverning(t *testing.T) {
	table := oracle.NewFeatures(featureTable)
	site := oracle.Site{
		Conf: "<Directory \"" + oracle.RootMark + "/a\">\nSatisfy Any\n</Directory>\n<Location \"/b\">\n\tOrder \\\n deny,allow\n</Location>\n" +
			"<LocationMatch x>\nSetHandler none\n</LocationMatch>\n",
		Files: []oracle.File{{Name: "./a/c/.htaccess", Text: "# Options None\r\nREQUIRE not ip 127.0.0.1\r\n"}},
	}
	us := units(table, "Alias /x /y\n", site)
	for target, want := range map[string][]string{
		"/":          {"spelling: continued lines", "Alias", "SetHandler", "LocationMatch"},
		"/a/page":    {"spelling: continued lines", "Alias", "SetHandler", "LocationMatch", "Directory", "Satisfy"},
		"/%61/c/?d":  {"spelling: continued lines", "Alias", "SetHandler", "LocationMatch", "Directory", "Satisfy", ".htaccess", "Require not", "spelling: line ends of Windows", "spelling: names in capitals"},
		"/b":         {"spelling: continued lines", "Alias", "SetHandler", "LocationMatch", "Location", "Order"},
		"/a/../b/x/": {"spelling: continued lines", "Alias", "SetHandler", "LocationMatch", "Location", "Order"},
	} {
		got := governing(us, oracle.Request{Target: target, Method: "GET"})
		for name := range got {
			if strings.HasPrefix(name, "request: ") {
				delete(got, name)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: %v, want %v", target, got, want)
		}
		for _, name := range want {
			if !got[name] {
				t.Errorf("%s: no %s", target, name)
			}
		}
	}
}

func TestSectionEnd(t *testing.T) {
	lines := []string{"<Files x>", "<If y>", "</If>", "</Files>", "Order", "</Limit>"}
	for i, want := range []int{3, 2, 2, 3, 4, 5} {
		if got := oracle.SectionEnd((*server)(nil).Nests, lines, i); got != want {
			t.Errorf("line %d: %d, want %d", i, got, want)
		}
	}
}
