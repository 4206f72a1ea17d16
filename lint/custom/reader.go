package custom

import (
	"fmt"

	"github.com/zclconf/go-cty/cty"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Bounds of what is handed to an expression. What is larger is unknown to it.
const (
	maxText  = 2 << 10 // bytes of a text
	maxItems = 100     // of a list
	maxLists = 8 << 10 // bytes of all texts of a list
)

// reader makes values of one site's objects.
type reader struct {
	pass *lint.Pass
	site *model.Site
	// raw are texts as they were written that values have otherwise: values
	// are normalized, and a server compares bytes.
	raw map[string]string
	// groups are the group files that are read with a password file; nil until
	// somebody asks.
	groups map[*model.Store][]*model.Store
	// large says that something was larger than a rule may be handed.
	large bool
}

func newReader(p *lint.Pass) *reader { return &reader{pass: p, site: p.Site} }

// text is a text as a value, unknown where it is too long or a secret.
func (r *reader) text(s string) cty.Value {
	if len(s) > maxText {
		r.large = true
		return unknown(cty.String)
	}
	v := cty.StringVal(s)
	if as := v.AsString(); as != s {
		if r.raw == nil {
			r.raw = map[string]string{}
		}
		r.raw[as] = s
	}
	return v
}

// written is a text of a value as it was written.
func (r *reader) written(s string) string {
	if raw, other := r.raw[s]; other {
		return raw
	}
	return s
}

// word is a word, unknown where it is masked.
func (r *reader) word(w model.Word) cty.Value {
	if w.Text == source.Mask {
		return unknown(cty.String)
	}
	return r.text(w.Text)
}

// orNull is a text, and null where it is empty.
func (r *reader) orNull(s string) cty.Value {
	if s == "" {
		return cty.NullVal(cty.String)
	}
	return r.text(s)
}

// setting is a setting's value: null where nobody wrote it, or switched it off,
// unknown where it is known only at run time.
func setting[T any](s model.Setting[T], typ cty.Type, value func(T) cty.Value) cty.Value {
	switch {
	case s.Known():
		return value(s.Value)
	case s.State == model.Dynamic:
		return unknown(typ)
	}
	return cty.NullVal(typ)
}

func (r *reader) textSetting(s model.Setting[string]) cty.Value {
	if s.Known() && s.Value == source.Mask {
		return unknown(cty.String)
	}
	return setting(s, cty.String, r.text)
}

// fact is a yes or no that may be unknown.
func fact(f model.Fact) cty.Value {
	switch f {
	case model.Yes:
		return cty.True
	case model.No:
		return cty.False
	}
	return unknown(cty.Bool)
}

// list is a list of texts, unknown where it is too long.
func list[T any](r *reader, items []T, value func(T) cty.Value) cty.Value {
	if len(items) == 0 {
		return cty.ListValEmpty(cty.String)
	}
	if len(items) > maxItems {
		r.large = true
		return unknown(textList)
	}
	values, size := make([]cty.Value, 0, len(items)), 0
	for _, item := range items {
		v := value(item)
		if v.IsKnown() {
			size += len(v.AsString())
		}
		values = append(values, v)
	}
	if size > maxLists {
		r.large = true
		return unknown(textList)
	}
	return cty.ListVal(values)
}

func (r *reader) words(words []model.Word) cty.Value { return list(r, words, r.word) }

func (r *reader) texts(texts []string) cty.Value { return list(r, texts, r.text) }

// url is the address by which a stranger reads what a scope is for; null where
// none is known.
func (r *reader) url(s *model.Scope) cty.Value {
	for _, p := range r.pass.Probes().Of(s) {
		if p.Kind == access.ProbePlain {
			return r.text((&lint.Witness{Request: p.Request}).URL())
		}
	}
	return cty.NullVal(cty.String)
}

// said notes the bounds that were hit, for the rule that reports them.
func (r *reader) said(id string) {
	if r.large {
		r.pass.Limit(&model.Limit{Path: fileOf(r, source.Span{}), What: fmt.Sprintf(
			"the rule %s is handed texts of %d KiB and lists of %d at most, larger ones are unknown to it", id, maxText>>10, maxItems)})
	}
}

// unknown is a value that is there, whatever it is.
func unknown(typ cty.Type) cty.Value { return cty.UnknownVal(typ).RefineNotNull() }
