package nginx

import (
	"slices"
	"strings"
)

// lowerings says what becomes of each directive. What is not in it keeps its
// place in the tree and means nothing to the model.
var lowerings = map[string]func(*lowerer, *Node){
	"auth_basic":           (*lowerer).realm,
	"auth_basic_user_file": (*lowerer).userFile,
	"auth_delay":           func(l *lowerer, n *Node) { l.scope.Own.AuthDelay = value(n) },
	"auth_request":         func(l *lowerer, n *Node) { l.scope.Own.AuthRequest = switched(value(n)) },
	"allow":                func(l *lowerer, n *Node) { l.addressRule(n, true) },
	"deny":                 func(l *lowerer, n *Node) { l.addressRule(n, false) },
	"satisfy":              (*lowerer).satisfy,
	"server_name":          (*lowerer).serverName,
	"listen":               (*lowerer).listen,
	"ssl_verify_client":    func(l *lowerer, n *Node) { l.scope.ClientCertificate = dynamic(value(n)) },
	"real_ip_header":       func(l *lowerer, n *Node) { l.scope.AddressHeader = value(n) },
	"set_real_ip_from":     (*lowerer).addressProxies,
	"limit_req":            (*lowerer).rate,
	"limit_req_zone":       (*lowerer).rate,
	"limit_req_dry_run":    (*lowerer).rate,
	"limit_req_status":     (*lowerer).rate,
	"limit_conn":           (*lowerer).rate,
	"limit_conn_zone":      (*lowerer).rate,
	"limit_conn_dry_run":   (*lowerer).rate,
	"limit_conn_status":    (*lowerer).rate,
	"root":                 (*lowerer).rootFolder,
	"alias":                (*lowerer).aliasFolder,
	"autoindex":            func(l *lowerer, n *Node) { l.scope.Serving.Listing = flag(n) },
	"merge_slashes":        func(l *lowerer, n *Node) { l.scope.Serving.MergeSlashes = flag(n) },
	"internal":             func(l *lowerer, _ *Node) { l.scope.Serving.Internal = true },
	"try_files":            (*lowerer).tryFiles,
	"return":               (*lowerer).returns,
	"rewrite":              (*lowerer).rewrite,
	"error_page":           (*lowerer).errorPage,
	"add_before_body":      (*lowerer).fetch,
	"add_after_body":       (*lowerer).fetch,
	"mirror":               (*lowerer).fetch,
	"ssi":                  (*lowerer).ssi,
	"set":                  (*lowerer).set,
	"map":                  (*lowerer).mapped,
	"geo":                  (*lowerer).mapped,
	"add_header":           (*lowerer).addHeader,
	"proxy_set_header":     (*lowerer).passHeader,
	"grpc_set_header":      (*lowerer).passHeader,
	"proxy_hide_header":    (*lowerer).hideHeader,
	"fastcgi_hide_header":  (*lowerer).hideHeader,
	"uwsgi_hide_header":    (*lowerer).hideHeader,
	"scgi_hide_header":     (*lowerer).hideHeader,
	"grpc_hide_header":     (*lowerer).hideHeader,
	"fastcgi_param":        (*lowerer).param,
	"uwsgi_param":          (*lowerer).param,
	"scgi_param":           (*lowerer).param,
	"proxy_pass":           (*lowerer).handler,
	"fastcgi_pass":         (*lowerer).handler,
	"uwsgi_pass":           (*lowerer).handler,
	"scgi_pass":            (*lowerer).handler,
	"grpc_pass":            (*lowerer).handler,
	"memcached_pass":       (*lowerer).handler,
	"stub_status":          (*lowerer).handler,
	"status":               (*lowerer).handler,
	"api":                  (*lowerer).handler,
	"perl":                 (*lowerer).handler,
	"js_content":           (*lowerer).handler,
	"content_by_lua":       (*lowerer).handler,
	"content_by_lua_block": (*lowerer).handler,
	"content_by_lua_file":  (*lowerer).handler,
	"empty_gif":            (*lowerer).handler,
	"expires":              (*lowerer).caching,
	"proxy_cache":          (*lowerer).caching,
	"proxy_cache_key":      (*lowerer).caching,
	"proxy_cache_valid":    (*lowerer).caching,
	"proxy_cache_bypass":   (*lowerer).caching,
	"proxy_no_cache":       (*lowerer).caching,
	"fastcgi_cache":        (*lowerer).caching,
	"fastcgi_cache_key":    (*lowerer).caching,
	"fastcgi_cache_valid":  (*lowerer).caching,
	"fastcgi_cache_bypass": (*lowerer).caching,
	"fastcgi_no_cache":     (*lowerer).caching,
	"uwsgi_cache":          (*lowerer).caching,
	"uwsgi_cache_key":      (*lowerer).caching,
	"uwsgi_cache_valid":    (*lowerer).caching,
}

// lowering is what becomes of the directives of a name, nil for nothing.
func lowering(name string) func(*lowerer, *Node) {
	if f := lowerings[name]; f != nil || !foreignGate(name) {
		return f
	}
	return (*lowerer).other
}

// foreignGates are directives by which other modules than nginx's stock ones
// decide who may enter.
var foreignGates = []string{
	"access_by_lua", "access_by_lua_block", "access_by_lua_file", "js_access", "shib_request",
}

// gateParameters are how the names of directives begin that only say how a
// gate works. The gate itself is switched on by another.
var gateParameters = []string{
	"auth_basic_", "auth_digest_", "auth_gss_", "auth_http", "auth_jwt_", "auth_ldap_", "auth_oidc_", "auth_pam_",
	"auth_request_", "auth_saml_", "auth_spnego_", "auth_zone",
}

// foreignGate says that a directive is another module's gate: one of those
// known, or any that is named as they are.
func foreignGate(name string) bool {
	if slices.Contains(foreignGates, name) || name == "auth_jwt_require" {
		return true
	}
	return strings.HasPrefix(name, "auth_") &&
		!slices.ContainsFunc(gateParameters, func(p string) bool { return strings.HasPrefix(name, p) })
}
