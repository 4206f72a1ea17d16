package config

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/source"
)

// Show writes what is in force as a file that says the same, each value with
// where it comes from.
func (c *Config) Show(w io.Writer, rules []*lint.Rule) error {
	s := shower{bufio.NewWriter(w)}
	if c.Required.Set() {
		s.open("authlint")
		s.value("  ", "required_version", text(c.Required.V), c.Required.Span, "")
		s.close()
	}
	s.open("apache")
	s.value("  ", "version", text(or(c.Apache.Version, "2.4")), c.Apache.Version.Span, "")
	s.value("  ", "modules", texts(c.Apache.Modules.V), c.Apache.Modules.Span, "the usual ones")
	s.value("  ", "allow_override", texts(or(c.Apache.AllowOverride, []string{"All"})), c.Apache.AllowOverride.Span, "")
	s.close()
	s.open("nginx")
	s.value("  ", "prefix", text(c.Nginx.Prefix.V), c.Nginx.Prefix.Span, "the folder of its configuration")
	s.close()
	s.open("wordpress")
	s.value("  ", "options", text(c.WordPress.Options.V), c.WordPress.Options.Span, "none")
	s.close()
	s.site(&c.Site)
	s.files(c)
	for i := range c.Custom {
		c.Custom[i].show(s)
		rules = append(slices.Clip(rules), c.Custom[i].Rule.Rule)
	}
	for _, r := range rules {
		s.rule(r, find(c.Rules, r.ID))
	}
	for i := range c.Overrides {
		s.override(&c.Overrides[i])
	}
	for i := range c.Suppress {
		s.suppress(&c.Suppress[i])
	}
	for i := range c.Expect {
		s.expect(&c.Expect[i])
	}
	return s.Flush()
}

// shower keeps the first error of its Writer for Flush.
type shower struct{ *bufio.Writer }

func (s shower) open(name string) { fmt.Fprintf(s, "%s {\n", name) }

func (s shower) close() { fmt.Fprintln(s, "}") }

// value writes one argument. Of one that was not written and has no value of
// its own it says what holds.
func (s shower) value(indent, name, value string, from source.Span, otherwise string) {
	switch {
	case !from.IsZero():
		fmt.Fprintf(s, "%s%s = %s # %s\n", indent, name, value, origin(from))
	case otherwise != "":
		fmt.Fprintf(s, "%s# %s: %s (default)\n", indent, name, otherwise)
	default:
		fmt.Fprintf(s, "%s%s = %s # default\n", indent, name, value)
	}
}

func (s shower) files(c *Config) {
	if len(c.PathMap) > 0 {
		s.open("path_map =")
		for _, m := range c.PathMap {
			s.value("  ", text(m.Server.V), text(m.Here.V), m.Here.Span, "")
		}
		s.close()
	}
	if len(c.Exclude) > 0 {
		fmt.Fprintln(s, "exclude = [")
		for _, e := range c.Exclude {
			fmt.Fprintf(s, "  %s, # %s\n", text(e.V), origin(e.Span))
		}
		fmt.Fprintln(s, "]")
	}
}

func (s shower) rule(r *lint.Rule, set *Rule) {
	if set == nil {
		set = &Rule{}
	}
	s.open("rule " + text(r.ID))
	s.value("  ", "enabled", strconv.FormatBool(or(set.Enabled, true)), set.Enabled.Span, "")
	if set.Severity.Set() {
		s.value("  ", "severity", text(set.Severity.V.String()), set.Severity.Span, "")
	} else {
		s.value("  ", "severity", "", source.Span{}, r.Gravity().String()+", or as the case is")
	}
	for _, o := range r.Options {
		v := Value[int]{V: o.Default}
		for _, w := range set.Options {
			if w.Name == o.Name {
				v = w.Value
			}
		}
		s.value("  ", o.Name, strconv.Itoa(v.V), v.Span, "")
	}
	s.close()
}

// override writes what differs, and nothing of what holds elsewhere, too.
func (s shower) override(o *Override) {
	s.open("override")
	s.value("  ", "files", texts(o.Files.V), o.Files.Span, "")
	for _, r := range o.Rules {
		fmt.Fprintf(s, "  rule %s {\n", text(r.ID.V))
		if r.Enabled.Set() {
			s.value("    ", "enabled", strconv.FormatBool(r.Enabled.V), r.Enabled.Span, "")
		}
		if r.Severity.Set() {
			s.value("    ", "severity", text(r.Severity.V.String()), r.Severity.Span, "")
		}
		for _, x := range r.Options {
			s.value("    ", x.Name, strconv.Itoa(x.Value.V), x.Value.Span, "")
		}
		fmt.Fprintln(s, "  }")
	}
	s.close()
}

func (s shower) suppress(x *Suppress) {
	s.open("suppress " + text(x.ID.V))
	s.value("  ", "files", texts(x.Files.V), x.Files.Span, "")
	s.value("  ", "reason", text(x.Reason.V), x.Reason.Span, "")
	if x.Expires.Set() {
		s.value("  ", "expires", text(x.Expires.V), x.Expires.Span, "")
	}
	s.close()
}

func (s shower) site(x *Site) {
	s.open("site")
	if x.Config.Set() {
		s.value("  ", "config", text(x.Config.V), x.Config.Span, "")
	} else {
		s.value("  ", "root", text(x.Root.V), x.Root.Span, "what lies below this folder")
	}
	s.close()
}

// expect writes what was written; secrets are masked.
func (s shower) expect(x *Expect) {
	s.open("expect " + text(x.Name.V))
	for _, a := range []struct {
		name string
		v    Value[string]
	}{
		{"url", x.url}, {"method", x.method}, {"as", x.as}, {"password", x.password}, {"remote_addr", x.remoteAddr},
	} {
		if a.v.Set() {
			s.value("  ", a.name, text(a.v.V), a.v.Span, "")
		}
	}
	if len(x.headers) > 0 {
		fmt.Fprintln(s, "  headers = {")
		for _, h := range x.headers {
			value := h.value.V
			if (access.Header{Name: h.name.V}).Secret() {
				value = source.Mask
			}
			s.value("    ", text(h.name.V), text(value), h.value.Span, "")
		}
		fmt.Fprintln(s, "  }")
	}
	if x.Status.Set() {
		s.value("  ", "status", AnswersText(x.Status.V), x.Status.Span, "")
	}
	if x.Challenge.Set() {
		s.value("  ", "challenge", text(x.Challenge.V.String()), x.Challenge.Span, "")
	}
	s.close()
}

// AnswersText are answers as the file has them.
func AnswersText(all []Answer) string {
	written := make([]string, len(all))
	for i, a := range all {
		if written[i] = a.String(); a.Status == 0 {
			written[i] = text(written[i])
		}
	}
	if len(written) == 1 {
		return written[0]
	}
	return "[" + strings.Join(written, ", ") + "]"
}

// origin is where a value was written.
func origin(from source.Span) string {
	name := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '?' // a comment ends with its line
		}
		return r
	}, from.File.Name)
	return fmt.Sprintf("%s:%d", name, from.Position().Line)
}

func or[T any](v Value[T], otherwise T) T {
	if v.Set() {
		return v.V
	}
	return otherwise
}

// text is a text as HCL writes it.
func text(s string) string { return string(hclwrite.TokensForValue(cty.StringVal(s)).Bytes()) }

func texts(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = text(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
