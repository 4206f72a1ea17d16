package wordpress

import (
	"bytes"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/wordpress/options"
	"github.com/authlint/authlint/wordpress/php"
)

// values are a plugin's settings under their names, wherever it keeps them.
type values struct {
	// read says that they could be read, so that a name without a value has the
	// plugin's own.
	read bool
	get  func(name string) stored
}

// stored is a value with its place; v is nil for none.
type stored struct {
	v  *php.Value
	at source.Span
}

// find is a stored value; the zero one where there is none, or the settings
// are not known.
func (v values) find(name string) stored {
	if v.get == nil {
		return stored{}
	}
	return v.get(name)
}

// or looks in other settings for what is not in these.
func (v values) or(other values) values {
	return values{read: v.read || other.read, get: func(name string) stored {
		if s := v.find(name); s.v != nil {
			return s
		}
		return other.find(name)
	}}
}

// whole is the value of an option itself.
func whole(o *options.Option) stored {
	if o == nil || o.Fault != nil {
		return stored{}
	}
	return stored{&o.Value, o.Span}
}

// within are the settings in an option that is an array. One that cannot be
// read leaves the plugin with its own values.
func within(o *options.Option, absent bool, keys ...string) values {
	if o == nil {
		return values{read: absent}
	}
	at := &o.Value
	for _, key := range keys {
		at = at.Get(key)
	}
	return values{read: true, get: func(name string) stored {
		v := at.Get(name)
		if v == nil || o.Fault != nil {
			return stored{}
		}
		return stored{v, o.At(v)}
	}}
}

// array are the settings in an option of the site.
func (f *finder) array(name string, keys ...string) values {
	return within(f.stored.Get(name), f.app.OptionsKnown, keys...)
}

// single are settings that are an option each, by what their names begin with.
func (f *finder) single(prefix string) values {
	return values{read: f.app.OptionsKnown, get: func(name string) stored { return whole(f.stored.Get(prefix + name)) }}
}

// networkOr is an option of the network, or of the site where that has none.
func (f *finder) networkOr(name string) *options.Option {
	if o := f.stored.Site(name); o != nil {
		return o
	}
	return f.stored.Get(name)
}

// rows are settings in a table of names and values.
func rows(r options.Rows) values {
	return values{read: r.Known, get: func(name string) stored { return whole(r.Setting(name)) }}
}

// setting reads one setting. One whose value makes no sense is Dynamic.
func setting[T any](v values, name string, usual T, read func(*php.Value) (T, bool)) model.Setting[T] {
	s := v.find(name)
	if s.v == nil {
		if v.read {
			return model.Setting[T]{State: model.Default, Value: usual}
		}
		return model.Setting[T]{}
	}
	out := model.Setting[T]{State: model.Dynamic, Span: s.at, Cause: s.at}
	if value, ok := read(s.v); ok {
		out.State, out.Value = model.Set, value
	}
	return out
}

// yes is a switch, as PHP takes the value in a condition.
func (v values) yes(name string, usual bool) model.Setting[bool] {
	return setting(v, name, usual, func(p *php.Value) (bool, bool) { return p.True(), true })
}

// says is a switch that is on with one of some words alone.
func (v values) says(name string, usual bool, words ...string) model.Setting[bool] {
	return setting(v, name, usual, func(p *php.Value) (bool, bool) {
		for _, w := range words {
			if p.String() == w {
				return true, true
			}
		}
		return false, true
	})
}

func (v values) text(name, usual string) model.Setting[string] {
	return setting(v, name, usual, func(p *php.Value) (string, bool) {
		return p.String(), p.Kind != php.Array && p.Kind != php.Opaque
	})
}

func (v values) count(name string, usual int) model.Setting[int] {
	return setting(v, name, usual, number)
}

// number is a count as people enter it.
func number(p *php.Value) (int, bool) {
	n, ok := p.Number()
	return int(n), ok && n >= 0 && n <= 1<<31
}

// lasts is a time, given in a unit.
func (v values) lasts(name string, usual int, unit time.Duration) model.Setting[time.Duration] {
	return setting(v, name, time.Duration(usual)*unit, func(p *php.Value) (time.Duration, bool) {
		n, ok := number(p)
		return time.Duration(n) * unit, ok && int64(n) < (1<<62)/int64(unit)
	})
}

// mapped is a setting of which something else is made.
func mapped[T, U any](s model.Setting[T], to func(T) U) model.Setting[U] {
	out := model.Setting[U]{State: s.State, Span: s.Span, Cause: s.Cause}
	if s.Known() {
		out.Value = to(s.Value)
	}
	return out
}

// not is the opposite of a switch.
func not(s model.Setting[bool]) model.Setting[bool] {
	return mapped(s, func(on bool) bool { return !on })
}

// under is a setting that counts where a switch is on, and is Off elsewhere.
func under[T any](on model.Setting[bool], s model.Setting[T]) model.Setting[T] {
	switch {
	case !on.Known():
		return model.Setting[T]{State: on.State, Span: on.Span, Cause: on.Cause}
	case !on.Value:
		return model.Setting[T]{State: model.Off, Span: on.Span, Cause: on.Cause}
	}
	return s
}

// usual is a value that a plugin has of itself.
func usual[T any](value T) model.Setting[T] {
	return model.Setting[T]{State: model.Default, Value: value}
}

// policy is one policy where a switch is on, and another where it is off.
func policy[T any](s model.Setting[bool], on, off T) model.Setting[T] {
	return mapped(s, func(is bool) T {
		if is {
			return on
		}
		return off
	})
}

// slugOf is a path as people enter it, without slashes; Off where it is empty.
func slugOf(s model.Setting[string]) model.Setting[string] {
	s.Value = strings.Trim(s.Value, "/")
	if s.Known() && s.Value == "" {
		s.State = model.Off
	}
	return s
}

// list are the words of a value: those of an array, or of a text that blanks,
// commas and semicolons cut.
func (v values) list(name string) []model.Word {
	s := v.find(name)
	if s.v == nil {
		return nil
	}
	if s.v.Kind != php.Array {
		return wordsOf(s.v.String(), s.at)
	}
	var out []model.Word
	for i := range s.v.Items {
		item := &s.v.Items[i].Value
		if item.Kind == php.Array || item.Kind == php.Opaque {
			continue
		}
		out = append(out, wordsOf(item.String(), inside(s, item))...)
	}
	return out
}

// inside is the place of a part of a value.
func inside(s stored, part *php.Value) source.Span {
	by := part.Start - s.v.Start
	if by < 0 || part.End <= part.Start || s.at.Start+by+part.End-part.Start > s.at.End {
		return s.at
	}
	return s.at.File.Span(s.at.Start+by, s.at.Start+by+part.End-part.Start)
}

// wordsOf cuts a text into words, each with its place where its bytes stand
// there as they are.
func wordsOf(text string, at source.Span) []model.Word {
	var out []model.Word
	from := at.Start
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n,;", r) }) {
		word := model.Word{Text: w, Span: at}
		if !at.IsZero() {
			if i := bytes.Index(at.File.Data[from:at.End], []byte(w)); i >= 0 {
				word.Span = at.File.Span(from+i, from+i+len(w))
				from += i + len(w)
			}
		}
		out = append(out, word)
	}
	return out
}

// addresses are the addresses of a list.
func addresses(words []model.Word) []model.GuardAddress {
	var out []model.GuardAddress
	for _, w := range words {
		out = append(out, model.GuardAddress{Text: w, Prefix: prefix(w.Text)})
	}
	return out
}

// prefix is the addresses that a text stands for, as plugins write them:
// 192.0.2.1, 192.0.2.0/24, 192.0.2.* and 192.0.2.0-192.0.2.255; zero for
// others.
func prefix(text string) netip.Prefix {
	text = strings.Trim(text, "[]")
	if p, err := netip.ParsePrefix(text); err == nil {
		return p.Masked()
	}
	if a, err := netip.ParseAddr(text); err == nil {
		a = a.Unmap().WithZone("")
		return netip.PrefixFrom(a, a.BitLen())
	}
	if from, to, ok := strings.Cut(text, "-"); ok {
		return between(from, to)
	}
	parts := strings.Split(text, ".")
	for i, p := range parts {
		if p == "*" && len(parts) == 4 && strings.Trim(strings.Join(parts[i:], ""), "*") == "" {
			start := strings.Join(parts[:i], ".") + strings.Repeat(".0", 4-i)
			if a, err := netip.ParseAddr(strings.TrimPrefix(start, ".")); err == nil {
				return netip.PrefixFrom(a, 8*i)
			}
		}
	}
	return netip.Prefix{}
}

// between is the network from one address to another; zero where they are not
// its first and its last.
func between(first, last string) netip.Prefix {
	from, err := netip.ParseAddr(strings.TrimSpace(first))
	to, err2 := netip.ParseAddr(strings.TrimSpace(last))
	if err != nil || err2 != nil || from.BitLen() != to.BitLen() {
		return netip.Prefix{}
	}
	for bits := from.BitLen(); bits >= 0; bits-- {
		p, err := from.Prefix(bits)
		if err != nil || p.Addr() != from {
			break
		}
		if lastOf(p) == to {
			return p
		}
	}
	return netip.Prefix{}
}

// lastOf is the last address of a network.
func lastOf(p netip.Prefix) netip.Addr {
	bytes := p.Addr().AsSlice()
	for i := p.Bits(); i < len(bytes)*8; i++ {
		bytes[i/8] |= 1 << (7 - i%8)
	}
	a, _ := netip.AddrFromSlice(bytes)
	return a
}

// epoch is a time as Unix counts; the zero value for 0 and for what is no time.
func epoch(v *php.Value) time.Time {
	n, err := strconv.ParseInt(v.String(), 10, 64)
	if err != nil || n <= 0 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}
