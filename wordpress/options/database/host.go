package database

import (
	"net"
	"os"
	"strings"
)

// sockets are where MySQL and MariaDB listen on the local machine, by what
// distributions and PHP have.
var sockets = []string{"/run/mysqld/mysqld.sock", "/var/run/mysqld/mysqld.sock", "/var/lib/mysql/mysql.sock", "/tmp/mysql.sock"}

// defaultPort is MySQL's.
const defaultPort = "3306"

// address is the network and the address that DB_HOST stands for: host,
// host:3306, localhost:/path.sock, [::1]:3306, each with "p:" before it for a
// connection that PHP keeps. "localhost" is the socket of the machine, where there
// is one, whatever port stands behind it.
func address(host string) (network, addr string) {
	host = strings.TrimPrefix(host, "p:")
	if n := strings.Index(host, ":/"); n >= 0 {
		return "unix", host[n+1:]
	}
	if strings.HasPrefix(host, "/") {
		return "unix", host
	}
	name, port := host, defaultPort
	if h, p, err := net.SplitHostPort(host); err == nil {
		name = h
		if p != "" {
			port = p
		}
	}
	name = strings.Trim(name, "[]")
	if name == "localhost" || name == "" {
		for _, socket := range sockets {
			if info, err := os.Stat(socket); err == nil && info.Mode()&os.ModeSocket != 0 {
				return "unix", socket
			}
		}
	}
	if name == "" {
		name = "localhost"
	}
	return "tcp", net.JoinHostPort(name, port)
}
