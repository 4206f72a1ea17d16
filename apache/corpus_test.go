package apache

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/model"
)

// sharedFile is a real file of the corpus.
type sharedFile struct {
	name string
	text string
}

// corpus are the real .htaccess files that the tests are run over where they
// are at hand: they are not part of the repository.
func corpus(tb testing.TB) []sharedFile {
	tb.Helper()
	shared := os.Getenv("AUTHLINT_SHARED")
	if shared == "" {
		shared = "../../shared"
	}
	var files []sharedFile
	for _, folder := range []string{"apache", "wordpress"} {
		entries, err := os.ReadDir(filepath.Join(shared, "corpus", folder))
		if err != nil {
			tb.Skip("the corpus of real files is not part of the repository: ", err)
		}
		for _, e := range entries {
			data, err := os.ReadFile(filepath.Join(shared, "corpus", folder, e.Name()))
			if err != nil {
				tb.Fatal(err)
			}
			if isOverride(e.Name()) && match(e.Name(), data[:min(len(data), 4096)]) {
				files = append(files, sharedFile{folder + "/" + e.Name(), string(data)})
			}
		}
	}
	return files
}

// TestCorpusLive compares "httpd refuses this file" with a live httpd for every
// file of the corpus. Each is asked about twice: as it is, and by a server that
// passes over directives it does not know, since those of modules that may or
// may not be loaded are no fault of the file.
func TestCorpusLive(t *testing.T) {
	files := corpus(t)
	var texts []string
	for _, f := range files {
		texts = append(texts, f.text)
	}
	strict, lax := newOracle(t, "All"), newOracle(t, "All Nonfatal=Unknown")
	strictly, laxly := strict.ask(t, texts), lax.ask(t, texts)
	var both, neither, assumed, unknown int
	var before []string // what stands before the first refusal of a file
	for i, f := range files {
		o := opinionOf(f.text)
		switch v := strictly[i]; {
		case o.first != nil && v.refused():
			both++
			before = append(before, beforeRefusal(t, f.text, o.first))
		case o.first == nil && !v.refused():
			neither++
		case o.first == nil && o.assumed > 0:
			assumed++
		case o.first == nil && maybeLoaded(v.message):
			unknown++
			if laxly[i].refused() {
				t.Errorf("%s: %v, but a server that passes over unknown directives: %v", f.name, o, laxly[i])
			}
		default:
			t.Errorf("%s: %v, but httpd: %v", f.name, o, v)
		}
	}
	for i, v := range lax.ask(t, before) {
		if v.refused() {
			t.Errorf("httpd refuses a file before the line that is said to be the first: %q: %v", before[i], v)
		}
	}
	t.Logf("%d files, %d requests: refused by both %d, accepted by both %d, refused under an assumption %d, "+
		"refused for a directive of a module that may be loaded %d",
		len(files), strict.Requests()+lax.Requests(), both, neither, assumed, unknown)
}

// beforeRefusal cuts a file off before the line that httpd refuses first, and
// closes the sections that are open there.
func beforeRefusal(t *testing.T, text string, r *model.Refusal) string {
	t.Helper()
	var closing []string
	end := r.Cause.Start
	var find func(nodes []*Node)
	find = func(nodes []*Node) {
		for _, n := range nodes {
			switch {
			case n.Start <= r.Cause.Start && r.Cause.Start < n.HeadEnd:
				end = n.Start
			case n.Kind == KindSection && n.HeadEnd <= r.Cause.Start && r.Cause.Start < n.CloseStart:
				closing = append(closing, "</"+n.Name.Text[1:]+">\n")
				find(n.Children)
			}
		}
	}
	find(parseText(text, false).Nodes)
	slices.Reverse(closing)
	return text[:end] + strings.Join(closing, "")
}

// maybeLoaded says that httpd complains of a directive, provider or filter that
// some module has which the assumed server may or may not load.
func maybeLoaded(message string) bool {
	if rest, invalid := strings.CutPrefix(message, "Invalid command '"); invalid {
		name, _, _ := strings.Cut(rest, "'")
		return ThirdPartyOwner(name) != "" || len(Lookup(name)) > 0
	}
	kind, name, _ := strings.Cut(message, ": ")
	switch kind {
	case "Unknown Authz provider":
		return requireProviders[name] != ""
	case "Unknown Authn provider":
		return userProviders[name].module != ""
	}
	name, filter := strings.CutPrefix(message, "Unknown filter provider ")
	return filter && outputFilters[strings.ToLower(name)] != ""
}
