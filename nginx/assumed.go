package nginx

import "github.com/authlint/authlint/lint/model"

// assumption is what is assumed where only a part of nginx's configuration is
// in view, as a clause.
func (o *Options) assumption() string {
	return "nginx with its stock modules, and no access rules round what is in view"
}

// stockModules are those that the packages of distributions and of nginx.org
// have and that bear on who may enter, by the names nginx gives them. Yes is
// for those in all of them, Unknown for those that are often left out.
var stockModules = map[string]model.Fact{
	"ngx_http_access_module":        model.Yes,
	"ngx_http_addition_module":      model.Unknown,
	"ngx_http_auth_basic_module":    model.Yes,
	"ngx_http_auth_jwt_module":      model.No, // of the commercial version
	"ngx_http_auth_oidc_module":     model.No,
	"ngx_http_auth_require_module":  model.No,
	"ngx_http_auth_request_module":  model.Yes,
	"ngx_http_autoindex_module":     model.Yes,
	"ngx_http_fastcgi_module":       model.Yes,
	"ngx_http_geo_module":           model.Yes,
	"ngx_http_limit_conn_module":    model.Yes,
	"ngx_http_limit_req_module":     model.Yes,
	"ngx_http_map_module":           model.Yes,
	"ngx_http_mirror_module":        model.Yes,
	"ngx_http_proxy_module":         model.Yes,
	"ngx_http_realip_module":        model.Yes,
	"ngx_http_referer_module":       model.Yes,
	"ngx_http_rewrite_module":       model.Yes,
	"ngx_http_session_log_module":   model.No,
	"ngx_http_ssi_module":           model.Yes,
	"ngx_http_ssl_module":           model.Yes,
	"ngx_http_stub_status_module":   model.Yes,
	"ngx_http_upstream_conf_module": model.No,
}

// module says whether a module is there, by the name nginx gives it.
func (o *Options) module(name string) model.Fact { return stockModules[name] }
