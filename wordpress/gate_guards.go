package wordpress

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// banned is the list of addresses that never get in.
func banned(v *visit, g *model.Guard) opinion {
	if len(g.Banned) == 0 || g.BannedAnswer.State == model.Off {
		return opinion{}
	}
	client, why := v.address(g)
	if why == "" && listed(g.Allowed, client) != nil {
		return opinion{}
	}
	entry := listed(g.Banned, client)
	switch {
	case why != "":
		return unsure(why, g.AddressSource.Span)
	case entry == nil, g.BannedAnswer.Known() && g.BannedAnswer.Value < 300:
		return opinion{} // a ban that no answer shows
	case !entry.Until.IsZero():
		return unsure(g.Name+" bans "+client.String()+" until "+entry.Until.UTC().Format("2006-01-02 15:04 UTC"), entry.Text.Span)
	case v.known:
		return unsure(g.Name+" bans "+client.String()+", and may let in who is logged in", entry.Text.Span)
	case !g.BannedAnswer.Known():
		return unsure(g.Name+" bans "+client.String()+", and what it answers is not known", entry.Text.Span)
	}
	return answer(g.BannedAnswer.Value, g.Name+" bans "+client.String(), entry.Text.Span)
}

// answer is an opinion that settles it.
func answer(status int, note string, because ...source.Span) opinion {
	o := opinion{status: status, verdict: access.Refuses, note: note, because: places(because...)}
	switch {
	case status == 401:
		o.verdict = access.Challenges
	case status < 400:
		o.verdict = access.Redirects
	}
	return o
}

// listed is the entry of a list that an address is in, or nil.
func listed(list []model.GuardAddress, client netip.Addr) *model.GuardAddress {
	for i := range list {
		if list[i].Prefix.IsValid() && list[i].Prefix.Contains(client) {
			return &list[i]
		}
	}
	return nil
}

// forwarding are the headers that plugins look for a visitor's address in.
var forwarding = []string{
	"X-Forwarded-For", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP", "Client-IP", "X-Client-IP", "X-Cluster-Client-IP",
	"X-Forwarded", "Forwarded-For", "Forwarded", "X-Sucuri-ClientIP", "Incap-Client-IP", "Fastly-Client-IP",
}

// address is what a plugin takes for the visitor's address, or why that is not
// known. Where no header tells another one it is the connection's.
func (v *visit) address(g *model.Guard) (netip.Addr, string) {
	if g.AddressSource.State == model.Dynamic {
		return v.client, "where " + g.Name + " takes the client's address from is known only at run time"
	}
	if g.AddressSource.Known() && g.AddressSource.Value == "REMOTE_ADDR" {
		return v.client, ""
	}
	own := strings.ReplaceAll(strings.TrimPrefix(g.AddressSource.Value, "HTTP_"), "_", "-")
	for _, name := range append(slices.Clip(forwarding), own) {
		if _, sent := v.w.Request.Header(name); sent && name != "" {
			return v.client, fmt.Sprintf("whether %s takes the client's address from %s is not known", g.Name, name)
		}
	}
	return v.client, ""
}

// hidden is the login form that is moved elsewhere by the program itself. Where
// the server's rules lead to the form, the form answers at its own name, too.
func hidden(v *visit, g *model.Guard) opinion {
	moved := g.LoginSlug.Known() && g.LoginSlug.Value != "" && !g.LoginSlugByServer
	switch {
	case !moved:
		return opinion{}
	case v.atSlug(g):
		return opinion{note: g.Name + " shows the login form here", because: places(g.LoginSlug.Span)}
	case v.file != "wp-login.php" || !strings.HasSuffix(v.path, "wp-login.php"):
		return opinion{}
	case v.known, v.query.Has("action"), v.w.Request.Method != "GET" && v.w.Request.Method != "HEAD":
		return unsure(g.Name+" hides the form from strangers, and may let this one through", g.LoginSlug.Span)
	case !g.HiddenAnswer.Known() || g.HiddenAnswer.Value < 300:
		return unsure(g.Name+" hides the form, and what it answers is not known", g.LoginSlug.Span)
	}
	return answer(g.HiddenAnswer.Value, g.Name+" has moved the login form elsewhere", g.HiddenAnswer.Span, g.LoginSlug.Span)
}

// atSlug says that the request is for the place of the moved form.
func (v *visit) atSlug(g *model.Guard) bool {
	slug := strings.Trim(g.LoginSlug.Value, "/")
	return g.LoginSlug.Known() && slug != "" && !g.LoginSlugByServer && v.file == "index.php" &&
		(v.path == slug || v.path == "" && v.query.Has(slug))
}

// password is HTTP authentication that a program asks for.
func password(v *visit, g *model.Guard) opinion {
	where := g.Password.Frontend
	switch {
	case v.file == "wp-login.php", v.file == "index.php" && v.path != "" && v.atSlug(g):
		where = g.Password.Backend
	case strings.HasPrefix(v.file, "wp-admin/"):
		if v.file == "wp-admin/admin-ajax.php" || v.file == "wp-admin/admin-post.php" {
			return opinion{}
		}
		where = g.Password.Backend
	case v.file != "index.php":
		return opinion{}
	}
	asks := where.Known() && where.Value
	switch {
	case !asks:
		return opinion{}
	case v.known, v.file == "index.php" && (v.rest() || v.atSlug(g) && v.path == ""):
		return unsure(g.Name+" asks for a password, and may not do so here", where.Span)
	}
	note := g.Name + " asks for a password of its own"
	if _, header := v.w.Request.Header("Authorization"); v.w.Request.Credentials != nil || header {
		c := v.w.Request.Credentials
		if c == nil || g.Password.User.State != model.Set || c.User == g.Password.User.Value {
			return unsure(note+", and whether this is it is not known", where.Span)
		}
		note += ", for another user than the server's"
	}
	o := answer(401, note, where.Span, g.Password.User.Span)
	if g.Password.Challenge && g.Password.Realm.Known() {
		o.challenge = `Basic realm="` + g.Password.Realm.Value + `"`
	}
	return o
}

// rest says that the request is for the REST interface.
func (v *visit) rest() bool {
	return v.file == "index.php" && (v.query.Has("rest_route") || v.pretty())
}

// pretty says that its path, and not its query, leads to the REST interface.
func (v *visit) pretty() bool {
	p := strings.TrimPrefix(v.path, "index.php/")
	return p == "wp-json" || strings.HasPrefix(p, "wp-json/")
}

// rest is who may use the REST interface.
func rest(v *visit, g *model.Guard) opinion {
	if !v.rest() || !g.REST.Known() || g.REST.Value == model.RESTOpen {
		return opinion{}
	}
	policy := g.REST.Value
	decided := policy == model.RESTNobody && !v.known || policy == model.RESTUsers && v.stranger()
	if !decided || !v.pretty() || !g.RESTAnswer.Known() || g.RESTAnswer.Value < 400 {
		return unsure(g.Name+" restricts the REST interface, and whether it lets this through is not known", g.REST.Span)
	}
	v.w.Assume("the site has permalinks")
	return answer(g.RESTAnswer.Value, g.Name+" refuses strangers the REST interface", g.REST.Span)
}

// xmlrpc is the interface that is switched off. Where only some methods are, the
// request's body decides.
func xmlrpc(v *visit, g *model.Guard) opinion {
	if v.file != "xmlrpc.php" || !g.XMLRPC.Known() || g.XMLRPC.Value == model.XMLRPCOpen {
		return opinion{}
	}
	if g.XMLRPC.Value != model.XMLRPCOff || !g.XMLRPCAnswer.Known() || g.XMLRPCAnswer.Value < 400 {
		return unsure(g.Name+" restricts XML-RPC, and what it answers depends on the method that is called", g.XMLRPC.Span)
	}
	return answer(g.XMLRPCAnswer.Value, g.Name+" has switched XML-RPC off", g.XMLRPC.Span)
}

// places are the spans that somebody wrote.
func places(spans ...source.Span) []source.Span {
	return slices.DeleteFunc(spans, source.Span.IsZero)
}
