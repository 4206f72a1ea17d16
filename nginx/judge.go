package nginx

import (
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// judge says what nginx would refuse in files that were parsed: names, places
// and numbers of arguments. crossplane is asked first about as much as it can
// take at once; where it objects, its tables are asked directive by directive.
type judge struct {
	known catalogue
	// familiar are the directives that nothing is to be said against.
	familiar map[shape]bool
	// done are the files that were judged, by where they are included.
	done map[seat]bool
}

// seat is a file where it is included.
type seat struct {
	tree *Tree
	at   place
}

func newJudge(c catalogue) *judge {
	return &judge{known: c, familiar: map[shape]bool{}, done: map[seat]bool{}}
}

// file judges a file that is read at a place.
func (j *judge) file(t *Tree, at place) {
	if key := (seat{t, at}); at != nowhere && !j.done[key] {
		j.done[key] = true
		j.nodes(t.Nodes, at)
		if placed(at).bit != 0 {
			j.block(t, nil, at)
		}
	}
}

// opinion is what crossplane says of nodes.
type opinion uint8

const (
	notAsked opinion = iota // it is too much for once
	agrees
	objects
)

// shape is all that crossplane looks at in a directive.
type shape struct {
	name  string
	at    place
	kind  NodeKind
	count int
	flag  bool // the argument is "on" or "off"
}

func (n *Node) shape(at place) shape {
	s := shape{n.Name.Text, at, n.Kind, len(n.Words), false}
	if s.count == 1 {
		s.flag = onOrOff(n.Arg(0))
	}
	return s
}

// maxFamiliar bounds how long a node may be of which that is looked at: a block
// is looked at again with each block that it stands in.
const maxFamiliar = 16 << 10

// isFamiliar says that a node and all that stands in it was asked about before.
func (j *judge) isFamiliar(n *Node, at place) bool {
	if n.Kind == KindComment || placed(at).bit == 0 {
		return true
	}
	if n.Refused || n.End-n.Start > maxFamiliar || !j.familiar[n.shape(at)] {
		return false
	}
	inner := at.within(n.Name.Text)
	for _, c := range n.Children {
		if !j.isFamiliar(c, inner) {
			return false
		}
	}
	return true
}

// nodes judges nodes that stand side by side: as many at once as crossplane
// takes, and one that is too much by itself by what stands in it. Of what it
// was asked about before it is not asked again.
func (j *judge) nodes(nodes []*Node, at place) {
	for len(nodes) > 0 {
		n, o := 0, agrees
		for n < len(nodes) && j.isFamiliar(nodes[n], at) {
			n++
		}
		if n == 0 {
			n, o = j.ask(nodes, at)
		}
		for _, node := range nodes[:n] {
			j.node(node, at, o)
		}
		nodes = nodes[n:]
	}
}

// ask asks crossplane about the first nodes, and says about how many. Where
// words and braces are not right it would lose its way.
func (j *judge) ask(nodes []*Node, at place) (n int, o opinion) {
	t := nodes[0].Tree
	if t.torn || placed(at).bit == 0 {
		return len(nodes), objects
	}
	start, total := nodes[0].Start, 0
	end := start
	for n < len(nodes) {
		if total += tokens(t.text[end:nodes[n].End]); total > maxTokens {
			break
		}
		end = nodes[n].End
		n++
	}
	switch {
	case n == 0:
		return 1, notAsked
	case j.known.secondOpinion(t.text[start:end], nodes[:n], at):
		return n, agrees
	}
	return n, objects
}

// node judges one node and what stands in it. Where crossplane agrees, all that
// is left are names that no table has.
func (j *judge) node(n *Node, at place, o opinion) {
	if n.Kind == KindComment {
		return
	}
	switch {
	case ofApache(n.Name.Text):
		n.refuse(Fault{Start: n.Name.Start, End: n.Name.End, Kind: model.RefusedForeign,
			Message: "this is a line for httpd, which nginx does not accept"})
	case placed(at).bit == 0 || n.Refused:
	case len(n.known.masks) == 0:
		n.unknown()
	case o != agrees && n.object(object(n, n.known.masks, at)):
	default:
		j.familiar[n.shape(at)] = true
		n.object(checkValue(n, at))
	}
	for _, t := range n.Included {
		j.file(t, at)
	}
	inner := at.within(n.Name.Text)
	switch {
	case n.Kind != KindBlock || inner == nowhere:
	case o == notAsked:
		j.nodes(n.Children, inner)
	default:
		for _, c := range n.Children {
			j.node(c, inner, o)
		}
	}
	if n.Kind == KindBlock && placed(inner).bit != 0 {
		j.block(n.Tree, n, inner)
	}
}

// unknown takes a name that no table has. Modules that anybody may write add
// names, so that only one is reported that must be a slip, or can be no name.
func (n *Node) unknown() {
	name := n.Name.Text
	if odd(name) {
		n.refuse(Fault{Start: n.Name.Start, End: n.Name.End, Kind: model.RefusedUnknown, Message: "this is no directive's name"})
		return
	}
	if meant := n.known.slip; meant != "" {
		n.refuse(Fault{Start: n.Name.Start, End: n.Name.End, Kind: model.RefusedUnknown,
			Message: "nginx has no directive " + name + ", " + meant + " was meant",
			Assumed: "no module that is loaded defines it",
			Meant:   mending{"write " + meant, []change{{n.Name.Start, n.Name.End, meant}}}})
	}
}

// ofApache says that a name is one of httpd's directives or sections that people
// put into nginx's files.
func ofApache(name string) bool {
	if rest, section := strings.CutPrefix(name, "<"); section {
		return slices.Contains([]string{"directory", "directorymatch", "files", "filesmatch", "location", "locationmatch", "virtualhost", "ifmodule", "limit"},
			strings.ToLower(strings.TrimRight(rest, ">")))
	}
	switch name {
	case "AuthType", "AuthName", "AuthUserFile", "AuthGroupFile", "Require", "Order", "Allow", "Deny", "Satisfy", "AllowOverride", "Options",
		"RewriteEngine", "RewriteCond", "RewriteRule", "RewriteBase", "DocumentRoot", "DirectoryIndex", "ErrorDocument", "Header", "RequestHeader",
		"SetEnvIf", "ServerName", "ServerAlias":
		return true
	}
	return false
}

// odd says that a text can be no directive's name in any module.
func odd(name string) bool {
	for i := range len(name) {
		switch c := name[i]; {
		case c == '_' || c == '-' || c == '.', c >= '0' && c <= '9', c|0x20 >= 'a' && c|0x20 <= 'z':
		default:
			return true
		}
	}
	return name == ""
}

// object notes what is wrong with a directive, and says whether anything is.
func (n *Node) object(o objection) bool {
	if o.says == "" || o.kind == model.RefusedContext && n.astray() {
		return o.says != ""
	}
	words := append([]Word{n.Name}, n.Words...)
	n.refuse(Fault{Start: words[o.from].Start, End: words[o.to].End, Kind: o.kind, Message: o.says})
	return true
}

// astray says that a node would stand elsewhere if a "}" were where it is
// missing.
func (n *Node) astray() bool {
	u := n.Tree.unclosed
	return u != nil && n.Start > u.Start
}

// refuse adds a fault to the file of a node.
func (n *Node) refuse(f Fault) {
	f.Node = n
	n.Refused = true
	if len(n.Tree.Faults) < maxFaults {
		n.Tree.Faults = append(n.Tree.Faults, f)
	}
}

// seatOf guesses where a file is meant to be included, for one that nothing in
// view includes: the place that takes most of what stands in it, and of those
// that take as much the outermost.
func (j *judge) seatOf(t *Tree) place {
	best, most := nowhere, 0
	for _, at := range [...]place{inMain, inHTTP, inServer, inLocation, inUpstream, inLocationIf, inLimitExcept,
		inStream, inStreamServer, inStreamUpstream, inEvents, inMail, inMailServer} {
		if count := j.fitting(t.Nodes, at); count > most {
			best, most = at, count
		}
	}
	return best
}

// fitting counts the nodes that may stand at a place. What is in a condition
// counts too, since in a server less may stand there than in a location.
func (j *judge) fitting(nodes []*Node, at place) int {
	count := 0
	for n := range Directives(nodes) {
		if len(n.known.masks) == 0 || object(n, n.known.masks, at).says != "" {
			continue
		}
		count++
		if n.Is("if") {
			count += j.fitting(n.Children, at.within("if"))
		}
	}
	return count
}
