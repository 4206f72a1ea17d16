package config

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/authlint/authlint/lint"
)

// The types below are the blocks as gohcl reads them.

type fileBody struct {
	Authlint  *authlintBlock  `hcl:"authlint,block"`
	Apache    *apacheBlock    `hcl:"apache,block"`
	Nginx     *nginxBlock     `hcl:"nginx,block"`
	WordPress *wordPressBlock `hcl:"wordpress,block"`
	PathMap   *hcl.Attribute  `hcl:"path_map,optional"`
	Rules     []ruleBlock     `hcl:"rule,block"`
	Overrides []overrideBlock `hcl:"override,block"`
	Exclude   *hcl.Attribute  `hcl:"exclude,optional"`
	Suppress  []suppressBlock `hcl:"suppress,block"`
	Custom    []customBlock   `hcl:"custom_rule,block"`
	Site      *siteBlock      `hcl:"site,block"`
	Expect    []expectBlock   `hcl:"expect,block"`
}

type authlintBlock struct {
	RequiredVersion *hcl.Attribute `hcl:"required_version,optional"`
}

type apacheBlock struct {
	Version       *hcl.Attribute `hcl:"version,optional"`
	Modules       *hcl.Attribute `hcl:"modules,optional"`
	AllowOverride *hcl.Attribute `hcl:"allow_override,optional"`
}

type nginxBlock struct {
	Range  hcl.Range      `hcl:",type_range"`
	Prefix *hcl.Attribute `hcl:"prefix,optional"`
}

type wordPressBlock struct {
	Range   hcl.Range      `hcl:",type_range"`
	Options *hcl.Attribute `hcl:"options,optional"`
}

type ruleBlock struct {
	ID       string         `hcl:"id,label"`
	IDRange  hcl.Range      `hcl:"id,label_range"`
	Severity *hcl.Attribute `hcl:"severity,optional"`
	Enabled  *hcl.Attribute `hcl:"enabled,optional"`
	Options  hcl.Attributes `hcl:",remain"`
}

type overrideBlock struct {
	Range hcl.Range      `hcl:",type_range"`
	Files *hcl.Attribute `hcl:"files,optional"`
	Rules []ruleBlock    `hcl:"rule,block"`
}

type suppressBlock struct {
	ID      string         `hcl:"id,label"`
	IDRange hcl.Range      `hcl:"id,label_range"`
	Files   *hcl.Attribute `hcl:"files,optional"`
	Reason  *hcl.Attribute `hcl:"reason,optional"`
	Expires *hcl.Attribute `hcl:"expires,optional"`
}

// blockTargets are the blocks by their name.
func blockTargets() map[string]any {
	return map[string]any{
		"authlint": &authlintBlock{}, "apache": &apacheBlock{}, "nginx": &nginxBlock{},
		"wordpress": &wordPressBlock{}, "rule": &ruleBlock{}, "override": &overrideBlock{}, "suppress": &suppressBlock{},
		"custom_rule": &customBlock{}, "test": &testBlock{}, "file": &fileBlock{},
		"site": &siteBlock{}, "expect": &expectBlock{},
	}
}

func (d *decoder) blocks(body *fileBody) {
	c := &d.config
	if b := body.Apache; b != nil {
		d.apache(b)
	}
	if b := body.Nginx; b != nil {
		if b.Prefix != nil {
			c.Nginx.Prefix = d.serverPath(b.Prefix.Expr)
		}
	}
	if b := body.WordPress; b != nil {
		if b.Options != nil {
			c.WordPress.Options, _ = d.text(b.Options.Expr)
		}
	}
	if body.PathMap != nil {
		d.pathMap(body.PathMap.Expr)
	}
	if body.Exclude != nil {
		c.Exclude = d.patterns(body.Exclude.Expr)
	}
	d.customRules(body.Custom)
	c.Rules = d.rules(body.Rules)
	for i := range body.Overrides {
		d.override(&body.Overrides[i])
	}
	for i := range body.Suppress {
		d.suppress(&body.Suppress[i])
	}
	if b := body.Site; b != nil {
		d.site(b)
	}
	for i := range body.Expect {
		d.expect(&body.Expect[i])
	}
}

var apacheVersion = regexp.MustCompile(`^2\.4(\.\d{1,3})?$`)

func (d *decoder) apache(b *apacheBlock) {
	c := &d.config.Apache
	if b.Version != nil {
		v, ok := d.text(b.Version.Expr)
		if ok && !apacheVersion.MatchString(v.V) {
			d.errorf(b.Version.Expr.Range(), "authlint knows Apache 2.4, as in \"2.4\" or \"2.4.62\", not %s", quote(v.V))
		}
		c.Version = v
	}
	if b.Modules != nil {
		c.Modules = d.list(b.Modules.Expr, d.module)
	}
	if b.AllowOverride != nil {
		c.AllowOverride = d.list(b.AllowOverride.Expr, d.overrideClass)
		words := c.AllowOverride.V
		if len(words) > 1 && (slices.Contains(words, "None") || slices.Contains(words, "All")) {
			d.errorf(b.AllowOverride.Expr.Range(), "All and None stand alone in allow_override")
		}
	}
}

// list decodes a list of texts, each of which read makes one name of.
func (d *decoder) list(e hcl.Expression, read func(hcl.Expression, string) string) Value[[]string] {
	items, ok := d.items(e)
	v := Value[[]string]{Span: d.span(e.Range())}
	for _, item := range items {
		if text, good := d.text(item); good {
			v.V = append(v.V, read(item, text.V))
		}
	}
	if ok && len(items) == 0 {
		d.errorf(e.Range(), "the list is empty")
	}
	return v
}

var moduleName = regexp.MustCompile(`^[A-Za-z0-9_]+$`)

// module takes a module by any of the names it goes by.
func (d *decoder) module(e hcl.Expression, name string) string {
	short := strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(name, "mod_"), ".c"), "_module")
	switch {
	case !moduleName.MatchString(short):
		d.errorf(e.Range(), "%s is no name of a module", quote(name))
	case !slices.Contains(d.known.Modules, short):
		d.warnf(e.Range(), "authlint knows no module %s%s", quote(name), meant(short, d.known.Modules))
	}
	return short
}

// overrides are the words of AllowOverride.
var overrides = [...]string{"All", "None", "AuthConfig", "FileInfo", "Indexes", "Limit", "Options"}

func (d *decoder) overrideClass(e hcl.Expression, word string) string {
	for _, known := range overrides {
		if strings.EqualFold(known, word) {
			return known
		}
	}
	d.errorf(e.Range(), "allow_override has no %s; it is of %s", quote(word), either(overrides[:]))
	return word
}

// serverPath decodes an absolute path of the server.
func (d *decoder) serverPath(e hcl.Expression) Value[string] {
	v, ok := d.text(e)
	if ok && !path.IsAbs(v.V) {
		d.errorf(e.Range(), "%s is no absolute path of the server", quote(v.V))
	}
	return v
}

func (d *decoder) pathMap(e hcl.Expression) {
	object, is := e.(*hclsyntax.ObjectConsExpr)
	if !is {
		d.errorf(e.Range(), "paths of the server with folders here belong here, as in { \"/var/www/html\" = \"public\" }")
		return
	}
	taken := map[string]bool{}
	for _, item := range object.ExprMap() {
		key := item.Key
		if wrapped, is := key.(*hclsyntax.ObjectConsKeyExpr); is {
			key = wrapped.Wrapped
		}
		m := Mapping{Server: d.serverPath(key)}
		m.Here, _ = d.text(item.Value)
		if taken[path.Clean(m.Server.V)] {
			d.errorf(key.Range(), "%s is mapped twice", quote(m.Server.V))
		}
		taken[path.Clean(m.Server.V)] = true
		d.config.PathMap = append(d.config.PathMap, m)
	}
}

// known says whether a rule exists.
func (d *decoder) knownRule(id string, r hcl.Range) *lint.Rule {
	rule := d.known.rule(id)
	if rule == nil {
		near := meant(id, d.known.ids())
		if near == "" {
			near = "; authlint rules lists them"
		}
		d.errorf(r, "there is no rule %s%s", quote(id), near)
	}
	return rule
}

// rules decodes the rules of the file or of an override, which has each once.
func (d *decoder) rules(blocks []ruleBlock) []Rule {
	var list []Rule
	for i := range blocks {
		b := &blocks[i]
		rule := d.knownRule(b.ID, b.IDRange)
		if rule == nil {
			continue
		}
		if other := find(list, b.ID); other != nil {
			d.errorf(b.IDRange, "the rule %s has a block already, in line %d", b.ID, other.ID.Span.Position().Line)
			continue
		}
		r := Rule{ID: Value[string]{b.ID, d.span(b.IDRange)}}
		if b.Enabled != nil {
			r.Enabled, _ = d.truth(b.Enabled.Expr)
		}
		if b.Severity != nil {
			r.Severity = d.severity(b.Severity.Expr)
		}
		r.Options = d.options(rule, b.Options)
		list = append(list, r)
	}
	return list
}

func (d *decoder) override(b *overrideBlock) {
	if b.Files == nil || len(b.Rules) == 0 {
		d.errorf(b.Range, "a block override needs files, and a block for each rule that is otherwise in them")
		return
	}
	d.config.Overrides = append(d.config.Overrides, Override{Files: d.files(b.Files.Expr), Rules: d.rules(b.Rules)})
}

// files decodes the patterns that a block is for.
func (d *decoder) files(e hcl.Expression) Value[[]string] {
	v := Value[[]string]{Span: d.span(e.Range())}
	for _, p := range d.patterns(e) {
		v.V = append(v.V, p.V)
	}
	return v
}

func (d *decoder) severity(e hcl.Expression) Value[lint.Severity] {
	v, ok := d.text(e)
	severity, known := lint.ParseSeverity(v.V)
	if ok && !known {
		names := []string{lint.Error.String(), lint.Warning.String(), lint.Note.String()}
		hint := ""
		if v.V == "off" {
			hint = "; a rule is switched off by enabled = false"
		}
		d.errorf(e.Range(), "there is no severity %s; it must be %s%s", quote(v.V), either(names), hint)
	}
	return Value[lint.Severity]{severity, v.Span}
}

// options decodes the options of a rule's own.
func (d *decoder) options(rule *lint.Rule, written hcl.Attributes) []RuleOption {
	names := []string{"severity", "enabled"}
	declared := map[string]*lint.Option{}
	for _, o := range rule.Options {
		names = append(names, o.Name)
		declared[o.Name] = o
	}
	var list []RuleOption
	for name, a := range written {
		o := declared[name]
		if o == nil {
			d.errorf(a.NameRange, "the rule %s has no option %s%s", rule.ID, quote(name), meant(name, names))
			continue
		}
		v, ok := d.number(a.Expr)
		if ok && (v.V < o.Min || v.V > o.Max) {
			d.errorf(a.Expr.Range(), "%s must be from %d to %d", name, o.Min, o.Max)
		}
		list = append(list, RuleOption{name, v})
	}
	slices.SortFunc(list, func(a, b RuleOption) int { return a.Value.Span.Start - b.Value.Span.Start })
	return list
}

func (d *decoder) suppress(b *suppressBlock) {
	s := Suppress{ID: Value[string]{b.ID, d.span(b.IDRange)}}
	d.knownRule(b.ID, b.IDRange)
	if b.Files == nil || b.Reason == nil {
		// gohcl takes an argument for required only where it decodes it.
		d.errorf(b.IDRange, "a block suppress needs both files and reason")
		return
	}
	s.Files = d.files(b.Files.Expr)
	s.Reason, _ = d.text(b.Reason.Expr)
	if s.Reason.Set() && strings.TrimSpace(s.Reason.V) == "" {
		d.errorf(b.Reason.Expr.Range(), "a reason says why the findings do not count")
	}
	if b.Expires != nil {
		s.Expires = d.day(b.Expires.Expr)
		if s.expired(d.known.Today) {
			d.warnf(b.Expires.Expr.Range(), "the suppression of %s expired on %s and holds no longer", b.ID, s.Expires.V)
			d.diagnostics[len(d.diagnostics)-1].Finding = true
		}
	}
	d.config.Suppress = append(d.config.Suppress, s)
}

func (d *decoder) day(e hcl.Expression) Value[string] {
	v, ok := d.text(e)
	if _, err := time.Parse(time.DateOnly, v.V); ok && err != nil {
		d.errorf(e.Range(), "%s is no day, as in \"2027-01-31\"", quote(v.V))
		return Value[string]{}
	}
	return v
}
