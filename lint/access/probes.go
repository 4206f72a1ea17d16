package access

import (
	"fmt"
	"net/netip"
	"path"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// Bounds of the set of probes.
const (
	maxProbes      = 4000 // of a site
	maxScopeProbes = 32   // of a scope
	maxDoors       = 4    // virtual hosts by which one scope is asked for
)

// Probe is a request by which a site is asked what it does.
type Probe struct {
	Request Request
	Kind    ProbeKind
	// Scope is the scope that it was made for; nil for a file of the site.
	Scope *model.Scope
	// File is the file that the request is for, as a path in the tree; empty
	// where none is meant.
	File string
}

// ProbeKind says what a probe tries.
type ProbeKind uint8

// The kinds of probe.
const (
	ProbePlain  ProbeKind = iota // a stranger reads
	ProbeMethod                  // a stranger uses another method
	ProbeHeader                  // a stranger sends a header that settings look at
	ProbeUser                    // somebody logs in
	ProbeFile                    // a stranger reads a file that nobody should
)

// ProbeSet are the probes of one site. They are made when they are asked for,
// the same ones each time. It is used by one goroutine.
type ProbeSet struct {
	site    *model.Site
	scopes  map[*model.Scope][]Probe
	all     []Probe
	files   []Probe
	haveAll bool
	sampled map[string][]string // by pattern
	// limit is told of a bound that was hit.
	limit func(*model.Limit)
}

// Probes returns the set of a site. limit, which may be nil, is told of bounds
// that were hit.
func Probes(site *model.Site, limit func(*model.Limit)) *ProbeSet {
	if limit == nil {
		limit = func(*model.Limit) {}
	}
	return &ProbeSet{site: site, scopes: map[*model.Scope][]Probe{}, sampled: map[string][]string{}, limit: limit}
}

// All are the probes of all scopes, in their order, and then those of files.
func (s *ProbeSet) All() []Probe {
	if s.haveAll {
		return s.all
	}
	s.haveAll = true
	for _, scope := range s.site.Scopes {
		s.all = append(s.all, s.Of(scope)...)
		if len(s.all) > maxProbes {
			break
		}
	}
	if s.all = append(s.all, s.Files()...); len(s.all) > maxProbes {
		s.all = s.all[:maxProbes]
		s.limit(&model.Limit{
			Path: s.site.Name, What: fmt.Sprintf("a site is asked with %d requests, further places were not asked for", maxProbes),
		})
	}
	return s.all
}

// Of are the probes of a scope; none for one that is not in force where its
// place is not known.
func (s *ProbeSet) Of(scope *model.Scope) []Probe {
	probes, made := s.scopes[scope]
	if made {
		return probes
	}
	b := builder{site: s.site, scope: scope, sampled: s.sampled, draw: sampler{most: maxSamples}, most: maxScopeProbes}
	b.build()
	probes = b.probes
	if b.more {
		s.limit(&model.Limit{
			Span: scope.Head, What: fmt.Sprintf("a section is asked with %d requests, others that it names were not made", maxScopeProbes),
		})
	}
	s.scopes[scope] = probes
	return probes
}

// Door is a way into the site: a virtual host, or the server that is assumed.
type Door struct {
	// Root is its document root; nil where it has none in view.
	Root *model.Root
	// Prefix is the path of an Alias, which Root's folder lies at then.
	Prefix string
	// Request has what every request by this door begins with.
	Request Request
}

// DefaultHost is the name by which a server is asked that has none in view.
const DefaultHost = "localhost"

// Doors are the ways to a folder of the tree, and to its root where dir is
// empty: those of all hosts whose document root it lies in, and aliases of
// folders that it lies in.
func Doors(site *model.Site, dir string) []Door {
	var doors []Door
	for _, r := range site.Roots {
		if (dir == "" || below(r.Dir, dir)) && len(doors) < maxDoors {
			doors = append(doors, door(r.Host, r))
		}
	}
	for _, a := range site.Aliases {
		if dir != "" && below(a.Dir, dir) && len(doors) < 2*maxDoors {
			d := door(a.Host, &model.Root{Dir: a.Dir, Host: a.Host, Certain: true})
			d.Prefix = strings.TrimSuffix(a.Path, "/")
			doors = append(doors, d)
		}
	}
	return doors
}

// door is the way in by a host; nil is for what stands outside all of them.
func door(h *model.Host, r *model.Root) Door {
	d := Door{Root: r, Request: Request{Method: "GET", Host: DefaultHost, Port: 80, Target: "/", Remote: DefaultRemote}}
	if h == nil {
		return d
	}
	if len(h.Sockets) > 0 || h.Server != nil && h.Server.Kind == model.Nginx {
		d.Request.Host = socketName(h)
		socketDoor(&d, h)
		return d
	}
	for _, n := range h.Names {
		name := strings.TrimPrefix(strings.TrimPrefix(n.Text, "https://"), "http://")
		if name, _, _ = strings.Cut(name, ":"); name != "" && !strings.ContainsAny(name, "*?${/") {
			d.Request.Host = name
			break
		}
	}
	if h.TLS == model.Yes {
		d.Request.TLS, d.Request.Port = true, 443
	}
	if len(h.Listens) > 0 {
		addr, port := listens(h.Listens[0].Text)
		if port != 0 {
			d.Request.Port = port
		}
		if addr.IsValid() && !addr.IsUnspecified() {
			d.Request.Local = addr
		}
	}
	return d
}

// listens reads the address and port of a VirtualHost; 0 for any port.
func listens(text string) (addr netip.Addr, port int) {
	host, number := text, ""
	if i := strings.LastIndexByte(text, ':'); i >= 0 && !strings.HasSuffix(text, "]") {
		host, number = text[:i], text[i+1:]
	}
	for _, c := range number {
		if c < '0' || c > '9' || port > 65535 {
			return addr, 0
		}
		port = port*10 + int(c-'0')
	}
	addr, _ = netip.ParseAddr(strings.Trim(host, "[]"))
	return addr, port
}

// URLPath is the path by which a file of the tree is asked for at a door; a
// folder's ends in a slash where dir is true.
func (d *Door) URLPath(file string, dir bool) (string, bool) {
	if d.Root == nil || !below(d.Root.Dir, file) {
		return "", false
	}
	rest := strings.TrimPrefix(strings.TrimPrefix(file, d.Root.Dir), "/")
	if dir && rest != "" {
		rest += "/"
	}
	return EscapePath(d.Prefix) + "/" + EscapePath(rest), true
}

// Ask is a request for a path by the door.
func (d *Door) Ask(urlPath string) Request {
	r := d.Request
	r.Target = urlPath
	return r
}

// below says that a path is a folder or lies below it.
func below(dir, name string) bool {
	dir = strings.TrimSuffix(dir, "/")
	return name == dir || strings.HasPrefix(name, dir+"/")
}

// EscapePath writes a path as it stands in a request line.
func EscapePath(p string) string {
	const plain = "-._~!$&'()*+,;=:@/"
	var b strings.Builder
	for i := range len(p) {
		c := p[i]
		if c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || strings.IndexByte(plain, c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// secretCopies are what editors and people append to a file's name to keep it.
var secretCopies = [...]string{"~", ".bak", ".old", ".orig", ".save", ".txt", ".swp", ".1", "_bak", ".backup"}

// copiesOf are the names that copies of a file go by: what is appended to the
// whole name, to the name in place of its ending, and the swap file of vim.
func copiesOf(file string) []string {
	dir, base := path.Split(file)
	var names []string
	for _, suffix := range secretCopies {
		names = append(names, file+suffix)
	}
	if stem := strings.TrimSuffix(base, path.Ext(base)); stem != "" && stem != base {
		for _, suffix := range [...]string{".bak", ".old", ".txt"} {
			names = append(names, dir+stem+suffix)
		}
	}
	return append(names, dir+"."+base+".swp")
}

// dumps are the names that a site's copies and its database's go by.
var dumps = [...]string{
	"backup.sql", "dump.sql", "database.sql", "db.sql", "mysql.sql", "data.sql", "site.sql", "backup.sql.gz", "dump.sql.gz",
	"backup.zip", "backup.tar.gz", "backup.tgz", "site.zip", "public_html.zip", "www.zip",
}

// Files are the probes for files that nobody should be able to read: those with
// passwords, the server's own, and copies of them.
func (s *ProbeSet) Files() []Probe {
	if s.files != nil {
		return s.files
	}
	s.files = []Probe{}
	seen := map[string]bool{}
	add := func(names ...string) {
		for _, name := range names {
			if seen[name] {
				continue
			}
			seen[name] = true
			for _, d := range Doors(s.site, path.Dir(name)) {
				if target, ok := d.URLPath(name, false); ok {
					s.files = append(s.files, Probe{Request: d.Ask(target), Kind: ProbeFile, File: name})
				}
			}
		}
	}
	for _, store := range s.site.Stores {
		add(store.File.Path)
		if !strings.HasPrefix(path.Base(store.File.Path), ".ht") { // whose copies are refused like it
			add(copiesOf(store.File.Path)...)
		}
	}
	for _, stray := range s.site.Strays {
		if stray.File != nil {
			add(stray.File.Path)
		}
	}
	for _, app := range s.site.Apps {
		add(s.appFiles(app)...)
	}
	return s.files
}

// appFiles are an application's settings, as copies, and dumps beside them: those
// that are there, where its folder was listed; to ask for each of the others took a
// third of the time of a scan.
func (s *ProbeSet) appFiles(app *model.App) []string {
	base := path.Base(app.Dir)
	names := append(copiesOf("wp-config.php"), dumps[:]...)
	names = append(names, "wordpress.sql", base+".sql", base+".zip")
	var files []string
	for _, name := range names {
		if app.Names == nil || app.Names[name] {
			files = append(files, path.Join(app.Dir, name))
		}
	}
	return files
}

// builder makes the probes of a scope.
type builder struct {
	site   *model.Site
	scope  *model.Scope
	probes []Probe
	more   bool
	// sampled are the samples made so far, by draw.
	sampled map[string][]string
	draw    sampler
	most    int // probes
}

func (b *builder) add(kind ProbeKind, r Request) {
	if slices.ContainsFunc(b.probes, func(p Probe) bool { return sameRequest(&p.Request, &r) }) {
		return
	}
	if len(b.probes) == b.most {
		b.more = true
		return
	}
	b.probes = append(b.probes, Probe{Request: r, Kind: kind, Scope: b.scope})
}

func sameRequest(a, b *Request) bool {
	return a.Method == b.Method && a.Target == b.Target && a.Host == b.Host && a.TLS == b.TLS && a.Port == b.Port &&
		slices.Equal(a.Headers, b.Headers) && (a.Credentials == nil) == (b.Credentials == nil)
}
