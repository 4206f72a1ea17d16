package engine

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/authlint/authlint/apache/expr"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/pcre"
)

// set sets a variable of the request.
func (r *request) set(name, value string) {
	for i := range r.env {
		if strings.EqualFold(r.env[i].Name, name) {
			r.env[i] = EnvSet{Name: name, Value: value}
			return
		}
	}
	r.env = append(r.env, EnvSet{Name: name, Value: value})
}

func (r *request) unset(name string) {
	kept := r.env[:0:0]
	for _, v := range r.env {
		if !strings.EqualFold(v.Name, name) {
			kept = append(kept, v)
		}
	}
	r.env = kept
}

// variable looks a variable of the request up.
func (r *request) variable(name string) (value string, set bool, why string) {
	for _, v := range r.doubtful {
		if v.Name == "" || strings.EqualFold(v.Name, name) {
			return "", false, v.Value
		}
	}
	for i := range r.env {
		if strings.EqualFold(r.env[i].Name, name) {
			return r.env[i].Value, true, ""
		}
	}
	return "", false, ""
}

// lateEnv runs SetEnv and UnsetEnv, which takes back nothing but what SetEnv
// has set.
func (r *request) lateEnv() {
	late := r.settings.LateEnv
	for i, v := range late {
		later := func(o EnvSet) bool { return strings.EqualFold(o.Name, v.Name) }
		if !v.Unset && !slices.ContainsFunc(late[i+1:], later) {
			r.set(v.Name, v.Value)
		}
	}
}

// setEnv runs SetEnvIf and its kin.
func (r *request) setEnv(rules []*EnvRule) access.Action {
	last, between := "", false // the attribute of the last SetEnvIf, an expression since
	for _, rule := range rules {
		why := ""
		switch {
		case rule.Expr != nil:
			between = true
		case between && last != "" && strings.EqualFold(rule.Attribute, last):
			why = "SetEnvIf compares what the SetEnvIfExpr before it left behind"
		default:
			last, between = rule.Attribute, false
		}
		if why == "" {
			why = r.setEnvIf(rule)
		}
		if why != "" {
			for _, s := range rule.Sets {
				r.doubtful = append(r.doubtful, EnvSet{Name: s.Name, Value: why})
			}
		}
	}
	return access.Action{}
}

// setEnvIf runs one rule. It returns why that cannot be said.
func (r *request) setEnvIf(rule *EnvRule) string {
	if rule.Expr != nil {
		var captures expr.Captures
		is, why := rule.Expr.Eval((*lookup)(r), &captures)
		if is == model.Unknown {
			return why
		}
		if is != model.Yes {
			return ""
		}
		switch matched, why := captures.Match(); {
		case why != "":
			return why
		case matched:
			r.setAll(rule.Sets, func(value string) string { return substituteCaptures(value, &captures) })
		case captures.Cleared():
			r.setAll(rule.Sets, func(value string) string { return value })
		case slices.ContainsFunc(rule.Sets, func(s EnvSet) bool { return strings.ContainsAny(s.Value, "$&\\") }):
			return "what stands for $N in the value is left over from other lines"
		default:
			r.setAll(rule.Sets, func(value string) string { return value })
		}
		return ""
	}
	value, why := r.attribute(rule)
	if why != "" {
		return why
	}
	if rule.Plain {
		switch rule.Pattern.Match(value) {
		case pcre.Matches:
			r.setAll(rule.Sets, func(v string) string { return v })
		case pcre.CannotSay:
			return rule.Pattern.Why()
		}
		return ""
	}
	groups, answer := rule.Pattern.Find(value, nil)
	switch answer {
	case pcre.CannotSay:
		return orElse(rule.Pattern.Why(), "whether a pattern matches cannot be said")
	case pcre.Matches:
		r.setAll(rule.Sets, func(v string) string { return substitute(v, value, groups) })
	}
	return ""
}

func (r *request) setAll(sets []EnvSet, expand func(string) string) {
	for _, s := range sets {
		if s.Unset {
			r.unset(s.Name)
		} else {
			r.set(s.Name, expand(s.Value))
		}
	}
}

// substituteCaptures is substitute for what an expression caught.
func substituteCaptures(text string, c *expr.Captures) string {
	var groups []int
	var subject strings.Builder
	for n := 0; n <= 9; n++ {
		value, _ := c.Group(n)
		groups = append(groups, subject.Len(), subject.Len()+len(value))
		subject.WriteString(value)
	}
	return substitute(text, subject.String(), groups)
}

// attribute is what a SetEnvIf looks at.
func (r *request) attribute(rule *EnvRule) (value, why string) {
	switch strings.ToLower(rule.Attribute) {
	case "remote_addr":
		return r.remote.String(), ""
	case "server_addr":
		if local := r.w.Request.Local; local.IsValid() {
			return local.String(), ""
		}
		return "", "the server's address is not known (local_addr)"
	case "remote_host":
		return "", "the client's host name is known to DNS alone"
	case "request_uri":
		return r.uri, ""
	case "request_method":
		return r.method, ""
	case "request_protocol":
		return "HTTP/1.1", ""
	}
	if rule.Names != nil {
		for _, h := range r.headers() {
			switch rule.Names.Match(h.Name) {
			case pcre.Matches:
				value = h.Value
			case pcre.CannotSay:
				return "", rule.Names.Why()
			}
		}
		return value, ""
	}
	if value, sent := r.header(rule.Attribute); sent {
		return value, ""
	}
	value, _, why = r.variable(rule.Attribute)
	return value, why
}

// headers are those of the request, with the ones that every client sends.
func (r *request) headers() []access.Header {
	all := r.w.Request.Headers
	if _, sent := r.w.Request.Header("Host"); !sent {
		host, _ := r.header("Host")
		all = append([]access.Header{{Name: "Host", Value: host}}, all...)
	}
	if value, sent := r.header("Authorization"); sent {
		if _, own := r.w.Request.Header("Authorization"); !own {
			all = append(all[:len(all):len(all)], access.Header{Name: "Authorization", Value: value})
		}
	}
	for _, c := range r.changed {
		all = slices.DeleteFunc(slices.Clone(all), func(h access.Header) bool { return strings.EqualFold(h.Name, c.Name) })
		if c.Value != "" {
			all = append(all, c)
		}
	}
	return all
}

// changeRequest carries out a RequestHeader.
func (r *request) changeRequest(rule *HeaderRule) access.Action {
	if rule.Conditional || strings.HasPrefix(rule.Action, "edit") {
		return access.CannotSay("what RequestHeader makes of the request is not known", places(rule.Span)...)
	}
	value, sent := r.header(rule.Name)
	t := headerTable{}
	if sent {
		t.values = []string{value}
	}
	t.change(rule)
	r.changed = append(r.changed[:len(r.changed):len(r.changed)], access.Header{Name: rule.Written, Value: strings.Join(t.values, ", ")})
	return access.Action{}
}

// remoteIP takes the client's address from a header, as mod_remoteip does.
func (r *request) remoteIP() access.Action {
	c := &r.host.RemoteIP
	if c.Header.Text == "" {
		return access.Action{}
	}
	if !r.forwardedUsed {
		r.forwarded, r.forwardedUsed = r.w.Request.Header(c.Header.Text)
	}
	if !r.forwardedUsed || r.forwarded == "" {
		return access.Action{}
	}
	if c.Unsure != "" {
		return access.CannotSay(c.Unsure, places(c.Header.Span)...)
	}
	internal := len(c.Proxies) > 0
	client := r.remote
	for r.forwarded != "" {
		if len(c.Proxies) > 0 {
			trusted := false
			for _, p := range c.Proxies {
				if p.Range.Contains(client.Unmap()) {
					trusted, internal = true, internal && p.Internal
					break
				}
			}
			if !trusted {
				break
			}
		}
		i := strings.LastIndexByte(r.forwarded, ',')
		word := strings.Trim(r.forwarded[i+1:], " ")
		next, err := netip.ParseAddr(word)
		if err != nil || !internal && private(next.Unmap()) {
			break
		}
		client = next.Unmap()
		r.forwarded = r.forwarded[:max(i, 0)]
	}
	if client != r.remote {
		r.remote = client
		if r.traced() {
			r.w.Saw(access.GateHost, access.Action{
				Note: "the client's address is " + client.String() + " by a header", Because: places(c.Header.Span),
			})
		}
	}
	return access.Action{}
}

// private are the addresses that a proxy outside may not hand on.
func private(a netip.Addr) bool {
	if !a.Is4() {
		return a.As16()[0]&0xe0 != 0x20
	}
	return a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast()
}
