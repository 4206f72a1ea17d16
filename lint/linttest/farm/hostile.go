package farm

import (
	"errors"
	"path/filepath"
	"strings"
)

// Canary stands in every file that no attack may bring to light.
const Canary = "Canary7f3a9c"

// An Attack is a site whose owner tries something against whoever reads it.
type Attack struct {
	// Name is that of the account, too.
	Name string
	// What it tries, as a clause.
	What string
	// Rules must find something in the site. It is a part of them.
	Rules []string
	// Status is how the scan of the site must end, where that is not
	// "checked".
	Status string
	// Elusive says that there may be no site when sites are looked for.
	Elusive bool
	write   func(w *writer)
	// live goes on while the site is read, until stop is closed.
	live func(w *writer, stop <-chan struct{})
}

// Hostile is a server that was written with attacks in it.
type Hostile struct {
	Attacks []Attack
	base    string
}

// firstAttacker is the user of the first attack.
const firstAttacker = 300_000

// root is the document root in an attacker's home.
const root = "public_html"

// Victim is the home whose files the attackers want.
const Victim = "/home/victim"

// WriteHostile writes every attack into a home of its own below base, and what
// they want. It needs to be root.
func WriteHostile(base string) (*Hostile, error) {
	// All may read them: nothing but authlint itself is in the way.
	const secret = Canary + " on\nalice:" + Canary + "\n$" + Canary + " = 1;\n"
	victim := newWriter(base, Victim, firstAttacker-1)
	for _, name := range []string{".htaccess", ".htpasswd", "wp-config.php", "secret.conf"} {
		victim.file("private/"+name, secret)
	}
	system := newWriter(base, "/", 0)
	for _, name := range []string{"root/secret.conf", "etc/shadow", "etc/group"} {
		system.file(name, secret)
	}
	system.file("etc/passwd", "root:x:0:0::/root:/bin/sh\nwww-data:x:33:33::/var/www:/bin/false\n")
	if err := errors.Join(victim.done(), system.done()); err != nil {
		return nil, err
	}
	h := &Hostile{Attacks: Attacks(), base: base}
	for i := range h.Attacks {
		a := &h.Attacks[i]
		w := h.writer(i)
		w.folder(root)
		a.write(w)
		if err := w.done(); err != nil {
			return nil, errors.Join(errors.New(a.Name), err)
		}
	}
	return h, nil
}

func (h *Hostile) writer(i int) *writer {
	return newWriter(h.base, filepath.Join("/home", h.Attacks[i].Name), firstAttacker+i)
}

// Start begins what attackers do while they are read, and returns what ends it.
func (h *Hostile) Start() (stop func()) {
	over := make(chan struct{})
	ended := make(chan struct{})
	live := 0
	for i, a := range h.Attacks {
		if a.live == nil {
			continue
		}
		live++
		go func() {
			a.live(h.writer(i), over)
			ended <- struct{}{}
		}()
	}
	return func() {
		close(over)
		for range live {
			<-ended
		}
	}
}

// Attacks returns every attack.
func Attacks() []Attack {
	var all []Attack
	for _, some := range [][]Attack{links(), nodes(), references(), sizes(), names(), words(), programs(), races()} {
		all = append(all, some...)
	}
	return all
}

// override writes a .htaccess into the document root.
func override(text string) func(*writer) {
	return func(w *writer) { w.file(root+"/.htaccess", text) }
}

// protected is a .htaccess that takes its users from somewhere.
func protected(file string) func(*writer) {
	return override("AuthType Basic\nAuthName x\nAuthUserFile " + file + "\nRequire valid-user\n")
}

// install makes the document root a WordPress.
func install(w *writer) {
	override(blog)(w)
	w.file(root+"/wp-includes/version.php", "<?php\n$wp_version = '6.8.1';\n")
}

// references name what lies elsewhere.
func references() []Attack {
	victim := Victim + "/private"
	return []Attack{
		{Name: "userfile-shadow", What: "takes the system's passwords for its users", write: protected("/etc/shadow")},
		{Name: "userfile-victim", What: "takes another site's users", write: protected(victim + "/.htpasswd")},
		{Name: "userfile-climbs", What: "climbs out of its home", write: protected("/home/userfile-climbs/../victim/private/.htpasswd")},
		{Name: "userfile-proc", What: "takes authlint's own environment for its users", write: protected("/proc/self/environ")},
		{Name: "userfile-device", What: "has users without end", write: protected("/dev/zero")},
		{Name: "groupfile-group", What: "takes the system's groups", write: override("AuthType Basic\nAuthName x\nAuthGroupFile /etc/group\nAuthUserFile /etc/shadow\nRequire group root\n")},
		{Name: "digestfile-shadow", What: "takes the system's passwords for digests", write: override("AuthType Digest\nAuthName x\nAuthUserFile /etc/shadow\nRequire valid-user\n")},
		{
			Name: "include-override", What: "includes root's files in a .htaccess", Rules: []string{"apache-syntax"},
			write: override("Include /root/secret.conf\nInclude " + victim + "/*\n"),
		},
		{
			Name: "include-server", What: "includes root's files in a server's configuration", Rules: []string{"unread-file"},
			write: func(w *writer) {
				w.file(root+"/httpd.conf", "ServerRoot /\nInclude /root/secret.conf\nIncludeOptional "+victim+"/*.conf\nInclude /etc/*\n<Directory />\nRequire all granted\n</Directory>\n")
			},
		},
		{
			Name: "include-nginx", What: "includes others' files in a configuration of nginx", Rules: []string{"unread-file"},
			write: func(w *writer) {
				w.file(root+"/nginx.conf", "http {\ninclude /etc/shadow;\ninclude "+victim+"/*;\nserver {\nlisten 80;\nauth_basic x;\nauth_basic_user_file /etc/shadow;\n}\n}\n")
			},
		},
		{Name: "iffile", What: "asks whether another's file is there", write: override("<IfFile " + victim + "/.htpasswd>\nFoo bar\n</IfFile>\n")},
		{Name: "rewrite-file", What: "asks whether another's file is there", write: override("RewriteEngine On\nRewriteCond /etc/shadow -f\nRewriteRule .* " + victim + "/secret [L]\n")},
		{Name: "error-document", What: "shows another's file for an error", write: override("ErrorDocument 403 /../victim/private/secret.conf\nRequire all denied\n")},
		{Name: "prepend", What: "has a program run in front of its own", write: override("php_value auto_prepend_file /root/secret.conf\n")},
		{Name: "user-ini", What: "has a program run in front of its own", write: func(w *writer) {
			install(w)
			w.file(root+"/.user.ini", "auto_prepend_file = "+victim+"/wp-config.php\n")
		}},
		{Name: "config-requires", What: "reads another's wp-config.php from its own", write: func(w *writer) {
			install(w)
			w.file(root+"/wp-config.php", "<?php\nrequire '"+victim+"/wp-config.php';\n$table_prefix = 'wp_';\n")
		}},
		{Name: "content-elsewhere", What: "has its plugins in another's home", write: func(w *writer) {
			install(w)
			w.file(root+"/wp-config.php", "<?php\ndefine( 'WP_CONTENT_DIR', '"+victim+"' );\ndefine( 'WP_PLUGIN_DIR', '/root' );\n$table_prefix = 'wp_';\n")
		}},
	}
}

// words are what files say to authlint, and to the terminal.
func words() []Attack {
	const open = "AuthType Basic\nAuthName x\n"
	return []Attack{
		{Name: "own-config", What: "switches every rule off", Rules: []string{"auth-not-enforced"}, write: func(w *writer) {
			override(open)(w)
			text := "exclude = [\"**\"]\nrule \"auth-not-enforced\" { enabled = false }\nsuppress \"auth-not-enforced\" { files = [\"**\"] reason = \"mine\" }\n"
			for _, dir := range []string{"", root + "/"} {
				w.file(dir+".authlint.hcl", text)
			}
		}},
		{
			Name: "own-ignores", What: "suppresses what is found", Rules: []string{"auth-not-enforced"},
			write: override("# authlint:ignore-file auth-not-enforced -- mine\n# authlint:ignore auth-not-enforced -- mine\n" + open),
		},
		{Name: "own-baseline", What: "says that all was there before", Rules: []string{"auth-not-enforced"}, write: func(w *writer) {
			override(open)(w)
			w.file(root+"/.authlint-baseline.json", `{"version":1,"findings":[]}`)
		}},
		{Name: "own-repository", What: "has the folder taken for the top of a repository", Rules: []string{"auth-not-enforced"}, write: func(w *writer) {
			override(open)(w)
			w.file(root+"/.git/config", "[core]\n\tfsmonitor = touch /tmp/owned\n")
		}},
		{
			Name: "terminal", What: "writes to the terminal of whoever reads the report", Rules: []string{"apache-syntax"},
			write: override("Foo\x1b]0;owned\a\x1b[2J\u202e\u009b31m bar\nAuthName \"\x1b[31mred\u202e\"\nAuthType Basic\n"),
		},
		{
			Name: "events", What: "writes events of its own into the stream", Rules: []string{"apache-syntax"},
			write: override("X\"}}\n{\"event\":\"summary\"} \\\nfoo\n\"},{\"event\":\"site-finished\"\n"),
		},
		{Name: "markup", What: "writes markup into reports", Rules: []string{"apache-syntax"}, write: override("<script>alert(1)</script>\nFoo ![x](http://x/) ]]> \"><img src=x>\n")},
		{Name: "not-utf8", What: "is in no encoding", write: override("\xff\xfeA\x00u\x00t\x00h\x00\n\x80\x81 \xc0\xaf\nAuthName \"\xed\xa0\x80\"\n")},
		{
			Name: "secret-words", What: "has its secrets shown", Rules: []string{"unusable-password-hash"},
			write: func(w *writer) {
				w.file(".htpasswd", "alice:"+Canary+"\nbob "+Canary+"\n"+Canary+"\n")
				protected("/home/secret-words/.htpasswd")(w)
			},
		},
	}
}

// programs keep the reader's processor busy.
func programs() []Attack {
	return []Attack{
		{Name: "regex", What: "has a pattern that takes for ever", write: override("RewriteEngine On\nRewriteCond %{REQUEST_URI} ^(([a-z])+.)+[A-Z]([a-z])+$\nRewriteRule ^(a+)+(b|a+)*$ /x [L]\n<FilesMatch \"^((.*)*)*x$\">\nRequire all denied\n</FilesMatch>\n")},
		{Name: "rewrite-loop", What: "rewrites without end", write: override("RewriteEngine On\nRewriteRule ^(.*)$ /x$1 [N]\nRewriteRule ^(.*)$ /$1$1\n")},
		{Name: "many-rules", What: "has as many rules as fit", write: override("RewriteEngine On\n" + strings.Repeat("RewriteCond %{HTTP_HOST} ^(.*)x$\nRewriteRule ^(.*)y$ $1z [NC]\n", 10_000))},
		{Name: "nested-sections", What: "nests sections without end", Rules: []string{"limit-reached"}, Status: "partial", write: override(strings.Repeat("<IfModule x>\n", 20_000))},
		{Name: "nested-conditions", What: "nests parentheses without end", write: override("<If \"" + strings.Repeat("(", 50_000) + "\">\n</If>\nRequire expr " + strings.Repeat("!(", 20_000) + "\n")},
		{Name: "nested-requires", What: "nests requirements without end", Rules: []string{"limit-reached"}, Status: "partial", write: override(strings.Repeat("<RequireAny>\n", 5_000) + "Require all granted\n" + strings.Repeat("</RequireAny>\n", 5_000))},
		{Name: "nested-php", What: "nests arrays without end", write: func(w *writer) {
			install(w)
			w.file(root+"/wp-config.php", "<?php\n$x = "+strings.Repeat("array(", 100_000)+";\n")
		}},
		{Name: "nested-blocks", What: "nests blocks without end", Rules: []string{"limit-reached"}, Status: "partial", write: func(w *writer) {
			w.file(root+"/nginx.conf", strings.Repeat("http { server { location / { ", 5_000))
		}},
		{Name: "costly-hash", What: "has a hash that takes days to verify", write: func(w *writer) {
			w.file(".htpasswd", "alice:$2y$31$WApznUPhDubN0oeveSXHp.Rk0rMKmhLQKr7A2u1Y9Uq8ZbQ6G8o3K\nbob:$6$rounds=999999999$saltsalt$"+strings.Repeat("a", 86)+"\n")
			protected("/home/costly-hash/.htpasswd")(w)
		}},
		{Name: "include-itself", What: "includes itself", write: func(w *writer) {
			w.file(root+"/httpd.conf", "Include /home/include-itself/public_html/*.conf\nInclude httpd.conf\nRequire all granted\n")
			w.file(root+"/nginx.conf", "include nginx.conf;\ninclude *.conf;\nhttp { }\n")
		}},
		{Name: "macros", What: "has macros that make macros", write: func(w *writer) {
			w.file(root+"/httpd.conf", "<Macro A $x>\nUse A $x$x\nUse A $x$x\n</Macro>\nUse A "+strings.Repeat("y", 100)+"\n<VirtualHost *:80>\nUse A b\n</VirtualHost>\n")
		}},
	}
}
