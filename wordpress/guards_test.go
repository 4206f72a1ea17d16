package wordpress

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/wordpress/options"
)

// serialized is a value of JSON as PHP's serialize writes it.
func serialized(t *testing.T, text string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return serialize(v)
}

func serialize(v any) string {
	switch v := v.(type) {
	case string:
		return fmt.Sprintf(`s:%d:"%s";`, len(v), v)
	case bool:
		return map[bool]string{true: "b:1;", false: "b:0;"}[v]
	case float64:
		return "i:" + strconv.Itoa(int(v)) + ";"
	case []any:
		var b strings.Builder
		fmt.Fprintf(&b, "a:%d:{", len(v))
		for i, item := range v {
			fmt.Fprintf(&b, "i:%d;%s", i, serialize(item))
		}
		return b.String() + "}"
	case map[string]any:
		var b strings.Builder
		fmt.Fprintf(&b, "a:%d:{", len(v))
		for key, item := range v {
			b.WriteString(serialize(key) + serialize(item))
		}
		return b.String() + "}"
	}
	return "N;"
}

// listedOptions is what `wp option list --format=json` says of options. Those that
// begin with { or [ are serialized first.
func listedOptions(t *testing.T, stored map[string]string) *options.Set {
	t.Helper()
	list := []map[string]string{{"option_name": "wp_user_roles", "option_value": "a:0:{}"}}
	for name, value := range stored {
		if strings.HasPrefix(value, "{") || strings.HasPrefix(value, "[") {
			value = serialized(t, value)
		}
		list = append(list, map[string]string{"option_name": name, "option_value": strings.TrimPrefix(value, "=")})
	}
	data, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	set, err := options.ReadJSON(source.NewFile("options.json", data))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// withOptions is an installation of one plugin, with its options.
func withOptions(t *testing.T, slug string, stored, files map[string]string) *model.App {
	t.Helper()
	all := map[string]string{
		"/srv/wp/wp-includes/version.php":                                   versionText,
		"/srv/wp/wp-config.php":                                             "<?php $table_prefix = 'wp_'; require ABSPATH . 'wp-settings.php';",
		"/srv/wp/wp-content/plugins/" + slug + "/" + knownPlugin(slug).main: "<?php /* Version: 1.2 */",
	}
	for name, text := range files {
		all["/srv/wp/"+name] = text
	}
	set := listedOptions(t, stored)
	set.Whole = true
	return Finder(Options{Stored: func(string) []*options.Set { return []*options.Set{set} }})(inMemory(all), "/srv/wp")
}

// guardCases are what plugins say with what they store.
var guardCases = []struct {
	name, slug    string
	stored, files map[string]string
	want          string
}{
	{
		"nothing stored", "better-wp-security", nil, nil,
		"slug=off hidden=off attempts=~5 window=~5m0s lockout=~15m0s from=~automatic rest=~0 xmlrpc=~0",
	},
	{
		"modules switched off", "better-wp-security",
		map[string]string{
			"itsec_active_modules": `{"brute-force":false}`,
			"itsec-storage":        `{"wordpress-tweaks":{"rest_api":"restrict-access","disable_xmlrpc":"disable_pingbacks"},"global":{"proxy":"manual","proxy_header":"HTTP_X_REAL_IP"}}`,
		}, nil, "slug=off hidden=off attempts=off window=off lockout=off from=HTTP_X_REAL_IP rest=1 xmlrpc=2",
	},
	{
		"nothing stored", "all-in-one-wp-security-and-firewall", nil, nil,
		"slug=off hidden=off attempts=off window=off lockout=off from=~REMOTE_ADDR rest=~0 xmlrpc=~0 apppw=~true" +
			" front=~false back=~false user=~root pw=default,true session=off",
	},
	{
		"an old password in clear", "all-in-one-wp-security-and-firewall",
		map[string]string{"aio_wp_security_configs": `{"aiowps_http_authentication_admin":"1","aiowps_http_authentication_password":"aios_http_password!","aiowps_enable_login_lockdown":"1"}`},
		map[string]string{"wp-content/uploads/aios/firewall-rules/settings.php": "<?php __halt_compiler();\n{\"aiowps_enable_blacklisting\":\"1\",\"aiowps_blacklist_ips\":[\"192.0.2.0\\/24\"],\"aiowps_enable_pingback_firewall\":true,\"aios_ip_retrieve_method\":\"2\"}"},
		"slug=off hidden=off attempts=~3 window=~5m0s lockout=~5m0s from=HTTP_X_FORWARDED_FOR rest=~0 xmlrpc=3 apppw=~true" +
			" front=~false back=true user=~root pw=set,true session=off banned=192.0.2.0/24",
	},
	{
		"another password", "all-in-one-wp-security-and-firewall",
		map[string]string{"aio_wp_security_configs": `{"aiowps_http_authentication_admin":"1","aiowps_http_authentication_password":"$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0","aios_whitelisted_rest_routes":["/wp/v2"],"aiowps_disallow_unauthorized_rest_requests":"1"}`},
		nil,
		"slug=off hidden=off attempts=off window=off lockout=off from=~REMOTE_ADDR rest=2 xmlrpc=~0 apppw=~true" +
			" front=~false back=true user=~root pw=set,false session=off",
	},
	{"nothing stored", "limit-login-attempts-reloaded", nil, nil, "attempts=~4 window=~24h0m0s lockout=~20m0s from=~REMOTE_ADDR"},
	{
		"lists", "limit-login-attempts-reloaded",
		map[string]string{"limit_login_allowed_retries": "3", "limit_login_whitelist": `["192.0.2.1"]`, "limit_login_blacklist": `["198.51.100.*","10.0.0.0-10.0.0.255"]`},
		nil, "attempts=3 window=~24h0m0s lockout=~20m0s from=~REMOTE_ADDR allowed=192.0.2.1 banned=198.51.100.0/24,10.0.0.0/24",
	},
	{"nothing stored", "wps-hide-login", nil, nil, "slug=~login hidden=~404"},
	{"stored", "wps-hide-login", map[string]string{"whl_page": "secret"}, nil, "slug=secret hidden=~404"},
	{"nothing stored", "loginizer", nil, nil, "slug=off attempts=~3 window=~24h0m0s lockout=~15m0s from=~REMOTE_ADDR xmlrpc=~0"},
	{
		"stored", "loginizer",
		map[string]string{"loginizer_options": `{"max_retries":0,"lockout_time":60}`, "loginizer_blacklist": `[{"start":"192.0.2.1","end":"192.0.2.1"}]`, "loginizer_ip_method": "1"},
		nil, "slug=off attempts=3 window=~24h0m0s lockout=1m0s from=HTTP_X_FORWARDED_FOR xmlrpc=~0 banned=192.0.2.1",
	},
	{
		"touched settings", "wp-simple-firewall",
		map[string]string{"icwp_wpsf_opts_all": `{"values":{"free":{"disable_xmlrpc":"Y","disable_anonymous_restapi":"Y","rename_wplogin_path":"door","auto_expire":"day"}}}`},
		nil, "slug=door hidden=~404 attempts=~10 lockout=24h0m0s from=~automatic rest=2 xmlrpc=3 session=~48h0m0s",
	},
	{"put out of force", "wp-simple-firewall", nil, map[string]string{"wp-content/plugins/wp-simple-firewall/forceoff": ""}, ""},
	{
		"login protection", "ninjafirewall", map[string]string{"nfw_options": `{"no_xmlrpc":"1","no_appswd":1,"ret_code":"404"}`},
		map[string]string{"wp-content/nfwlog/cache/bf_conf.php": "<?php\n$bf_enable = 2;\n$bf_type=0;\n$bf_attempt=3;\n$bf_bantime = 10;\n$auth_name='n';$auth_pass = 'SECRETSHA1';\n"},
		"attempts=3 window=~15s lockout=10m0s rest=~0 xmlrpc=3 apppw=false back=true user=n pw=set,false",
	},
	{
		"stored", "siteguard", map[string]string{"siteguard_config": `{"renamelogin_enable":"1","renamelogin_path":"login_1","loginlock_enable":"1","loginlock_threshold":"3","loginlock_locksec":"60","loginlock_interval":"5"}`},
		nil, "slug=login_1 hidden=~404 attempts=3 window=5s lockout=1m0s rest=~0 xmlrpc=~0",
	},
	{
		"stored", "sg-security", map[string]string{"sg_security_login_type": "custom", "sg_security_login_url": "in", "sg_security_login_attempts": "5", "sg_security_disable_xml_rpc": "1"},
		nil, "slug=in hidden=~302 attempts=5 lockout=~1h0m0s xmlrpc=3",
	},
	{"nothing stored", "sg-security", nil, nil, "slug=off hidden=off attempts=off xmlrpc=~0"},
	{
		"stored", "really-simple-ssl", map[string]string{"rsssl_options": `{"change_login_url_enabled":1,"change_login_url":"enter","enable_limited_login_attempts":true,"disable_xmlrpc":true,"disable_application_passwords":"1"}`},
		nil, "slug=enter attempts=~5 window=~15m0s lockout=~30m0s xmlrpc=3 apppw=false",
	},
	{"stored", "password-protected", map[string]string{"password_protected_status": "1", "password_protected_password": "SECRETMD5"}, nil, "rest=~1 remember=~336h0m0s"},
	{"nothing stored", "disable-json-api", nil, nil, "rest=~1"},
	{
		"some routes open", "disable-json-api",
		map[string]string{"disable_rest_api_options": `{"version":"1.8","roles":{"none":{"default_allow":false,"allow_list":{"/oembed/1.0":true}}}}`}, nil, "rest=2",
	},
	{
		"tokens", "wp-rest-api-authentication",
		map[string]string{"mo_api_authentication_selected_authentication_method": "jwt_auth", "mo_api_authentication_jwt_client_secret": "SECRET"},
		nil, "rest=4 token=~43800h0m0s secret=set,false,true",
	},
	{
		"the secret of its documentation", "jwt-authentication-for-wp-rest-api", nil,
		map[string]string{"wp-config.php": "<?php define('JWT_AUTH_SECRET_KEY', 'your-top-secret-key');"}, "token=~168h0m0s secret=set,true,false",
	},
	{"no secret", "jwt-authentication-for-wp-rest-api", nil, nil, "token=~168h0m0s"},
	{
		"the whole site", "http-auth", map[string]string{"http_auth_settings": `{"username":"u","password":"SECRET","apply":"site","activate":"on"}`}, nil,
		"front=true back=true user=u pw=set,false",
	},
	{
		"its back alone", "http-auth", map[string]string{"http_auth_settings": `{"username":"u","password":"SECRET","apply":"admin","activate":"on"}`}, nil,
		"front=false back=true user=u pw=set,false",
	},
	{
		"lists", "jetpack-protect", map[string]string{"jetpack_active_modules": `["waf"]`, "jetpack_waf_ip_block_list_enabled": "1", "jetpack_waf_ip_block_list": "192.0.2.1 \n192.0.2.2"},
		nil, "attempts=off banned=192.0.2.1,192.0.2.2",
	},
	{
		"JSON", "defender-security",
		map[string]string{
			"wd_masking_login_settings":     `={"enabled":true,"mask_url":"cellar","redirect_traffic":"off"}`,
			"wd_login_lockout_settings":     `={"enabled":true,"attempt":7,"duration":2,"duration_unit":"hours"}`,
			"wd_blacklist_lockout_settings": `={"ip_blacklist":"192.0.2.9","country_blacklist":["XX"]}`,
		},
		nil, "slug=cellar hidden=~404 attempts=7 window=~5m0s lockout=2h0m0s from=~automatic banned=192.0.2.9 countries=XX",
	},
	{
		"stored", "bulletproof-security", map[string]string{"bulletproof_security_options_login_security": `{"bps_login_security_OnOff":"On","bps_max_logins":"5","bps_lockout_duration":"30"}`},
		nil, "attempts=5 lockout=30m0s",
	},
	{"in clear", "sucuri-scanner", nil, map[string]string{"wp-content/uploads/sucuri/sucuri-settings.php": "<?php exit(0); ?>\n{\"sucuriscan_revproxy\":\"enabled\"}"}, "attempts=off from=~HTTP_X_SUCURI_CLIENTIP xmlrpc=~0"},
}

func TestGuards(t *testing.T) {
	for _, c := range guardCases {
		t.Run(c.slug+"/"+c.name, func(t *testing.T) {
			stored := map[string]string{"active_plugins": `["` + c.slug + `/` + knownPlugin(c.slug).main + `"]`}
			for name, value := range c.stored {
				stored[name] = value
			}
			app := withOptions(t, c.slug, stored, c.files)
			g := guardOf(app, c.slug)
			if g == nil || g.Plugin.Active != model.Yes || g.Plugin.Version.Value != "1.2" {
				t.Fatalf("the plugin is not recognised: %+v", g)
			}
			if got := told(g); got != c.want {
				t.Errorf("it tells\n%s, want\n%s", got, c.want)
			}
			if text := strings.ReplaceAll(strings.Join(printed(g), "\n"), "JWT_AUTH_SECRET_KEY", ""); strings.Contains(text, "SECRET") {
				t.Error("a secret may be printed")
			}
		})
	}
}

// printed are the texts at the places of a guard's settings, as reports would
// show them.
func printed(g *model.Guard) []string {
	var out []string
	for _, at := range []source.Span{g.Password.Secret.Span, g.TokenSecret.Span, g.LoginSlug.Span, g.MaxAttempts.Span, g.REST.Span, g.Password.User.Span} {
		if !at.IsZero() {
			out = append(out, at.Text(), at.File.LineSpan(at.Start).Text())
		}
	}
	return out
}

// TestUnread says nothing of what was not read.
func TestUnread(t *testing.T) {
	for i := range plugins {
		app := installed(t, map[string]string{"/srv/wp/wp-content/plugins/" + plugins[i].slug + "/x.php": ""})
		g := guardOf(app, plugins[i].slug)
		if g == nil {
			if plugins[i].slug != "cloudsecure-wp-security" {
				t.Errorf("%s has no guard", plugins[i].slug)
			}
			continue
		}
		if g.Plugin.Active != model.Unknown {
			t.Errorf("%s counts as active or not", plugins[i].slug)
		}
		switch got := told(g); got {
		case "", "token=~168h0m0s", "attempts=off", "hidden=~404":
		default:
			t.Errorf("%s tells %s, although nothing was read", plugins[i].slug, got)
		}
	}
}

// TestActive tells active plugins from others, and those whose folder is gone.
func TestActive(t *testing.T) {
	app := withOptions(t, "loginizer", map[string]string{
		"active_plugins": `["wordfence/wordfence.php","loginizer/loginizer.php","hello.php"]`, "siteurl": "https://a.example", "home": "http://a.example",
		"itsec-storage": `=a:1:{s:99:"x";}`,
	}, map[string]string{
		"wp-content/plugins/wordfence.off/wordfence.php": "", "wp-content/plugins/wps-hide-login/wps-hide-login.php": "",
	})
	for slug, want := range map[string]string{"loginizer": "1 1 1 ", "wordfence": "2 1 2 wordfence.off", "wps-hide-login": "2 2 1 "} {
		p := app.Plugin(slug)
		if p == nil {
			t.Errorf("%s is not there", slug)
			continue
		}
		if got := fmt.Sprintf("%d %d %d %s", p.Active, p.Listed, p.Present, p.Renamed); got != want {
			t.Errorf("%s is %q, want %q", slug, got, want)
		}
	}
	if guardOf(app, "wps-hide-login") != nil || guardOf(app, "wordfence") != nil {
		t.Error("a plugin that is not in force has a guard")
	}
	if !app.OptionsKnown || app.SiteURL.Value != "https://a.example" || app.HomeURL.Value != "http://a.example" || app.RolePrefix.Value != "wp_" {
		t.Errorf("%v, %q, %q, %q", app.OptionsKnown, app.SiteURL.Value, app.HomeURL.Value, app.RolePrefix.Value)
	}
	if len(app.Broken) != 1 || app.Broken[0].Name != "itsec-storage" {
		t.Errorf("the broken options are %+v", app.Broken)
	}
}

func TestPrefix(t *testing.T) {
	for text, want := range map[string]string{
		"192.0.2.1": "192.0.2.1/32", "192.0.2.9/24": "192.0.2.0/24", "192.0.*.*": "192.0.0.0/16", "192.0.2.0-192.0.2.127": "192.0.2.0/25",
		"192.0.2.1-192.0.2.9": "invalid Prefix", "::ffff:192.0.2.1": "192.0.2.1/32", "2001:db8::1": "2001:db8::1/128", "x": "invalid Prefix",
		"*.*.*.*": "0.0.0.0/0", "192.*.2.1": "invalid Prefix", "0.0.0.0-255.255.255.255": "0.0.0.0/0", "": "invalid Prefix",
	} {
		if got := prefix(text).String(); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

// FuzzFiles reads any text as each of the plugins' own files.
func FuzzFiles(f *testing.F) {
	for _, c := range guardCases {
		for _, text := range c.files {
			f.Add(text)
		}
	}
	f.Add("<?php exit; ?>\na:1:{s:11:\"otherBlocks\";s:23:\"{\"blocks\":[{\"IP\":\"\"}]}\";}")
	f.Fuzz(func(t *testing.T, text string) {
		files := map[string]string{"/srv/wp/wp-includes/version.php": text}
		for _, name := range []string{
			"wflogs/config.php", "wflogs/config-synced.php", "uploads/aios/firewall-rules/settings.php",
			"uploads/sucuri/sucuri-settings.php", "nfwlog/cache/bf_conf.php",
		} {
			files["/srv/wp/wp-content/"+name] = text
		}
		for i := range plugins {
			files["/srv/wp/wp-content/plugins/"+plugins[i].slug+"/"+plugins[i].main] = text
		}
		app := Find(inMemory(files), "/srv/wp")
		for _, g := range app.Guards {
			for _, at := range []source.Span{g.LoginSlug.Span, g.MaxAttempts.Span, g.AddressSource.Span, g.Password.Secret.Span} {
				if !at.IsZero() && (at.Start > at.End || at.End > len(at.File.Data)) {
					t.Fatalf("%q: %+v", text, at)
				}
			}
			told(g)
		}
	})
}
