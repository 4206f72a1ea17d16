package custom

import (
	"errors"
	"net/netip"
	"path"
	"regexp"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// entry is a function with what the reference says of it.
type entry struct {
	usage, doc string
	call       function.Function
}

// functions are those that a rule may call, but for the two that are made for
// each rule: matches and decision.
var functions = map[string]entry{
	"lower":      {"lower(text)", "the text in small letters", stdlib.LowerFunc},
	"upper":      {"upper(text)", "the text in capitals", stdlib.UpperFunc},
	"trimprefix": {"trimprefix(text, prefix)", "the text without the prefix", stdlib.TrimPrefixFunc},
	"trimsuffix": {"trimsuffix(text, suffix)", "the text without the suffix", stdlib.TrimSuffixFunc},
	"join":       {"join(separator, list)", "one text of a list", joinFunction},
	"length":     {"length(value)", "how many characters a text has, or members a list", lengthFunction},
	"contains":   {"contains(list, text)", "whether the text is in the list", containsFunction},
	"startswith": {"startswith(text, prefix)", "whether the text begins so", textPredicate(strings.HasPrefix)},
	"endswith":   {"endswith(text, suffix)", "whether the text ends so", textPredicate(strings.HasSuffix)},
	"below":      {"below(path, folder)", "whether the path is the folder or lies below it", textPredicate(isBelow)},
	"anytrue":    {"anytrue(list)", "whether one of them is true", anyFunction(cty.True)},
	"alltrue":    {"alltrue(list)", "whether all of them are true", alltrueFunction},
	"coalesce":   {"coalesce(text, ...)", "the first text that is not null", coalesceFunction},
	"cidr_contains": {
		"cidr_contains(range, address)", "whether the address, or range, lies in the range, as in cidr_contains(\"10.0.0.0/8\", \"10.1.2.3\"); false for what is no address",
		cidrFunction,
	},
}

var alltrueFunction = anyFunction(cty.False)

func param(name string, typ cty.Type) function.Parameter {
	return function.Parameter{Name: name, Type: typ, AllowDynamicType: true}
}

// textPredicate asks something of two texts.
func textPredicate(holds func(text, other string) bool) function.Function {
	return function.New(&function.Spec{
		Params:       []function.Parameter{param("text", cty.String), param("other", cty.String)},
		Type:         function.StaticReturnType(cty.Bool),
		RefineResult: notNull,
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return cty.BoolVal(holds(args[0].AsString(), args[1].AsString())), nil
		},
	})
}

func notNull(b *cty.RefinementBuilder) *cty.RefinementBuilder { return b.NotNull() }

func isBelow(name, folder string) bool {
	name, folder = path.Clean(name), strings.TrimSuffix(path.Clean(folder), "/")
	return name == folder || strings.HasPrefix(name, folder+"/")
}

var lengthFunction = function.New(&function.Spec{
	Params: []function.Parameter{param("value", cty.DynamicPseudoType)},
	Type: func(args []cty.Value) (cty.Type, error) {
		if t := args[0].Type(); t != cty.String && t != cty.DynamicPseudoType && !t.IsListType() && !t.IsTupleType() {
			return cty.Number, function.NewArgErrorf(0, "a text or a list is needed")
		}
		return cty.Number, nil
	},
	RefineResult: notNull,
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if args[0].Type() == cty.String {
			return stdlib.Strlen(args[0])
		}
		return args[0].Length(), nil
	},
})

var joinFunction = function.New(&function.Spec{
	Params: []function.Parameter{param("separator", cty.String), param("list", textList)},
	Type:   function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if !args[1].IsWhollyKnown() {
			return unknown(cty.String), nil
		}
		return stdlib.Join(args[0], args[1])
	},
})

// containsFunction compares texts: a number in the list is one, too, and
// nothing is false only because of what it is made of.
var containsFunction = function.New(&function.Spec{
	Params:       []function.Parameter{param("list", textList), param("text", cty.String)},
	Type:         function.StaticReturnType(cty.Bool),
	RefineResult: notNull,
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		return search(args[0], func(v cty.Value) cty.Value { return v.Equals(args[1]) }, cty.True), nil
	},
})

// search says whether the test is what is looked for in one member of a list;
// unknown where it may be in one.
func search(list cty.Value, test func(cty.Value) cty.Value, wanted cty.Value) cty.Value {
	unsure := false
	for it := list.ElementIterator(); it.Next(); {
		_, v := it.Element()
		switch found := test(v); {
		case !found.IsKnown() || found.IsNull():
			unsure = true
		case found.RawEquals(wanted):
			return cty.True
		}
	}
	if unsure {
		return unknown(cty.Bool)
	}
	return cty.False
}

// anyFunction looks for a member; that none is false is the same as all being
// true.
func anyFunction(wanted cty.Value) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{param("list", cty.DynamicPseudoType)},
		Type: func(args []cty.Value) (cty.Type, error) {
			if t := args[0].Type(); t != cty.DynamicPseudoType && !isBoolList(t) {
				return cty.Bool, function.NewArgErrorf(0, "a list of conditions is needed, as in [for x in self.args : x == \"a\"]")
			}
			return cty.Bool, nil
		},
		RefineResult: notNull,
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			found := search(args[0], func(v cty.Value) cty.Value { return v }, wanted)
			if wanted == cty.False && found.IsKnown() {
				return found.Not(), nil
			}
			return found, nil
		},
	})
}

func isBoolList(t cty.Type) bool {
	if t.IsListType() {
		return t.ElementType() == cty.Bool
	}
	if !t.IsTupleType() {
		return false
	}
	for _, e := range t.TupleElementTypes() {
		if e != cty.Bool && e != cty.DynamicPseudoType {
			return false
		}
	}
	return true
}

var coalesceFunction = function.New(&function.Spec{
	VarParam: &function.Parameter{Name: "texts", Type: cty.String, AllowNull: true, AllowUnknown: true, AllowDynamicType: true},
	Type:     function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		for _, v := range args {
			switch {
			case !v.IsKnown():
				return cty.UnknownVal(cty.String), nil
			case !v.IsNull():
				return v, nil
			}
		}
		return cty.NullVal(cty.String), nil
	},
})

var cidrFunction = function.New(&function.Spec{
	Params:       []function.Parameter{param("range", cty.String), param("address", cty.String)},
	Type:         function.StaticReturnType(cty.Bool),
	RefineResult: notNull,
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		around, err := netip.ParsePrefix(args[0].AsString())
		if err != nil {
			return cty.False, function.NewArgErrorf(0, "%q is no range, as in \"10.0.0.0/8\"", args[0].AsString())
		}
		inner, ok := rangeOf(args[1].AsString())
		return cty.BoolVal(ok && around.Masked().Contains(inner.Addr()) && around.Bits() <= inner.Bits()), nil
	},
})

// rangeOf is an address, or a range, as a range.
func rangeOf(text string) (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(text); err == nil {
		return p, true
	}
	a, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(a, a.BitLen()), true
}

// patterns are the regular expressions of a rule, compiled when it is. A
// pattern that is written nowhere in the rule is not one of them.
type patterns map[string]*regexp.Regexp

var errPattern = errors.New("the pattern is written out in quotes, so that it is checked before anything is judged")

// function is matches(text, pattern): a predicate, where HCL's own regex fails
// on what does not match.
func (p patterns) function() function.Function {
	return function.New(&function.Spec{
		Params:       []function.Parameter{param("text", cty.String), param("pattern", cty.String)},
		Type:         function.StaticReturnType(cty.Bool),
		RefineResult: notNull,
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			re := p[args[1].AsString()]
			if re == nil {
				return cty.False, function.NewArgError(1, errPattern)
			}
			return cty.BoolVal(re.MatchString(args[0].AsString())), nil
		},
	})
}
