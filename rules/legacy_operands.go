package rules

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// verdict is whom rules of Order, Allow and Deny let pass.
type verdict uint8

// The verdicts.
const (
	passSome verdict = iota
	passAll
	passNone
)

// admission is what rules of Order, Allow and Deny say in the words of Require:
// a verdict, and where it is some, the alternatives, each a leaf or a container
// with its lines.
type admission struct {
	verdict
	alternatives [][]string
}

// admit translates address rules; ok is false where that is not exact.
// Nor is it ok where an Allow or Deny has no effect: that is another mistake.
func admit(a *model.AddressRules) (adm admission, ok bool) {
	order, _ := a.Order("GET")
	allow, allowAll, known := operandsOf(a, true)
	deny, denyAll, ok := operandsOf(a, false)
	if !known || !ok {
		return adm, false
	}
	switch {
	case order != model.DenyAllow && (denyAll || !allowAll && allow.none()),
		order == model.DenyAllow && denyAll && !allowAll && allow.none():
		adm.verdict = passNone
		ok = !allowAll && allow.none()
	case order == model.DenyAllow && (allowAll || !denyAll && deny.none()),
		order != model.DenyAllow && allowAll && deny.none():
		adm.verdict = passAll
		ok = !denyAll && deny.none() && allow.none()
	case order != model.DenyAllow && !deny.none():
		adm.alternatives = [][]string{allOf(anyOf(allow.alternatives(allowAll)), deny.bans())}
	case denyAll || deny.none():
		adm.alternatives = allow.alternatives(false)
	default:
		adm.alternatives = append(allow.alternatives(false), allOf(everybody, deny.bans()))
	}
	return adm, ok
}

// sources are the operands of Allow or Deny, sorted as Require asks for them.
type sources struct {
	addresses, hosts []string
	env, unset       []string // variables that must be set, and that must not
}

func (s *sources) none() bool { return len(s.addresses)+len(s.hosts)+len(s.env)+len(s.unset) == 0 }

// operandsOf collects the operands of all Allow or all Deny, those for all apart.
func operandsOf(a *model.AddressRules, allow bool) (s sources, all, ok bool) {
	for i := range a.Rules {
		r := &a.Rules[i]
		text := r.Operand.Text
		if r.Methods != nil || strings.ContainsAny(text, "\"'\\#%$ ") {
			return s, false, false
		}
		if r.Allow != allow {
			continue
		}
		switch r.Kind {
		case model.AddressAll:
			all = true
		case model.AddressRange:
			s.addresses = append(s.addresses, text)
		case model.AddressHost:
			if meantAsAddress(text) {
				return s, false, false
			}
			s.hosts = append(s.hosts, text)
		case model.AddressEnv:
			if r.NotEnv {
				s.unset = append(s.unset, r.Env)
			} else {
				s.env = append(s.env, r.Env)
			}
		default:
			return s, false, false
		}
	}
	return s, all, true
}

var everybody = []string{"Require all granted"}

// alternatives are the requirements of which one is enough to be among the
// sources.
func (s *sources) alternatives(all bool) (list [][]string) {
	if all {
		return [][]string{everybody}
	}
	for _, line := range s.leaves("Require ", s.env) {
		list = append(list, []string{line})
	}
	for _, name := range s.unset {
		list = append(list, allOf(everybody, []string{"Require not env " + name}))
	}
	return list
}

// bans are the requirements that all must hold for who is not among the sources.
func (s *sources) bans() []string {
	list := s.leaves("Require not ", s.env)
	for _, name := range s.unset {
		list = append(list, "Require env "+name)
	}
	return list
}

func (s *sources) leaves(require string, env []string) (list []string) {
	for _, kind := range [...]struct {
		name  string
		words []string
	}{{"ip", s.addresses}, {"host", s.hosts}, {"env", env}} {
		if len(kind.words) > 0 {
			list = append(list, require+kind.name+" "+strings.Join(kind.words, " "))
		}
	}
	return list
}

// anyOf are alternatives as one requirement.
func anyOf(alternatives [][]string) []string {
	if len(alternatives) == 1 {
		return alternatives[0]
	}
	return container("<RequireAny>", alternatives...)
}

// allOf asks for all of some requirements.
func allOf(requirements ...[]string) []string { return container("<RequireAll>", requirements...) }

// container is a section round lines; its lines have one tab for each step in.
func container(tag string, inside ...[]string) []string {
	lines := []string{tag}
	for _, part := range inside {
		for _, line := range part {
			lines = append(lines, "\t"+line)
		}
	}
	return append(lines, "</"+tag[1:])
}
