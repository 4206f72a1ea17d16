package farm

import "path/filepath"

// Kind is a way in which a site is broken.
type Kind struct {
	Name string
	// Rules are those that find it, and no others may.
	Rules []string
	write func(w *writer)
}

// Broken returns the ways in which sites are broken.
func Broken() []Kind {
	// area protects a folder of its own, so that the rest stays healthy.
	area := func(text string) func(w *writer) {
		return func(w *writer) {
			w.file("public_html/members/.htaccess", text)
			w.file("public_html/members/index.html", "x")
		}
	}
	password := func(users string) func(w *writer) {
		return func(w *writer) {
			file := filepath.Join(w.home, ".htpasswds", "members")
			w.file(".htpasswds/members", users)
			area("AuthType Basic\nAuthName \"Members\"\nAuthUserFile " + file + "\nRequire valid-user\n")(w)
		}
	}
	return []Kind{
		{"unknown directive", []string{"apache-syntax"}, area("AuthTipe Basic\n")},
		{"nothing is required", []string{"auth-not-enforced"}, area("AuthType Basic\nAuthName \"Members\"\n")},
		{"unsalted hash", []string{"weak-password-hash"}, password("alice:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=\n")},
		{"clear text", []string{"unusable-password-hash"}, password("alice:secret-of-alice\n")},
		{"a user twice", []string{"duplicate-user"}, password("alice:" + goodHash + "\nalice:" + goodHash + "\n")},
		{"methods left open", []string{"methods-left-open"}, func(w *writer) {
			w.file(".htpasswds/members", "alice:"+goodHash+"\n")
			area("AuthType Basic\nAuthName \"Members\"\nAuthUserFile " + w.home + "/.htpasswds/members\n<Limit GET POST>\nRequire valid-user\n</Limit>\n")(w)
		}},
		{"no user file", []string{"user-file-missing"}, func(w *writer) {
			w.folder(".htpasswds")
			area("AuthType Basic\nAuthName \"Members\"\nAuthUserFile " + w.home + "/.htpasswds/members\nRequire valid-user\n")(w)
		}},
		{"a file out of reach", []string{"unread-file"}, func(w *writer) { w.link("public_html/old/.htaccess", "/home/u00000/public_html/.htaccess") }},
		{"two generations", []string{"legacy-access-directives"}, area("Order deny,allow\nDeny from all\n")},
	}
}

// goodHash is a hash of bcrypt that no rule minds.
const goodHash = "$2y$12$WApznUPhDubN0oeveSXHp.Rk0rMKmhLQKr7A2u1Y9Uq8ZbQ6G8o3K"
