package apache

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// correction makes a correction of the words that belong where they stand; nil
// for none. One that replaces what a variable stands for is not certain.
func (l *lowerer) correction(right ...Word) *model.Correction {
	if len(right) == 0 {
		return nil
	}
	c := &model.Correction{Title: "write " + right[0].Text}
	switch text := strings.TrimSuffix(right[0].Text, "\n"); {
	case text == "":
		c.Title = "take the line away"
	case right[0].Start == right[0].End:
		c.Title = "close it with " + text
	}
	for _, w := range right {
		at := l.tree.WordSpan(w)
		if strings.Contains(at.Text(), "${") || l.tree.File.Masked(w.Start, w.End) {
			return nil
		}
		c.Changes = append(c.Changes, model.Change{At: at, Text: w.Text})
	}
	return c
}

// without is the correction of a directive that has to go.
func (l *lowerer) without(n *Node) *model.Correction {
	return &model.Correction{Title: "take the line away", Changes: []model.Change{{At: l.tree.DirectiveSpan(n)}}}
}

// correct notes what is right in place of what was refused.
func correct(r *model.Refusal, c *model.Correction) {
	if r != nil {
		r.Correction = c
	}
}

// instead is a word that stands where another does.
func instead(w Word, text string) Word { return Word{Text: text, Start: w.Start, End: w.End} }

// quoted is a text as one word.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// certainDirective is the directive that a misspelt name stands for when it can
// be no other; the name of a section has its "<".
func certainDirective(name string) string {
	found, lower := "", strings.ToLower(strings.Trim(name, strayLetters))
	for _, d := range directivesFolded() {
		switch {
		case d.folded == lower:
			return d.name
		case len(lower) < 5 || !model.OneSlip(lower, d.folded) || strings.EqualFold(found, d.name):
		case found != "":
			return ""
		default:
			found = d.name
		}
	}
	return found
}

// named are the words that give a directive, and the closing tag of a section,
// its right name.
func (l *lowerer) named(n *Node) []Word {
	name := certainDirective(n.Name.Text)
	if name == "" {
		return nil
	}
	right := []Word{instead(n.Name, name)}
	if n.Kind != KindSection {
		return right
	}
	closing := strings.TrimSpace(l.tree.text[n.CloseStart:n.End])
	if !strings.EqualFold(closing, "</"+n.Name.Text[1:]+">") {
		return nil
	}
	at := n.CloseStart + strings.Index(l.tree.text[n.CloseStart:n.End], "</") + len("</")
	return append(right, Word{Text: name[1:], Start: at, End: at + len(n.Name.Text) - 1})
}

// successor is the one directive of httpd 2.4 that does what a removed one did;
// gone says that it can be left out.
func successor(name string) (now string, gone bool) {
	switch strings.ToLower(name) {
	case "authauthoritative":
		return "AuthBasicAuthoritative", false
	case "authdigestfile": // the file is AuthDigestProvider's default
		return "AuthUserFile", false
	case "authdigestgroupfile":
		return "AuthGroupFile", false
	case "authdbgroupfile":
		return "AuthDBMGroupFile", false
	case "errorheader":
		return "Header always", false
	case "excessrequestsperchild", "maxrequestsperthread":
		return "MaxConnectionsPerChild", false
	}
	return "", strings.HasSuffix(Removed(name), "so the line can go")
}

// joined is the one word that blanks cut in several: behind a comma ("allow,
// deny"), in a text or in a path without quotes.
func joined(n *Node) []Word {
	whole := ""
	for _, w := range n.Words {
		whole += w.Text
	}
	if n.Is("Order") && amongFold(whole, orders...) {
		return []Word{{Text: whole, Start: n.Words[0].Start, End: n.Words[len(n.Words)-1].End}}
	}
	first := 0
	switch {
	case n.Is("ErrorDocument") && len(n.Words) > 2 && isLetter((n.Words[1].Text + " ")[0]) && !strings.Contains(n.Words[1].Text, "://"):
		first = 1
	case (n.Is("AuthUserFile") || n.Is("AuthGroupFile")) && len(n.Words) > 1 && strings.HasPrefix(n.Words[0].Text, "/"):
	default:
		return nil
	}
	w := n.Words[first]
	w.Text = rawAfter(n.Args, first)
	if n.Joined || strings.ContainsAny(w.Text, "\"'\\#%$") {
		return nil
	}
	w.End = n.Words[len(n.Words)-1].End
	return []Word{instead(w, quoted(w.Text))}
}

// orders are the words that Order takes.
var orders = []string{"Allow,Deny", "Deny,Allow", "Mutual-failure"}

// nearWord is the one of some words that a misspelt one stands for; nil where
// that is not certain.
func nearWord(w Word, words ...string) []Word {
	lower, found := strings.ToLower(strings.TrimRight(w.Text, ",;.")), ""
	for _, word := range words {
		switch {
		case strings.EqualFold(word, lower):
			return []Word{instead(w, word)}
		case len(lower) > 3 && model.OneSlip(lower, strings.ToLower(word)):
			if found != "" {
				return nil
			}
			found = word
		}
	}
	if found == "" {
		return nil
	}
	return []Word{instead(w, found)}
}

// listed are the parts of a word that commas part, when each is one that fits.
func listed(w Word, fits func(string) bool) []Word {
	parts := strings.FieldsFunc(w.Text, func(c rune) bool { return c == ',' || c == ';' })
	for _, p := range parts {
		if !fits(p) {
			return nil
		}
	}
	if len(parts) == 0 || w.Quote != 0 {
		return nil
	}
	return []Word{instead(w, strings.Join(parts, " "))}
}
