package wordpress

import (
	"strings"
	"time"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/wordpress/php"
)

// passwordProtected reads Password Protected: one password for everybody, in a
// form of its own. Its REST interface is closed to those without it. Source:
// password-protected.php of 2.7.3.
func (f *finder) passwordProtected(g *model.Guard) {
	c := f.single("password_protected_")
	on := c.yes("status", false)
	open := c.yes("rest", false)
	g.RESTAnswer = usual(401)
	g.REST = policy(not(open), model.RESTUsers, model.RESTOpen)
	if !on.Known() || !on.Value {
		g.REST = policy(on, model.RESTUsers, model.RESTOpen)
	}
	if on.Value {
		g.Allowed = addresses(c.list("allowed_ip_addresses"))
	}
	g.Remember = under(on, c.lasts("remember_me_lifetime", 14, 24*time.Hour))
}

// disableREST reads Disable REST API, which closes everything to strangers
// before anything was saved. Source: classes of 1.8; up to 1.5 a list of open
// routes was stored by itself.
func (f *finder) disableREST(g *model.Guard) {
	o := f.stored.Get("disable_rest_api_options")
	none := within(o, f.app.OptionsKnown, "roles", "none")
	open := none.yes("default_allow", false)
	g.REST, g.RESTAnswer = policy(open, model.RESTOpen, model.RESTUsers), usual(401)
	if open.Known() && !open.Value {
		if anyListed(none.find("allow_list")) || whole(f.stored.Get("DRA_route_whitelist")).v.True() {
			g.REST.Value = model.RESTListed
		}
	}
}

// anyListed says that a map of switches has one that is on.
func anyListed(s stored) bool {
	if s.v == nil {
		return false
	}
	for i := range s.v.Items {
		if s.v.Items[i].Value.True() {
			return true
		}
	}
	return false
}

// miniOrangeToken is how long its tokens live: five years. Source:
// admin of wp-rest-api-authentication 4.4.0.
const miniOrangeToken = 157680000 * time.Second

// miniOrange reads miniOrange's REST API Authentication, which closes all of
// the core's routes as soon as it is switched on. The option that is called a
// whitelist lists the closed ones.
func (f *finder) miniOrange(g *model.Guard) {
	c := f.single("mo_api_authentication_")
	method := c.text("selected_authentication_method", "")
	g.REST = mapped(method, func(name string) model.RESTPolicy {
		if name == "jwt_auth" || name == "tokenapi" {
			return model.RESTToken
		}
		return model.RESTUsers
	})
	g.RESTAnswer = usual(401)
	if closed := c.find("protectedrestapi_route_whitelist"); closed.v != nil && closed.v.Kind == php.Array {
		g.REST.Span, g.REST.Cause = closed.at, closed.at
		if len(closed.v.Items) == 0 {
			g.REST = model.Setting[model.RESTPolicy]{State: model.Set, Value: model.RESTOpen, Span: closed.at, Cause: closed.at}
		}
	}
	if method.Known() && method.Value == "jwt_auth" {
		g.Token = usual(miniOrangeToken)
		g.TokenSecret = storedSecret(c.find("jwt_client_secret"))
	}
}

// storedSecret is what is known of a secret that is an option.
func storedSecret(s stored) model.SecretState {
	if s.v == nil {
		return model.SecretState{}
	}
	text := s.v.String()
	if text == "" {
		return model.SecretState{State: model.Off, Span: s.at}
	}
	s.at.File.Mask(s.at)
	return model.SecretState{State: model.Set, Short: len(text) < minSecret, Span: s.at}
}

// jwt reads JWT Authentication, whose secret is a constant, and whose tokens
// last a week. Source: public/class-jwt-auth-public.php of 1.3.4.
func (f *finder) jwt(g *model.Guard) {
	g.Token = usual(7 * 24 * time.Hour)
	g.TokenSecret = f.config.tokenSecret("JWT_AUTH_SECRET_KEY")
}

// tokenSecret is a secret that signs tokens, with the words of its own
// documentation.
func (c *config) tokenSecret(name string) model.SecretState {
	if c == nil {
		return model.SecretState{}
	}
	s := c.secret(name)
	if s.State == model.Set {
		switch text := strings.ToLower(c.names[name].text); text {
		case "your-top-secret-key", "your-top-secrect-key", "your-secret-key", placeholder:
			s.Placeholder, s.Short = true, false
		}
	}
	return s
}

// httpAuth reads HTTP Auth, which compares a password in clear text. Source:
// includes/class-http-auth-frontend.php of 1.0.0.
func (f *finder) httpAuth(g *model.Guard) {
	c := f.array("http_auth_settings")
	on := c.says("activate", false, "on")
	g.Password.Backend = on
	g.Password.Frontend = under(on, not(c.says("apply", false, "admin")))
	if g.Password.Frontend.State == model.Off {
		g.Password.Frontend = on
	}
	g.Password.Challenge, g.Password.Realm = true, usual("Restricted Site")
	g.Password.User = c.text("username", "")
	if s := c.find("password"); s.v != nil {
		s.at.File.Mask(s.at)
		g.Password.Secret = model.SecretState{State: model.Set, Span: s.at}
		if s.v.String() == "" {
			g.Password.Secret.State = model.Off
		}
	}
}
