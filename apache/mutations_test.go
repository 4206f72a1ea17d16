package apache

import (
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mutationSeed draws the files of continuous integration. AUTHLINT_SEED draws
// others.
const (
	mutationSeed = 20260101
	mutations    = 3000
)

// TestMutationsLive compares the front end's opinion of files that were made
// wrong at random with a live httpd's.
func TestMutationsLive(t *testing.T) {
	seed := uint64(mutationSeed)
	if s := os.Getenv("AUTHLINT_SEED"); s != "" {
		var err error
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("AUTHLINT_SEED=%d", seed)
	m := newMutator(t, seed)
	texts := make([]string, mutations)
	for i := range texts {
		texts[i] = m.file()
	}
	server := newOracle(t, "")
	tally := map[string]int{}
	for i, v := range server.ask(t, texts) {
		how := compare(opinionOf(texts[i]), v)
		tally[how]++
		if how == disagreed {
			small := shrink(texts[i], func(text string) bool {
				return compare(opinionOf(text), server.ask(t, []string{text})[0]) == disagreed
			})
			t.Errorf("%q: %v, but httpd: %v", small, opinionOf(small), server.ask(t, []string{small})[0])
		}
	}
	t.Logf("%d requests: %v", server.Requests(), tally)
}

const disagreed = "disagreed"

// compare says whether the front end and httpd agree on a file, and on what.
func compare(o opinion, v verdict) string {
	switch {
	case o.first != nil && v.refused():
		return "refused by both"
	case o.first == nil && !v.refused():
		return "accepted by both"
	case o.first == nil && o.assumed > 0:
		return "refused under an assumption"
	case o.first == nil && (maybeLoaded(v.message) || o.undecided && strings.HasPrefix(v.message, "Invalid command")):
		return "of a module that may be loaded"
	case o.first == nil && expressionRefused(v.message):
		return "an expression"
	}
	return disagreed
}

// expressionRefused says that httpd complains of an expression, whose language
// the front end does not judge.
func expressionRefused(message string) bool {
	for _, part := range []string{
		"Cannot parse expression", "Cannot parse condition clause", "Cannot parse redirect expression", "Can't parse",
		"Could not parse", "cannot compile expression", "Error parsing FilterProvider expression", "SSLRequire: ",
	} {
		if strings.Contains(message, part) {
			return true
		}
	}
	return false
}

// shrink takes lines off a file as long as it stays wrong.
func shrink(text string, wrong func(string) bool) string {
	lines := strings.SplitAfter(text, "\n")
	for i := 0; i < len(lines); {
		fewer := slices.Delete(slices.Clone(lines), i, i+1)
		if wrong(strings.Join(fewer, "")) {
			lines = fewer
		} else {
			i++
		}
	}
	return strings.Join(lines, "")
}

// mutator makes files out of good lines.
type mutator struct {
	*rand.Rand
	good  []string // whole cases that httpd accepts
	words []string // words of all cases
}

func newMutator(t *testing.T, seed uint64) *mutator {
	t.Helper()
	m := &mutator{Rand: rand.New(rand.NewPCG(seed, 1))}
	for _, c := range refusalCases(t) {
		m.words = append(m.words, strings.Fields(c.text)...)
		if c.mark == markAccepted {
			m.good = append(m.good, c.text)
		}
	}
	return m
}

func pick[T any](m *mutator, from []T) T { return from[m.IntN(len(from))] }

// file is a good case with one change, or several ones, some in sections, with
// up to three.
func (m *mutator) file() string {
	if m.IntN(2) == 0 {
		return m.change(pick(m, m.good))
	}
	var b strings.Builder
	for range 1 + m.IntN(4) {
		text := pick(m, m.good)
		if m.IntN(4) == 0 {
			open, end, _ := strings.Cut(pick(m, mutationSections), "|")
			text = open + "\n" + strings.TrimSuffix(text, "\n") + "\n" + end + "\n"
		}
		b.WriteString(text)
	}
	text := b.String()
	for range m.IntN(4) {
		text = m.change(text)
	}
	return text
}

var mutationSections = []string{
	"<Files x>|</Files>", "<FilesMatch .>|</FilesMatch>", "<IfModule mod_rewrite.c>|</IfModule>",
	"<IfModule !mod_rewrite.c>|</IfModule>", "<Limit GET>|</Limit>", "<LimitExcept GET>|</LimitExcept>",
	"<RequireAll>|</RequireAll>", "<RequireAny>|</RequireAny>", "<If true>|</If>", "<IfVersion < 2.4>|</IfVersion>",
	"<IfModule mod_access.c>|</IfModule>",
}

// change makes one change to a line or its neighbours.
func (m *mutator) change(text string) string {
	lines := strings.SplitAfter(text, "\n")
	i := m.IntN(len(lines))
	line := strings.TrimSuffix(lines[i], "\n")
	switch m.IntN(9) {
	case 0:
		lines = slices.Delete(lines, i, i+1)
	case 1:
		lines = slices.Insert(lines, i, lines[i])
	case 2:
		j := m.IntN(len(lines))
		lines[i], lines[j] = lines[j], lines[i]
	case 3:
		lines[i] = line + pick(m, []string{"\\", "\r", " # c", " x", "\"", "'", ">", " \\ ", "\x00", " \"\""}) + "\n"
	default:
		lines[i] = m.changeWords(line) + "\n"
	}
	return strings.Join(lines, "")
}

// changeWords changes a word or a byte of a line.
func (m *mutator) changeWords(line string) string {
	words := strings.Fields(line)
	if len(words) == 0 {
		return pick(m, m.words)
	}
	i := m.IntN(len(words))
	switch m.IntN(6) {
	case 0:
		words = slices.Delete(words, i, i+1)
	case 1:
		words = slices.Insert(words, i, pick(m, m.words))
	case 2:
		words[i] = pick(m, m.words)
	case 3:
		words = slices.Insert(words, i, words[i])
	case 4:
		at := m.IntN(len(line) + 1)
		return line[:at] + pick(m, mutationBytes) + line[at:]
	default:
		at := m.IntN(len(line))
		return line[:at] + line[at+1:]
	}
	return strings.Join(words, " ")
}

var mutationBytes = []string{
	" ", "\"", "'", "\\", "<", ">", "/", "#", "(", ")", "[", "]", "*", "+", "?", "{", "}", "$", "%", "%{", "!", "=", ",",
	";", ":", ".", "-", "0", "9", "a", "\t", "\f", "é", "\u00a0", "${",
}
