package nginx

import (
	"slices"
	"strconv"
	"strings"

	crossplane "github.com/nginxinc/nginx-go-crossplane"

	"github.com/authlint/authlint/lint/model"
)

// What nginx knows of directives is in crossplane's tables, one for each
// version and module. Each entry is a mask in which nginx's own bits say where
// a directive may stand and what follows its name. crossplane does not export
// the bits; a test compares what is made of them here with what its parser says.
const (
	takesBlock = 1 << 8
	takesFlag  = 1 << 10 // "on" or "off"
	takesAny   = 1 << 11
	takesOne   = 1 << 12 // or more
	takesTwo   = 1 << 13 // or more
	maxCounted = 7       // the bits 0 to 7 are for as many arguments
)

// place is where a directive stands, as nginx tells places apart.
type place uint8

const (
	nowhere place = iota // in a block that nobody here knows: nothing is said of it
	inMain
	inHTTP
	inServer
	inLocation
	inServerIf
	inLocationIf
	inLimitExcept
	inUpstream
	inEvents
	inStream
	inStreamServer
	inStreamUpstream
	inMail
	inMailServer
	inMgmt
	inOIDC
	inMap // a block whose lines are no directives: map, geo, types
	places
)

// site says how nginx's tables mark a place, and how text is put there.
type site struct {
	bit    uint64
	opens  string
	closes string
	blocks map[string]place // that may stand there
}

// placed returns what is known of a place.
func placed(p place) *site { return &placeTable[p] }

var placeTable = [places]site{
	nowhere: {},
	inMain: {bit: 0x40000, blocks: map[string]place{
		"http": inHTTP, "events": inEvents, "stream": inStream, "mail": inMail, "mgmt": inMgmt}},
	inHTTP: {bit: 0x2000000, opens: "http{", closes: "}", blocks: map[string]place{
		"server": inServer, "upstream": inUpstream, "oidc_provider": inOIDC, "map": inMap, "geo": inMap, "types": inMap,
		"split_clients": inMap, "charset_map": inMap, "match": inMap, "geoip2": inMap, "otel_exporter": inMap}},
	inServer: {bit: 0x4000000, opens: "http{server{", closes: "}}", blocks: map[string]place{
		"location": inLocation, "if": inServerIf, "types": inMap}},
	inLocation: {bit: 0x8000000, opens: "http{server{location /{", closes: "}}}", blocks: map[string]place{
		"location": inLocation, "if": inLocationIf, "limit_except": inLimitExcept, "types": inMap}},
	inServerIf:    {bit: 0x20000000, opens: "http{server{if (a){", closes: "}}}"},
	inLocationIf:  {bit: 0x40000000, opens: "http{server{location /{if (a){", closes: "}}}}"},
	inLimitExcept: {bit: 0x80000000, opens: "http{server{location /{limit_except GET{", closes: "}}}}"},
	inUpstream:    {bit: 0x10000000, opens: "http{upstream a{", closes: "}}"},
	inEvents:      {bit: 0x80000, opens: "events{", closes: "}"},
	inStream: {bit: 0x400000, opens: "stream{", closes: "}", blocks: map[string]place{
		"server": inStreamServer, "upstream": inStreamUpstream, "map": inMap, "geo": inMap, "split_clients": inMap,
		"match": inMap, "geoip2": inMap}},
	inStreamServer:   {bit: 0x800000, opens: "stream{server{", closes: "}}"},
	inStreamUpstream: {bit: 0x1000000, opens: "stream{upstream a{", closes: "}}"},
	inMail:           {bit: 0x100000, opens: "mail{", closes: "}", blocks: map[string]place{"server": inMailServer}},
	inMailServer:     {bit: 0x200000, opens: "mail{server{", closes: "}}"},
	inMgmt:           {bit: 0x20000, opens: "mgmt{", closes: "}"},
	inOIDC:           {bit: 0x100000000, opens: "http{oidc_provider a{", closes: "}}"},
	inMap:            {},
}

// within is where stands what is in a block.
func (p place) within(block string) place { return placed(p).blocks[block] }

// tables are the directives of every version and module that crossplane knows:
// which of them the server has is not known.
var tables = [...]crossplane.MatchFunc{
	crossplane.MatchNginxPlusLatest, crossplane.MatchOssLatest, crossplane.MatchOss124, crossplane.MatchNginxPlusR30,
	crossplane.MatchNjsLatest, crossplane.MatchOtelLatest, crossplane.MatchLuaLatest, crossplane.MatchHeadersMoreLatest,
	crossplane.MatchGeoip2Latest, crossplane.MatchAppProtectWAFv4, crossplane.MatchAppProtectWAFv5,
}

// lookUp returns the masks of a directive; none says that no table has it.
func lookUp(name string) []uint {
	var masks []uint
	for _, table := range tables {
		found, _ := table(name)
		for _, m := range found {
			if !slices.Contains(masks, m) {
				masks = append(masks, m)
			}
		}
	}
	return masks
}

// known is what is known of the directives of one name.
type known struct {
	masks []uint
	// check says what nginx has against the values; nil where nothing is known.
	check func(*Node) objection
	// slot says what the one value must be, and that the directive may stand
	// once in a block; nil for others.
	slot *slot
	// script are the arguments that have variables in them.
	script *script
	// slip is the directive that a name nobody knows is one slip away from.
	slip string
}

// catalogue remembers what was looked up, for one site.
type catalogue map[string]*known

func (c catalogue) lookUp(name string) *known {
	k := c[name]
	if k == nil {
		k = &known{masks: lookUp(name), check: checks[name]}
		if s, is := slots()[name]; is {
			k.slot = &s
		}
		if s, is := scripts[name]; is {
			k.script = &s
		}
		if len(k.masks) == 0 && len(c) < maxSlips {
			k.slip = slip(name)
		}
		c[name] = k
	}
	return k
}

// maxSlips bounds of how many names the one is looked for that was meant.
const maxSlips = 2000

// match is the catalogue as crossplane asks for it.
func (c catalogue) match(name string) (masks []uint, matched bool) {
	masks = c.lookUp(name).masks
	return masks, len(masks) > 0
}

// allowed are the masks of those that may stand at a place.
func allowed(masks []uint, at place) []uint {
	var in []uint
	for _, m := range masks {
		if uint64(m)&placed(at).bit != 0 {
			in = append(in, m)
		}
	}
	return in
}

// takes says that a directive with a mask may have as many arguments, whatever
// they are.
func takes(mask uint, arguments int) bool {
	switch {
	case mask&takesFlag != 0:
		return arguments == 1
	case mask&takesAny != 0, mask&takesOne != 0 && arguments >= 1, mask&takesTwo != 0 && arguments >= 2:
		return true
	}
	return arguments <= maxCounted && mask>>arguments&1 != 0
}

// objection is what is wrong with a directive: the words from and to, where the
// name is the first and the arguments follow.
type objection struct {
	kind     model.RefusalKind
	from, to int
	says     string
}

// object says what nginx has against a directive at a place. It is the zero
// value where it has nothing, and where that is not known.
func object(n *Node, masks []uint, at place) objection {
	if len(masks) == 0 || placed(at).bit == 0 {
		return objection{}
	}
	name, count := n.Name.Text, len(n.Words)
	masks = allowed(masks, at)
	if len(masks) == 0 {
		return objection{model.RefusedContext, 0, 0, name + " is not allowed here"}
	}
	if strings.HasSuffix(name, luaBlock) {
		return objection{} // to the tables, the block is an argument
	}
	block := n.Kind == KindBlock
	if !slices.ContainsFunc(masks, func(m uint) bool { return m&takesBlock != 0 == block }) {
		if block {
			return objection{model.RefusedSyntax, 0, count, name + " is no block: it ends with \";\""}
		}
		return objection{model.RefusedSyntax, 0, count, name + " is a block: \"{\" is missing"}
	}
	masks = slices.DeleteFunc(masks, func(m uint) bool { return m&takesBlock != 0 != block })
	if !slices.ContainsFunc(masks, func(m uint) bool { return takes(m, count) }) {
		return objection{model.RefusedArguments, 0, count, name + counted(count)}
	}
	if count == 1 && !slices.ContainsFunc(masks, func(m uint) bool { return m&takesFlag == 0 && takes(m, 1) }) &&
		!onOrOff(n.Arg(0)) {
		return objection{model.RefusedValue, 1, 1, name + " is \"on\" or \"off\""}
	}
	return objection{}
}

func onOrOff(s string) bool { return strings.EqualFold(s, "on") || strings.EqualFold(s, "off") }

// counted says that a directive does not take so many arguments.
func counted(arguments int) string {
	switch arguments {
	case 0:
		return " needs an argument"
	case 1:
		return " does not take one argument"
	}
	return " does not take " + strconv.Itoa(arguments) + " arguments"
}

// slip is the directive that a name nobody knows is one slip away from.
func slip(name string) string {
	const letters = "abcdefghijklmnopqrstuvwxyz_0123456789"
	if len(name) < 4 || len(name) > 64 || odd(name) {
		return ""
	}
	b := make([]byte, 0, len(name)+1)
	is := func() bool {
		candidate := string(b)
		_, plus := crossplane.MatchNginxPlusLatest(candidate)
		_, old := crossplane.MatchOss124(candidate)
		return plus || old
	}
	for i := range len(name) + 1 {
		rest := name[i:]
		for j := range letters {
			if b = append(append(append(b[:0], name[:i]...), letters[j]), rest...); is() {
				return string(b)
			}
			if rest == "" {
				continue
			}
			if b = append(append(append(b[:0], name[:i]...), letters[j]), rest[1:]...); is() {
				return string(b)
			}
		}
		if rest == "" {
			break
		}
		if b = append(append(b[:0], name[:i]...), rest[1:]...); is() {
			return string(b)
		}
		if len(rest) > 1 {
			if b = append(append(append(b[:0], name[:i]...), rest[1], rest[0]), rest[2:]...); is() {
				return string(b)
			}
		}
	}
	return ""
}
