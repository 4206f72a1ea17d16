package nginx

import "strings"

// dress writes a tree the way different people do: with tabs or blanks,
// quotation marks, comments, blocks on one line, and the line ends of Windows.
func (g *generator) dress(nodes []node) string {
	w := &wardrobe{generator: g, indent: g.One("", "\t", "  ", "    "), end: "\n", quotes: g.Chance(15), short: g.Chance(15)}
	if g.Chance(6) {
		w.end = "\r\n"
	}
	w.nodes(nodes, "")
	return w.out.String()
}

type wardrobe struct {
	*generator
	indent, end   string
	quotes, short bool
	out           strings.Builder
}

func (w *wardrobe) nodes(nodes []node, pad string) {
	for _, n := range nodes {
		if w.Chance(2) {
			w.out.WriteString(pad + w.One("# a comment", "#", "# deny all;", `# it's "quoted`, "", "# }") + w.end)
		}
		words := n.words
		switch {
		case !n.braces:
			if w.quotes && w.Chance(30) {
				words = w.quote(words)
			}
			w.out.WriteString(pad + words + w.One(";", ";", ";", ";", " ;", "; # why not") + w.end)
		case w.short && len(n.block) == 1 && !n.block[0].braces:
			w.out.WriteString(pad + words + " { " + n.block[0].words + "; }" + w.end)
		default:
			w.out.WriteString(pad + words + w.One(" {", " {", w.end+pad+"{") + w.end)
			w.nodes(n.block, pad+w.indent)
			w.out.WriteString(pad + "}" + w.end)
		}
	}
}

// quote puts a directive's last word in quotation marks, where that is the same
// word to nginx.
func (w *wardrobe) quote(words string) string {
	at := strings.LastIndexByte(words, ' ')
	if at < 0 || strings.ContainsAny(words, `"'\`) {
		return words
	}
	mark := w.One(`"`, `'`)
	return words[:at+1] + mark + words[at+1:] + mark
}
