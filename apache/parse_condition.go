package apache

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/pcre"
)

// condition decides a condition, whose arguments stand between two places of
// the line, and, when httpd skips it, finds where that ends.
func (p *parser) condition(n *Node, kind model.ConditionKind, from, to int) {
	argument, complaint := p.argument(n, kind, from, to)
	d := decision{verdict: model.Undecided, why: "the condition is wrong"}
	if complaint.says == "" {
		d = p.decide(kind, argument)
	} else if !n.Open {
		p.fault(n, complaint.word.Start, complaint.word.End, model.RefusedArguments, complaint.says)
		n.refused = true
	}
	if n.Negated && d.verdict == model.Undecided && kind == model.IfDefine && p.undefined && complaint.says == "" {
		d = decision{model.Skipped, argument + " is not defined in the configuration", true}
	}
	if n.Negated && d.verdict != model.Undecided {
		d.verdict = model.Entered + model.Skipped - d.verdict
	}
	n.Verdict, n.Why, n.Assumed = d.verdict, d.why, d.assumed
	if n.Verdict != model.Entered {
		p.outside++
	}
	if n.Verdict == model.Skipped && p.soakEnd < 0 {
		p.soak(n, conditionEnd)
	}
}

// argument reads what a condition asks: the first word, with or without a "!"
// before it, or an operator and a version.
func (p *parser) argument(n *Node, kind model.ConditionKind, from, to int) (string, objection) {
	if kind == model.IfVersion {
		return p.version(n, from)
	}
	if from < to && p.line.text[from] == '!' {
		n.Negated = true
		from++
	}
	n.Argument, _, _ = p.line.word(from, to)
	if n.Argument.Text == "" {
		return "", objection{word: n.Name, says: n.Name.Text + "> requires an argument"}
	}
	return n.Argument.Text, none
}

// version reads an operator and a version. Unlike other sections, IfVersion
// ends at its second word, or at a ">" behind that.
func (p *parser) version(n *Node, from int) (string, objection) {
	words := p.line.cut(nil, from, len(p.line.text))
	if last := len(words) - 1; last > 0 && last < 3 && words[last].Text == ">" {
		words = words[:last]
	} else if len(words) > 0 {
		w := &words[min(last, 1)]
		if !strings.HasSuffix(w.Text, ">") && !n.Open {
			return "", objection{word: *w, says: n.Name.Text + "> lacks its closing '>'"}
		}
		w.Text, w.End = strings.TrimSuffix(w.Text, ">"), w.End-1
	}
	switch {
	case len(words) == 0:
		return "", objection{word: n.Name, says: n.Name.Text + "> names no version"}
	case len(words) > 3:
		return "", objection{word: words[3], says: n.Name.Text + "> takes an operator and a version"}
	}
	operator, version := Word{Text: "="}, words[0]
	if len(words) > 1 {
		operator, version = words[0], words[1]
	}
	n.Argument = version
	n.Argument.Start = words[0].Start
	n.Argument.Text = strings.Join(texts(words[:min(len(words), 2)]), " ")
	return n.Argument.Text, versionComplaint(operator, version)
}

func texts(words []Word) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w.Text
	}
	return out
}

// versionComplaint says what is wrong with the words of IfVersion.
func versionComplaint(operator, version Word) objection {
	op, pattern := operator.Text, version.Text
	if len(op) > 1 {
		op = strings.TrimPrefix(op, "!")
	}
	switch op {
	case "~":
		return checkVersionPattern(version, pattern)
	case "=", "==", "<", "<=", ">", ">=":
	default:
		return objection{word: operator, says: "there is no operator " + operator.Text + " for versions"}
	}
	if strings.HasPrefix(op, "=") && strings.HasPrefix(pattern, "/") {
		inside, closed := strings.CutSuffix(pattern[1:], "/")
		if !closed {
			return objection{word: version, says: "a regular expression is not closed by a slash"}
		}
		return checkVersionPattern(version, inside)
	}
	if !isVersion(pattern) {
		return objection{word: version, says: "version is not of the form major.minor.patch"}
	}
	return none
}

func checkVersionPattern(w Word, pattern string) objection {
	if verdict, why := pcre.Judge(pattern); verdict == pcre.Refused {
		return objection{word: w, says: "regular expression cannot be compiled: " + why}
	}
	return none
}

// isVersion says that a word is one to three numbers with dots between them.
func isVersion(s string) bool {
	if s == "" || !isDigit(s[0]) {
		return false
	}
	rest, more := s, true
	for n := 0; n < 3 && more; n++ {
		var number string
		number, rest, more = strings.Cut(rest, ".")
		if !allDigits(number) {
			return false
		}
	}
	return rest == ""
}
