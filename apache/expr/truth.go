package expr

import "github.com/authlint/authlint/lint/model"

// truth is what a part of an expression came to. The larger value prevails
// where two parts are evaluated whatever they are.
type truth uint8

const (
	no truth = iota
	yes
	// unknown: yes or no.
	unknown
	// doubtful: unknown, and perhaps httpd failed to evaluate it.
	doubtful
	// failed: httpd gives up the whole expression.
	failed
)

// answer is a truth with a reason: of unknown, doubtful and failed.
type answer struct {
	truth truth
	why   string
}

func says(b bool) answer {
	if b {
		return answer{truth: yes}
	}
	return answer{truth: no}
}

func (a answer) not() answer {
	switch a.truth {
	case yes:
		a.truth = no
	case no:
		a.truth = yes
	}
	return a
}

// fact is the answer to the caller. A failure is no "yes" to any directive.
func (a answer) fact() (model.Fact, string) {
	switch a.truth {
	case yes:
		return model.Yes, ""
	case no:
		return model.No, ""
	case failed:
		return model.No, a.why
	}
	return model.Unknown, a.why
}

// value is what a text came to: its text when known, else a truth of unknown
// and above with its reason.
type value struct {
	text  string
	truth truth
	why   string
}

func (v value) known() bool { return v.truth < unknown }

// lost is the answer that is left when v is not known.
func (v value) lost() answer { return answer{v.truth, v.why} }

// cannotSay is a text that is not known, for a reason.
func cannotSay(why string) value { return value{truth: unknown, why: why} }

// orWhy is a text, or the reason for which it is not known.
func orWhy(text, why string) value {
	if why != "" {
		return cannotSay(why)
	}
	return value{text: text}
}

// worse is the one of two texts that is known less.
func worse(a, b value) value {
	if b.truth > a.truth {
		return b
	}
	return a
}
