package engine

import (
	"encoding/base64"
	"net/netip"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// admit takes the request through the gates of access. An inner request whose
// settings are those of the request it comes from has passed them already.
func (r *request) admit() access.Action {
	from := r.from()
	again := model.No
	if from != nil {
		again = r.sameSettings(from)
	}
	if again == model.Yes {
		r.user, r.loggedIn = from.user, from.loggedIn
		return access.Action{}
	}
	a := r.gates()
	if again == model.Unknown && stops(a) {
		return access.CannotSay("whether httpd asks again for an inner request depends on its modules")
	}
	return a
}

// sameSettings says whether httpd takes the settings for those that it has
// merged for another request. With some modules it compares less than it
// could: only the folder, and what else is asked for the same name or URL.
func (r *request) sameSettings(from *request) model.Fact {
	switch {
	case r.settings != from.settings:
		return model.No
	case r.p.Reauthorizes == model.No:
		return model.Yes
	}
	name := func(q *request) string { return q.filename[strings.LastIndexByte(q.filename, '/')+1:] }
	if r.whole() && r.entry == from.walked && !r.asked.conditions &&
		(!r.asked.files || name(r) == name(from)) && (!r.asked.locations || r.uri == from.uri) {
		return model.Yes
	}
	if r.p.Reauthorizes == model.Yes {
		return model.No
	}
	return model.Unknown
}

// gates are the gates of access in httpd's order: the method, the address,
// TLS, and what is required. With Satisfy Any a refusal of the first three is
// not the end.
func (r *request) gates() access.Action {
	settings := &r.settings.Access
	anyGate, _ := settings.Address.SatisfyAny(r.method)
	a, gate := r.methodAllowed(), access.GateRequire
	if !stops(a) {
		passes := r.addressPasses()
		if anyGate || passes != model.No {
			a, gate = r.tls(), access.GateTLS
		}
		if !anyGate && passes == model.Unknown && stops(a) && a.Status != 403 {
			a = access.CannotSay("whether the address may pass is not known, and TLS refuses what does")
		}
	}
	switch {
	case !stops(a):
		return access.Admit(r.w, settings, r.method, (*subject)(r))
	case a.Verdict == access.Unsure || !anyGate || a.Status == 0:
		r.w.Saw(gate, a)
		a.Told = true
		return a
	}
	other := *settings
	other.Address.Orders = []model.OrderRule{{Value: model.AllowDeny}}
	other.Address.Rules = nil
	return access.Admit(r.w, &other, r.method, (*subject)(r))
}

// addressPasses says whether the address rules let the request pass.
func (r *request) addressPasses() model.Fact {
	rules := &r.settings.Access.Address
	if !rules.Written() {
		return model.Yes
	}
	s := (*subject)(r)
	return access.Addresses(rules, r.method, func(a *model.AddressRule) model.Fact { return s.Match(r.w, a) })
}

// methodAllowed is AllowMethods.
func (r *request) methodAllowed() access.Action {
	m := r.settings.AllowMethods
	if m == nil || m.Reset {
		return access.Action{}
	}
	method := r.method
	if method == "HEAD" {
		method = "GET"
	}
	for _, name := range m.Names {
		if name == method || name == "HEAD" && method == "GET" {
			return access.Action{}
		}
	}
	return access.Answer(access.Refuses, 405, "AllowMethods does not have "+r.method, places(m.Span)...)
}

// subject is a request before the gates.
type subject request

// Match says whether an address rule's operand fits.
func (s *subject) Match(w *access.Walk, a *model.AddressRule) model.Fact {
	switch a.Kind {
	case model.AddressAll:
		return model.Yes
	case model.AddressRange:
		return fact(within(s.remote, a.Prefix, a.Operand.Text))
	case model.AddressEnv:
		_, set, why := (*request)(s).variable(a.Env)
		if why != "" {
			w.Doubt("whether the variable " + a.Env + " is set is not known: " + why)
			return model.Unknown
		}
		return fact(set != a.NotEnv)
	case model.AddressHost, model.AddressMalformed:
		if nameless(s.remote) || !hostName(a.Operand.Text) {
			return model.No
		}
		if s.remote.Unmap() == loopback {
			w.Assume("the address " + loopback.String() + " is called localhost")
			return fact(inDomain(a.Operand.Text, "localhost"))
		}
		w.Doubt("the client's host name is known to DNS alone")
	default:
		w.Doubt("an address is known only at run time")
	}
	return model.Unknown
}

// nameless says that DNS has no name for an address: it is one of those that
// belong to nobody (RFC 5737, RFC 3849).
func nameless(a netip.Addr) bool {
	for _, p := range documentation {
		if p.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}

var documentation = [...]netip.Prefix{
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("2001:db8::/32"),
}

// loopback is the address that every machine calls localhost.
var loopback = netip.MustParseAddr("127.0.0.1")

// inDomain says that a name is, or ends in, what is written, as httpd compares
// them: in whole parts.
func inDomain(domain, name string) bool {
	n := len(name) - len(domain)
	if n < 0 || !strings.EqualFold(name[n:], domain) {
		return false
	}
	return n == 0 || domain[0] == '.' || name[n-1] == '.'
}

// hostName says that DNS may give a text as the end of a name: it has the
// characters of one, and no name ends in a number.
func hostName(text string) bool {
	if text == "" || strings.HasPrefix(text, "#") || strings.IndexFunc(text, func(c rune) bool {
		return (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' && c != '_'
	}) >= 0 && !strings.Contains(text, "%{") {
		return false
	}
	last := text[strings.LastIndexByte(strings.TrimSuffix(text, "."), '.')+1:]
	return strings.Trim(last, "0123456789.") != ""
}

func fact(yes bool) model.Fact {
	if yes {
		return model.Yes
	}
	return model.No
}

// Meets answers for a requirement.
func (s *subject) Meets(w *access.Walk, leaf *model.Requirement) access.Answers {
	r := (*request)(s)
	name := leaf.Provider.Text
	if alias := s.p.Providers[name]; alias != nil && alias.Requirement != nil && s.p.Providers[alias.Base] == nil {
		var answers access.Answers
		s.with(alias, func() { answers = s.Meets(w, alias.Requirement) })
		return answers
	}
	switch name {
	case "all":
		return access.Grants(leaf.GrantsAll() || leaf.Not && len(leaf.Args) == 1 && strings.EqualFold(leaf.Args[0].Text, "granted"))
	case "ip":
		for i, p := range leaf.Ranges {
			if within(s.remote, p, leaf.Args[i].Text) {
				return access.Granted
			}
		}
		return access.Denied
	case "method":
		m := model.Methods{Names: leaf.Args}
		return access.Grants(len(leaf.Args) > 0 && m.Covers(s.method))
	case "env":
		return s.environment(w, leaf)
	case "expr":
		return s.expression(w, leaf)
	case "local":
		return s.local()
	case "ssl":
		return access.Grants(s.w.Request.TLS)
	case "ssl-verify-client":
		return access.Grants(r.shown() == access.ValidCertificate)
	case "host", "forward-dns":
		if nameless(s.remote) || !slices.ContainsFunc(leaf.Args, func(a model.Word) bool { return hostName(a.Text) }) {
			return access.Denied
		}
		w.Doubt("the client's host name is known to DNS alone")
		return access.Granted | access.Denied
	}
	if !s.loggedIn && leaf.NeedsUser() {
		return access.NeedsUser
	}
	switch name {
	case "valid-user":
		return access.Granted
	case "user":
		return s.named(w, leaf, func(name string) (model.Fact, string) { return fact(name == s.user), "" })
	case "group":
		return s.inGroup(w, leaf)
	}
	w.Doubt("what Require " + name + " decides is not known from the files")
	if r.loggedIn {
		return access.Granted | access.Denied
	}
	return access.Granted | access.Denied | access.NeedsUser
}

// environment is Require env.
func (s *subject) environment(w *access.Walk, leaf *model.Requirement) access.Answers {
	may := access.Denied
	for _, a := range leaf.Args {
		_, set, why := (*request)(s).variable(a.Text)
		if set {
			return access.Granted
		}
		if why != "" {
			w.Doubt("whether the variable " + a.Text + " is set is not known: " + why)
			may |= access.Granted
		}
	}
	return may
}

// expression is Require expr. One that speaks of the user asks for a login
// where it is not true.
func (s *subject) expression(w *access.Walk, leaf *model.Requirement) access.Answers {
	c, err := s.memory.condition(leaf)
	if err != nil {
		w.Doubt("an expression cannot be read here")
		return access.Anything
	}
	is, why := (*request)(s).evaluate(c)
	otherwise := access.Denied
	if c.Mentions("REMOTE_USER") {
		otherwise = access.NeedsUser
	}
	switch {
	case is == model.Yes:
		return access.Granted
	case is == model.No && why != "":
		w.Doubt("httpd fails at an expression: " + why)
		return access.Anything
	case is == model.No:
		return otherwise
	}
	w.Doubt("whether an expression is true is not known: " + why)
	return access.Granted | otherwise
}

// local is Require local: the server's own machine.
func (s *subject) local() access.Answers {
	remote, local := s.remote.Unmap(), s.w.Request.Local
	return access.Grants(remote.IsLoopback() || local.IsValid() && local.Unmap() == remote)
}

// named asks about each name of a requirement, which are texts with variables
// in them.
func (s *subject) named(w *access.Walk, leaf *model.Requirement, ask func(string) (model.Fact, string)) access.Answers {
	may := access.Denied
	names, why := s.names(leaf)
	if why != "" {
		w.Doubt("the names that Require has are not known: " + why)
		return access.Granted | access.Denied
	}
	for _, name := range names {
		is, why := ask(name)
		if is == model.Yes {
			return access.Granted
		}
		if is == model.Unknown {
			w.Doubt(why)
			may |= access.Granted
		}
	}
	return may
}

// names are the words of a requirement.
func (s *subject) names(leaf *model.Requirement) (names []string, why string) {
	if !leaf.Dynamic {
		names = make([]string, 0, len(leaf.Args))
		for _, a := range leaf.Args {
			if a.Text == source.Mask {
				return nil, "a name looks like a secret and is not read"
			}
			if a.Text == "" {
				break // httpd looks no further
			}
			names = append(names, a.Text)
		}
		return names, ""
	}
	t, err := s.memory.text(leaf)
	if err != nil {
		return nil, "a text cannot be read here"
	}
	text, why := t.Eval((*lookup)(s), nil)
	return confWords(text), why
}

// inGroup is Require group.
func (s *subject) inGroup(w *access.Walk, leaf *model.Requirement) access.Answers {
	ref := s.settings.Access.GroupFile
	if !ref.Written() || ref.State == model.Off {
		return access.Denied
	}
	file := ref.Value
	switch {
	case file != nil && file.Status == model.FileUnknown && s.p.missing(file):
		return access.Denied
	case file == nil || file.Status == model.FileUnknown:
		w.Doubt("the group file cannot be read: " + reason(file))
		return access.Granted | access.Denied
	case file.Status != model.FilePresent || file.Store == nil || s.p.Worker.Opens(s.p.Disk, file) == model.No:
		return access.Denied
	}
	legible := file.Store.Legible()
	return s.named(w, leaf, func(group string) (model.Fact, string) {
		switch {
		case file.Store.GroupHolds(group, s.user):
			return model.Yes, ""
		case !legible:
			return model.Unknown, "the group file has lines that cannot be read as they were meant"
		}
		return model.No, ""
	})
}

func reason(ref *model.FileRef) string {
	if ref == nil || ref.Why == "" {
		return "where it lies is not known"
	}
	return ref.Why
}

// credentials are the user and password that the request carries.
func (s *subject) credentials() (c *access.Credentials, scheme string) {
	q := s.w.Request
	if q.Credentials != nil {
		return q.Credentials, "basic"
	}
	text, sent := q.Header("Authorization")
	if !sent {
		return nil, ""
	}
	scheme, rest, _ := strings.Cut(text, " ")
	scheme = strings.ToLower(scheme)
	if scheme != "basic" {
		return nil, scheme
	}
	user, password, _ := strings.Cut(decodeBase64(strings.TrimLeft(rest, " \t")), ":")
	return &access.Credentials{User: user, Password: []byte(password)}, scheme
}

// decodeBase64 reads as much as there is, as httpd does.
func decodeBase64(s string) string {
	end := strings.IndexFunc(s, func(c rune) bool {
		return (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') && c != '+' && c != '/'
	})
	if end >= 0 {
		s = s[:end]
	}
	b, _ := base64.RawStdEncoding.DecodeString(s[:len(s)-len(s)%4])
	if rest := s[len(s)-len(s)%4:]; len(rest) > 1 {
		more, _ := base64.RawStdEncoding.DecodeString(rest)
		b = append(b, more...)
	}
	text, _, _ := strings.Cut(string(b), "\x00")
	return text
}
