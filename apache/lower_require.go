package apache

import (
	"math/bits"
	"net/netip"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// requireProviders says which module registers a Require provider. Names are
// compared with their letter case. Source: the modules' register_hooks.
var requireProviders = map[string]string{
	"all":               "mod_authz_core.c",
	"env":               "mod_authz_core.c",
	"method":            "mod_authz_core.c",
	"expr":              "mod_authz_core.c",
	"valid-user":        "mod_authz_user.c",
	"user":              "mod_authz_user.c",
	"group":             "mod_authz_groupfile.c",
	"file-group":        "mod_authz_groupfile.c",
	"file-owner":        "mod_authz_owner.c",
	"ip":                "mod_authz_host.c",
	"host":              "mod_authz_host.c",
	"forward-dns":       "mod_authz_host.c",
	"local":             "mod_authz_host.c",
	"ssl":               "mod_ssl.c",
	"ssl-verify-client": "mod_ssl.c",
	"dbm-group":         "mod_authz_dbm.c",
	"dbm-file-group":    "mod_authz_dbm.c",
	"dbd-group":         "mod_authz_dbd.c",
	"dbd-login":         "mod_authz_dbd.c",
	"dbd-logout":        "mod_authz_dbd.c",
	"ldap-user":         "mod_authnz_ldap.c",
	"ldap-group":        "mod_authnz_ldap.c",
	"ldap-dn":           "mod_authnz_ldap.c",
	"ldap-attribute":    "mod_authnz_ldap.c",
	"ldap-filter":       "mod_authnz_ldap.c",
	"ldap-search":       "mod_authnz_ldap.c",
	// Other people's modules.
	"shib-session":         "mod_shib.c",
	"shib-attr":            "mod_shib.c",
	"shib-user":            "mod_shib.c",
	"shib-plugin":          "mod_shib.c",
	"shibboleth":           "mod_shib.c",
	"authnContextClassRef": "mod_shib.c",
	"claim":                "mod_auth_openidc.c",
	"claims_expr":          "mod_auth_openidc.c",
	"oauth2_claim":         "mod_oauth2.c",
	"cas-attribute":        "mod_auth_cas.c",
	"external-group":       "mod_authnz_external.c",
	"unix-group":           "mod_authz_unixgroup.c",
	"unix-file-group":      "mod_authz_unixgroup.c",
	"sspi-user":            "mod_authnz_sspi.c",
	"sspi-group":           "mod_authnz_sspi.c",
	"pam-account":          "mod_authnz_pam.c",
	"jwt-claim":            "mod_authnz_jwt.c",
	"mysql-group":          "mod_auth_mysql.c",
	"svn-group":            "mod_authz_svn.c",
	"session":              "mod_auth_mellon.c",
}

// requireRoot is the container a Require goes into: the one it stands in, or
// the RequireAny that httpd makes for the section.
func (l *lowerer) requireRoot(n *Node) *model.Requirement {
	if l.container != nil {
		return l.container
	}
	root := l.scope.Own.Require
	if root == nil {
		span := l.tree.DirectiveSpan(n)
		root = &model.Requirement{Kind: model.RequireAny, Implicit: true, Span: span, Head: span, Scope: l.scope}
		l.scope.Own.Require = root
	}
	root.Span.End = max(root.Span.End, l.tree.DirectiveSpan(n).End)
	return root
}

// requireContainer lowers RequireAll, RequireAny and RequireNone.
func (l *lowerer) requireContainer(n *Node, name string) {
	c := &model.Requirement{
		Kind: model.RequireAny, Methods: l.methods, Span: l.tree.Span(n.Start, n.End),
		Head: l.tree.DirectiveSpan(n), Scope: l.scope,
	}
	switch name {
	case "<requireall":
		c.Kind = model.RequireAll
	case "<requirenone":
		c.Kind = model.RequireNone
	}
	root := l.requireRoot(n)
	root.Children = append(root.Children, c)
	saved := l.container
	l.container = c
	l.nodes(n.Children)
	l.container = saved
	switch {
	case len(c.Children) == 0:
		c.Fault = model.FaultEmpty
		assumed := ""
		if within := undecidedWithin(n); within != nil {
			assumed = "httpd does not read what stands in " + within.label()
		}
		l.refuse(n, model.RefusedValue, c.Head, n.Name.Text+"> contains no Require, which httpd does not accept", assumed)
	case c.Kind == model.RequireNone && root.Kind != model.RequireAll:
		c.Fault = model.FaultNegativeAlone
		l.refuse(n, model.RefusedValue, c.Head, "<RequireNone> has no effect "+among(root)+", which httpd does not accept", "")
	}
}

// undecidedWithin finds a condition in a section of which nobody knows whether
// httpd enters it.
func undecidedWithin(n *Node) *Node {
	for _, c := range n.Children {
		if !c.Condition() || c.Lenient {
			continue
		}
		if c.Verdict == model.Undecided {
			return c
		}
		if within := undecidedWithin(c); within != nil {
			return within
		}
	}
	return nil
}

// require lowers one Require.
func (l *lowerer) require(n *Node) {
	r := &model.Requirement{Methods: l.methods, Span: l.tree.DirectiveSpan(n), Scope: l.scope}
	words := n.Words
	if len(words) > 0 && strings.EqualFold(words[0].Text, "not") {
		r.Not = true
		words = words[1:]
	}
	root := l.requireRoot(n)
	root.Children = append(root.Children, r)
	if len(words) == 0 {
		r.Fault = model.FaultNoProvider
		l.refuse(n, model.RefusedArguments, l.tree.WordSpan(n.Name), "Require names nothing that is required", "")
		return
	}
	r.Provider = l.tree.Word(words[0])
	for _, w := range words[1:] {
		r.Args = append(r.Args, l.tree.Word(w))
		r.Dynamic = r.Dynamic || dynamic(w.Text)
	}
	r.Dynamic = r.Dynamic || r.Provider.Text == "expr"
	if r.Dynamic {
		r.Text = requiredText(rawAfter(n.Args, len(n.Words)-len(words)+1), r.Provider.Text)
	}
	l.requireFault(n, r, root)
}

// requiredText is what a provider reads: an expression may stand in quotes as
// a whole.
func requiredText(raw, provider string) string {
	if inside, quoted := strings.CutPrefix(raw, `"`); quoted && provider == "expr" && strings.HasSuffix(inside, `"`) {
		return inside[:len(inside)-1]
	}
	return raw
}

// requireFault says what httpd says to the requirement, in its order.
func (l *lowerer) requireFault(n *Node, r *model.Requirement, root *model.Requirement) {
	span, message, assumed := r.Provider.Span, "", ""
	r.Fault, message, assumed = l.provider(r.Provider.Text)
	if r.Fault == model.FaultNone {
		r.Fault, span, message = l.operands(n, r)
	}
	if r.Fault == model.FaultNone && r.Not && root.Kind != model.RequireAll {
		r.Fault, span = model.FaultNegativeAlone, r.Span
		message = "a negative Require has no effect " + among(root) + ", which httpd does not accept"
	}
	if r.Fault != model.FaultNone {
		correct(l.refuse(n, model.RefusedValue, span, message, assumed), l.correction(l.required(r)...))
	}
}

// among says where a negative requirement stands that has no effect there.
func among(container *model.Requirement) string {
	if container.Kind == model.RequireNone {
		return "in <RequireNone>"
	}
	return "among alternatives"
}

// provider looks a provider's name up.
func (l *lowerer) provider(name string) (fault model.RequirementFault, message, assumed string) {
	if l.p.providers[name] != nil {
		return model.FaultNone, "", ""
	}
	module, known := requireProviders[name]
	if !known {
		fault, message = model.FaultUnknownProvider, "Require has no provider "+strconv.Quote(name)
		if l.modules.complete && len(l.p.providers) == 0 {
			return fault, message, ""
		}
		if near := nearProvider(name); near != "" {
			return fault, message + ", " + near + " was meant", ""
		}
		if !plainName(name) || strings.EqualFold(name, "not") {
			return fault, message, ""
		}
		return fault, message, "no module of this server registers it"
	}
	if l.modules.fact(module) == model.No {
		return model.FaultModuleAbsent, "Require " + name + " needs " + module + ", which is not loaded", ""
	}
	return model.FaultNone, "", ""
}

// nearProvider finds the provider that a misspelt name stands for.
func nearProvider(name string) string {
	plain := strings.NewReplacer("_", "-", " ", "-").Replace(strings.ToLower(strings.TrimRight(name, ";,.")))
	if _, known := requireProviders[plain]; known {
		return plain
	}
	switch plain {
	case "valid", "validuser", "valid-users", "user-valid", "vaild-user":
		return "valid-user"
	case "users":
		return "user"
	case "groups":
		return "group"
	case "granted", "denied", "everyone", "any":
		return "all"
	case "addr", "address", "ips":
		return "ip"
	}
	return ""
}

// operands checks the words after the provider's name as its own parser does.
func (l *lowerer) operands(n *Node, r *model.Requirement) (fault model.RequirementFault, span source.Span, message string) {
	span = r.Provider.Span
	switch r.Provider.Text {
	case "all":
		return l.requireAllOperand(n, r)
	case "ip":
		if len(r.Args) == 0 {
			return model.FaultNoOperand, span, "Require ip names no address"
		}
		for i, a := range r.Args {
			if i > 0 && a.Text == "" {
				break // httpd looks no further
			}
			p, ok := parseAddress(a.Text)
			if !ok {
				return model.FaultAddress, a.Span, strconv.Quote(a.Text) + " is no address"
			}
			r.Ranges = append(r.Ranges, p)
		}
	case "method":
		for _, a := range r.Args {
			if a.Text == "" {
				break
			}
			if !l.p.methodKnown(a.Text) {
				return model.FaultMethod, a.Span, strconv.Quote(a.Text) + " is no method httpd knows"
			}
		}
	case "expr":
		if len(r.Args) == 0 {
			return model.FaultNoOperand, span, "Require expr has no expression"
		}
	}
	return model.FaultNone, span, ""
}

// requireAllOperand: httpd compares the rest of the line whole, so that quotes
// and comments make it something else.
func (l *lowerer) requireAllOperand(n *Node, r *model.Requirement) (model.RequirementFault, source.Span, string) {
	if len(r.Args) == 0 {
		return model.FaultNoOperand, r.Provider.Span, "Require all says neither granted nor denied"
	}
	first, last := r.Args[0].Span, r.Args[len(r.Args)-1].Span
	if len(r.Args) > 1 || r.Args[0].Quoted ||
		!strings.EqualFold(r.Args[0].Text, "granted") && !strings.EqualFold(r.Args[0].Text, "denied") {
		return model.FaultOperand, first.To(last), "Require all takes granted or denied and nothing else"
	}
	return model.FaultNone, first, ""
}

// parseAddress reads an address or range as apr_ipsubnet_create does: a
// whole address, one with a prefix length or an IPv4 mask, or the first parts
// of an IPv4 address. Host bits may be set.
func parseAddress(s string) (netip.Prefix, bool) {
	addr, mask, masked := strings.Cut(s, "/")
	ip, ok := parseIP(addr)
	if !ok {
		if masked || strings.Contains(addr, ":") {
			return netip.Prefix{}, false
		}
		return partialAddress(addr)
	}
	if !masked {
		return netip.PrefixFrom(ip, ip.BitLen()), true
	}
	if bits, err := strconv.Atoi(mask); err == nil {
		if bits < 1 || bits > ip.BitLen() {
			return netip.Prefix{}, false
		}
		p, err := ip.Prefix(bits)
		return p, err == nil
	}
	m, ok := parseIP(mask)
	if !ok || !m.Is4() || !ip.Is4() {
		return netip.Prefix{}, false
	}
	return maskedPrefix(ip, m)
}

// parseIP reads a whole address; leading zeros count for nothing.
func parseIP(s string) (netip.Addr, bool) {
	if ip, err := netip.ParseAddr(s); err == nil {
		return ip, ip.Zone() == "" && !ip.Is4In6()
	}
	if strings.Count(s, ".") != 3 || strings.HasSuffix(s, ".") {
		return netip.Addr{}, false
	}
	p, ok := partialAddress(s)
	return p.Addr(), ok
}

// maskedPrefix takes a mask in dots; one with holes is accepted by httpd but
// is no prefix, so that it is treated as the widest prefix it holds.
func maskedPrefix(ip, mask netip.Addr) (netip.Prefix, bool) {
	m := mask.As4()
	ones := bits.LeadingZeros32(^(uint32(m[0])<<24 | uint32(m[1])<<16 | uint32(m[2])<<8 | uint32(m[3])))
	p, err := ip.Prefix(ones)
	return p, err == nil
}

// partialAddress reads "10", "10.1", "10.1." and "10.1.2", and four parts that
// are no address otherwise, with leading zeros or a dot behind them.
func partialAddress(s string) (netip.Prefix, bool) {
	parts := strings.Split(strings.TrimSuffix(s, "."), ".")
	if len(parts) > 4 || len(s) > len("255.255.255.255") {
		return netip.Prefix{}, false
	}
	var b [4]byte
	for i, p := range parts {
		n := leadingNumber(p)
		if p == "" || !allDigits(p) || n > 255 {
			return netip.Prefix{}, false
		}
		b[i] = byte(n)
	}
	return netip.PrefixFrom(netip.AddrFrom4(b), 8*len(parts)), true
}
