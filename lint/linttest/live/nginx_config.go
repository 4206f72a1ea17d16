package live

import (
	"strconv"
	"strings"
	"testing"
)

// NginxConfig says what an nginx is to serve. The zero value is a server that
// lets everybody have the files of its document root.
//
// In all texts ${PORT} and ${PORT2} stand for the two ports of the server.
type NginxConfig struct {
	// Server stands in the one block server, which listens at 127.0.0.1:${PORT}
	// and has the document root.
	Server string
	// HTTP stands in block http instead of that block. It says itself where to
	// listen. Messages about it name the file http.conf and its lines.
	HTTP string
	// Beside are files in the folder of nginx.conf, by their names there.
	Beside map[string]string
	// LogLevel; "" means info.
	LogLevel string
	// Workers is the number of worker processes; 0 means one.
	Workers int
}

// write writes the configuration files of an nginx that listens at an address.
func (c NginxConfig) write(tb testing.TB, home Folder, addr, addr2, docroot string) {
	tb.Helper()
	ports := strings.NewReplacer("${PORT}", portOf(addr), "${PORT2}", portOf(addr2))
	text := c.HTTP
	if text == "" {
		text = "server {\nlisten " + addr + ";\nserver_name localhost;\nroot " + quote(docroot) + ";\n" + c.Server + "\n}\n"
	}
	for name, text := range c.Beside {
		home.Write(tb, name, ports.Replace(text))
	}
	home.Write(tb, "http.conf", ports.Replace(text))
	home.Write(tb, "nginx.conf", nginxBase(home, max(1, c.Workers), or(c.LogLevel, "info")))
}

// nginxBase is the text that does not depend on what is served. Where the test
// runs as root, so does nothing but the master: nginx picks its own worker's
// user.
func nginxBase(home Folder, workers int, level string) string {
	return `daemon off;
worker_processes ` + strconv.Itoa(workers) + `;
pid ` + quote(home.Path+"/nginx.pid") + `;
error_log ` + quote(home.Path+"/error.log") + " " + level + `;
events { worker_connections 256; }
http {
	access_log off;
	client_body_temp_path ` + quote(home.Path+"/body") + `;
	proxy_temp_path ` + quote(home.Path+"/proxy") + `;
	fastcgi_temp_path ` + quote(home.Path+"/fastcgi") + `;
	uwsgi_temp_path ` + quote(home.Path+"/uwsgi") + `;
	scgi_temp_path ` + quote(home.Path+"/scgi") + `;
	limit_req_zone $binary_remote_addr zone=slow:1m rate=1r/m;
	include http.conf;
}
`
}

// portOf is the port of a host with one.
func portOf(addr string) string { return addr[strings.LastIndexByte(addr, ':')+1:] }
