package live

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Visitor is somebody with a browser that keeps cookies.
type Visitor struct {
	site *WordPress
	// User and Password answer when the server asks for one.
	User, Password string

	cookies map[string]string
}

// Visit is a visitor who has not been there before.
func (w *WordPress) Visit() *Visitor { return &Visitor{site: w, cookies: map[string]string{}} }

// Get asks for a page; redirects are not followed.
func (v *Visitor) Get(tb testing.TB, path string) Response {
	tb.Helper()
	return v.do(tb, Request{Path: path})
}

// Post sends a form.
func (v *Visitor) Post(tb testing.TB, path string, form url.Values) Response {
	tb.Helper()
	return v.do(tb, Request{
		Method: http.MethodPost, Path: path, Body: form.Encode(),
		Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
	})
}

func (v *Visitor) do(tb testing.TB, r Request) Response {
	tb.Helper()
	r.User, r.Password = v.User, v.Password
	var all []string
	for name, value := range v.cookies {
		all = append(all, name+"="+value)
	}
	slices.Sort(all)
	if r.Header == nil {
		r.Header = http.Header{}
	}
	if len(all) > 0 {
		r.Header.Set("Cookie", strings.Join(all, "; "))
	}
	resp := v.site.Do(tb, r)
	for _, c := range (&http.Response{Header: resp.Header}).Cookies() {
		v.cookies[c.Name] = c.Value
	}
	return resp
}

// install fills in the form of the installation.
func (w *WordPress) install(tb testing.TB) {
	tb.Helper()
	v := w.Visit()
	resp := v.Post(tb, "/wp-admin/install.php?step=2", url.Values{
		"weblog_title": {"Live"}, "user_name": {WordPressUser}, "admin_password": {WordPressPassword},
		"admin_password2": {WordPressPassword}, "pw_weak": {"on"}, "admin_email": {"boss@example.com"},
		"blog_public": {"0"}, "language": {""}, "Submit": {"Install WordPress"},
	})
	if resp.Status != http.StatusOK || w.DB.Query(tb, w.Database, "SELECT user_login FROM wp_users") != WordPressUser+"\n" {
		tb.Fatalf("the installation answered %d\n%s\n%s", resp.Status, resp.Body, w.PHP.Log())
	}
	w.SetOption(tb, "template", "plain")
	w.SetOption(tb, "stylesheet", "plain")
}

// Login logs the administrator in.
func (w *WordPress) Login(tb testing.TB) *Visitor {
	tb.Helper()
	v := w.Visit()
	v.Get(tb, "/wp-login.php") // sets the cookie by which WordPress sees that there are cookies
	resp := v.Post(tb, "/wp-login.php", url.Values{"log": {WordPressUser}, "pwd": {WordPressPassword}, "testcookie": {"1"}})
	if resp.Status != http.StatusFound {
		tb.Fatalf("the login answered %d\n%s\n%s", resp.Status, resp.Body, w.PHP.Log())
	}
	return v
}

// nonceField is the form's proof that it was shown before it is sent.
var nonceField = regexp.MustCompile(`name="_wpnonce" value="([^"]+)"`)

// SavePermalinks saves the form of the permalinks and looks at what comes of it,
// on which WordPress writes its block of the .htaccess.
func (v *Visitor) SavePermalinks(tb testing.TB, structure string) {
	tb.Helper()
	page := v.Get(tb, "/wp-admin/options-permalink.php")
	found := nonceField.FindStringSubmatch(page.Body)
	if found == nil {
		tb.Fatalf("the form of the permalinks answered %d\n%s", page.Status, v.site.PHP.Log())
	}
	resp := v.Post(tb, "/wp-admin/options-permalink.php", url.Values{
		"_wpnonce": {html.UnescapeString(found[1])}, "_wp_http_referer": {"/wp-admin/options-permalink.php"},
		"selection": {structure}, "permalink_structure": {structure}, "category_base": {""}, "tag_base": {""},
		"submit": {"Save Changes"},
	})
	if resp.Status != http.StatusFound {
		tb.Fatalf("saving the permalinks answered %d\n%s", resp.Status, v.site.PHP.Log())
	}
	v.Get(tb, "/wp-admin/options-permalink.php?settings-updated=true")
}

// ApplicationPassword makes a password for programs. WordPress has none unless
// the site speaks TLS or says that it is a local one.
func (v *Visitor) ApplicationPassword(tb testing.TB, name string) string {
	tb.Helper()
	nonce := v.Get(tb, "/wp-admin/admin-ajax.php?action=rest-nonce")
	resp := v.do(tb, Request{
		Method: http.MethodPost, Path: "/index.php?rest_route=/wp/v2/users/me/application-passwords", Body: "name=" + url.QueryEscape(name),
		Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "X-Wp-Nonce": {nonce.Body}},
	})
	var made struct{ Password string }
	if err := json.Unmarshal([]byte(resp.Body), &made); err != nil || made.Password == "" {
		tb.Fatalf("asking for an application password answered %d", resp.Status)
	}
	return made.Password
}
