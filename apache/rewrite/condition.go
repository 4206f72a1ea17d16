package rewrite

import (
	"cmp"
	"errors"
	"strconv"
	"strings"

	"github.com/authlint/authlint/apache/expr"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/pcre"
)

// test is how a condition compares.
type test uint8

const (
	matches test = iota
	isFile
	hasSize
	isLink
	isDirectory
	isExecutable
	reachesURL
	reachesFile
	textLess
	textLessOrEqual
	textEqual
	textGreater
	textGreaterOrEqual
	numberLess
	numberLessOrEqual
	numberEqual
	numberGreater
	numberGreaterOrEqual
	holds // RewriteCond expr
)

// A Condition is one RewriteCond.
type Condition struct {
	// ID is the caller's own number of the condition. The engine never reads it.
	ID int

	input      template
	test       test
	not        bool
	or         bool
	noCase     bool
	operand    string
	number     int // the operand of a comparison of numbers
	pattern    *pcre.Regexp
	expression *expr.Condition
	uses       groupUse
}

// CompileCondition makes a condition from the words of RewriteCond as
// mod_rewrite cuts them: the test string, the pattern with its "!", and the
// flags with their brackets or "". An error says why httpd refuses it.
func CompileCondition(input, pattern, flags string) (*Condition, error) {
	c := &Condition{}
	if err := eachFlag(flags, c.flag); err != nil {
		return nil, err
	}
	if c.not = strings.HasPrefix(pattern, "!"); c.not {
		pattern = pattern[1:]
	}
	var err error
	if strings.EqualFold(input, "expr") {
		c.test = holds
		c.expression, err = expr.Parse(pattern)
		return c, err
	}
	c.input = parseTemplate(input)
	c.uses.add(c.input)
	c.operator(pattern)
	switch c.test {
	case matches:
		c.pattern, err = compilePattern(c.operand, c.noCase)
	case numberLess, numberLessOrEqual, numberEqual, numberGreater, numberGreaterOrEqual:
		c.number = number(c.operand)
	}
	return c, err
}

// fileTests are the tests "-f" and so on.
var fileTests = map[byte]test{
	'f': isFile, 's': hasSize, 'd': isDirectory, 'x': isExecutable, 'h': isLink, 'L': isLink, 'l': isLink,
	'U': reachesURL, 'F': reachesFile,
}

// operator reads how to compare. What is no operator is a regular expression,
// a lone "=" or "-" among it.
func (c *Condition) operator(pattern string) {
	c.operand = pattern
	switch {
	case len(pattern) < 2:
	case pattern[0] == '-' && len(pattern) == 2:
		c.test = fileTests[pattern[1]]
	case pattern[0] == '-' && len(pattern) > 3:
		c.numeric(pattern[1:3])
	case pattern[0] == '=':
		c.test, c.operand = textEqual, pattern[1:]
		if c.operand == `""` {
			c.operand = ""
		}
	case strings.HasPrefix(pattern, "<="):
		c.test, c.operand = textLessOrEqual, pattern[2:]
	case pattern[0] == '<':
		c.test, c.operand = textLess, pattern[1:]
	case strings.HasPrefix(pattern, ">="):
		c.test, c.operand = textGreaterOrEqual, pattern[2:]
	case pattern[0] == '>':
		c.test, c.operand = textGreater, pattern[1:]
	}
}

// numeric reads an operator such as "-lt".
func (c *Condition) numeric(name string) {
	switch name {
	case "lt":
		c.test = numberLess
	case "le":
		c.test = numberLessOrEqual
	case "eq":
		c.test = numberEqual
	case "ne":
		c.test, c.not = numberEqual, !c.not
	case "gt":
		c.test = numberGreater
	case "ge":
		c.test = numberGreaterOrEqual
	default:
		return
	}
	c.operand = c.operand[len("-lt"):]
}

// apply answers a condition and keeps the groups it catches.
func (r *run) apply(c *Condition) (model.Fact, string) {
	fact, why := r.ask(c)
	if c.not {
		fact = fact.Not()
	}
	return fact, why
}

func fact(yes bool) model.Fact {
	if yes {
		return model.Yes
	}
	return model.No
}

// known is a fact unless there is a reason why it is none.
func known(yes bool, why string) (model.Fact, string) {
	if why != "" {
		return model.Unknown, why
	}
	return fact(yes), ""
}

// ask answers a condition as if it had no "!".
func (r *run) ask(c *Condition) (model.Fact, string) {
	if c.test == holds {
		return r.holds(c)
	}
	input, why := r.expand(c.input, nil)
	if why != "" {
		return model.Unknown, why
	}
	switch c.test {
	case matches:
		return r.matches(c, input)
	case isFile, hasSize, isLink, isDirectory, isExecutable:
		return r.file(c.test, input)
	case reachesURL, reachesFile:
		// An empty test string is asked for by nobody.
		if input == "" {
			return model.No, ""
		}
		return model.Unknown, "a condition asks what the server would answer to another request"
	case textLess, textLessOrEqual, textEqual, textGreater, textGreaterOrEqual:
		return fact(c.test.holds(compareText(input, c.operand, c.noCase, c.test == textEqual))), ""
	}
	return fact(c.test.holds(cmp.Compare(number(input), c.number))), ""
}

// matches applies the regular expression.
func (r *run) matches(c *Condition, input string) (model.Fact, string) {
	var answer pcre.Answer
	if keep := r.uses.condition && !c.not; !keep {
		answer = c.pattern.Match(input)
	} else if r.found, answer = c.pattern.Find(input, r.found[:0]); answer == pcre.Matches {
		r.fromCondition.take(input, r.found)
	}
	if answer == pcre.CannotSay {
		return model.Unknown, r.unanswered(c.pattern)
	}
	return fact(answer == pcre.Matches), ""
}

// file answers a test of a file.
func (r *run) file(t test, path string) (model.Fact, string) {
	switch {
	case path == "" || strings.Contains(path, "://") && path[0] != '/':
		// A rule with R and without L leaves a URL behind.
		return model.No, ""
	case path[0] != '/':
		return model.Unknown, "a path is relative to the folder that the server was started in"
	case t == isExecutable:
		yes, why := r.l.Executable(path)
		return known(yes, why)
	}
	kind, size, why := r.l.Stat(path)
	switch t {
	case isFile:
		return known(kind&expr.Regular != 0, why)
	case hasSize:
		return known(kind&expr.Regular != 0 && size > 0, why)
	case isLink:
		return known(kind&expr.Link != 0, why)
	}
	return known(kind&expr.Directory != 0, why)
}

// holds says whether a comparison that came out negative, zero or positive is
// what the test wants.
func (t test) holds(order int) bool {
	switch t {
	case textLess, numberLess:
		return order < 0
	case textLessOrEqual, numberLessOrEqual:
		return order <= 0
	case textGreater, numberGreater:
		return order > 0
	case textGreaterOrEqual, numberGreaterOrEqual:
		return order >= 0
	}
	return order == 0
}

// compareText orders texts as mod_rewrite does: the longer one is greater, and
// only texts of one length are compared byte by byte. With NC it is the order
// of strcasecmp.
func compareText(a, b string, noCase, equality bool) int {
	switch {
	case noCase:
		return strings.Compare(lower(a), lower(b))
	case equality || len(a) == len(b):
		return strings.Compare(a, b)
	}
	return cmp.Compare(len(a), len(b))
}

// lower is in the C locale, where only ASCII has case.
func lower(s string) string {
	for i := range len(s) {
		if s[i] >= 'A' && s[i] <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if b[i] >= 'A' && b[i] <= 'Z' {
					b[i] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}

// flag takes one flag.
func (c *Condition) flag(key, _ string) error {
	switch strings.ToLower(key) {
	case "nc", "nocase":
		c.noCase = true
	case "or", "ornext":
		c.or = true
	case "nv", "novary":
	default:
		return errors.New("RewriteCond has no flag " + strconv.Quote(key))
	}
	return nil
}
