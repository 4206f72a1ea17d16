package database

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/wordpress/options"
)

// password is an awkward one, and appears nowhere.
const password = `p@ss'w"d(x)/\`

func TestAddress(t *testing.T) {
	for host, want := range map[string]string{
		"db.example": "tcp db.example:3306", "db.example:3307": "tcp db.example:3307", "192.0.2.1": "tcp 192.0.2.1:3306",
		"localhost:/run/x.sock": "unix /run/x.sock", ":/run/x.sock": "unix /run/x.sock", "p:localhost:/run/x.sock": "unix /run/x.sock",
		"[::1]:3307": "tcp [::1]:3307", "[::1]": "tcp [::1]:3306", "::1": "tcp [::1]:3306", "p:db.example:3307": "tcp db.example:3307",
	} {
		if network, addr := address(host); network+" "+addr != want {
			t.Errorf("%q is %s %s", host, network, addr)
		}
	}
}

// TestRefused sees that no error shows a password, and that none comes late.
func TestRefused(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	rude, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer rude.Close()
	go func() {
		for {
			conn, err := rude.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Write([]byte("HTTP/1.1 400 " + password + "\r\n\r\n"))
			_ = conn.Close()
		}
	}()
	for name, target := range map[string]Target{
		"no server":      {Host: closed.Addr().String(), User: "u", Password: password, Name: "wp"},
		"no answer":      {Host: silent.Addr().String(), User: "u", Password: password, Name: "wp", Timeout: 200 * time.Millisecond},
		"another server": {Host: rude.Addr().String(), User: "u", Password: password, Name: "wp", Timeout: 5 * time.Second},
		"no socket":      {Host: "localhost:/nowhere/x.sock", User: "u", Password: password, Name: "wp"},
		"no database":    {Host: closed.Addr().String(), User: "u", Password: password},
		"no DSN":         {DSN: "u:" + password},
		"bad DSN":        {DSN: "u:" + password + "@" + password + "(x)/wp?timeout=" + password},
	} {
		start := time.Now()
		sets, err := Read(t.Context(), target)
		if err == nil || strings.Contains(err.Error(), password) || strings.Contains(err.Error(), "ss'w") {
			t.Errorf("%s: %d sites, %v", name, len(sets), err)
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Read(ctx, Target{Host: silent.Addr().String(), Name: "wp"}); err != context.Canceled {
		t.Errorf("an end of the whole is %v", err)
	}
}

// network are the tables of two sites of a network, and of one beside it.
const network = `SET NAMES utf8mb4;
CREATE TABLE wp_options (option_id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, option_name varchar(191) NOT NULL UNIQUE, option_value longtext NOT NULL, autoload varchar(20) NOT NULL DEFAULT 'yes');
INSERT INTO wp_options (option_name, option_value) VALUES ('siteurl','http://example.com'),('active_plugins','a:1:{i:0;s:9:"hello.php";}'),('wp_user_roles','a:0:{}'),
 ('auth_key','hunter2hunter2'),('text','it''s "a"\nb\\%_	é 🔑'),('empty',''),('broken','a:1:{s:5:"name";i:1;}'),('_transient_x','1'),('_site_transient_y','1');
CREATE TABLE wp_2_options LIKE wp_options;
INSERT INTO wp_2_options (option_name, option_value) VALUES ('siteurl','http://two.example.com'),('active_plugins','a:0:{}'),('wp_2_user_roles','a:0:{}');
CREATE TABLE wp_sitemeta (meta_id bigint PRIMARY KEY AUTO_INCREMENT, site_id bigint, meta_key varchar(255), meta_value longtext);
INSERT INTO wp_sitemeta (site_id, meta_key, meta_value) VALUES (1,'whl_page','door'),(1,'_site_transient_z','1');
CREATE TABLE wp_blogs (blog_id bigint);
CREATE TABLE wp_usermeta (umeta_id bigint PRIMARY KEY AUTO_INCREMENT, user_id bigint, meta_key varchar(255), meta_value longtext);
INSERT INTO wp_usermeta (user_id, meta_key, meta_value) VALUES (1,'wp_capabilities','a:1:{s:13:"administrator";b:1;}'),(1,'nickname','x'),(1,'_application_passwords','a:0:{}');
CREATE TABLE wp_wfConfig (name varchar(100) PRIMARY KEY, val longblob, autoload enum('no','yes') NOT NULL DEFAULT 'yes');
INSERT INTO wp_wfConfig VALUES ('firewallEnabled','1','yes'),('apiKey','hunter2hunter2','yes'),('bytes',0x00ff0a27225c1a,'no'),('none',NULL,'no');
CREATE TABLE wp_wfblocks7 (id bigint unsigned PRIMARY KEY, type int unsigned, IP binary(16), expiration bigint unsigned);
INSERT INTO wp_wfblocks7 VALUES (1,7,0x00000000000000000000ffffc0000201,0);
CREATE TABLE wp_itsec_bans (id bigint PRIMARY KEY, host varchar(64), type varchar(20), created_at datetime);
CREATE TABLE alone_options LIKE wp_options;
INSERT INTO alone_options (option_name, option_value) VALUES ('siteurl','http://alone.example'),('active_plugins','a:0:{}'),('alone_user_roles','a:0:{}');
CREATE TABLE wp_posts (ID bigint PRIMARY KEY, post_content longtext);
INSERT INTO wp_posts VALUES (1,'\'); INSERT INTO wp_options VALUES (99,\'forged\',\'1\',\'yes\'); -- \n'),(2,'INSERT INTO wp_options VALUES (99,\'forged\',\'1\',\'yes\');\n');
`

// TestThreeWays reads the same site from a live database, from dumps of it in
// every form, and from JSON.
func TestThreeWays(t *testing.T) {
	m := live.StartMariaDB(t)
	m.NewDatabase(t, "wp", strings.ReplaceAll(password, `\`, `\\`))
	m.Query(t, "wp", network)
	before := m.Dump(t, "wp", "--skip-dump-date")
	m.Query(t, "wp", "SET GLOBAL log_output='TABLE'; SET GLOBAL general_log=1;")
	target := Target{Host: "localhost:" + m.Socket, User: "wp", Password: password, Name: "wp"}
	sets, err := Read(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	statements := m.Query(t, "mysql", "SET GLOBAL general_log=0; SELECT DISTINCT SUBSTRING_INDEX(CONVERT(argument USING utf8mb4), ' ', 1) FROM general_log "+
		"WHERE user_host LIKE 'wp[%' AND command_type IN ('Query','Execute','Prepare')")
	for word := range strings.FieldsSeq(statements) {
		if !slices.Contains([]string{"SELECT", "SET", "START", "ROLLBACK"}, word) {
			t.Errorf("the database was told to %s", word)
		}
	}
	if !strings.Contains(statements, "SELECT") || m.Dump(t, "wp", "--skip-dump-date") != before {
		t.Errorf("the database was told %q", statements)
	}
	want := described(sets)
	if len(sets) != 3 || !sets[0].Whole || strings.Contains(want, "forged") || !strings.Contains(want, "firewallEnabled") {
		t.Fatalf("%d sites:\n%s", len(sets), want)
	}
	for _, form := range []string{"", "--hex-blob", "--complete-insert", "--skip-extended-insert", "--compact", "--skip-opt", "--compatible=ansi", "--skip-comments", "--databases"} {
		dump := before
		if form != "" {
			dump = m.Dump(t, "wp", form, "--default-character-set=utf8mb4")
		}
		got, err := options.ReadDump(strings.NewReader(dump), "dump.sql", options.DumpOptions{})
		if err != nil {
			t.Errorf("%s: %v", form, err)
		} else if text := described(got); text != want {
			t.Errorf("the dump of mariadb-dump %s: %s", form, difference(text, want))
		}
	}
	target.DSN = fmt.Sprintf("wp:%s@tcp(%s)/wp", password, m.Addr)
	target.Prefix = "alone_"
	if got, err := Read(t.Context(), target); err != nil || described(got) != described(sets[:1]) && len(got) != 1 {
		t.Errorf("by DSN and prefix: %v\n%s", err, described(got))
	}
	list := m.Query(t, "wp", "SET NAMES utf8mb4; SET SESSION group_concat_max_len=1000000; SELECT JSON_ARRAYAGG(JSON_OBJECT('option_name', option_name, 'option_value', option_value)) FROM wp_options WHERE option_name NOT LIKE '%transient%'")
	s, err := options.ReadJSON(source.NewFile("options.json", []byte(list)))
	if err != nil {
		t.Fatal(err)
	}
	site := sets[slices.IndexFunc(sets, func(s *options.Set) bool { return s.Prefix == "wp_" })]
	if x, y := values(s), values(site); x != y || !s.Whole {
		t.Errorf("JSON: %s", difference(x, y))
	}
	target = Target{Host: m.Addr, User: "wp", Password: "wrong " + password, Name: "wp"}
	if _, err := Read(t.Context(), target); err == nil || strings.Contains(err.Error(), "ss'w") || !strings.Contains(err.Error(), "denied") {
		t.Errorf("with a wrong password: %v", err)
	}
}

// described are sets as text, apart from where they were read.
func described(sets []*options.Set) string {
	var b strings.Builder
	for _, s := range sets {
		fmt.Fprintf(&b, "%q %q %d %v %v %v\n%s", s.Prefix, s.Roles, s.Blog, s.Network, s.Whole, s.Faults, values(s))
		for _, name := range s.SiteNames() {
			fmt.Fprintf(&b, " site %s=%q\n", name, s.Site(name).Raw)
		}
		for _, kind := range options.Kinds() {
			rows := s.Table(kind)
			fmt.Fprintf(&b, " %s %v %d\n", kind, rows.Known, rows.Left)
			for i := range rows.List {
				for _, o := range rows.List[i].Columns() {
					fmt.Fprintf(&b, "  %s=%q (%s)", o.Name, o.Raw, o.Span.Text())
				}
				b.WriteString("\n")
			}
		}
	}
	return b.String()
}

// values are the options of a set, and what is made of them.
func values(s *options.Set) string {
	var b strings.Builder
	for _, name := range s.Names() {
		o := s.Get(name)
		value, _ := json.Marshal(o.Value)
		fmt.Fprintf(&b, " %s=%q %s %v (%s)\n", name, o.Raw, value, o.Fault, o.Span.Text())
	}
	return b.String()
}

// difference is the first line that is not the same in both texts.
func difference(got, want string) string {
	x, y := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("line %d\n%s\nlive\n%s", i+1, x[i], y[i])
		}
	}
	return fmt.Sprintf("%d lines, live %d", len(x), len(y))
}
