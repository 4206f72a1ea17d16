package rewrite

import (
	"slices"
	"strings"

	"github.com/authlint/authlint/apache/expr"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/pcre"
)

// proxyPrefix marks the URL of a rule with P.
const proxyPrefix = "proxy:"

// applies says whether a rule's pattern and conditions hold.
func (r *run) applies(p *Rule) (model.Fact, string) {
	r.step()
	r.uses = p.groups()
	r.setSubject()
	result, why := r.pattern(p)
	if result != model.No {
		if held, because := r.conditions(p.Conditions); held != model.Yes && (held == model.No || result == model.Yes) {
			result, why = held, because
		}
	}
	if result == model.Unknown && r.assumed != model.Unknown {
		result, r.assumed = r.assumed, model.Unknown
	}
	if r.s.Trace != nil {
		r.s.Trace(Step{Rule: p, Subject: r.subject, Applied: result, Why: why})
	}
	return result, why
}

// setSubject makes what patterns are compared with. Rules of a folder see the
// path without the folder, and with the path info.
func (r *run) setSubject() {
	if r.dir == "" {
		r.subject = r.s.Filename
		return
	}
	if r.subjectOf == [2]string{r.s.Filename, r.s.PathInfo} {
		return
	}
	r.subjectOf = [2]string{r.s.Filename, r.s.PathInfo}
	r.subject = r.s.Filename
	if r.s.PathInfo != "" {
		r.subject += r.s.PathInfo
	}
	if !r.toProxy() {
		r.subject = strings.TrimPrefix(r.subject, r.dir)
	}
}

// toProxy says that a rule has handed the request to mod_proxy already.
func (r *run) toProxy() bool { return r.s.Proxied && strings.HasPrefix(r.s.Filename, proxyPrefix) }

// pattern compares the path with a rule's pattern and keeps what it catches.
func (r *run) pattern(p *Rule) (model.Fact, string) {
	var answer pcre.Answer
	if r.uses.rule && !p.not {
		r.found, answer = p.pattern.Find(r.subject, r.found[:0])
	} else {
		answer = p.pattern.Match(r.subject)
	}
	r.fromCondition.clear()
	r.fromRule.clear()
	switch {
	case answer == pcre.CannotSay:
		why := r.unanswered(p.pattern)
		if !p.not {
			r.fromRule.lose(why)
		}
		return model.Unknown, why
	case (answer == pcre.Matches) == p.not:
		return model.No, ""
	case r.uses.rule && !p.not:
		r.fromRule.take(r.subject, r.found)
	}
	return model.Yes, ""
}

// lose notes that nobody can say what the groups hold.
func (g *groups) lose(why string) { g.set, g.why, g.undefined = true, why, false }

// clear is what a match of the next rule begins with.
func (g *groups) clear() { g.set, g.why, g.undefined = false, "", false }

// conditions says whether the conditions of a rule hold: all of them, where
// those joined by OR count as one. One that is unknown does not keep another
// from being false.
func (r *run) conditions(list []*Condition) (model.Fact, string) {
	result, why := model.Yes, ""
	for len(list) > 0 {
		n := 0
		for n < len(list)-1 && list[n].or {
			n++
		}
		held, because := r.either(list[:n+1])
		switch held {
		case model.No:
			return model.No, ""
		case model.Unknown:
			if result == model.Yes {
				result, why = model.Unknown, because
			}
		}
		list = list[n+1:]
	}
	return result, why
}

// either answers conditions joined by OR. Where the last condition of a rule
// has OR, httpd finds nothing false at the end of the list: they hold.
func (r *run) either(list []*Condition) (model.Fact, string) {
	why := ""
	for _, c := range list {
		if r.doom != "" {
			return model.Unknown, r.doom
		}
		r.step()
		held, because := r.apply(c)
		if held == model.Unknown && why == "" {
			why = because
		}
		// Had an unknown one held, its groups would be the ones, and those after
		// it would not have been asked.
		if why != "" && held != model.No && c.catches() {
			r.fromCondition.lose(why)
		}
		if held == model.Yes {
			return model.Yes, ""
		}
	}
	switch {
	case list[len(list)-1].or:
		return model.Yes, ""
	case why != "":
		return model.Unknown, why
	}
	return model.No, ""
}

// catches says that a condition that holds leaves groups behind.
func (c *Condition) catches() bool { return !c.not && (c.test == matches || c.test == holds) }

// undefinedGroups is what nobody can say anything about.
const undefinedGroups = "mod_rewrite leaves the groups of an expression undefined before its first pattern"

// holds answers RewriteCond expr.
func (r *run) holds(c *Condition) (model.Fact, string) {
	var caught expr.Captures
	caught.Lose(undefinedGroups)
	result, why := c.expression.Eval(&exprRequest{Lookup: r.l, run: *r}, &caught)
	if why == undefinedGroups {
		r.doom = why
	}
	if result == model.Yes && !c.not {
		r.fromCondition.fromExpression(&caught)
	}
	return result, why
}

// fromExpression keeps the groups of an expression.
func (g *groups) fromExpression(caught *expr.Captures) {
	var text strings.Builder
	var at [2 * maxGroups]int
	for n := range maxGroups {
		part, why := caught.Group(n)
		if why != "" {
			g.lose(why)
			g.undefined = why == undefinedGroups
			return
		}
		at[2*n], at[2*n+1] = text.Len(), text.Len()+len(part)
		text.WriteString(part)
	}
	g.take(text.String(), at[:])
}

// exprRequest shows an expression the request as rules have made it.
type exprRequest struct {
	Lookup
	run run
}

// Variable answers from the state what rules change.
func (q *exprRequest) Variable(name string) (value, why string) {
	if v, ok := variables[name]; ok && v.id != askedVariable && v.id != headerVariable {
		return q.run.value(v.id, v.name)
	}
	return q.Lookup.Variable(name)
}

// Environment has what rules set.
func (q *exprRequest) Environment(name string) (value, why string) { return q.run.environment(name) }

// substitute does what a rule that applies says of path, query and
// environment. why says that it is unknown.
func (r *run) substitute(p *Rule) (a action, why string) {
	var path string
	if !p.flags.has(noSubstitution) {
		var m mark
		if path, m, why = r.expandMarked(p.output, p); why != "" {
			return unknown, why
		}
		if m == caughtMark && !p.flags.has(unsafeAllow3F) {
			r.status = 403
			return refused, ""
		}
	}
	if why := r.setVariables(p); why != "" {
		return unknown, why
	}
	if p.flags.has(noSubstitution) {
		return unchanged, r.force(p)
	}
	added := r.setPath(path, p)
	if r.dir != "" && p.flags.has(discardPathInfo) {
		r.s.PathInfo = ""
	}
	if why := r.splitQuery(&p.flags); why != "" {
		return unknown, why
	}
	if done, why := r.leave(p); done || why != "" {
		return changed, why
	}
	if !added && !p.flags.has(keepSlashes) && !strings.HasPrefix(p.target, "//") {
		for strings.HasPrefix(r.s.Filename, "//") {
			r.s.Filename = r.s.Filename[1:]
		}
	}
	return changed, r.force(p)
}

// setPath takes the new path. One that is neither a path from the root nor a
// full URL is put below the folder, or below the root in a server's context.
func (r *run) setPath(path string, p *Rule) (added bool) {
	n, _ := fullURL(path)
	if relative := n == 0 && !strings.HasPrefix(path, "/"); relative && !r.toProxy() {
		switch {
		case r.dir != "":
			path, added = r.dir+path, true
		case !p.flags.has(proxied | forceRedirect):
			path, added = "/"+path, true
		}
	}
	r.s.Filename = path
	return added
}

// leave minds the rules that lead out of the server: P, R and full URLs.
func (r *run) leave(p *Rule) (done bool, why string) {
	if p.flags.has(proxied | forceRedirect) {
		if why := r.qualify(); why != "" {
			return true, why
		}
		if p.flags.has(proxied) {
			r.s.Filename = proxyPrefix + r.s.Filename
		} else {
			r.s.Status = p.flags.status
		}
		return true, ""
	}
	if why := r.reduce(); why != "" {
		return true, why
	}
	if n, _ := fullURL(r.s.Filename); n > 0 {
		r.s.Status = p.flags.status
		return true, ""
	}
	return false, ""
}

// setVariables carries out E and CO.
func (r *run) setVariables(p *Rule) (why string) {
	for _, t := range p.flags.env {
		changed, ok := r.s.setEnv(r.variable(t))
		if !ok {
			return "the rules set more variables than are followed"
		}
		if changed {
			r.envChanges++
		}
	}
	for _, t := range p.flags.cookies {
		text, why := r.expand(t, nil)
		if why != "" || len(r.s.Cookies) >= maxEnv || slices.Contains(r.s.Cookies, text) {
			continue
		}
		r.s.Cookies = append(r.s.Cookies[:len(r.s.Cookies):len(r.s.Cookies)], text)
	}
	return ""
}

// variable is what one E sets. An unknown value still has a name where the
// name is written out.
func (r *run) variable(t template) Env {
	text, why := r.expand(t, nil)
	if why != "" {
		if len(t) > 0 && t[0].kind == literal {
			if name, _, ok := strings.Cut(t[0].text, ":"); ok && !strings.HasPrefix(name, "!") {
				return Env{Name: name, Why: why}
			}
		}
		return Env{Why: why}
	}
	if name, ok := strings.CutPrefix(text, "!"); ok {
		return Env{Name: name, Unset: true}
	}
	name, value, _ := strings.Cut(text, ":")
	return Env{Name: name, Value: value}
}

// force carries out T and H.
func (r *run) force(p *Rule) (why string) {
	if why := r.forced(p.flags.mimeType, p, &r.s.Type); why != "" {
		return why
	}
	return r.forced(p.flags.handler, p, &r.s.Handler)
}

func (r *run) forced(t template, p *Rule, to *string) (why string) {
	if len(t) == 0 {
		return ""
	}
	text, why := r.expand(t, p)
	if why == "" && text != "" {
		*to = lower(text)
	}
	return why
}
