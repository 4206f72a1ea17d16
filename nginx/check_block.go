package nginx

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// block checks what stands in a block together, with what is included there: b
// is nil for the top of a file, whose nodes are t's.
func (j *judge) block(t *Tree, b *Node, at place) {
	nodes := t.Nodes
	if b != nil {
		nodes = b.Children
	}
	once, twins := map[string]*Node{}, map[twin]*Node{}
	for n := range Directives(nodes) {
		if n.Refused {
			continue
		}
		switch {
		case n.Is("location") && len(n.Words) > 0:
			if b != nil && b.Is("location") {
				n.object(checkNested(n, b))
			}
			if key, is := twinOf(n); is {
				if first := twins[key]; first != nil {
					duplicate(t, first, n, "the block has a location for the same path already")
				} else {
					twins[key] = n
				}
			}
		case b != nil:
			checkInside(n, b, at)
		}
		name := onceName(n, at)
		if name == "" {
			continue
		}
		if first := once[name]; first != nil && first != n {
			duplicate(t, first, n, twice(first, n))
		} else {
			once[name] = n
		}
	}
}

// onceName is the name under which nginx accepts one directive in a block;
// empty for those that may be repeated.
func onceName(n *Node, at place) string {
	name := n.Name.Text
	switch name {
	case "alias":
		return "root"
	case "events", "http", "stream", "mail":
		if at != inMain {
			return ""
		}
		return name
	}
	if n.known.slot == nil || at == inUpstream || at == inMap || at >= inStream && at != inMap {
		return ""
	}
	return name
}

func twice(first, n *Node) string {
	if first.Name.Text != n.Name.Text {
		return n.Name.Text + " cannot stand beside " + first.Name.Text
	}
	return n.Name.Text + " stands twice in one block"
}

// duplicate objects to the second of two nodes, or, where that was included and
// the first was not, to the first: the file that is included may be right.
func duplicate(t *Tree, first, second *Node, says string) {
	n := second
	switch {
	case second.Tree == t:
	case first.Tree == t:
		n, says = first, says+", the other one in a file that is included"
	}
	n.object(objection{model.RefusedValue, 0, len(n.Words), says})
}

// checkInside says what nginx has against a directive because of the block it
// stands in.
func checkInside(n, b *Node, at place) {
	switch {
	case n.Is("alias") && b.Is("location") && isNamed(b):
		n.object(objection{model.RefusedContext, 0, 0, "alias is not allowed in a named location"})
	case n.Is("proxy_pass") && len(n.Words) == 1 && hasURI(n.Arg(0)) && withoutPath(b, at):
		n.object(wrongWord(0, "proxy_pass takes no path here: what is matched is no prefix that it could stand for"))
	}
}

// withoutPath says that proxy_pass cannot put a path in place of what a block
// matches.
func withoutPath(b *Node, at place) bool {
	if at == inLocationIf || at == inLimitExcept {
		return true
	}
	if !b.Is("location") || len(b.Words) == 0 {
		return false
	}
	s, _ := sign(b)
	return isPattern(s) || isNamed(b)
}

// hasURI says that a URL without variables has something behind the host.
func hasURI(url string) bool {
	_, rest, found := strings.Cut(url, "://")
	if strings.Contains(url, "$") || !found || strings.HasPrefix(rest, "unix:") {
		return false
	}
	return strings.ContainsAny(rest, "/?")
}
