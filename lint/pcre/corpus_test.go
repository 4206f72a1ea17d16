package pcre

import (
	"cmp"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestCorpusPatterns compares what is said of the patterns of real files with
// what PCRE says. The files are not part of the repository.
func TestCorpusPatterns(t *testing.T) {
	shared := os.Getenv("AUTHLINT_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	d := newDrawer(t, 2)
	for _, c := range []struct {
		folder string
		read   func(string) []question
	}{{"apache", apachePatterns}, {"wordpress", apachePatterns}, {"nginx", nginxPatterns}} {
		t.Run(c.folder, func(t *testing.T) {
			questions := readPatterns(t, filepath.Join(shared, "corpus", c.folder), c.read)
			for _, q := range questions {
				questions = append(questions, question{pattern: q.pattern, flags: q.flags ^ d.flags()&^Extended})
			}
			for i := range questions {
				q := &questions[i]
				q.subjects = d.subjects(q.pattern, q.flags, corpusSubjects)
			}
			tally := askBoth(t, questions)
			t.Log(tally)
			for why, n := range tally.why {
				t.Logf("%d: %s", n, why)
			}
			if tally.unsaid*50 > tally.patterns || tally.undecided*1000 > tally.pairs {
				t.Errorf("too little can be said: %v", tally)
			}
		})
	}
}

const corpusSubjects = 20

// readPatterns lists the patterns of a folder's files, each once.
func readPatterns(t *testing.T, folder string, read func(string) []question) []question {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Skip("the corpus of real files is not part of the repository: ", err)
	}
	seen := map[string]question{}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range read(string(data)) {
			if strings.IndexByte(q.pattern, 0) < 0 && q.pattern != "" {
				seen[q.pattern+modifiers(q.flags)] = q
			}
		}
	}
	if len(seen) == 0 {
		t.Fatal("no pattern was found")
	}
	return slices.SortedFunc(maps.Values(seen), func(a, b question) int {
		return cmp.Or(cmp.Compare(a.pattern, b.pattern), cmp.Compare(a.flags, b.flags))
	})
}

// words splits a line about as both servers do.
func words(line string) []string {
	var list []string
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimLeft(line, " \t\r") {
		if quote := line[0]; quote == '"' || quote == '\'' {
			if n := ending(line[1:], func(c byte) bool { return c == quote }); n+1 < len(line) {
				list = append(list, line[1:n+1])
				line = line[n+2:]
				continue
			}
		}
		n := ending(line, func(c byte) bool { return c == ' ' || c == '\t' || c == '\r' })
		list = append(list, line[:n])
		line = line[n:]
	}
	return list
}

// ending is where a word ends: no backslash stands before that.
func ending(s string, end func(byte) bool) int {
	i := 0
	for i < len(s) && !end(s[i]) {
		if s[i] == '\\' {
			i++
		}
		i++
	}
	return min(i, len(s))
}

var matchInExpression = regexp.MustCompile(`[=!]~ *(?:m#([^#]*)#|/([^/]*)/)`)

// apachePatterns are the patterns of one of httpd's files.
func apachePatterns(text string) []question {
	const usual = DotAll | DollarEndOnly
	var list []question
	add := func(pattern string, flags Flags) {
		list = append(list, question{pattern: strings.TrimPrefix(pattern, "!"), flags: usual | flags})
	}
	for line := range strings.Lines(text) {
		for _, m := range matchInExpression.FindAllStringSubmatch(line, -1) {
			add(m[1]+m[2], 0)
		}
		w := words(strings.TrimSuffix(strings.TrimSpace(line), ">"))
		if len(w) < 2 || strings.HasPrefix(w[0], "#") {
			continue
		}
		flags := Flags(0)
		if last := strings.ToUpper(w[len(w)-1]); strings.HasPrefix(last, "[") && strings.Contains(last, "NC") {
			flags = IgnoreCase
		}
		switch name := strings.ToLower(w[0]); {
		case name == "rewriterule":
			add(w[1], flags)
		case name == "rewritecond" && len(w) > 2 && isPattern(strings.TrimPrefix(w[2], "!")):
			add(w[2], flags)
		case strings.HasPrefix(name, "setenvif") && len(w) > 2, name == "redirectmatch" && len(w) > 3, strings.HasPrefix(name, "<") && w[1] == "~" && len(w) > 2:
			if strings.HasSuffix(name, "nocase") {
				flags = IgnoreCase
			}
			add(w[2], flags)
		case strings.HasSuffix(name, "match"), name == "browsermatchnocase":
			if strings.HasSuffix(name, "nocase") {
				flags = IgnoreCase
			}
			add(w[1], flags)
		}
	}
	return list
}

// isPattern says that a RewriteCond compares with a pattern.
func isPattern(s string) bool {
	return s != "" && strings.IndexByte("<>=", s[0]) < 0 && !(s[0] == '-' && len(s) < 4)
}

// nginxPatterns are the patterns of one of nginx's files.
func nginxPatterns(text string) []question {
	var list []question
	add := func(pattern string, flags Flags) {
		pattern, fold := strings.CutPrefix(pattern, "*")
		if fold {
			flags |= IgnoreCase
		}
		list = append(list, question{pattern: pattern, flags: flags})
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \t\r\n;{}")
		if strings.HasPrefix(strings.TrimSpace(line), "if") {
			line = strings.TrimSuffix(line, ")")
		}
		w := words(line)
		for i, word := range w {
			switch pattern, tilde := strings.CutPrefix(word, "~"); {
			case strings.HasPrefix(w[0], "#"):
			case i == 1 && w[0] == "rewrite":
				add(word, 0)
			case (word == "~" || word == "~*" || word == "!~" || word == "!~*") && i+1 < len(w):
				add(strings.Trim(word, "!~")+w[i+1], 0)
			case tilde && pattern != "" && pattern != "*":
				add(pattern, 0)
			}
		}
	}
	return list
}
