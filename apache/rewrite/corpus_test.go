package rewrite_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/authlint/authlint/apache/rewrite"
	"github.com/authlint/authlint/lint/linttest/live"
)

// corpusRequests is what real rules are asked about: folder, target, and
// headers that they look at.
func corpusRequests() []request {
	var list []request
	for _, target := range []string{
		"", "index.php", "hello-world/", "hello/world?x=1", "wp-admin/", "wp-login.php", "wp-config.php", "xmlrpc.php", ".env",
		".git/config", "a.html", "a.php?id=1%20union%20select", "sub/a.html", "sub", "wp-content/uploads/x.php", "wp-includes/y.php",
		"?author=1", "a.jpg", "feed/", "index.php/x/y?z", "a.html?base64_encode(x)", "api/v1/users/7", "robots.txt", "x%20y.html",
	} {
		list = append(list, request{method: "GET", target: target})
	}
	for _, header := range []map[string]string{
		{"user-agent": "Mozilla/5.0 (Windows NT 10.0)", "accept": "text/html,image/webp"}, {"user-agent": "sqlmap/1.0"}, {"user-agent": "Googlebot"},
		{"referer": "http://example.org/x"}, {"referer": "http://spam.test/"}, {"x-forwarded-proto": "https"}, {"cookie": "wordpress_logged_in_1=a; lang=en"},
		{"accept-encoding": "gzip, br"}, {"authorization": "Basic eDp5"}, {"x-requested-with": "XMLHttpRequest"},
	} {
		for _, target := range []string{"hello-world/", "a.html", "a.jpg", "wp-login.php", "index.php"} {
			list = append(list, request{method: "GET", target: target, header: header})
		}
	}
	return append(list, request{method: "POST", target: "wp-login.php"}, request{method: "POST", target: "hello-world/"})
}

// TestCorpusLive compares the rules of real files, taken out of the sections
// they stand in.
func TestCorpusLive(t *testing.T) {
	sections := corpusSections(t)
	folder := live.NewFolder(t)
	configs := map[string]*rewrite.Config{}
	for _, name := range []string{"index.php", "a.html"} {
		folder.Write(t, name, "/"+name)
	}
	for i, s := range sections {
		dir := fmt.Sprintf("k%d/", i)
		for _, name := range []string{"index.php", "a.html", "a.jpg", "wp-login.php", "sub/a.html", "wp-admin/index.php", "x y.html"} {
			folder.Write(t, dir+name, "/"+dir+name)
		}
		folder.Write(t, dir+".htaccess", s.text())
		path := folder.Path + "/" + dir
		configs[path] = s.config(t, path)
	}
	h := live.StartHttpd(t, live.HttpdConfig{
		Modules: modules(), Docroot: folder.Path,
		Server: headerLines + "<VirtualHost *>\nServerName " + hostName(0) + ":80\n</VirtualHost>\n",
	})
	port, err := strconv.Atoi(h.Addr[strings.LastIndexByte(h.Addr, ':')+1:])
	if err != nil {
		t.Fatal(err)
	}
	site := &site{root: folder.Path, port: port, host: hostName(0), dirs: configs}
	var c counts
	for i, s := range sections {
		for _, r := range corpusRequests() {
			r.target = fmt.Sprintf("/k%d/%s", i, r.target)
			c.compare(t, h, site, r, section{base: "# " + s.base})
		}
	}
	c.report(t)
}

// corpusSections are the rules of the real files, where these are at hand:
// they are not part of the repository.
func corpusSections(t *testing.T) []section {
	t.Helper()
	shared := os.Getenv("AUTHLINT_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	names, err := filepath.Glob(filepath.Join(shared, "corpus", "*", "*"))
	if err != nil || len(names) == 0 {
		t.Skip("the corpus of real files is not part of the repository")
	}
	var sections []section
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if s := readSection(string(text)); len(s.rules) > 0 {
			sections = append(sections, s)
		}
	}
	if len(sections) == 0 {
		t.Fatal("the corpus has no rules")
	}
	return sections
}

// readSection reads the directives of mod_rewrite in a file, and passes over
// those that httpd refuses or a test cannot write.
func readSection(text string) section {
	s := section{engine: "On"}
	var conditions []conditionText
	for line := range strings.Lines(strings.ReplaceAll(text, "\\\n", " ")) {
		name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		w := cutWords(rest)
		if strings.Contains(rest, `"`) && !strings.HasPrefix(strings.TrimSpace(rest), `"`) {
			continue
		}
		switch strings.ToLower(name) {
		case "rewritebase":
			if strings.HasPrefix(w[0], "/") {
				s.base = w[0]
			}
		case "rewritecond":
			if _, err := rewrite.CompileCondition(w[0], w[1], w[2]); err == nil {
				conditions = append(conditions, conditionText{w[0], w[1], w[2]})
			}
		case "rewriterule":
			if _, err := rewrite.CompileRule(w[0], w[1], w[2]); err == nil {
				s.rules = append(s.rules, ruleText{conditions: conditions, pattern: w[0], target: w[1], flags: w[2]})
			}
			conditions = nil
		}
	}
	return s
}

// cutWords cuts a line into three words as mod_rewrite does; the last may be
// missing.
func cutWords(line string) []string {
	var list []string
	for len(list) < 3 {
		line = strings.TrimLeft(line, " \t")
		quote := ""
		if strings.HasPrefix(line, `"`) || strings.HasPrefix(line, "'") {
			quote, line = line[:1], line[1:]
		}
		i := 0
		for i < len(line) && line[i:i+1] != quote && (quote != "" || line[i] != ' ' && line[i] != '\t') {
			if line[i] == '\\' && i+1 < len(line) && (line[i+1] == ' ' || line[i+1] == '\t') {
				i++
			}
			i++
		}
		list = append(list, line[:i])
		line = line[min(i+1, len(line)):]
	}
	return list
}
