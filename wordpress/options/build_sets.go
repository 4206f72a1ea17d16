package options

import (
	"fmt"
	"slices"
	"strings"
)

// Sets are the sites that the tables belong to: one for each prefix, and in a
// network one for each of its sites, which share the network's tables.
func (b *Builder) Sets() ([]*Set, error) {
	groups := map[tableName]map[string]*table{} // by database and prefix
	for _, t := range b.tables {
		if !t.known {
			continue
		}
		key := tableName{t.database, t.prefix}
		if groups[key] == nil {
			groups[key] = map[string]*table{}
		}
		// Of two whose names differ in case, the one that comes first.
		if old := groups[key][t.kind]; old == nil || t.name < old.name {
			groups[key][t.kind] = t
		}
	}
	if len(groups) == 0 {
		return nil, fmt.Errorf("%s holds no table of a WordPress site: none is called *_options with the columns option_name and option_value", b.from)
	}
	var sets []*Set
	for key, own := range groups {
		network, blog := b.network(key)
		sets = append(sets, b.set(key, own, groups[network], blog))
	}
	slices.SortFunc(sets, func(x, y *Set) int {
		if n := strings.Compare(x.Database, y.Database); n != 0 {
			return n
		}
		if x.Network && y.Network && x.Blog != y.Blog {
			return x.Blog - y.Blog
		}
		return strings.Compare(x.Prefix, y.Prefix)
	})
	return slices.DeleteFunc(sets, func(s *Set) bool { return s.stranger(sets) }), nil
}

// network is the prefix of the network that a site belongs to, and the number
// that it has there. A site is no part of one when it has users of its own.
func (b *Builder) network(site tableName) (tableName, int) {
	has := func(prefix, name string) bool {
		return b.seen[tableName{site.database, strings.ToLower(prefix + name)}]
	}
	if has(site.name, "users") || has(site.name, "usermeta") {
		return site, 1
	}
	base, number := site.name, 0
	if digits, found := strings.CutSuffix(site.name, "_"); found {
		base = strings.TrimRight(digits, "0123456789")
		for _, c := range digits[len(base):] {
			number = min(number*10+int(c-'0'), 1<<31-1)
		}
	}
	if number > 1 && (has(base, "sitemeta") || has(base, "blogs")) {
		return tableName{site.database, base}, number
	}
	return site, 1
}

// set makes the set of one site of its own tables and of its network's.
func (b *Builder) set(key tableName, own, network map[string]*table, blog int) *Set {
	s := newSet(b.from)
	s.Database, s.Prefix, s.Blog = key.database, key.name, blog
	s.Faults = slices.Clone(b.faults)
	s.Network = network["sitemeta"] != nil || blog > 1
	for _, from := range []map[string]*table{network, own} {
		for kind, t := range from {
			switch kind {
			case "options":
			case "sitemeta":
				s.site = t.options
			default:
				rows := t.rows
				rows.Known = true
				s.tables[kind] = rows
			}
		}
	}
	if t := own["options"]; t != nil {
		s.options = t.options
	}
	s.finish()
	return s
}

// stranger says that a set is no site: the tables of a plugin whose names end
// like those of a site, beside a site whose prefix begins theirs.
func (s *Set) stranger(all []*Set) bool {
	if s.RolesKnown || s.Get("siteurl") != nil {
		return false
	}
	return slices.ContainsFunc(all, func(other *Set) bool {
		return other != s && other.RolesKnown && other.Database == s.Database && strings.HasPrefix(s.Prefix, other.Prefix)
	})
}
