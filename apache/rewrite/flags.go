package rewrite

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// flagSet holds the flags of a rule that have no value.
type flagSet uint32

const (
	forceRedirect    flagSet = 1 << iota // R
	last                                 // L
	nextRound                            // N
	chained                              // C
	notInSubrequest                      // NS
	proxied                              // P
	passThrough                          // PT
	queryAppend                          // QSA
	queryDiscard                         // QSD
	queryLast                            // QSL
	queryNone                            // the substitution ends in "?"
	noCase                               // NC
	noEscape                             // NE
	noSubstitution                       // "-", F, G and statuses
	forceStatus                          // F, G, R=404
	escapeReferences                     // B
	escapeNoPlus                         // BNP
	escapeControls                       // BCTLS
	discardPathInfo                      // DPI
	end                                  // END
	unsafePrefixStat                     // UnsafePrefixStat
	unsafeAllow3F                        // UnsafeAllow3F
	keepSlashes                          // UNC
)

// defaultRounds is how often N starts over where it does not say so itself.
const defaultRounds = 32000

// defaultRedirect is the status of R without a value.
const defaultRedirect = 302

// ruleFlags is the third word of RewriteRule.
type ruleFlags struct {
	set       flagSet
	status    int // of R, F and G
	skip      int
	maxRounds int
	escape    string // B=
	keep      string // BNE=
	mimeType  template
	handler   template
	env       []template
	cookies   []template
}

// templates are all texts that values are put into.
func (f *ruleFlags) templates() []template {
	return slices.Concat(f.env, f.cookies, []template{f.mimeType, f.handler})
}

func (f *ruleFlags) has(flag flagSet) bool { return f.set&flag != 0 }

// parse reads "[L,R=301]". httpd knows no way to write a comma in a value.
func (f *ruleFlags) parse(text string) error {
	f.status, f.maxRounds = defaultRedirect, defaultRounds
	return eachFlag(text, f.add)
}

// eachFlag cuts flags apart as both directives do.
func eachFlag(text string, add func(key, value string) error) error {
	if text == "" {
		return nil
	}
	if text[0] != '[' || text[len(text)-1] != ']' {
		return errors.New("flags stand in brackets, without blanks outside quotes")
	}
	for item := range strings.SplitSeq(text[1:len(text)-1], ",") {
		key, value, _ := strings.Cut(strings.Trim(item, blanks), "=")
		if err := add(key, value); err != nil {
			return err
		}
	}
	return nil
}

// blanks are what httpd takes for white space.
const blanks = " \t\n\v\f\r"

// plainFlag is a flag that says everything by its name, given in lower case.
func plainFlag(key string) flagSet {
	switch key {
	case "bnp", "backrefernoplus":
		return escapeNoPlus
	case "bctls":
		return escapeControls | escapeReferences
	case "c", "chain":
		return chained
	case "d", "dpi", "discardpath":
		return discardPathInfo
	case "end":
		return end
	case "l", "last":
		return last
	case "ne", "noescape":
		return noEscape
	case "ns", "nosubreq":
		return notInSubrequest
	case "nc", "nocase":
		return noCase
	case "p", "proxy":
		return proxied
	case "pt", "passthrough":
		return passThrough
	case "qsa", "qsappend":
		return queryAppend
	case "qsd", "qsdiscard":
		return queryDiscard
	case "qsl", "qslast":
		return queryLast
	case "unc":
		return keepSlashes
	case "unsafeprefixstat":
		return unsafePrefixStat
	case "unsafeallow3f":
		return unsafeAllow3F
	}
	return 0
}

// add takes one flag.
func (f *ruleFlags) add(key, value string) error {
	lower := strings.ToLower(key)
	if flag := plainFlag(lower); flag != 0 {
		f.set |= flag
		return nil
	}
	switch lower {
	case "b", "backrefescaping":
		f.set |= escapeReferences
		if value != "" {
			f.escape = value
		}
	case "bne":
		if value == "" {
			return errors.New("the flag BNE lacks its characters")
		}
		f.keep = value
	case "co", "cookie":
		f.cookies = append(f.cookies, parseTemplate(value))
	case "e", "env":
		f.env = append(f.env, parseTemplate(value))
	case "f", "forbidden":
		f.force(403)
	case "g", "gone":
		f.force(410)
	case "h", "handler":
		f.handler = parseTemplate(value)
	case "t", "type":
		f.mimeType = parseTemplate(value)
	case "n", "next":
		f.set |= nextRound
		if value != "" {
			f.maxRounds = number(value)
		}
	case "r", "redirect":
		return f.redirect(value)
	case "s", "skip":
		f.skip = number(value)
	default:
		// Whatever else begins with D is taken and does nothing.
		if !strings.HasPrefix(lower, "d") {
			return errors.New("RewriteRule has no flag " + strconv.Quote(key))
		}
	}
	return nil
}

// force makes the rule answer with a status and change nothing.
func (f *ruleFlags) force(status int) {
	f.set |= forceStatus | noSubstitution
	f.status = status
}

// redirect reads the value of R. A word that httpd does not know redirects as
// R alone does.
func (f *ruleFlags) redirect(value string) error {
	f.set |= forceRedirect
	switch {
	case value == "":
	case strings.EqualFold(value, "permanent"):
		f.status = 301
	case strings.EqualFold(value, "temp"):
		f.status = 302
	case strings.EqualFold(value, "seeother"):
		f.status = 303
	case value[0] >= '0' && value[0] <= '9':
		status := number(value)
		if !KnownStatus(status) {
			return errors.New("httpd has no status " + strconv.Quote(value))
		}
		if isRedirect(status) {
			f.status = status
		} else {
			f.force(status)
		}
	default:
		f.status = NoStatus
	}
	return nil
}

func isRedirect(status int) bool { return status >= 300 && status < 400 }

// KnownStatus tells the statuses httpd has a line for.
func KnownStatus(status int) bool {
	switch {
	case 100 <= status && status <= 103, 200 <= status && status <= 208, status == 226,
		300 <= status && status <= 308 && status != 306, 400 <= status && status <= 417,
		421 <= status && status <= 424, status == 426, status == 428, status == 429, status == 431, status == 451,
		500 <= status && status <= 511 && status != 509:
		return true
	}
	return false
}

// number reads the number at the start of a text as C's atoi does: without one
// it is 0. Where long has 64 bits, what int has no room for is cut off on the
// left, and what long has no room for is its greatest or least.
func number(text string) int {
	text = strings.TrimLeft(text, blanks)
	end := 0
	if strings.HasPrefix(text, "-") || strings.HasPrefix(text, "+") {
		end++
	}
	for end < len(text) && text[end] >= '0' && text[end] <= '9' {
		end++
	}
	// The only error besides no digits is a number out of range, whose value is
	// then the end of the range.
	n, _ := strconv.ParseInt(text[:end], 10, 64)
	return int(int32(n))
}
