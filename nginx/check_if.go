package nginx

import (
	"strings"

	"github.com/authlint/authlint/lint/pcre"
)

// checkIf says what nginx has against a condition. Its words are those between
// the blanks, the parentheses with them.
func checkIf(n *Node) objection {
	first, last := 0, len(n.Words)-1
	if last < 0 || !strings.HasPrefix(n.Arg(0), "(") {
		return wrongWord(0, "a condition begins with \"(\"")
	}
	words := make([]string, len(n.Words))
	for i, w := range n.Words {
		words[i] = w.Text
	}
	if words[0] == "(" {
		first = 1
	} else {
		words[0] = words[0][1:]
	}
	switch {
	case !strings.HasSuffix(words[last], ")"):
		return wrongWord(last, "a condition ends with \")\"")
	case words[last] == ")":
		last--
	default:
		words[last] = strings.TrimSuffix(words[last], ")")
	}
	if first >= len(words) {
		return wrongWord(0, noCondition)
	}
	return condition(words, first, last)
}

const noCondition = "this is no condition: one is a variable, a comparison of one, or a test of a file"

// condition checks what stands between the parentheses.
func condition(words []string, first, last int) objection {
	subject := words[first]
	switch {
	case len(subject) > 1 && subject[0] == '$':
		if !plainVariable(subject) {
			return wrongWord(first, "there is no such variable: blanks stand round an operator")
		}
		if first == last {
			return objection{}
		}
		if first+2 != last {
			return wrongWord(first, "a comparison is a variable, an operator and one value")
		}
		return comparison(words[first+1], words[last], first+1)
	case fileTest(subject):
		if first+1 != last {
			return wrongWord(first, "a test of a file has one operand")
		}
		return objection{}
	}
	return wrongWord(first, noCondition)
}

// fileTest says that a word tests a file: -f, -d, -e, -x, with a "!" in front
// or without.
func fileTest(word string) bool {
	test, is := strings.CutPrefix(strings.TrimPrefix(word, "!"), "-")
	return is && len(test) == 1 && strings.Contains("fdex", test)
}

func comparison(operator, value string, at int) objection {
	switch operator {
	case "=", "!=":
		return objection{}
	case "~", "!~":
		return checkPattern(at+1, value, 0)
	case "~*", "!~*":
		return checkPattern(at+1, value, pcre.IgnoreCase)
	}
	return wrongWord(at, "the operators are =, !=, ~, !~, ~* and !~*")
}
