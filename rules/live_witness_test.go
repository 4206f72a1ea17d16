package rules_test

import (
	"fmt"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/linttest"
	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/model"
)

// assumedServer is what the assumed server has beside the usual modules, and
// how the tests say where a request comes from.
const assumedServer = "RemoteIPHeader " + clientHeader + "\nRemoteIPInternalProxy 127.0.0.1\n" +
	"<Files \".ht*\">\n\tRequire all denied\n</Files>\nDirectoryIndex index.php index.html index.htm\n"

// witnessed is a site with findings that have a witness.
type witnessed struct {
	site *liveSite
	name string            // of its folder, and first part of its host names
	docs map[string]string // host name of each of its sites by the site's name
}

// TestLiveWitnesses sends the witness of every finding in the fixtures to a
// live httpd, each site at a host of its own: the answer must be the one that
// the finding claims.
func TestLiveWitnesses(t *testing.T) {
	names, err := filepath.Glob(fixtures + "/*/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	layout := live.NewFolder(t)
	hosts := ""
	var all []witnessed
	for _, name := range names {
		w, ok := witnessedSite(t, name, len(all))
		if !ok {
			continue
		}
		w.site.layOut(t, layout, w.name)
		for _, s := range w.site.all {
			host := fmt.Sprintf("s%d.%s.test", len(w.docs), w.name)
			w.docs[s.Name] = host
			hosts += fmt.Sprintf("<VirtualHost *>\nServerName %s\n%s</VirtualHost>\n", host, w.configuration(layout.Path+"/"+w.name, s))
		}
		all = append(all, w)
	}
	h := live.StartHttpd(t, live.HttpdConfig{Modules: assumedModules(), Server: assumedServer + hosts, Docroot: layout.Path})
	asked := 0
	for _, w := range all {
		for _, f := range w.site.findings {
			if f.Witness != nil && !f.Witness.Request.TLS && w.ask(t, h, &f) {
				asked++
			}
		}
	}
	t.Logf("%d sites, %d witnesses", len(all), asked)
	if asked < 65 {
		t.Errorf("%d witnesses were asked, want 65 or more", asked)
	}
}

// configuration is what a site's host has: that of the case, or the document
// root alone.
func (w *witnessed) configuration(root string, s *model.Site) string {
	i := slices.IndexFunc(w.site.c.Nodes, func(n linttest.Node) bool { return n.Path == w.site.c.Config })
	if i < 0 {
		return fmt.Sprintf("DocumentRoot \"%s%s\"\n", root, s.Roots[0].Dir)
	}
	var text strings.Builder
	for line := range strings.Lines(string(w.site.c.Nodes[i].Data)) {
		if !strings.HasPrefix(line, "LoadModule") {
			text.WriteString(strings.NewReplacer(" /site", " "+root+"/site", " /etc/", " "+root+"/etc/", " /srv/", " "+root+"/srv/").Replace(line))
		}
	}
	return text.String()
}

// inHost says that a configuration may stand in a virtual host.
func inHost(c *linttest.Case) bool {
	return !slices.ContainsFunc(c.Nodes, func(n linttest.Node) bool {
		text := string(n.Data)
		return n.Path == c.Config && (strings.Contains(text, "<VirtualHost") || strings.Contains(text, "ServerRoot") ||
			!strings.Contains(text, "AllowOverride") || !strings.Contains(text, "DocumentRoot /site"))
	})
}

// witnessedSite loads a fixture that can be laid out, if a finding of it has a
// witness.
func witnessedSite(t *testing.T, name string, n int) (witnessed, bool) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	c, err := linttest.Parse(data)
	if err != nil || c.Config == "" && notLaidOut(c) != "" || c.Config != "" && !inHost(c) {
		return witnessed{}, false
	}
	s := loadLive(t, strings.TrimPrefix(filepath.ToSlash(name), fixtures+"/"), c)
	has := slices.ContainsFunc(s.findings, func(f lint.Finding) bool { return f.Witness != nil })
	s.all = slices.DeleteFunc(s.all, func(site *model.Site) bool { return len(site.Roots) == 0 })
	return witnessed{s, fmt.Sprintf("w%d", n), map[string]string{}}, has
}

// ask sends a witness; false when nobody could know the password.
func (w *witnessed) ask(t *testing.T, h *live.Httpd, f *lint.Finding) bool {
	r := &f.Witness.Request
	q := witnessRequest(r, w.docs[f.Site])
	if r.Credentials != nil {
		if f.Witness.Decision.Status != http.StatusInternalServerError {
			return false
		}
		q.User, q.Password = r.Credentials.User, "x"
	}
	want := f.Witness.Decision.Status
	if f.Witness.Decision.Outcome == access.Upstream {
		want = http.StatusOK // this server has no PHP, and sends the program
		if f.Rule.ID == "error-document-swallowed" {
			want = http.StatusUnauthorized // with the status that a program would change
		}
	}
	if got := h.Do(t, q).Status; got != want {
		t.Errorf("%s: %s: %s: httpd answers %d", path.Clean(w.site.name), f.Rule.ID, f.Witness, got)
	}
	return true
}

// witnessRequest is a witness's request as it is sent to a host of the tests.
func witnessRequest(r *access.Request, host string) live.Request {
	q := live.Request{Method: r.Method, Path: r.Target, Header: http.Header{clientHeader: {r.Remote.String()}, "Host": {host}}}
	for _, header := range r.Headers {
		q.Header.Add(header.Name, header.Value)
	}
	return q
}
