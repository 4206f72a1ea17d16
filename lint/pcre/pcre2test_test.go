package pcre

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// question is a pattern and the subjects it is tried on.
type question struct {
	pattern  string
	flags    Flags
	subjects []string
}

// reply is what PCRE says: why it refuses the pattern, or one answer for each
// subject as pcre2test prints it.
type reply struct {
	refusal string
	answers []string
}

// Prefixes of pcre2test's answers.
const (
	saysNoMatch = "No match"
	saysFailed  = "Failed: "
)

// pcre2test puts questions to PCRE. It is part of Debian's package pcre2-utils.
func pcre2test(tb testing.TB, questions []question) []reply {
	tb.Helper()
	tool, err := exec.LookPath("pcre2test")
	if err != nil {
		if os.Getenv("AUTHLINT_SERVERS") == "required" {
			tb.Fatal("pcre2test is not installed, and AUTHLINT_SERVERS=required")
		}
		tb.Skip("pcre2test is not installed")
	}
	var in bytes.Buffer
	in.WriteString("#subject ovector=0,allaftertext,allcaptures\n")
	for _, q := range questions {
		fmt.Fprintf(&in, "/% x/hex,dupnames%s\n", q.pattern, modifiers(q.flags))
		for _, s := range q.subjects {
			in.WriteString(subjectLine(s) + "\n")
		}
		in.WriteString("\n")
	}
	file := filepath.Join(tb.TempDir(), "in")
	if err := os.WriteFile(file, in.Bytes(), 0o600); err != nil {
		tb.Fatal(err)
	}
	out, err := exec.Command(tool, "-q", file).Output()
	if err != nil && len(out) == 0 {
		tb.Fatalf("pcre2test: %v", err)
	}
	return readReplies(tb, out, questions)
}

func modifiers(f Flags) string {
	text := ""
	for i, name := range []string{"caseless", "dotall", "multiline", "extended", "dollar_endonly"} {
		if f&(1<<i) != 0 {
			text += "," + name
		}
	}
	return text
}

// subjectLine is a subject as pcre2test reads it.
func subjectLine(s string) string {
	if s == "" {
		return `\=ovector=0`
	}
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, `\x%02x`, s[i])
	}
	return b.String()
}

// readReplies reads what pcre2test prints: its input again, and after each line
// what is to be said of it.
func readReplies(tb testing.TB, out []byte, questions []question) []reply {
	tb.Helper()
	var replies []reply
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<26)
	for lines.Scan() {
		line := lines.Text()
		last := len(replies) - 1
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "/"):
			replies = append(replies, reply{})
		case line == "" || last < 0:
		case strings.HasPrefix(line, `\`):
			replies[last].answers = append(replies[last].answers, "")
		case len(replies[last].answers) == 0:
			replies[last].refusal += line
		default:
			replies[last].answers[len(replies[last].answers)-1] += line + "\n"
		}
	}
	if err := lines.Err(); err != nil {
		tb.Fatal(err)
	}
	if len(replies) != len(questions) {
		tb.Fatalf("pcre2test was asked %d questions and answered %d", len(questions), len(replies))
	}
	for i, r := range replies {
		if len(r.answers) != len(questions[i].subjects) {
			tb.Fatalf("%q: pcre2test was given %d subjects and answered %d", questions[i].pattern,
				len(questions[i].subjects), len(r.answers))
		}
	}
	return replies
}

// printed is an answer as pcre2test prints it.
func printed(subject string, groups []int, answer Answer) string {
	if answer != Matches {
		return saysNoMatch + "\n"
	}
	var b strings.Builder
	for g := 0; g < len(groups); g += 2 {
		from, to := groups[g], groups[g+1]
		if from < 0 {
			fmt.Fprintf(&b, "%2d: <unset>\n", g/2)
			continue
		}
		fmt.Fprintf(&b, "%2d: %s\n%2d+ %s\n", g/2, shown(subject[from:to]), g/2, shown(subject[to:]))
	}
	return b.String()
}

func shown(s string) string {
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c > '~':
			fmt.Fprintf(&b, `\x%02x`, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// tally counts how questions were answered.
type tally struct {
	patterns, refused, unsaid int // patterns, those that PCRE refuses, those that nothing is said of
	pairs, matches, undecided int // pairs, those that match, those that nothing is said of
	why                       map[string]int
}

func (t *tally) String() string {
	return fmt.Sprintf("%d patterns (%d refused by PCRE, nothing is said of %d), %d pairs (%d match, nothing is said of %d)",
		t.patterns, t.refused, t.unsaid, t.pairs, t.matches, t.undecided)
}

// askBoth compares every answer with PCRE's: whether the pattern matches and
// what each group is.
func askBoth(tb testing.TB, questions []question) *tally {
	tb.Helper()
	t := &tally{why: map[string]int{}}
	var groups []int
	for i, r := range pcre2test(tb, questions) {
		q := questions[i]
		re := Compile(q.pattern, q.flags)
		t.patterns++
		switch {
		case r.refusal != "":
			t.refused++
			if re.Why() == "" {
				tb.Errorf("%q %05b: PCRE refuses it: %s", q.pattern, q.flags, r.refusal)
			}
			continue
		case Invalid(q.pattern, q.flags) != "":
			tb.Errorf("%q %05b: PCRE takes it, but: %s", q.pattern, q.flags, Invalid(q.pattern, q.flags))
		case re.Why() != "":
			t.unsaid++
			t.why[re.Why()]++
			continue
		}
		for n, subject := range q.subjects {
			t.pairs++
			var answer Answer
			groups, answer = re.Find(subject, groups)
			if quick := re.Match(subject); quick != answer && quick != CannotSay && answer != CannotSay {
				tb.Errorf("%q %05b on %q: Match says %d, Find %d", q.pattern, q.flags, subject, quick, answer)
			}
			switch got := printed(subject, groups, answer); {
			case answer == CannotSay:
				t.undecided++
			case got != r.answers[n]:
				tb.Errorf("%q %05b on %q: %s, but PCRE: %s", q.pattern, q.flags, subject, got, r.answers[n])
			case answer == Matches:
				t.matches++
			}
		}
	}
	return t
}
