package live

import (
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// MariaDB is a running MariaDB with nothing in it yet.
type MariaDB struct {
	Addr   string // host and port that it listens on
	Socket string // of the local machine, where it listens, too

	home           Folder
	root           string // the password of its root
	daemon, client string
	process        *process
}

// mariadbOptions make a server that forgets what it held when it is killed:
// nobody needs it then, and nothing waits for the disk.
var mariadbOptions = []string{
	"--skip-name-resolve", "--skip-log-bin", "--performance-schema=off", "--innodb-buffer-pool-size=32M",
	"--innodb-log-file-size=8M", "--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync",
	"--character-set-server=utf8mb4",
}

// StartMariaDB makes a database server of its own on a free loopback port and a
// socket, and ends it with the test. Where MariaDB is not installed the test
// skips, or fails when Required says so.
func StartMariaDB(tb testing.TB) *MariaDB {
	tb.Helper()
	install := findProgram(tb, "mariadb-install-db", "mysql_install_db")
	m := &MariaDB{
		daemon: findProgram(tb, "mariadbd", "/usr/sbin/mariadbd", "/usr/libexec/mariadbd"), client: findProgram(tb, "mariadb"),
		home: NewFolder(tb), root: rand.Text(),
	}
	m.Socket = m.home.local(tb, "run/mariadb.sock")
	m.home.Mkdir(tb, "data", 0o700)
	m.home.Mkdir(tb, "run", 0o755)
	m.home.Mkdir(tb, "tmp", 0o700) // two servers with one folder for it get in each other's way
	m.home.WriteMode(tb, "run/init.sql", "ALTER USER 'root'@'localhost' IDENTIFIED BY '"+m.root+"';\n", 0o600)
	who := m.give(tb, "data", "run", "tmp", "run/init.sql")
	cmd := exec.Command(install, append([]string{
		"--no-defaults", "--datadir=" + m.home.local(tb, "data"), "--auth-root-authentication-method=normal",
		"--skip-test-db", "--innodb-log-file-size=8M", "--innodb-flush-method=nosync"}, who...)...)
	cmd.Env = m.environment(tb)
	if out, err := cmd.CombinedOutput(); err != nil {
		tb.Fatalf("could not make a database: %v\n%s", err, out)
	}
	for range startAttempts {
		err := m.start(tb, who)
		if err == nil {
			return m
		}
		if log := readLog(m.home.local(tb, "run/error.log")); !strings.Contains(log, "Bind on TCP/IP port") {
			tb.Fatalf("%v\n%s", err, log)
		}
	}
	tb.Fatalf("no free port after %d attempts", startAttempts)
	return nil
}

// environment keeps what MariaDB makes for a moment in the server's own folder.
func (m *MariaDB) environment(tb testing.TB) []string {
	tb.Helper()
	return append(os.Environ(), "TMPDIR="+m.home.local(tb, "tmp"))
}

// give gives files to the account that MariaDB runs as, and returns the option
// that names it. It refuses to run as root, and only root may choose.
func (m *MariaDB) give(tb testing.TB, names ...string) []string {
	tb.Helper()
	if os.Geteuid() != 0 {
		return nil
	}
	for _, account := range []string{"mysql", "mariadb"} {
		u, err := user.Lookup(account)
		if err != nil {
			continue
		}
		for _, name := range names {
			own(tb, m.home.local(tb, name), u)
		}
		return []string{"--user=" + account}
	}
	tb.Fatal("there is no account to run MariaDB as")
	return nil
}

// own gives a file to an account.
func own(tb testing.TB, name string, u *user.User) {
	tb.Helper()
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		tb.Fatal(err)
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		tb.Fatal(err)
	}
	if err := os.Lchown(name, uid, gid); err != nil {
		tb.Fatalf("could not give a file away: %v", err)
	}
}

// start tries once.
func (m *MariaDB) start(tb testing.TB, who []string) error {
	tb.Helper()
	addr, err := freePort()
	if err != nil {
		return err
	}
	m.Addr = addr
	args := append([]string{
		"--no-defaults", "--datadir=" + m.home.local(tb, "data"), "--socket=" + m.Socket, "--bind-address=127.0.0.1",
		"--port=" + portOf(addr), "--pid-file=" + m.home.local(tb, "run/mariadb.pid"),
		"--log-error=" + m.home.local(tb, "run/error.log"), "--init-file=" + m.home.local(tb, "run/init.sql")}, mariadbOptions...)
	cmd := exec.Command(m.daemon, append(args, who...)...)
	cmd.Env = m.environment(tb)
	if m.process, err = startProcess(tb, cmd); err != nil {
		return err
	}
	if err := m.process.waitFor(m.listens); err != nil {
		m.process.stop()
		return err
	}
	return nil
}

// listens says that the socket takes connections: the file that gives root its
// password is read before.
func (m *MariaDB) listens() bool {
	conn, err := net.Dial("unix", m.Socket)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

// Query runs statements as root and returns what they yield, a line for each
// row and tabs between its columns.
func (m *MariaDB) Query(tb testing.TB, database, statements string) string {
	tb.Helper()
	return m.run(tb, exec.Command(m.client, m.arguments("--batch", "--raw", "--skip-column-names", database)...), statements)
}

// Dump is what mariadb-dump writes of a database.
func (m *MariaDB) Dump(tb testing.TB, database string, options ...string) string {
	tb.Helper()
	dump := findProgram(tb, "mariadb-dump")
	return m.run(tb, exec.Command(dump, m.arguments(append(options, database)...)...), "")
}

// NewDatabase makes a database, and a user of the same name who may use it.
func (m *MariaDB) NewDatabase(tb testing.TB, name, password string) {
	tb.Helper()
	m.Query(tb, "mysql", fmt.Sprintf("CREATE DATABASE `%[1]s`; CREATE USER '%[1]s'@'localhost' IDENTIFIED BY '%[2]s', '%[1]s'@'127.0.0.1' IDENTIFIED BY '%[2]s'; "+
		"GRANT ALL ON `%[1]s`.* TO '%[1]s'@'localhost', '%[1]s'@'127.0.0.1';", name, strings.ReplaceAll(password, "'", "''")))
}

// arguments are those of the clients.
func (m *MariaDB) arguments(more ...string) []string {
	return append([]string{"--no-defaults", "--socket=" + m.Socket, "--user=root"}, more...)
}

// run runs a client.
func (m *MariaDB) run(tb testing.TB, cmd *exec.Cmd, in string) string {
	tb.Helper()
	var said strings.Builder
	cmd.Env = append(os.Environ(), "MYSQL_PWD="+m.root)
	cmd.Stdin, cmd.Stderr = strings.NewReader(in), &said
	out, err := cmd.Output()
	if err != nil {
		tb.Fatalf("%s: %v\n%s", filepath.Base(cmd.Path), err, said.String())
	}
	return string(out)
}

// findProgram is the first of several programs that is installed, or ends the
// test.
func findProgram(tb testing.TB, names ...string) string {
	tb.Helper()
	for _, name := range names {
		if found, err := exec.LookPath(name); err == nil {
			return found
		}
	}
	missing(tb, names[0])
	return ""
}
