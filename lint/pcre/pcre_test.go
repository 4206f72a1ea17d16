package pcre

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestFind(t *testing.T) {
	for _, c := range []struct {
		pattern string
		flags   Flags
		subject string
		want    []int // nil for no match
	}{
		// Plain text.
		{``, 0, "", []int{0, 0}},
		{`^/admin`, 0, "/admin/x", []int{0, 6}},
		{`^/admin`, 0, "/x/admin", nil},
		{`^/admin$`, 0, "/admin", []int{0, 6}},
		{`^/admin$`, 0, "/admin\n", []int{0, 6}},
		{`^/admin$`, DollarEndOnly, "/admin\n", nil},
		{`\.php$`, 0, "a.php\n", []int{1, 5}},
		{`\.php$`, DollarEndOnly, "a.php\n", nil},
		{"\n$", 0, "\n\n", []int{0, 1}},
		{`login`, 0, "/wp-login.php", []int{4, 9}},
		{`^$`, 0, "", []int{0, 0}},
		{`^$`, 0, "a", nil},
		{`$`, 0, "a\n", []int{1, 1}},
		// Bytes.
		{`^.$`, 0, "\xe9", []int{0, 1}},
		{`^..$`, 0, "é", []int{0, 2}},
		{`é`, IgnoreCase, "É", nil},
		{`k`, IgnoreCase, "\u212a", nil},
		{`[^a]`, IgnoreCase, "A", nil},
		{`\w`, 0, "\xe9", nil},
		{`\s`, 0, "\v", []int{0, 1}},
		{`a.b`, 0, "a\nb", nil},
		{`a.b`, DotAll, "a\nb", []int{0, 3}},
		{`a.b`, 0, "a\x00b", []int{0, 3}},
		{`\d`, 0, "٣", nil},
		// Choices and groups.
		{`(a|ab)(c|bcd)`, 0, "abcd", []int{0, 4, 0, 1, 1, 4}},
		{`(a*)*`, 0, "b", []int{0, 0, 0, 0}},
		{`(a|b)*`, 0, "ab", []int{0, 2, 1, 2}},
		{`(?:(a)|b)*`, 0, "ab", []int{0, 2, 0, 1}},
		{`(|a)+`, 0, "aaa", []int{0, 0, 0, 0}},
		{`(a)?(b)?`, 0, "b", []int{0, 1, -1, -1, 0, 1}},
		{`(a+)(a{2})`, 0, "aaaa", []int{0, 4, 0, 2, 2, 4}},
		{`a(?i)b|c`, 0, "C", []int{0, 1}},
		{`^(.*?)/(.*)$`, 0, "a/b/c", []int{0, 5, 0, 1, 2, 5}},
		// What Go's regexp does not have.
		{`^(?!/admin)`, 0, "/admin", nil},
		{`(?<=a|bc)d`, 0, "bcd", []int{2, 3}},
		{`(a)(?!\1)`, 0, "aab", []int{1, 2, 1, 2}},
		{`(?>a+)a`, 0, "aaa", nil},
		{`a++b`, 0, "aab", []int{0, 3}},
		{`(?=(a))b`, 0, "ab", nil},
		{`(?x) a b # c`, 0, "ab", []int{0, 2}},
		{`^b$`, Multiline, "a\nb\n", []int{2, 3}},
		{`\Qa.b\E+`, 0, "a.bb", []int{0, 4}},
	} {
		re := Compile(c.pattern, c.flags)
		groups, answer := re.Find(c.subject, []int{7})
		want := Matches
		if c.want == nil {
			want = DoesNot
		}
		if answer != want || !slices.Equal(groups, c.want) {
			t.Errorf("%q %05b on %q: %d %v %s, want %d %v", c.pattern, c.flags, c.subject, answer, groups, re.Why(), want, c.want)
		}
		if got := re.Match(c.subject); got != want {
			t.Errorf("%q %05b on %q: Match says %d, want %d", c.pattern, c.flags, c.subject, got, want)
		}
	}
}

func TestWhy(t *testing.T) {
	for pattern, part := range map[string]string{
		`a`:                               "",
		`(`:                               "not closed",
		`[z-a]`:                           "out of order",
		`(?R)`:                            "recursion",
		`(a)(?1)`:                         "recursion",
		`(?P>n)(?<n>a)`:                   `"(?P"`,
		`(?(1)a)`:                         "condition",
		`(?C1)a`:                          "call-out",
		`(?|(a)|(b))`:                     "share numbers",
		`a\Kb`:                            `"\K"`,
		`\Ga`:                             `"\G"`,
		`\pL`:                             `"\p"`,
		`\X`:                              `"\X"`,
		`\R`:                              `"\R"`,
		`(*UTF8)a`:                        "verb",
		`a(*SKIP)b`:                       "verb",
		`a{,3}`:                           "differently",
		`(?<=a+)b`:                        "fixed length",
		`(a)(?<=\1)`:                      "look-behind",
		`(?=a)*`:                          "repeated",
		`(^a|b){0}c`:                      "no times",
		`\x{100}`:                         `"\x"`,
		`(?J)a`:                           "option",
		`(?xx)a b`:                        "xx",
		"a\x00":                           "null",
		`a+(b)?+a`:                        "atomic",
		`(?:(?:){60000}){60000}`:          "large",
		strings.Repeat("a", maxPattern+1): "large",
		`((((a{1,9}b){60}){60}){60}){60}`: "large",
	} {
		re := Compile(pattern, 0)
		if (part == "") != (re.Why() == "") || !strings.Contains(re.Why(), part) {
			t.Errorf("%.40q: %q, want %q", pattern, re.Why(), part)
		}
		groups, answer := re.Find("a", nil)
		if part != "" && (answer != CannotSay || re.Match("a") != CannotSay || len(groups) != 0 || re.Groups() != 0) {
			t.Errorf("%.40q: something is said: %d %v", pattern, answer, groups)
		}
		if re.String() != pattern {
			t.Errorf("%.40q is %.40q", pattern, re)
		}
	}
}

func TestNames(t *testing.T) {
	re := Compile(`(?<year>\d+)(-)(?P<day>\d+)(?:x)(?'year'a)`, 0)
	if want := []string{"", "year", "", "day", "year"}; !slices.Equal(re.Names(), want) || re.Groups() != 4 {
		t.Errorf("%q, %d groups, want %q", re.Names(), re.Groups(), want)
	}
}

// TestSubjectsBeyond are subjects that nothing is said of though other ones are answered.
func TestSubjectsBeyond(t *testing.T) {
	for _, c := range []struct{ pattern, subject string }{
		{`\S?\v`, "\x85"},
		{`a(b|c)`, strings.Repeat("a", maxSubject+1)},
		{`^(a+)+$`, strings.Repeat("a", 30) + "b"},
	} {
		re := Compile(c.pattern, 0)
		if re.Match("ab") == CannotSay || re.Match(c.subject) != CannotSay {
			t.Errorf("%q on %.40q: %d and %d", c.pattern, c.subject, re.Match("ab"), re.Match(c.subject))
		}
	}
}

// hostile patterns make PCRE take many steps.
var hostile = []string{
	`^(a+)+$`, `(a|a)*b`, `(a*)*x`, `(x+x+)+y`, `(.*)*x`, `.*.*.*.*=`, `(.*)a(.*)b(.*)c(.*)d`, `(a?){30}a{30}`, `((a+)?b?)*c`,
	`(?:a|aa)+$`, `(?=(a+)+$)b`, `(?<!x)(a+)+$`, `([a-z]+)*=`, `^(([a-z])+.)+[A-Z]([a-z])+$`, `(.+)+\1x`, `(?:a?){64}$`, `.*?.*?.*?=`, `(a+)+|.*`,
}

// TestHostilePatterns compares what is said where PCRE may reach its limit,
// and sees that it does not take long.
func TestHostilePatterns(t *testing.T) {
	var questions []question
	for _, pattern := range hostile {
		q := question{pattern: pattern}
		for _, n := range []int{24, 200} {
			q.subjects = append(q.subjects, strings.Repeat("a", n)+"!", strings.Repeat("abcx", n/4)+"\n", strings.Repeat("a", n))
		}
		questions = append(questions, q)
		began := time.Now()
		Compile(pattern, 0).Match(strings.Repeat("a", 8000))
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("%q took %v", pattern, took)
		}
	}
	tally := askBoth(t, questions)
	t.Log(tally)
	if tally.unsaid > 0 || tally.undecided == 0 || tally.undecided > tally.pairs/2 {
		t.Errorf("too much or too little is said: %v", tally)
	}
}

// TestNoAllocation looks at a machine that has run before.
func TestNoAllocation(t *testing.T) {
	for _, pattern := range []string{`\.(php|phtml)$`, `^/([^/]+)/(\d+)$`, `^(?!/static/)(.*)\.php`} {
		re := Compile(pattern, 0)
		for _, subject := range []string{"/admin/index.php", "/blog/17", "/static/a.css"} {
			m := re.machine()
			m.run(re.find, subject)
			if n := testing.AllocsPerRun(100, func() { m.run(re.find, subject); m.run(re.test, subject) }); n > 0 {
				t.Errorf("%q on %q: %v allocations", pattern, subject, n)
			}
		}
	}
}

func TestSeveralGoroutines(t *testing.T) {
	re := Compile(`^/(\w+)/(?!x)(.*)$`, 0)
	var wait sync.WaitGroup
	for n := range 8 {
		wait.Go(func() {
			subject := "/" + strings.Repeat("a", n+1) + "/b"
			for range 200 {
				groups, _ := re.Find(subject, nil)
				if want := []int{0, n + 4, 1, n + 2, n + 3, n + 4}; !slices.Equal(groups, want) {
					t.Errorf("%q: %v, want %v", subject, groups, want)
				}
			}
		})
	}
	wait.Wait()
}
