package decisions

import (
	"fmt"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
)

// The sections of a case that are nginx's configuration; one server block is
// in serverSection, as is httpd's.
const (
	httpSection    = "http.conf"
	serversSection = "servers.conf"
	besideFolder   = "conf"
)

// nginx is nginx, whose cases are servers of one program where they can be.
func nginx() *software {
	return &software{
		name: "nginx", sections: []string{httpSection, serverSection, serversSection},
		folders: []string{"htdocs", "home", besideFolder}, needsOwn: (*conformanceCase).needsNginx,
		shared: runSharedNginx, own: runOwnNginx,
	}
}

// needsNginx reports whether the case needs an nginx of its own: for what
// stands above its server or beside it, or because it asks for another host.
func (c *conformanceCase) needsNginx() bool {
	_, http := c.config[httpSection]
	_, servers := c.config[serversSection]
	return http || servers || len(c.beside()) > 0 || c.asksElsewhere()
}

// beside are the files that lie beside nginx.conf.
func (c *conformanceCase) beside() map[string]string {
	files := map[string]string{}
	for _, n := range c.nodes {
		if name, ok := strings.CutPrefix(n.Path, "/"+besideFolder+"/"); ok {
			files[name] = string(n.Data)
		}
	}
	return files
}

// nginxHTTP is what stands above all cases; the parameters are those that a
// FastCGI program cannot do without.
const nginxHTTP = `fastcgi_param REQUEST_METHOD $request_method;
fastcgi_param REQUEST_URI $request_uri;
fastcgi_param SERVER_PROTOCOL $server_protocol;
server_names_hash_bucket_size 128;
server_names_hash_max_size 4096;
variables_hash_max_size 4096;
`

// block is the server of a case, its ports apart.
func (c *conformanceCase) block(p place) string {
	if text, given := c.config[serversSection]; given {
		return p.expand(text)
	}
	return fmt.Sprintf("server {\nlisten 127.0.0.1:%s;\nserver_name %s;\nroot %q;\n%s}\n",
		portMark, c.host(), p.root, p.expand(c.config[serverSection]))
}

// runSharedNginx runs cases that need no nginx of their own on one.
func runSharedNginx(t *testing.T, cases []*conformanceCase, open Open) {
	t.Helper()
	b := startBackends(t)
	var text strings.Builder
	text.WriteString(nginxHTTP)
	places := make([]place, len(cases))
	folders := make([]live.Folder, len(cases))
	for i, c := range cases {
		folders[i] = live.NewFolder(t)
		places[i] = newPlace(t, folders[i])
		places[i].backends = b
		text.WriteString(c.block(places[i]))
		if c.possible() {
			c.layOut(t, folders[i], places[i])
		}
	}
	n := live.StartNginx(t, live.NginxConfig{HTTP: text.String()})
	engine := open.engine(t, n.Config())
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.skipUnlessPossible(t)
			c.check(t, places[i].at(n.Addr), engine)
		})
	}
}

// runOwnNginx runs a case on an nginx of its own.
func runOwnNginx(t *testing.T, c *conformanceCase, open Open) {
	t.Helper()
	folder := live.NewFolder(t)
	p := newPlace(t, folder)
	p.backends = startBackends(t)
	if strings.Contains(c.config[httpSection]+c.config[serversSection], tlsMark) {
		p.certificates = newCertificates(t)
	}
	c.layOut(t, folder, p)
	n := live.StartNginx(t, live.NginxConfig{Beside: c.beside(), HTTP: nginxHTTP + p.expand(c.config[httpSection]) + c.block(p)})
	p = p.at(n.Addr)
	p.port2 = p.at(n.Addr2).port
	c.check(t, p, open.engine(t, n.Config()))
}
