package scan

import (
	"bytes"
	"path"
	"regexp"
	"strings"
)

// kind is what a file may be, as far as its name tells.
type kind uint8

const (
	kindNone     kind = iota
	kindOverride      // a .htaccess
	kindStray         // a .htaccess put aside or misnamed, which is not in force
	kindAlone         // named after .htaccess, but its place is elsewhere
	kindServer        // server configuration, perhaps
	kindStore         // credentials, perhaps
	kindTemplate      // something else is made of it
	kindIIS           // web.config
)

// overrideName is what httpd calls the file it looks for in every folder.
const overrideName = ".htaccess"

// kindOf tells by the name alone; no file is opened for one that means
// nothing.
func kindOf(dir, name string) kind {
	if name == overrideName {
		return kindOverride
	}
	lower := strings.ToLower(name)
	if foreignExt[path.Ext(lower)] {
		return kindNone
	}
	if strings.Contains(lower, "@") {
		lower = revision.ReplaceAllString(lower, "")
	}
	if stem, ext := cutExt(lower); templateExt[ext] {
		if kindOfStem(dir, stem) != kindNone {
			return kindTemplate
		}
	}
	return kindOfStem(dir, lower)
}

// revision is what tools append to a copy of one revision of a file.
var revision = regexp.MustCompile(`@[0-9a-f]{6,40}$`)

func cutExt(name string) (stem, ext string) {
	ext = path.Ext(name)
	return strings.TrimSuffix(name, ext), ext
}

// templateExt are the endings of files from which others are made.
var templateExt = map[string]bool{
	".j2": true, ".erb": true, ".template": true, ".tmpl": true, ".mustache": true, ".stpl": true,
	".tpl": true, ".in": true, ".master": true, ".jinja": true, ".jinja2": true, ".epp": true, ".ejs": true,
}

// foreignExt are the endings of files that are something else, whatever their
// names begin with.
var foreignExt = map[string]bool{
	".php": true, ".html": true, ".htm": true, ".js": true, ".mjs": true, ".css": true, ".scss": true, ".map": true,
	".png": true, ".jpg": true, ".jpeg": true, ".gif": true, ".svg": true, ".ico": true, ".webp": true, ".pdf": true,
	".md": true, ".rst": true, ".json": true, ".xml": true, ".yml": true, ".yaml": true, ".toml": true, ".lock": true,
	".py": true, ".rb": true, ".go": true, ".rs": true, ".c": true, ".h": true, ".java": true, ".class": true, ".ts": true,
	".tsx": true, ".sh": true, ".pl": true, ".pm": true, ".t": true, ".lua": true, ".sql": true, ".log": true, ".po": true,
	".pot": true, ".mo": true, ".patch": true, ".diff": true, ".zip": true, ".gz": true, ".tar": true, ".tgz": true,
	".bz2": true, ".xz": true, ".so": true, ".vim": true, ".txtar": true, ".swp": true,
}

// isForeign says that a name has such an ending. It makes nothing of the name:
// most files of most sites are met here.
func isForeign(name []byte) bool {
	dot := bytes.LastIndexByte(name, '.')
	var lower [8]byte
	if dot < 0 || len(name)-dot > len(lower) {
		return false
	}
	ext := lower[:copy(lower[:], name[dot:])]
	for i, c := range ext {
		if 'A' <= c && c <= 'Z' {
			ext[i] = c + 'a' - 'A'
		}
	}
	return foreignExt[string(ext)]
}

func kindOfStem(dir, lower string) kind {
	switch {
	case lower == "web.config":
		return kindIIS
	case strings.Contains(lower, "htaccess"):
		if stray(lower) {
			return kindStray
		}
		return kindAlone
	case storeName(lower):
		return kindStore
	case serverName(dir, lower):
		return kindServer
	}
	return kindNone
}

// stray says that a name is ".htaccess" written wrongly or with something
// added that puts it out of force.
func stray(lower string) bool {
	before, after, _ := strings.Cut(lower, "htaccess")
	switch before {
	case ".", "", "_", "-", "~", "..", "._", "_.", "dot.", "dot", "x.", "#.", "copy of .", "old.", "bak.", "no.":
	default:
		return false
	}
	return after == "" || putAside.MatchString(after)
}

// putAside matches what people, editors and packagers append to the name of a
// file that is to be kept but not used.
var putAside = regexp.MustCompile(`^(~|#|[ ._-]*(` +
	`bak|back|backup|bkp|old|older|orig|original|save|saved|copy|kopie|txt|text|off|no|not|unused|inactive|disable|disabled|deactivated|` +
	`tmp|temp|prev|previous|last|bad|broken|hacked|infected|suspected|rpmsave|rpmorig|rpmnew|ucf-old|dpkg-\w+|lscachebak\w*|` +
	`\(?\d+\)?|\d{4}-\d\d-\d\d)([ ._~-].*|\d*))$`)

// storeName says that a name is one credential files go by.
func storeName(lower string) bool {
	switch {
	case strings.Contains(lower, "htpass"), strings.Contains(lower, "htdigest"), strings.Contains(lower, "htgroup"),
		strings.Contains(lower, "htuser"), strings.Contains(lower, "passwd"), strings.Contains(lower, "htpw"),
		strings.HasPrefix(lower, ".ht"):
		return true
	}
	switch path.Ext(lower) {
	case ".pwd", ".pass", ".digest":
		return true
	}
	stem, _ := cutExt(strings.TrimPrefix(lower, "."))
	switch stem {
	case "password", "passwords", "digest", "basic_auth", "basicauth":
		return true
	}
	return false
}

// serverName says that a name, or the folder it lies in, is one for server
// configuration.
func serverName(dir, lower string) bool {
	ext := path.Ext(lower)
	switch ext {
	case ".conf", ".vhost", ".load", ".include", ".inc":
		return true
	}
	folder := strings.ToLower(path.Base(dir))
	switch folder {
	case "sites-available", "sites-enabled", "conf-available", "conf-enabled", "mods-available", "mods-enabled",
		"conf.d", "vhosts", "vhosts.d", "vhost.d", "snippets", "modules-available", "modules-enabled", "streams-available",
		"streams-enabled":
		return true
	}
	return strings.Contains(folder, "nginx") || strings.Contains(lower, "nginx") || ext == "" &&
		(strings.Contains(lower, "apache") || strings.Contains(lower, "httpd") || strings.Contains(lower, "vhost"))
}

// placeholder matches what template languages leave for later. In a file that
// is in force under its own name nobody looks for it.
var placeholder = regexp.MustCompile(`\{\{[\s#&/^!-]*[\w.$(]+[^\n{}]*\}\}|\{%-?\s+\w+[^\n]*%\}|<%[=#@\s-][^\n]*%>|@@\w+@@|%%\w+%%|<tmpl_\w+|\{tmpl_\w+`)

func isTemplate(head []byte) bool { return placeholder.Match(head) }
