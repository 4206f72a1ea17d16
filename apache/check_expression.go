package apache

import (
	"errors"
	"strings"

	"github.com/authlint/authlint/apache/expr"
	"github.com/authlint/authlint/lint/model"
)

// textExpression is the check of a directive whose words, the ones of these
// numbers, are texts with variables in them.
func textExpression(numbers ...int) valueCheck {
	return func(l *lowerer, n *Node) objection {
		if n.Is("AuthBasicFake") && strings.EqualFold(n.Words[0].Text, "off") {
			return none
		}
		for _, i := range numbers {
			if i < len(n.Words) {
				if o := l.checkText(n.Words[i]); o.says != "" {
					return o
				}
			}
		}
		return none
	}
}

// checkText objects to a text with variables that httpd cannot parse.
func (l *lowerer) checkText(w Word) objection {
	text, err := expr.ParseText(w.Text)
	if err != nil {
		return broken(w, err)
	}
	return l.checkNames(w, text.Modules(), text.ReadsFiles())
}

// checkCondition objects to a condition that httpd cannot parse.
func (l *lowerer) checkCondition(w Word) objection {
	condition, err := expr.Parse(w.Text)
	if err != nil {
		return broken(w, err)
	}
	return l.checkNames(w, condition.Modules(), condition.ReadsFiles())
}

// broken is the objection to an expression that does not parse.
func broken(w Word, err error) objection {
	o := objection{word: w, says: err.Error()}
	var e *expr.Error
	if !errors.As(err, &e) {
		return o
	}
	switch e.Kind {
	case expr.TooLong:
		return none
	case expr.Crash:
		o.crash = true
	case expr.NoSuchName:
		o.assumed = "no module but httpd's own adds names to expressions"
	case expr.BadPatternToday:
		o.assumed = "httpd is built with PCRE2, as it is today"
	}
	return o
}

// checkNames objects to names in an expression that this server does not know,
// or not in this place.
func (l *lowerer) checkNames(w Word, modules []string, readsFiles bool) objection {
	for _, m := range modules {
		if l.modules.fact("mod_"+m+".c") == model.No {
			return objection{word: w, says: "the expression has names of mod_" + m + ", which is not loaded"}
		}
	}
	if readsFiles && l.htaccess {
		return objection{
			word: w, says: "file and filesize are not available to expressions in .htaccess",
			assumed: "httpd is 2.4.69 or newer",
		}
	}
	return none
}
