package layout

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// cpanel goes by what cPanel writes down of each domain, a file of YAML with
// one scalar a line, and where there is none by the homes.
func (s *survey) cpanel() []Site {
	const userdata = "/var/cpanel/userdata"
	var all []Site
	for _, user := range s.folders(userdata) {
		dir := path.Join(userdata, user)
		for _, domain := range s.names(dir, isDomainFile) {
			said := scalars(s.read(path.Join(dir, domain)))
			home, root := said["homedir"], said["documentroot"]
			if !path.IsAbs(root) {
				continue
			}
			if !path.IsAbs(home) {
				home = s.homeOf(user)
			}
			all = append(all, Site{
				Account: user, Domain: domain, Root: root, Home: home,
				Stores: s.existing(path.Join(home, ".htpasswds")),
			})
		}
	}
	if len(all) > 0 {
		return all
	}
	for _, site := range s.homes() {
		if s.exists("/var/cpanel/users/" + site.Account) {
			all = append(all, site)
		}
	}
	return all
}

// isDomainFile tells the file of a domain from cPanel's others: main, caches and
// the copies for TLS.
func isDomainFile(name []byte, kind fs.FileMode) bool {
	return kind.IsRegular() && name[0] != '.' && bytes.IndexByte(name, '.') > 0 &&
		!bytes.HasSuffix(name, []byte("_SSL")) && !bytes.HasSuffix(name, []byte(".cache")) &&
		!bytes.HasSuffix(name, []byte(".php-fpm.yaml")) && !bytes.HasSuffix(name, []byte(".json"))
}

// scalars are the settings of a YAML file that stand in one line at its top
// level.
func scalars(data []byte) map[string]string {
	all := map[string]string{}
	for line := range bytes.Lines(data) {
		key, value, found := strings.Cut(strings.TrimRight(string(line), "\r\n"), ": ")
		if found && key != "" && key[0] != ' ' && key[0] != '#' {
			all[key] = strings.Trim(strings.TrimSpace(value), `"'`)
		}
	}
	return all
}

// homeOf is the home of a user; empty where none is found.
func (s *survey) homeOf(user string) string {
	for _, homes := range s.homeFolders() {
		if dir := path.Join(homes, user); s.isDir(dir) {
			return dir
		}
	}
	return ""
}

// homes are the homes with a public_html.
func (s *survey) homes() []Site {
	var all []Site
	for _, homes := range s.homeFolders() {
		for _, user := range s.folders(homes) {
			home := path.Join(homes, user)
			all = append(all, Site{Account: user, Root: path.Join(home, "public_html"), Home: home})
		}
	}
	return all
}

// plesk keeps what it generates for each domain below vhosts/system; the
// document roots stand there.
func (s *survey) plesk() []Site {
	const vhosts = "/var/www/vhosts"
	system := path.Join(vhosts, "system")
	var all []Site
	for _, domain := range s.folders(system) {
		dir := path.Join(system, domain)
		config := s.existing(path.Join(dir, "conf/httpd.conf"), path.Join(dir, "conf/nginx.conf"))
		root := path.Join(vhosts, domain, "httpdocs")
		for _, file := range config {
			if written := documentRoot(s.read(file)); written != "" {
				root = written
				break
			}
		}
		site := Site{Domain: domain, Root: root, Stores: s.existing(path.Join(dir, "pd")), Config: config}
		if inside, below := strings.CutPrefix(root, vhosts+"/"); below {
			owner, _, _ := strings.Cut(inside, "/")
			site.Home = path.Join(vhosts, owner)
		}
		all = append(all, site)
	}
	for _, domain := range s.folders(vhosts) {
		home := path.Join(vhosts, domain)
		switch domain {
		case "system", "default", "chroot", "fs", "fs-passwd":
			continue
		}
		all = append(all, Site{
			Domain: domain, Root: path.Join(home, "httpdocs"), Home: home, Stores: s.existing(path.Join(home, "pd")),
		})
	}
	return all
}

// documentRoot is the first that a generated configuration names, of httpd or
// nginx.
func documentRoot(config []byte) string {
	for line := range bytes.Lines(config) {
		fields := strings.Fields(string(line))
		if len(fields) != 2 || !strings.EqualFold(fields[0], "DocumentRoot") && fields[0] != "root" {
			continue
		}
		if root := strings.Trim(strings.TrimSuffix(fields[1], ";"), `"`); path.IsAbs(root) {
			return path.Clean(root)
		}
	}
	return ""
}

func (s *survey) directadmin() []Site {
	var all []Site
	for _, homes := range s.homeFolders() {
		for _, user := range s.folders(homes) {
			home := path.Join(homes, user)
			data := path.Join("/usr/local/directadmin/data/users", user)
			config := s.existing(path.Join(data, "httpd.conf"), path.Join(data, "nginx.conf"))
			for _, domain := range s.folders(path.Join(home, "domains")) {
				// private_html is most often a link to public_html.
				for _, name := range []string{"public_html", "private_html"} {
					root := path.Join(home, "domains", domain, name)
					if name == "public_html" || s.isDir(root) {
						all = append(all, Site{
							Account: user, Domain: domain, Root: root, Home: home, Config: slices.Clone(config),
							Stores: s.existing(path.Join(home, "domains", domain, ".htpasswd")),
						})
					}
				}
			}
		}
	}
	return all
}

// ispconfig names its sites by number; what they are called says a link beside
// the clients.
func (s *survey) ispconfig() []Site {
	const www, clients = "/var/www", "/var/www/clients"
	domains := map[string]string{}
	for _, name := range s.names(www, func(_ []byte, kind fs.FileMode) bool { return kind&fs.ModeSymlink != 0 }) {
		if target, err := s.disk.Readlink(s.base.At(path.Join(www, name))); err == nil {
			if !path.IsAbs(target) {
				target = path.Join(www, target)
			}
			domains[path.Clean(target)] = name
		}
	}
	var all []Site
	for _, client := range s.folders(clients) {
		for _, web := range s.folders(path.Join(clients, client)) {
			home := path.Join(clients, client, web)
			domain := domains[home]
			root := path.Join(home, "web")
			site := Site{Account: client, Domain: domain, Root: root, Home: home, Stores: []string{root}}
			if domain != "" {
				site.Config = s.existing("/etc/apache2/sites-available/"+domain+".vhost", "/etc/nginx/sites-available/"+domain+".vhost")
			}
			all = append(all, site)
		}
	}
	return all
}

func (s *survey) cyberpanel() []Site {
	var all []Site
	for _, homes := range s.homeFolders() {
		for _, domain := range s.folders(homes) {
			home := path.Join(homes, domain)
			all = append(all, Site{
				Domain: domain, Root: path.Join(home, "public_html"), Home: home, Stores: []string{home},
				Config: s.existing(path.Join("/usr/local/lsws/conf/vhosts", domain, "vhost.conf")),
			})
		}
	}
	return all
}

func (s *survey) hestiacp() []Site {
	var all []Site
	for _, homes := range s.homeFolders() {
		for _, user := range s.folders(homes) {
			home := path.Join(homes, user)
			for _, domain := range s.folders(path.Join(home, "web")) {
				conf := path.Join(home, "conf/web", domain)
				all = append(all, Site{
					Account: user, Domain: domain, Root: path.Join(home, "web", domain, "public_html"), Home: home,
					Stores: s.existing(conf), Config: s.existing(path.Join(conf, "apache2.conf"), path.Join(conf, "nginx.conf")),
				})
			}
		}
	}
	return all
}

// inner are the names by which the document root goes within a site's folder.
var inner = []string{"public_html", "htdocs", "httpdocs", "public", "web", "html", "www"}

// plain takes each folder of /var/www where there is no panel, and of every root
// that no layout found sites in, for a site. The document root may lie in it.
func (s *survey) plain() []Site {
	var all []Site
	var dirs []string
	if len(s.found) == 0 {
		dirs = append(dirs, "/var/www")
	}
	for _, root := range s.roots {
		knows := func(site Site) bool {
			return strings.HasPrefix(site.Root+"/", root+"/") || strings.HasPrefix(root+"/", site.Root+"/")
		}
		if root != "/" && root != "/var" && !slices.Contains(dirs, root) && !slices.ContainsFunc(s.found, knows) {
			dirs = append(dirs, root)
		}
	}
	for _, dir := range dirs {
		for _, name := range s.folders(dir) {
			if dir == "/var/www" && (name == "vhosts" || name == "clients" || name == "cgi-bin" || name == "conf" || name == "error" || name == "icons") {
				continue
			}
			folder := path.Join(dir, name)
			at := slices.IndexFunc(inner, func(name string) bool { return s.isDir(path.Join(folder, name)) })
			if at < 0 {
				all = append(all, Site{Domain: domainLike(name), Root: folder})
				continue
			}
			all = append(all, Site{Domain: domainLike(name), Root: path.Join(folder, inner[at]), Home: folder})
		}
	}
	return all
}

// domainLike is a folder's name where it looks like that of a domain.
func domainLike(name string) string {
	if strings.Contains(name, ".") {
		return name
	}
	return ""
}

// pattern finds the folders that match: "*", "?" and sets stand for parts of
// one name.
func (s *survey) pattern(pattern string) ([]Site, error) {
	if _, err := path.Match(pattern, ""); err != nil || !path.IsAbs(pattern) {
		return nil, errPattern(pattern)
	}
	found := []string{"/"}
	account := map[string]string{}
	for elem := range strings.SplitSeq(strings.TrimPrefix(path.Clean(pattern), "/"), "/") {
		var next []string
		for _, dir := range found {
			if !strings.ContainsAny(elem, `*?[\`) {
				at := path.Join(dir, elem)
				account[at] = account[dir]
				next = append(next, at)
				continue
			}
			for _, name := range s.folders(dir) {
				if ok, _ := path.Match(elem, name); ok {
					at := path.Join(dir, name)
					account[at] = account[dir]
					if account[at] == "" {
						account[at] = name
					}
					next = append(next, at)
				}
			}
		}
		found = next
	}
	for _, dir := range found {
		s.add("pattern", Site{Account: account[dir], Domain: domainLike(account[dir]), Root: dir})
	}
	return s.found, nil
}
