package options

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"
)

const mysqldumpHead = "-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n--\n-- Host: localhost    Database: wp\n/*!40101 SET NAMES utf8mb4 */;\n"

func readText(tb testing.TB, text string) []*Set {
	tb.Helper()
	sets, err := ReadDump(strings.NewReader(text), "dump.sql", DumpOptions{})
	if err != nil {
		tb.Fatal(err)
	}
	return sets
}

// only is the one set of a dump.
func only(t *testing.T, text string) *Set {
	t.Helper()
	sets := readText(t, text)
	if len(sets) != 1 {
		t.Fatalf("%d sites", len(sets))
	}
	return sets[0]
}

func noFaults(t *testing.T, s *Set) {
	t.Helper()
	if len(s.Faults) > 0 {
		t.Errorf("faults: %v", s.Faults)
	}
}

// described is a set as text, apart from where it was read.
func described(s *Set) string {
	var b strings.Builder
	fmt.Fprintf(&b, "prefix %q roles %q %v blog %d network %v whole %v\n", s.Prefix, s.Roles, s.RolesKnown, s.Blog, s.Network, s.Whole)
	for _, name := range s.Names() {
		fmt.Fprintf(&b, "%s = %q %v\n", name, s.Get(name).Raw, s.Get(name).Fault)
	}
	for _, name := range s.SiteNames() {
		fmt.Fprintf(&b, "site %s = %q\n", name, s.Site(name).Raw)
	}
	for _, kind := range Kinds() {
		if rows := s.Table(kind); rows.Known {
			fmt.Fprintf(&b, "%s: %d left\n", kind, rows.Left)
			for i := range rows.List {
				for _, o := range rows.List[i].Columns() {
					fmt.Fprintf(&b, " %s=%q", o.Name, o.Raw)
				}
				b.WriteString("\n")
			}
		}
	}
	return b.String()
}

// TestForms reads the same rows in every form in which programs write them.
func TestForms(t *testing.T) {
	const create = "CREATE TABLE `w_options` (\n  `option_id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,\n  `option_name` varchar(191) NOT NULL DEFAULT '' COMMENT 'a ) and ,',\n" +
		"  `option_value` longtext NOT NULL,\n  `autoload` varchar(20) NOT NULL DEFAULT 'yes',\n  PRIMARY KEY (`option_id`),\n  UNIQUE KEY `option_name` (`option_name`)\n) ENGINE=InnoDB;\n"
	forms := map[string]string{
		"mariadb-dump": "/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19  Distrib 10.11\n--\n" + create +
			"LOCK TABLES `w_options` WRITE;\n/*!40000 ALTER TABLE `w_options` DISABLE KEYS */;\nINSERT INTO `w_options` VALUES\n(1,'siteurl','http://x/','yes'),\n(2,'text','it\\'s \\\"a\\\"\\nb\\\\','yes'),\n(3,'bin','\\0\xff\\Z','no');\n/*!40000 ALTER TABLE `w_options` ENABLE KEYS */;\nUNLOCK TABLES;\n-- Dump completed on 2026-01-01\n",
		"older sandbox line":               "/*!999999\\- enable the sandbox mode */ \n" + create + "INSERT INTO `w_options` VALUES (1,'siteurl','http://x/','yes'),(2,'text','it\\'s \\\"a\\\"\\nb\\\\','yes'),(3,'bin','\\0\xff\\Z','no');\n",
		"mysqldump":                        mysqldumpHead + create + "INSERT INTO `w_options` VALUES (1,'siteurl','http://x/','yes'),(2,'text','it\\'s \\\"a\\\"\\nb\\\\','yes'),(3,'bin',_binary '\\0\xff\\Z','no');\n-- Dump completed on 2026-01-01\n",
		"no CREATE TABLE":                  "INSERT INTO `w_options` VALUES (1,'siteurl','http://x/','yes'),(2,'text','it\\'s \\\"a\\\"\\nb\\\\','yes'),(3,'bin','\\0\xff\\Z','no');",
		"--complete-insert, another order": "INSERT INTO `w_options` (`autoload`, `option_value`, `option_name`) VALUES ('yes','http://x/','siteurl'),('yes','it\\'s \\\"a\\\"\\nb\\\\','text'),('no','\\0\xff\\Z','bin');",
		"--skip-extended-insert": create + "INSERT INTO `w_options` VALUES (1,'siteurl','http://x/','yes');\nINSERT INTO `w_options` VALUES (2,'text','it\\'s \\\"a\\\"\\nb\\\\','yes');\n" +
			"INSERT INTO `w_options` VALUES (3,'bin','\\0\xff\\Z','no');\n",
		"--hex-blob":            create + "INSERT INTO `w_options` VALUES (1,'siteurl',0x687474703A2F2F782F,'yes'),(2,'text',0x69742773202261220A625C,'yes'),(3,'bin',0x00FF1A,'no');\n",
		"phpMyAdmin":            "-- phpMyAdmin SQL Dump\n-- version 5.2\n" + create + "INSERT INTO `w_options` (`option_id`, `option_name`, `option_value`, `autoload`) VALUES\n(1, 'siteurl', 'http://x/', 'yes'),\n(2, 'text', 'it''s \"a\"\\nb\\\\', 'yes'),\n(3, 'bin', 0x00ff1a, 'no');\n",
		"raw lines, lower case": "# a plugin's dump\ninsert ignore into w_options(option_name,option_value)values('siteurl','http://x/'),(\n'text', \"it's \"\"a\"\"\nb\\\\\" ) , ( 'bin' , X'00ff1a' ) ;",
		"another database":      "USE `other`;\n" + create + "REPLACE INTO `other`.`w_options` VALUES (1,'siteurl','http://x/','yes'),(2,'text','it\\'s \\\"a\\\"\\nb\\\\','yes'),(3,'bin',_utf8mb4'\\0\xff\\Z','no');",
		"Windows":               "-- MySQL dump 10.13\r\n" + create + "INSERT INTO `w_posts` VALUES (1,'a');\r\nINSERT INTO `w_options` VALUES (1,'siteurl','http://x/','yes'),(2,'text','it\\'s \\\"a\\\"\\nb\\\\','yes'),(3,'bin','\\0\xff\\Z','no');\r\n-- Dump completed\r\n",
		"dropped before":        create + "INSERT INTO `w_options` VALUES (1,'old','1','yes');DROP TABLE IF EXISTS `w_options`;\n" + create + "INSERT INTO `w_options` VALUES (1,'siteurl','http://x/','yes'),(2,'text','it\\'s \\\"a\\\"\\nb\\\\','yes'),(3,'bin','\\0\xff\\Z','no');",
	}
	for name, text := range forms {
		s := only(t, text)
		noFaults(t, s)
		if s.Prefix != "w_" || strings.Join(s.Names(), " ") != "bin siteurl text" {
			t.Errorf("%s: prefix %q, options %q", name, s.Prefix, s.Names())
			continue
		}
		for option, want := range map[string]string{"siteurl": "http://x/", "text": "it's \"a\"\nb\\", "bin": "\x00\xff\x1a"} {
			if got := string(s.Get(option).Raw); got != want {
				t.Errorf("%s: %s is %q", name, option, got)
			}
		}
	}
}

// TestForged sees that no text of a page sets anything, however it is cut.
func TestForged(t *testing.T) {
	const real = "INSERT INTO `wp_options` VALUES (1,'siteurl','http://x/','yes');\n"
	post := "a'); INSERT INTO `wp_options` VALUES (2,'forged','1','yes'); -- \\ /* # \"`\nINSERT INTO `wp_options` VALUES (2,'forged','1','yes');\n"
	escape := strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`, `"`, `\"`)
	for name, text := range map[string]string{
		"backslashes":   "INSERT INTO `wp_posts` VALUES (1,'" + escape.Replace(post) + "','\\\\');\n" + real,
		"mysqldump":     mysqldumpHead + "INSERT INTO `wp_posts` VALUES (1,'" + escape.Replace(post) + "','\\\\');\n" + real + "-- Dump completed\n",
		"doubled":       "INSERT INTO `wp_posts` VALUES (1,'" + strings.NewReplacer(`\`, `\\`, `'`, `''`).Replace(post) + "');\n" + real,
		"double quotes": "INSERT INTO wp_posts VALUES (1,\"" + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(post) + "\");\n" + real,
		"its option":    "INSERT INTO `wp_options` VALUES (9,'blogname','" + escape.Replace(post) + "','yes');\n" + real,
		"comments":      "-- it's INSERT INTO `wp_options` VALUES (2,'forged','1','yes');\n/* ' INSERT INTO `wp_options` VALUES (2,'forged','1','yes'); */\n# '\n" + real,
		"trigger":       "DELIMITER ;;\n/*!50003 CREATE TRIGGER t AFTER INSERT ON wp_posts FOR EACH ROW BEGIN\n INSERT INTO `wp_options` VALUES (2,'forged','1','yes');\nEND */;;\nDELIMITER ;\n" + real,
		"name":          "INSERT INTO `wp_x``; INSERT INTO wp_options VALUES (2,'forged','1','yes')` VALUES (1);\n" + real,
		"minus":         "INSERT INTO t VALUES (1--1,'a');" + real,
		"header later":  "INSERT INTO t VALUES ('-- MySQL dump 10.13\n;\n" + "INSERT INTO `wp_options` VALUES (2,''forged'',''1'',''yes'');\n');" + real,
	} {
		for _, size := range []int{16 << 10, 8192} {
			s := onlyOf(t, name, text, size, false)
			noFaults(t, s)
			if s.Get("forged") != nil || s.Get("siteurl") == nil {
				t.Errorf("%s: %v", name, s.Names())
			}
		}
		if s := onlyOf(t, name, text, 4096, true); s.Get("forged") != nil || s.Get("siteurl") == nil {
			t.Errorf("%s, byte by byte: %v", name, s.Names())
		}
	}
}

func onlyOf(t *testing.T, name, text string, size int, bytewise bool) *Set {
	t.Helper()
	var r io.Reader = strings.NewReader(text)
	if bytewise {
		r = iotest.OneByteReader(r)
	}
	sets, err := readDump(newScanner(r, size), name, DumpOptions{})
	if err != nil || len(sets) != 1 {
		t.Fatalf("%s: %d sites, %v", name, len(sets), err)
	}
	return sets[0]
}

func TestSites(t *testing.T) {
	options := func(prefix string, rest ...string) string {
		text := "INSERT INTO `" + prefix + "options` VALUES (1,'siteurl','http://" + prefix + "','yes'),(2,'" + prefix + "user_roles','a:0:{}','yes'),(3,'active_plugins','a:0:{}','yes');\n"
		for _, name := range rest {
			text += "CREATE TABLE `" + prefix + name + "` (`site_id` int, `user_id` int, `meta_key` int, `meta_value` int);\n"
		}
		return text
	}
	two := "INSERT INTO `wp_sitemeta` VALUES (1,1,'whl_page','door');\nINSERT INTO `wp_wfconfig` VALUES ('firewallEnabled','1','yes');\nINSERT INTO `wp_usermeta` VALUES (1,1,'wp_capabilities','a:1:{s:13:\"administrator\";b:1;}'),(2,1,'nickname','x');\n"
	for _, c := range []struct{ name, text, want string }{
		{"one", options("wp_", "usermeta"), "wp_/1/false"},
		{"two sites", options("a_", "usermeta") + options("b_", "usermeta"), "a_/1/false b_/1/false"},
		{"network", options("wp_", "blogs", "usermeta") + options("wp_2_") + options("wp_10_") + two, "wp_/1/true wp_2_/2/true wp_10_/10/true"},
		{"a network and a site of its own", options("wp_", "sitemeta", "usermeta") + options("wp_3_", "usermeta"), "wp_/1/true wp_3_/1/false"},
		{"numbers without a network", options("wp_", "usermeta") + options("wp_2_"), "wp_/1/false wp_2_/1/false"},
		{"a plugin's options", options("wp_") + "INSERT INTO `wp_shop_options` (`option_name`,`option_value`) VALUES ('a','b');", "wp_/1/false"},
		{"a plugin's other options", options("wp_") + "CREATE TABLE `wp_shop_options` (id int, v text);INSERT INTO `wp_shop_options` VALUES (1,'b');", "wp_/1/false"},
		{"two databases", "USE `x`;" + options("wp_") + "USE `y`;" + options("wp_"), "wp_/1/false wp_/1/false"},
	} {
		var got []string
		for _, s := range readText(t, c.text) {
			noFaults(t, s)
			got = append(got, fmt.Sprintf("%s/%d/%v", s.Prefix, s.Blog, s.Network))
			if s.Roles != s.Prefix || !s.Whole {
				t.Errorf("%s: %s has roles of %q", c.name, s.Prefix, s.Roles)
			}
			if c.name == "network" {
				if s.Site("whl_page").Value.Text != "door" || s.Table("wfconfig").Setting("firewallEnabled").Value.Text != "1" || len(s.Table("usermeta").List) != 1 {
					t.Errorf("%s: the network's tables are not with %s", c.name, s.Prefix)
				}
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

func TestKept(t *testing.T) {
	s := only(t, "INSERT INTO wp_options VALUES (1,'_transient_x','1','yes'),(2,'_site_transient_y','1','yes'),(3,'home','h','yes'),(4,'home','second','yes');"+
		"REPLACE INTO wp_options VALUES (3,'x','1','yes'),(3,'x','2','yes');"+
		"INSERT INTO wp_usermeta VALUES (1,7,'_application_passwords','a:1:{i:0;a:2:{s:4:\"name\";s:3:\"app\";s:8:\"password\";s:9:\"hunter2xx\";}}'),(2,7,'session_tokens','a:0:{}');"+
		"INSERT INTO wp_wfblocks7 VALUES (1,7,'\\0\\0',0,'r',NULL,0,0,'{\\\"blockLogin\\\":1}');")
	noFaults(t, s)
	if got := strings.Join(s.Names(), " "); got != "home x" || s.Get("home").Value.Text != "h" || s.Get("x").Value.Text != "2" {
		t.Errorf("options %s", got)
	}
	users := s.Table("usermeta")
	if len(users.List) != 1 {
		t.Fatalf("%d rows of users", len(users.List))
	}
	passwords := users.List[0].Get("meta_value")
	if text := passwords.Span.Text(); passwords.Value.Get("0").Get("name").String() != "app" || strings.Contains(text, "hunter2") || !strings.Contains(text, "app") {
		t.Errorf("application passwords are shown as %q", text)
	}
	if name := passwords.Span.File.Name; name != "dump.sql/wp_usermeta/1/meta_value" {
		t.Errorf("the file is %q", name)
	}
	block := s.Table("wfblocks7").Find("type", "7")
	if block.Get("lastattempt") != nil || string(block.Get("ip").Raw) != "\x00\x00" || block.Get("parameters").Value.Text != `{"blockLogin":1}` {
		t.Errorf("the block is %v", block)
	}
}

// TestBadDumps sees that what is wrong with a dump is said, and no secret with
// it.
func TestBadDumps(t *testing.T) {
	const row = "INSERT INTO wp_options VALUES (1,'auth_key','hunter2hunter2','yes')"
	for _, c := range []struct{ name, text, fault string }{
		{"cut in a text", row[:50], "cut off"},
		{"cut behind a row", row + ",", "cut off"},
		{"cut before the end", row, "cut off"},
		{"cut in a page", row + ";INSERT INTO wp_posts VALUES ('hunter2", "cut off"},
		{"cut in a page behind the header", mysqldumpHead + row + ";\nINSERT INTO wp_posts VALUES ('hunter2", "cut off"},
		{"cut between statements", mysqldumpHead + row + ";\n", "Dump completed"},
		{"too few values", row + ",(1,'hunter2');", "2 values for 4 columns"},
		{"no row", row + ",hunter2;", "not understood"},
		{"no value", row + ",(1,,'hunter2');", "not understood"},
		{"computed", row + ",(1,'a',CONCAT('hunter2',')'),'yes');", "is computed"},
		{"hexadecimal", row + ",(1,'a',0xhunter2,'yes');", "is computed"},
		{"SELECT", row + ";INSERT INTO wp_options SELECT 'hunter2';", "form of INSERT"},
		{"too long", row + ",(2,'long','" + strings.Repeat("hunter2", maxValue/7+1) + "','yes');", "longer than"},
	} {
		s := only(t, c.text)
		if len(s.Faults) == 0 || !strings.Contains(s.Faults[0].Why, c.fault) || s.Whole {
			t.Errorf("%s: faults %v", c.name, s.Faults)
		}
		for _, f := range s.Faults {
			if strings.Contains(f.Why, "hunter2") || f.Offset < 0 || f.Offset > int64(len(c.text)) {
				t.Errorf("%s: %v", c.name, f)
			}
		}
		if (s.Get("auth_key") == nil) != (c.name == "cut in a text") {
			t.Errorf("%s: the row before is %v", c.name, s.Get("auth_key"))
		}
	}
	for name, text := range map[string]string{
		"nothing": "", "no options": mysqldumpHead + "INSERT INTO `posts` VALUES ('hunter2');\n-- Dump completed\n", "no SQL": "hunter2",
		"UTF-16": "\xff\xfe-\x00-\x00", "no escapes": "SET sql_mode='NO_BACKSLASH_ESCAPES';" + row + ";",
	} {
		sets, err := ReadDump(strings.NewReader(text), "dump.sql", DumpOptions{})
		if err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "dump.sql") {
			t.Errorf("%s: %d sites, %v", name, len(sets), err)
		}
	}
	if _, err := ReadDump(iotest.ErrReader(io.ErrClosedPipe), "dump.sql", DumpOptions{}); err == nil {
		t.Error("a reader's error was swallowed")
	}
}

func TestDumpLimits(t *testing.T) {
	var b strings.Builder
	for i := range 100 {
		fmt.Fprintf(&b, "INSERT INTO wp_options VALUES (%d,'o%d','%s','yes');INSERT INTO wp_itsec_bans (id,host) VALUES (%d,'h');", i, i, strings.Repeat("x", 1000), i)
	}
	sets, err := ReadDump(strings.NewReader(b.String()), "dump.sql", DumpOptions{Limits{Total: 50_000, Rows: 10}})
	if err != nil || len(sets) != 1 {
		t.Fatal(len(sets), err)
	}
	s := sets[0]
	if n := len(s.Names()); n < 30 || n > 50 || len(s.Faults) != 1 || s.Whole {
		t.Errorf("%d options, %v", n, s.Faults)
	}
	if bans := s.Table("itsec_bans"); len(bans.List) != 10 || bans.Left != 90 {
		t.Errorf("%d bans, %d left", len(bans.List), bans.Left)
	}
}

func TestSampleDumps(t *testing.T) {
	for file, check := range map[string]func(*Set) bool{
		"aios-5.4.9-option.sql": func(s *Set) bool {
			return s.Get(aiosOption).Value.Get("aiowps_http_authentication_username").String() == "root"
		},
		"kadence-security-10.0.3-options.sql": func(s *Set) bool {
			return s.Get("itsec-storage").Fault == nil && s.Get("itsec-storage").Value.Get("hide-backend").Get("slug").String() == "hidden-door"
		},
		"wordfence-8.2.2-tables.sql": func(s *Set) bool {
			return s.Table("wfconfig").Setting("loginSec_maxFailures").Value.Text != "" && s.Table("wfls_settings").Setting("allow-xml-rpc").Value.Text == "1" && s.Table("wfblocks7").Known
		},
	} {
		s := only(t, string(sample(t, file)))
		noFaults(t, s)
		if s.Prefix != "wp_" || s.Whole || !check(s) {
			t.Errorf("%s: prefix %q, options %q", file, s.Prefix, s.Names())
		}
		for _, name := range s.Names() {
			if fault := s.Get(name).Fault; fault != nil {
				t.Errorf("%s: %s: %v", file, name, fault)
			}
		}
	}
}

func FuzzReadDump(f *testing.F) {
	f.Add([]byte(mysqldumpHead+"INSERT INTO `wp_options` VALUES (1,'a\\'','b''','yes');\n"), uint16(1))
	f.Add([]byte("CREATE TABLE wp_options (a int, option_name int, option_value int);insert into wp_options values (1,0x41,_binary 'x'),(-1,NULL,F('a'));DELIMITER ;;\n/*!1 a */;;"), uint16(7))
	if data, err := os.ReadFile("../../../shared/samples/wordpress/wordfence-8.2.2-tables.sql"); err == nil {
		f.Add(data, uint16(100))
	}
	f.Fuzz(func(t *testing.T, data []byte, size uint16) {
		whole, err := readDump(newScanner(strings.NewReader(string(data)), 1<<20), "d", DumpOptions{})
		pieces, again := readDump(newScanner(iotest.HalfReader(strings.NewReader(string(data))), HeadSize+int(size)), "d", DumpOptions{})
		if (err == nil) != (again == nil) || len(whole) != len(pieces) {
			t.Fatalf("%d sites (%v), and %d (%v) in pieces", len(whole), err, len(pieces), again)
		}
		for i := range whole {
			if x, y := described(whole[i]), described(pieces[i]); x != y {
				t.Fatalf("%s\nand in pieces\n%s", x, y)
			}
		}
	})
}

func TestRead(t *testing.T) {
	for name, c := range map[string]struct{ text, option, fault string }{
		"dump":     {"INSERT INTO wp_options VALUES (1,'siteurl','x','yes');", "siteurl", ""},
		"list":     {listText, "siteurl", ""},
		"export":   {`{"general":{"aiowps_enable_debug":"1"}}`, aiosOption, ""},
		"packed":   {"\x1f\x8b\x08", "", "packed"},
		"wide":     {"\xff\xfe-\x00", "", "UTF-16"},
		"page":     {"<html>hunter2", "", "neither"},
		"empty":    {"", "", "neither"},
		"bad JSON": {"{", "", "JSON"},
	} {
		sets, err := Read(strings.NewReader(c.text), name, DumpOptions{})
		if (err != nil) != (c.fault != "") || err != nil && !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && (len(sets) != 1 || sets[0].Get(c.option) == nil) {
			t.Errorf("%s: %d sites", name, len(sets))
		}
	}
}
