package apache

import (
	"strings"

	"github.com/authlint/authlint/apache/engine"
	"github.com/authlint/authlint/lint/access/disk"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/pcre"
)

// assume makes the server that is assumed where no configuration is in view:
// one host with the site's document root, a parent that grants, and what
// distributions set beside that.
func (c *compiler) assume(out *engine.Program) {
	h := &engine.Host{TLS: model.Unknown, Settings: assumedSettings(c.p.options)}
	for _, r := range c.p.site.Roots {
		h.Root = engine.Word{Text: r.Dir}
		break
	}
	out.Main = h
	out.Assumptions = append(out.Assumptions, c.p.options.assumption())
	if len(c.p.options.AllowOverride) > 0 || h.Root.Text != "" {
		h.Directories = []*engine.Section{c.assumedRoot(h)}
	}
}

// assumedSettings are those of a distribution outside of the document root,
// which access to its folders is granted below.
func assumedSettings(o *Options) *engine.Settings {
	denied := &engine.Section{
		Kind: engine.SectionFiles, Path: ".ht*", Wild: true,
		Settings: &engine.Settings{Access: model.Access{Require: requireAll("denied")}},
	}
	// By the end of the name, as distributions do it: a copy that ends in
	// .php.bak is none of PHP's.
	php := &engine.Section{
		Kind: engine.SectionFiles, Pattern: pcre.Compile(`.+\.ph(?:ar|p|tml)$`, serverFlags),
		Settings: &engine.Settings{Handler: &engine.Word{Text: "application/x-httpd-php"}},
	}
	s := &engine.Settings{
		Access: model.Access{Require: requireAll("granted")},
		// None, as distributions have it above the document root.
		Override: &engine.Override{},
		Options:  engine.Options{Set: engine.OptionDefault, Whole: true},
		Files:    []*engine.Section{denied, php},
		Index:    &engine.Index{Names: []string{"index.php", "index.html", "index.htm"}},
	}
	return s
}

// assumedRoot is the Directory section of the document root.
func (c *compiler) assumedRoot(h *engine.Host) *engine.Section {
	root := strings.TrimSuffix(h.Root.Text, "/") + "/"
	return &engine.Section{
		Kind: engine.SectionDirectory, Path: root, Depth: strings.Count(root, "/"),
		Settings: &engine.Settings{Override: &engine.Override{
			Classes: uint8(c.p.options.overrides()),
			Options: engine.OptionAll | engine.OptionSymLinksIfOwnerMatch | engine.OptionMultiViews,
		}},
	}
}

// requireAll is "Require all" with an operand, which nobody has written.
func requireAll(operand string) *model.Requirement {
	leaf := &model.Requirement{Provider: model.Word{Text: "all"}, Args: []model.Word{{Text: operand}}}
	return &model.Requirement{Kind: model.RequireAny, Implicit: true, Children: []*model.Requirement{leaf}}
}

// global compiles what holds for the whole server.
func (c *compiler) global(out *engine.Program) {
	whole := c.p.server.Root.State == model.Set || c.p.complete
	if p := partOf(c.p.main); p != nil {
		for _, it := range p.items {
			b := settingBuilder{item: it}
			switch it.node.folded() {
			case "accessfilename":
				out.AccessFiles = nil
				for _, w := range b.words() {
					out.AccessFiles = append(out.AccessFiles, w.Text)
				}
			case "user":
				out.Worker.UID = numericID(b.word(0))
			case "group":
				out.Worker.GID = numericID(b.word(0))
			case "listen":
				whole = true
			}
		}
	}
	if out.Worker.UID < 0 || out.Worker.GID < 0 {
		out.Worker = disk.Worker{UID: -1, GID: -1}
	}
	if s := out.Main.Settings; !whole && s.Access.Require == nil {
		// The file is a part of a configuration of which the rest is not in view.
		s.Access.Require = &model.Requirement{Kind: model.RequireAny, Implicit: true, Children: []*model.Requirement{{
			Provider: model.Word{Text: "of the configuration that is not in view"},
		}}}
	}
}

// numericID reads "#33"; of a name nobody knows the number.
func numericID(word string) int {
	digits, ok := strings.CutPrefix(word, "#")
	if !ok || digits == "" || !allDigits(digits) {
		return -1
	}
	return leadingNumber(digits)
}
