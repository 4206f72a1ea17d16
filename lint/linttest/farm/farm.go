// Package farm writes servers full of sites for tests and measurements: healthy
// ones, ones that are broken in known ways, and ones that attack whoever reads
// them.
//
// Begin with Write, which makes the same files from the same seed, and with
// Attacks.
package farm

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
)

// firstOwner is the user of the first site. Each has its own.
const firstOwner = 200_000

// Options say what to write.
type Options struct {
	Seed  uint64
	Sites int
	// Broken is that one in so many sites is broken; 0 for none.
	Broken int
}

// Site is a site that was written.
type Site struct {
	Root  string // as the server has it
	Owner int
	// Broken is the name of what is wrong; empty for a healthy one.
	Broken string
	// Rules are those that must find something, and no others may.
	Rules []string
}

// Counts are what was written in all.
type Counts struct{ Files, Folders, Overrides int }

// Write writes sites into homes below base, and says what is there.
func Write(base string, o Options) ([]Site, Counts, error) {
	random := rand.New(rand.NewPCG(o.Seed, 0))
	kinds := Broken()
	sites := make([]Site, o.Sites)
	var counts Counts
	for i := range sites {
		user := fmt.Sprintf("u%05d", i)
		s := Site{Root: filepath.Join("/home", user, "public_html"), Owner: firstOwner + i}
		w := newWriter(base, filepath.Join("/home", user), s.Owner)
		wordpress(w, random)
		if o.Broken > 0 && i%o.Broken == o.Broken-1 {
			kind := kinds[i/o.Broken%len(kinds)]
			kind.write(w)
			s.Broken, s.Rules = kind.Name, kind.Rules
		}
		if err := w.done(); err != nil {
			return nil, counts, err
		}
		counts.Files += w.files
		counts.Folders += w.folders
		counts.Overrides += w.overrides
		sites[i] = s
	}
	return sites, counts, nil
}

// writer writes the files of one account, and keeps the first error.
type writer struct {
	base, home string
	owner      int
	known      map[string]bool // folders
	paths      []string        // what was written, for the owner
	err        error

	files, folders, overrides int
}

func newWriter(base, home string, owner int) *writer {
	w := &writer{base: base, home: home, owner: owner, known: map[string]bool{}}
	w.keep(os.MkdirAll(filepath.Dir(filepath.Join(base, home)), 0o755))
	w.folder("")
	return w
}

func (w *writer) keep(err error) {
	if w.err == nil {
		w.err = err
	}
}

// at is where a path below the home lies on this machine.
func (w *writer) at(name string) string { return filepath.Join(w.base, w.home, name) }

// folder makes a folder below the home, with those above it.
func (w *writer) folder(name string) string {
	at := w.at(name)
	if w.known[at] || w.err != nil {
		return at
	}
	if at != w.at("") {
		w.folder(filepath.Dir(name))
	}
	if err := os.Mkdir(at, 0o755); !errors.Is(err, os.ErrExist) {
		w.keep(err)
	}
	w.known[at] = true
	w.folders++
	w.paths = append(w.paths, at)
	return at
}

// file writes a file below the home.
func (w *writer) file(name, text string) string {
	w.folder(filepath.Dir(name))
	at := w.at(name)
	if w.err == nil {
		w.keep(os.WriteFile(at, []byte(text), 0o644))
	}
	w.files++
	if filepath.Base(name) == ".htaccess" {
		w.overrides++
	}
	w.paths = append(w.paths, at)
	return at
}

// link makes a symbolic link below the home.
func (w *writer) link(name, target string) {
	w.folder(filepath.Dir(name))
	at := w.at(name)
	w.keep(os.Symlink(target, at))
	w.paths = append(w.paths, at)
}

// done gives everything to its owner, where that can be done.
func (w *writer) done() error {
	if os.Getuid() == 0 {
		for _, at := range w.paths {
			w.keep(os.Lchown(at, w.owner, w.owner))
		}
	}
	return w.err
}

// extensions of what most files are.
var extensions = []string{".php", ".php", ".js", ".css", ".png", ".svg", ".txt", ".json", ".map", ".woff2"}

// wordpress writes a site of about 200 files in 10 folders, two of them with a
// .htaccess.
func wordpress(w *writer, random *rand.Rand) {
	const root = "public_html"
	w.file(root+"/.htaccess", blog)
	w.file(root+"/wp-content/uploads/.htaccess", "<Files \"*.php\">\n\tRequire all denied\n</Files>\n")
	w.file(root+"/wp-includes/version.php", "<?php\n$wp_version = '6.8.1';\n")
	w.file(root+"/wp-config.php", config(random))
	for _, name := range []string{"index.php", "wp-login.php", "wp-cron.php", "xmlrpc.php", "wp-load.php", "wp-settings.php"} {
		w.file(root+"/"+name, "<?php\n")
	}
	w.file(root+"/wp-content/plugins/akismet/akismet.php", "<?php\n/*\nPlugin Name: Akismet\nVersion: 5.3\n*/\n")
	folders := []string{
		"", "wp-admin", "wp-admin/includes", "wp-includes", "wp-includes/blocks", "wp-content", "wp-content/plugins/akismet",
		"wp-content/themes/twentytwentyfive", "wp-content/uploads",
	}
	for w.files < 190+random.IntN(20) {
		dir := folders[random.IntN(len(folders))]
		name := fmt.Sprintf("%c%05x%s", 'a'+rune(random.IntN(26)), random.IntN(1<<20), extensions[random.IntN(len(extensions))])
		if at := filepath.Join(root, dir, name); !slices.Contains(w.paths, w.at(at)) {
			w.file(at, "")
		}
	}
}

const blog = `# BEGIN WordPress
<IfModule mod_rewrite.c>
RewriteEngine On
RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]
RewriteBase /
RewriteRule ^index\.php$ - [L]
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_FILENAME} !-d
RewriteRule . /index.php [L]
</IfModule>
# END WordPress
`

// config is a wp-config.php with keys of its own.
func config(random *rand.Rand) string {
	text := "<?php\ndefine( 'DB_NAME', 'blog' );\ndefine( 'DB_USER', 'blog' );\n" +
		fmt.Sprintf("define( 'DB_PASSWORD', '%s' );\n", word(random, 16)) + "define( 'DB_HOST', 'localhost' );\n"
	for _, key := range []string{"AUTH_KEY", "SECURE_AUTH_KEY", "LOGGED_IN_KEY", "NONCE_KEY", "AUTH_SALT", "SECURE_AUTH_SALT", "LOGGED_IN_SALT", "NONCE_SALT"} {
		text += fmt.Sprintf("define( '%s', '%s' );\n", key, word(random, 64))
	}
	return text + "$table_prefix = 'wp_';\nrequire_once ABSPATH . 'wp-settings.php';\n"
}

func word(random *rand.Rand, length int) string {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#%&()*+,-./:;<=>?@[]^_{|}~"
	text := make([]byte, length)
	for i := range text {
		text[i] = letters[random.IntN(len(letters))]
	}
	return string(text)
}
