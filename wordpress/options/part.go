package options

import (
	"bytes"

	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/wordpress/php"
)

// Part is what stands in a plugin's own file behind a header: JSON, or a
// serialized value. Its places are those of the file, in an excerpt of it.
func Part(f *source.File, start int) *Option {
	before := f.Data[:start]
	base := source.Base{Offset: f.Base.Offset + start, Line: f.Base.Line + bytes.Count(before, []byte("\n"))}
	excerpt := source.NewExcerpt(f.Name, f.Data[start:], base)
	excerpt.Path, excerpt.Info = f.Path, f.Info
	o := &Option{Name: f.Name, Raw: excerpt.Data, Span: excerpt.All()}
	text := string(excerpt.Data)
	switch {
	case len(bytes.TrimSpace(excerpt.Data)) == 0:
		o.fail(&php.Error{Why: "nothing stands behind the header"})
	case text[0] == '{' || text[0] == '[':
		v, err := parseJSON(excerpt.Data)
		if err != nil {
			o.fail(&php.Error{Why: err.Error()})
			break
		}
		o.Value = v
	case php.Serialized(text):
		left := maxDecoded
		o.decode(0, &left)
	default:
		o.fail(&php.Error{Why: "it is neither JSON nor a serialized value"})
	}
	mask(o)
	return o
}

// JSON is what a text within an option says in JSON; nil where it is none. All
// of it has the place of the text.
func (o *Option) JSON(v *php.Value) *php.Value {
	if v == nil || v.Kind != php.String {
		return nil
	}
	inner, err := parseJSON([]byte(v.Text))
	if err != nil {
		return nil
	}
	place(&inner, v.Start, v.End)
	return &inner
}

// place puts a value, and all in it, somewhere else.
func place(v *php.Value, start, end int) {
	v.Start, v.End = start, end
	for i := range v.Items {
		place(&v.Items[i].Key, start, end)
		place(&v.Items[i].Value, start, end)
	}
}
