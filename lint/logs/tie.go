package logs

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/walk"
)

// Server says what a server answers, and where its files lie here.
type Server interface {
	walk.Gatekeeper
	Site() *model.Site
	// Here is where a path of the server lies in the tree.
	Here(serverPath string) string
}

// Bounds of what is shown of a group.
const (
	maxPaths    = 3
	maxFindings = 3
)

// Group is what lines of a log have in common: what they say, and the lines of
// the configuration behind it.
type Group struct {
	// Title is the code or text of a message, or the status of an access log.
	Title string
	// Says and Answer are the message's, Rules the ids of those that find its
	// causes.
	Says, Answer string
	Rules        []string
	Count        int
	First, Last  time.Time // zero where the log has no times
	// Clients is how many addresses were told apart; ManyClients says that
	// there are more.
	Clients     int
	ManyClients bool
	// Places are where it was, the most frequent first, and MorePlaces how many
	// others there are.
	Places     []Place
	MorePlaces int
	// Witness is the request of the example with today's answer, nil where
	// nothing could be asked; Lines are those that decide.
	Witness *lint.Witness
	Lines   []lint.RelatedPlace
	// Findings are those of a check that meet the lines.
	Findings []*lint.Finding
	// Untied says why there are no lines, Changed that today's answer is
	// another one.
	Untied, Changed string

	clients map[netip.Addr]bool
}

// Place is a path that was asked for, or a file that a message names.
type Place struct {
	Path  string
	Count int
}

// Sources are what groups are tied to.
type Sources struct {
	Server Server
	// Sites are what a check read, for the lines that name a file.
	Sites    []*model.Site
	Findings []lint.Finding
}

// Tie asks the engine the requests that groups tell of, and brings those
// together that the same lines are behind. The most frequent come first.
func Tie(l *Log, s Sources) []*Group {
	byCause := map[string]*Group{}
	order := slices.SortedFunc(maps.Values(l.groups), func(a, b *group) int {
		return cmp.Or(cmp.Compare(b.count, a.count), compareKeys(&a.key, &b.key))
	})
	var all []*Group
	for _, g := range order {
		one := s.tie(g)
		cause := one.cause()
		if known := byCause[cause]; known != nil {
			known.add(one)
			continue
		}
		byCause[cause] = one
		all = append(all, one)
	}
	slices.SortStableFunc(all, func(a, b *Group) int { return cmp.Compare(b.Count, a.Count) })
	return all
}

func compareKeys(a, b *key) int {
	return cmp.Or(strings.Compare(a.message, b.message), cmp.Compare(a.status, b.status), strings.Compare(a.path, b.path),
		strings.Compare(a.file, b.file), cmp.Compare(a.line, b.line), strings.Compare(a.host, b.host), strings.Compare(a.method, b.method))
}

// cause tells groups apart that other lines are behind.
func (g *Group) cause() string {
	var b strings.Builder
	b.WriteString(g.Title + "\x00" + g.Untied + "\x00" + g.Changed)
	for _, at := range g.Lines {
		fmt.Fprintf(&b, "\x00%s:%d", at.File, at.Start.Offset)
	}
	return b.String()
}

// add takes in a group of the same cause.
func (g *Group) add(o *Group) {
	g.Count += o.Count
	g.ManyClients = g.ManyClients || o.ManyClients
	for client := range o.clients {
		if len(g.clients) == maxClients && !g.clients[client] {
			g.ManyClients = true
			break
		}
		g.clients[client] = true // who asked for both counts once
	}
	g.Clients = len(g.clients)
	if !o.First.IsZero() && (g.First.IsZero() || o.First.Before(g.First)) {
		g.First = o.First
	}
	if o.Last.After(g.Last) {
		g.Last = o.Last
	}
	if len(g.Places) < maxPaths {
		g.Places = append(g.Places, o.Places...)
	} else {
		g.MorePlaces += len(o.Places)
	}
}

// tie ties one group.
func (s *Sources) tie(g *group) *Group {
	t := &Group{
		Title: "status " + strconv.Itoa(g.status), Count: g.count, First: g.first, Last: g.last,
		Clients: len(g.clients), ManyClients: g.manyClients, clients: g.clients, Places: []Place{{cmp.Or(g.path, g.file), g.count}},
	}
	if t.Places[0].Path == "" {
		t.Places = nil
	}
	if g.message != nil {
		t.Title, t.Says, t.Answer = g.message.Title(), g.message.Says, g.message.Answer
		for _, c := range g.message.Causes {
			for _, id := range c.Rules {
				if !slices.Contains(t.Rules, id) {
					t.Rules = append(t.Rules, id)
				}
			}
		}
	}
	if t.Lines = s.naming(g); len(t.Lines) == 0 {
		s.ask(g, t)
	}
	t.Findings = s.findings(t)
	return t
}

// ask asks the engine, and says why where that leads nowhere.
func (s *Sources) ask(g *group, t *Group) {
	r, why := s.request(g)
	if why != "" {
		t.Untied = why
		return
	}
	d, trace := s.Server.Explain(r)
	if d.Outcome == access.Undecided && r.Credentials != nil {
		// Who logs in may depend on a file that is not in view; who is asked
		// to does not.
		r.Credentials = nil
		d, trace = s.Server.Explain(r)
	}
	t.Witness = &lint.Witness{Request: *r, Decision: d, Gates: lint.WitnessGates(trace)}
	t.Lines = walk.Deciding(trace)
	expected := cmp.Or(g.status, statusIn(t.Answer))
	switch {
	case d.Outcome == access.Undecided:
		t.Untied = "the files do not tell what the server answers: " + d.Undecided
	case d.HasStatus() && expected != 0 && d.Status != expected:
		t.Changed = fmt.Sprintf("by the files the answer is %d: they were changed since, the log is of other ones, or more was behind it", d.Status)
	case d.Outcome == access.Upstream:
		t.Changed = "by the files a program behind the server answers"
	}
	if t.Untied != "" {
		t.Lines = nil
	} else if len(t.Lines) == 0 {
		t.Untied = "no line of the files leads to the answer"
	}
}

// statusIn is the one status that an answer begins with; 0 for none.
func statusIn(answer string) int {
	if len(answer) != len("401") {
		return 0
	}
	status, err := strconv.Atoi(answer)
	if err != nil {
		return 0
	}
	return status
}

// request is the one that the example of a group tells of.
func (s *Sources) request(g *group) (r *access.Request, why string) {
	if g.line > 0 {
		return nil, "the file that is named was not read, or has no such line any more; --path-map says where folders of the server lie here"
	}
	target, host, ok := asSent(g.path), g.host, g.path != ""
	if g.path == "" && g.file != "" && ofDisk(g) {
		if r = s.ofFile(g.file); r == nil {
			return nil, "the file that is named lies below no folder that the configuration serves; --path-map says where folders of the server lie here"
		}
		ok, host, target = true, r.Host, r.Target
	} else if g.path == "" && strings.HasPrefix(g.file, "/") {
		target, ok = access.EscapePath(g.file), true
	}
	switch {
	case !ok:
		return nil, "the line names neither a URL nor a file"
	case max(len(g.path), len(g.file)) == maxPath:
		return nil, "the path is longer than what is read of one"
	case r == nil:
		if r, why = s.door(host); why != "" {
			return nil, why
		}
		r.Target = target
	}
	if g.method != "" && access.CheckMethod(g.method) == nil {
		r.Method = g.method
	}
	if g.client.IsValid() {
		r.Remote = g.client
	}
	if g.user != "" {
		r.Credentials = &access.Credentials{User: g.user, Proof: g.proof}
	}
	return r, ""
}

// asSent is a path of a request line, which a log may have with characters that
// cannot stand in one.
func asSent(text string) string {
	var b strings.Builder
	for i := range len(text) {
		if c := text[i]; c <= ' ' || c >= 0x7f {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// door is the way in by a host, or the only one.
func (s *Sources) door(host string) (*access.Request, string) {
	var doors []access.Request
	for _, d := range access.Doors(s.Server.Site(), "") {
		r := d.Ask("/")
		if host != "" && strings.EqualFold(r.Host, host) {
			return &r, ""
		}
		if !slices.ContainsFunc(doors, func(o access.Request) bool { return o.Host == r.Host && o.Port == r.Port && o.TLS == r.TLS }) {
			doors = append(doors, r)
		}
	}
	switch {
	case len(doors) == 0:
		return &access.Request{Method: "GET", Host: cmp.Or(host, access.DefaultHost), Port: 80, Remote: access.DefaultRemote}, ""
	case len(doors) == 1:
		if host != "" {
			doors[0].Host = host
		}
		return &doors[0], ""
	case host != "":
		r := doors[0]
		r.Host = host
		return &r, ""
	}
	return nil, "the line does not say which of several hosts was asked"
}

// fileCodes are those of messages that name a place of the disk and no URL.
var fileCodes = []string{"AH01630", "AH01797", "AH01276", "AH00529", "AH00032", "AH00037", "AH00035", "AH00036", "AH00670"}

// ofDisk says that what a message names is a place of the disk.
func ofDisk(g *group) bool {
	return strings.HasSuffix(g.file, ".htaccess") || g.code == "" || slices.Contains(fileCodes, g.code)
}

// ofFile is the request for a file or folder of the server; nil where it serves
// none.
func (s *Sources) ofFile(name string) *access.Request {
	here := s.Server.Here(name)
	folder := strings.HasSuffix(name, "/")
	if path.Base(here) == ".htaccess" {
		here, folder = path.Dir(here), true
	}
	for _, d := range access.Doors(s.Server.Site(), here) {
		if target, ok := d.URLPath(here, folder); ok {
			r := d.Ask(target)
			return &r
		}
	}
	return nil
}

// naming are the lines that a message names, or those that name its file, as one
// of users that could not be opened.
func (s *Sources) naming(g *group) []lint.RelatedPlace {
	if g.file == "" || strings.HasSuffix(g.file, ".htaccess") {
		return nil
	}
	here := s.Server.Here(g.file)
	if g.line > 0 {
		return s.numbered(here, g.line)
	}
	var all []lint.RelatedPlace
	for _, site := range s.Sites {
		for _, scope := range site.Scopes {
			for _, ref := range []*model.FileRef{scope.Own.UserFile.Value, scope.Own.GroupFile.Value} {
				if ref == nil || ref.Written.Text != g.file && (ref.Path == "" || ref.Path != here) {
					continue
				}
				at := lint.PlaceOf(ref.Written.Span)
				if !slices.ContainsFunc(all, func(r lint.RelatedPlace) bool { return r.Place == at }) {
					all = append(all, lint.RelatedPlace{Place: at, Message: "names the file"})
				}
			}
		}
	}
	return all
}

// numbered is a line of a file by its number.
func (s *Sources) numbered(here string, number int) []lint.RelatedPlace {
	for _, site := range s.Sites {
		for _, f := range site.Files {
			if line, there := f.Line(number); there && f.Path == here {
				return []lint.RelatedPlace{{Place: lint.PlaceOf(line), Message: "is named"}}
			}
		}
	}
	return nil
}

// findings are those that stand at one of the lines, or that the message's rules
// have in one of their files; where there is no line, in any.
func (s *Sources) findings(t *Group) []*lint.Finding {
	var all []*lint.Finding
	for _, near := range []bool{false, true} {
		for i := range s.Findings {
			f := &s.Findings[i]
			named := near && slices.Contains(t.Rules, f.Rule.ID)
			meets := named && len(t.Lines) == 0 || slices.ContainsFunc(t.Lines, func(at lint.RelatedPlace) bool {
				return at.File == f.File && (at.Start.Line == f.Start.Line || named)
			})
			if meets && f.Suppressed == nil && len(all) < maxFindings && !slices.Contains(all, f) {
				all = append(all, f)
			}
		}
	}
	return all
}
