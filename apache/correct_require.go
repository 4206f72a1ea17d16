package apache

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// required are the words that belong in place of those of a Require that httpd
// refuses.
func (l *lowerer) required(r *model.Requirement) []Word {
	switch r.Fault {
	case model.FaultUnknownProvider:
		return providerMeant(r)
	case model.FaultAddress:
		return operandsMeant(r.Args, func(s string) (string, bool) {
			_, ok := parseAddress(s)
			return s, ok
		})
	case model.FaultMethod:
		return operandsMeant(r.Args, func(s string) (string, bool) {
			upper := strings.ToUpper(s)
			return upper, l.p.methodKnown(upper)
		})
	case model.FaultOperand:
		if len(r.Args) == 1 {
			w := wordAt(r.Args[0])
			w.Text = strings.Trim(w.Text, `"';:`)
			return nearWord(w, "granted", "denied")
		}
	}
	return nil
}

// providerMeant is the provider that a misspelt one stands for, with the words
// behind it that belong to its name.
func providerMeant(r *model.Requirement) []Word {
	w, near := wordAt(r.Provider), nearProvider(r.Provider.Text)
	switch lower := strings.ToLower(w.Text); {
	case lower == "granted" || lower == "denied":
		if len(r.Args) > 0 {
			return nil
		}
		return []Word{instead(w, "all "+lower)}
	case near == "" || near == "all" && lower != near:
		return nil
	case lower == "valid" && len(r.Args) > 0:
		if !amongFold(r.Args[0].Text, "user", "users") {
			return nil
		}
		w.End = r.Args[0].Span.End
	case near == "valid-user" || len(r.Args) > 0:
	default:
		return nil // which would lack its operands
	}
	return []Word{instead(w, near)}
}

// operandsMeant are operands without commas between them, each as it is right;
// nil when one of them is not.
func operandsMeant(args []model.Word, right func(string) (string, bool)) []Word {
	var all []string
	for _, a := range args {
		for _, part := range strings.FieldsFunc(a.Text, func(c rune) bool { return c == ',' || c == ';' }) {
			text, ok := right(part)
			if !ok || a.Quoted {
				return nil
			}
			all = append(all, text)
		}
	}
	if len(all) == 0 {
		return nil
	}
	w := wordAt(args[0])
	w.End = args[len(args)-1].Span.End
	return []Word{instead(w, strings.Join(all, " "))}
}

// wordAt is a word of the model as one of the file.
func wordAt(w model.Word) Word { return Word{Text: w.Text, Start: w.Span.Start, End: w.Span.End} }
