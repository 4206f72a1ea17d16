package nginx

import (
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	crossplane "github.com/nginxinc/nginx-go-crossplane"
)

// maxTokens bounds what crossplane is given at once. Its parser stops in the
// middle of a file it has lost its way in, and leaves behind the goroutine that
// cuts the file into tokens, unless the channel between them holds all the rest.
const maxTokens = crossplane.TokenChanCap - 48

// tokens is how many tokens crossplane makes of a text at most: one begins
// behind white space, a quote, or a byte that is a token by itself. It stops
// counting where that is more than crossplane is given.
func tokens(text string) int {
	count := 1
	for i := 0; i < len(text) && count <= maxTokens; i++ {
		switch c := text[i]; {
		case c == ';' || c == '{' || c == '}' || c == '"' || c == '\'':
			count += 2
		case c <= ' ':
			count++
		case c >= utf8.RuneSelf:
			count++ // it may be a blank of another script
		}
	}
	return count
}

// secondOpinion asks crossplane about nodes that stand side by side. It says
// whether crossplane has nothing against them and sees the same nodes; where it
// does not, its own reading is no help, for it drops what it objects to.
//
// The text is put into the blocks round the place, without a line break, since
// crossplane checks only what stands in blocks it knows.
func (c catalogue) secondOpinion(text string, nodes []*Node, at place) (agrees bool) {
	defer func() {
		if recover() != nil { // of its own errors, "if () {" is known to be one
			agrees = false
		}
	}()
	where := placed(at)
	whole := where.opens + text + "\n" + where.closes
	options := crossplane.ParseOptions{
		Open:             func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(whole)), nil },
		Glob:             func(string) ([]string, error) { return nil, nil },
		SingleFile:       true,
		ParseComments:    true,
		DirectiveSources: []crossplane.MatchFunc{c.match},
	}
	if strings.Contains(text, luaBlock) {
		options.LexOptions.Lexers = []crossplane.RegisterLexer{(&crossplane.Lua{}).RegisterLexer()}
	}
	payload, err := crossplane.Parse("nginx.conf", &options)
	if err != nil || len(payload.Errors) > 0 || len(payload.Config) != 1 {
		return false
	}
	read := payload.Config[0].Parsed
	for range strings.Count(where.opens, "{") {
		if len(read) != 1 {
			return false
		}
		read = read[0].Block
	}
	return sameNodes(read, nodes)
}

// sameNodes says that crossplane has read the nodes as they were read here.
func sameNodes(read crossplane.Directives, nodes []*Node) bool {
	i := 0
	skip := func() {
		for i < len(read) && read[i].IsComment() {
			i++
		}
	}
	for _, n := range nodes {
		if n.Kind == KindComment {
			continue
		}
		skip()
		if i == len(read) || !sameNode(read[i], n) {
			return false
		}
		i++
	}
	skip()
	return i == len(read)
}

func sameNode(d *crossplane.Directive, n *Node) bool {
	if plainText(n.Name.Text) && d.Directive != n.Name.Text {
		return false
	}
	switch {
	case strings.HasSuffix(n.Name.Text, luaBlock):
		return len(d.Args) == len(n.Words)+1
	case n.Name.Text == "if": // crossplane takes the parentheses off
	case len(d.Args) != len(n.Words):
		return false
	}
	if d.IsBlock() != (n.Kind == KindBlock) {
		return false
	}
	return sameNodes(d.Block, n.Children)
}

// plainText says that crossplane gives a text as it stands: it knows other
// escapes, loses carriage returns, and replaces what is not UTF-8.
func plainText(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r == '\\' || r == utf8.RuneError || unicode.IsControl(r) }) < 0
}
