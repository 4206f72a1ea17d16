package nginx

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/nginx/engine"
)

// table compiles map, geo and their like, which give variables their values.
func (c *compiler) table(n *Node) {
	if n.Kind != KindBlock || len(n.Words) == 0 {
		return
	}
	name, found := strings.CutPrefix(n.Arg(len(n.Words)-1), "$")
	if !found {
		return
	}
	switch n.Name.Text {
	case "map":
		if len(n.Words) == 2 {
			c.vars.Define(name, c.mapBlock(n))
		}
	case "geo":
		c.vars.Define(name, c.geoBlock(n))
	case "split_clients":
		c.vars.Unknown(name, "which part split_clients takes is not worked out here")
	}
}

// mapBlock compiles map.
func (c *compiler) mapBlock(n *Node) *engine.Table {
	t := &engine.Table{
		Of:    c.vars.Text(n.Arg(0), n.Head()),
		Exact: map[string]*engine.Text{}, Tails: map[string]*engine.Text{}, Heads: map[string]*engine.Text{},
		Unsure: c.includes(n.Children),
	}
	for d := range Directives(n.Children) {
		switch {
		case d.Is("hostnames") && len(d.Words) == 0:
			t.Hostnames = true
		case d.Is("volatile") && len(d.Words) == 0:
			t.Volatile = true
		}
	}
	for d := range Directives(n.Children) {
		if len(d.Words) == 1 {
			c.mapEntry(t, d)
		}
	}
	return t
}

// mapEntry compiles one line of a map.
func (c *compiler) mapEntry(t *engine.Table, d *Node) {
	value := c.text(d, 0)
	key := d.Name.Text
	switch {
	case key == "default":
		t.Default = value
		return
	case strings.HasPrefix(key, "~"):
		pattern, ignoreCase := strings.CutPrefix(key[1:], "*")
		t.Patterns = append(t.Patterns, engine.TablePattern{Regexp: c.pattern(pattern, ignoreCase), Value: value})
		return
	}
	key = engine.Lower(strings.TrimPrefix(key, `\`))
	switch {
	case !t.Hostnames:
		t.Exact[key] = value
	case strings.HasPrefix(key, "*."):
		t.Tails[key[2:]] = value
	case strings.HasPrefix(key, "."):
		t.Tails[key[1:]] = value
		t.Exact[key[1:]] = value
	case strings.HasSuffix(key, ".*"):
		t.Heads[key[:len(key)-2]] = value
	default:
		t.Exact[key] = value
	}
}

// geoBlock compiles geo.
func (c *compiler) geoBlock(n *Node) *engine.Table {
	t := &engine.Table{Geo: true, Unsure: c.includes(n.Children)}
	if len(n.Words) == 2 {
		t.Of = c.vars.Text(n.Arg(0), n.Head())
	}
	for d := range Directives(n.Children) {
		switch {
		case d.Is("ranges"):
		case d.Is("proxy_recursive"):
			t.Deep = true
		case d.Is("proxy"):
			if kind, prefix := addressKind(d.Arg(0)); kind == model.AddressRange {
				t.Proxies = append(t.Proxies, prefix)
			}
		case d.Is("delete"):
			kind, prefix := addressKind(d.Arg(0))
			if kind != model.AddressRange {
				t.Unsure = "what delete takes from a geo is not worked out here"
			}
			t.Ranges = slices.DeleteFunc(t.Ranges, func(r engine.TableRange) bool { return r.Prefix == prefix })
		case d.Is("default") && len(d.Words) == 1:
			t.Default = &engine.Text{Source: d.Arg(0), Span: d.Head()}
		case len(d.Words) == 1:
			c.geoEntry(t, d)
		}
	}
	return t
}

func (c *compiler) geoEntry(t *engine.Table, d *Node) {
	value := &engine.Text{Source: d.Arg(0), Span: d.Head()}
	if from, to, found := strings.Cut(d.Name.Text, "-"); found {
		first, err := netip.ParseAddr(from)
		last, err2 := netip.ParseAddr(to)
		if err == nil && err2 == nil {
			t.Ranges = append(t.Ranges, engine.TableRange{From: first, To: last, Value: value})
		}
		return
	}
	if kind, prefix := addressKind(d.Name.Text); kind == model.AddressRange {
		t.Ranges = append(t.Ranges, engine.TableRange{Prefix: prefix, Value: value})
	}
}
