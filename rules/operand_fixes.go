package rules

import (
	"net/netip"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// addressMeant writes the addresses that the operands of an Allow or Deny were
// meant for: without commas, wildcards and ports. It makes no fix where one of
// them stands for nothing certain.
func addressMeant(p *lint.Pass, s *model.Scope, rule *model.AddressRule) []lint.Fix {
	if onNginx(s) {
		return nil
	}
	var words []string
	first, last := model.Word{}, model.Word{}
	for i := range s.Own.Address.Rules {
		r := &s.Own.Address.Rules[i]
		if r.Span != rule.Span {
			continue
		}
		if last = r.Operand; first.Span.IsZero() {
			first = last
		}
		for part := range strings.FieldsFuncSeq(r.Operand.Text, func(c rune) bool { return c == ',' || c == ';' }) {
			word := plainAddress(part)
			if word == "" && (r.Kind != model.AddressHost || meantAsAddress(part)) {
				return nil
			}
			if word == "" {
				word = part // a host's name
			}
			words = append(words, word)
		}
	}
	if len(words) == 0 {
		return nil
	}
	var e lint.Edits
	text := strings.Join(words, " ")
	e.Replace(first.Span.To(last.Span), text)
	return p.Fix("write "+text, &e)
}

// plainAddress is the address, or the beginning of one, that a text was meant
// as; empty where that is not certain.
func plainAddress(text string) string {
	if strings.EqualFold(text, "all") || text == "*" || text == "*.*.*.*" {
		return "all"
	}
	if at, err := netip.ParseAddrPort(text); err == nil && at.Addr().Is4() {
		return at.Addr().String()
	}
	if _, err := netip.ParsePrefix(text); err == nil {
		return text
	}
	if _, err := netip.ParseAddr(text); err == nil {
		return text
	}
	return beginning(text)
}

// beginning is that of an address in four parts of which the last are
// wildcards or left out.
func beginning(text string) string {
	cut := text
	for strings.HasSuffix(cut, ".*") {
		cut = strings.TrimSuffix(cut, ".*")
	}
	cut = strings.TrimSuffix(cut, ".")
	parts := strings.Count(cut, ".") + 1
	if parts > 3 {
		return ""
	}
	if _, err := netip.ParseAddr(cut + strings.Repeat(".0", 4-parts)); err != nil {
		return ""
	}
	return cut
}

// operandsMeant writes the names of a Require without commas and curly quotes,
// and addresses behind the provider that takes them.
func operandsMeant(p *lint.Pass, r *model.Requirement) []lint.Fix {
	switch r.Provider.Text {
	case "user", "group":
		return nameThem(p, r.Args, func(name string) (string, bool) {
			bare := strings.Trim(name, curlyQuotes)
			return bare, bare != "" && !strings.ContainsAny(bare, curlyQuotes)
		})
	case "host":
		var words []string
		for _, a := range r.Args {
			for part := range strings.FieldsFuncSeq(a.Text, func(c rune) bool { return c == ',' || c == ';' }) {
				word := plainAddress(part)
				if word == "" || word == "all" {
					return nil
				}
				words = append(words, word)
			}
		}
		if len(words) == 0 {
			return nil
		}
		var e lint.Edits
		text := "ip " + strings.Join(words, " ")
		e.Replace(r.Provider.Span.To(r.Args[len(r.Args)-1].Span), text)
		return p.Fix("write Require "+text, &e)
	}
	return nil
}
