package nginx

import (
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// refusalCase is a configuration and what nginx says to it.
type refusalCase struct {
	place string // file and line
	// mark is "+" for accepted and "-" for refused; "?" is for refused, of
	// which the front end is not sure: another module may know the name.
	mark byte
	text string // that of the block http
}

// refusalCases reads all cases. Those of files called "server-" stand in a
// block server, those of others in the block http.
func refusalCases(tb testing.TB) []refusalCase {
	tb.Helper()
	names, err := filepath.Glob("../testdata/conformance/nginx-refusals/*.txt")
	if err != nil || len(names) == 0 {
		tb.Fatalf("no cases: %v", err)
	}
	var cases []refusalCase
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		first, number := len(cases), 0
		for line := range strings.Lines(string(data)) {
			number++
			line = strings.TrimSuffix(line, "\n")
			switch {
			case line == "" || line[0] == '#':
			case strings.HasPrefix(line, "| "):
				cases[len(cases)-1].text += line[2:] + "\n"
			case len(line) > 1 && strings.IndexByte("+-?", line[0]) >= 0 && line[1] == ' ':
				cases = append(cases, refusalCase{filepath.Base(name) + ":" + strconv.Itoa(number), line[0], line[2:] + "\n"})
			default:
				tb.Fatalf("%s:%d: no case: %q", name, number, line)
			}
		}
		if strings.HasPrefix(filepath.Base(name), "server-") {
			for i := range cases[first:] {
				c := &cases[first+i]
				c.text = "server {\nlisten 127.0.0.1:${PORT};\n" + c.text + "}\n"
			}
		}
	}
	return cases
}

// TestRefusals compares the front end's opinion of every case with its mark.
// One mistake has one refusal.
func TestRefusals(t *testing.T) {
	counts := map[byte]int{}
	for _, c := range refusalCases(t) {
		counts[c.mark]++
		site := loadedHTTP(c.text)
		sure := 0
		for _, r := range site.Refusals {
			if r.Assumption == "" {
				sure++
			}
		}
		if (sure > 0) != (c.mark == '-') || len(site.Refusals) > 1 || c.mark == '+' && len(site.Refusals) > 0 {
			t.Errorf("%s: marked %q, and there are %d refusals, %d of them sure", c.place, c.mark, len(site.Refusals), sure)
			for _, r := range site.Refusals {
				t.Log("  ", r.Span.Position(), r.Message)
			}
		}
	}
	t.Logf("%d accepted, %d refused, %d not sure", counts['+'], counts['-'], counts['?'])
}

// loadedHTTP loads a whole configuration with a text in its block http.
func loadedHTTP(text string) *model.Site {
	site := &model.Site{}
	f := source.NewFile("/etc/nginx/nginx.conf", []byte("events {\n}\nhttp {\n"+text+"}\n"))
	Frontend(Options{}).Load(f, nothingElse{}, site)
	return site
}

// TestRefusalsLive asks a live nginx whether the marks are right.
func TestRefusalsLive(t *testing.T) {
	asked := 0
	for _, c := range refusalCases(t) {
		asked++
		if ok, says := live.NginxTest(t, live.NginxConfig{HTTP: c.text}); ok != (c.mark == '+') {
			t.Errorf("%s: marked %q, but nginx: %s", c.place, c.mark, says)
		}
	}
	t.Logf("%d cases", asked)
}

// nothingElse is a loader of no files.
type nothingElse struct{}

func (nothingElse) Locate(string) (treePath string, known bool, why string) {
	return "", false, "there is nothing else"
}

func (nothingElse) Open(string) (*source.File, error) { return nil, fs.ErrNotExist }

func (nothingElse) Stat(string) (source.Info, error) { return source.Info{}, fs.ErrNotExist }

func (nothingElse) Tree() source.Tree { return source.NewMemory() }

func (nothingElse) Glob(string) ([]string, error) { return nil, nil }

func (nothingElse) Credentials(ref *model.FileRef, _ model.StoreKind, _ model.ServerKind) {
	ref.Status = model.FileUnknown
}

// TestLongWordsLive asks a live nginx about words and comments as long as its
// buffer, and a little less and more.
func TestLongWordsLive(t *testing.T) {
	refused := 0
	for length := 4090; length <= 4100; length++ {
		long := strings.Repeat("a", length)
		for _, text := range []string{
			"default_type " + long + ";\n", "default_type " + long + " ;\n", "default_type \"" + long + "\";\n",
			"default_type '" + long + "' ;\n", "default_type '" + long + "'\n\n;\n", "#" + long + "\n", "# " + long + "\r\n",
			"default_type " + long + "# a\n;\n", "if ($host = '" + long + "') { }\n",
		} {
			text = "server {\nlisten 127.0.0.1:${PORT};\n" + text + "}\n"
			accepted, _ := live.NginxTest(t, live.NginxConfig{HTTP: text})
			if !accepted {
				refused++
			}
			if ours := len(loadedHTTP(text).Refusals) == 0; ours != accepted {
				t.Errorf("%d bytes, %.70q: nginx accepts it: %v, and here: %v", length, text[34:], accepted, ours)
			}
		}
	}
	if refused == 0 {
		t.Error("nginx accepts all of them")
	}
}
