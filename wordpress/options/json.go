package options

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/wordpress/php"
)

// ReadJSON reads what `wp option list --format=json` writes, with --unserialize
// or without, `wp site option list` and the like; the value of one option,
// known by its keys or else named for the file; and the export of All-In-One
// Security.
func ReadJSON(f *source.File) (*Set, error) {
	data := bytes.TrimPrefix(f.Data, byteOrderMark)
	v, err := parseJSON(data)
	if err != nil {
		return nil, fmt.Errorf("%s is no JSON of stored options: %w", f.Name, err)
	}
	s := newSet(f.Name)
	j := jsonReader{set: s, file: f.Name, data: data, left: maxDecoded}
	switch {
	case isList(&v):
		err = j.list(v.Items)
	case v.Kind == php.Array:
		j.object(&v)
	default:
		err = errors.New("neither a list of options nor the value of one")
	}
	if err != nil {
		return nil, fmt.Errorf("%s is no JSON of stored options: %w", f.Name, err)
	}
	s.finish()
	return s, nil
}

type jsonReader struct {
	set  *Set
	file string
	data []byte
	left int // how many values may be decoded still
}

// isList says whether a value is a list of options. An empty list may be one.
func isList(v *php.Value) bool {
	if v.Kind != php.Array || len(v.Items) == 0 {
		return v.Kind == php.Array
	}
	first := &v.Items[0]
	name, _ := row(&first.Value)
	return first.Key.Kind == php.Int && name != nil
}

// row is the name and the value of an object of a list: of an option, or of a
// network's.
func row(v *php.Value) (name, value *php.Value) {
	for _, key := range []string{"option", "meta"} {
		column := map[string]string{"option": "option_name", "meta": "meta_key"}[key]
		if name := v.Get(column); name != nil {
			return name, v.Get(key + "_value")
		}
	}
	return nil, nil
}

// list reads the objects of a list. Where one value is no text, the list was
// written with --unserialize, and a text stands for itself.
func (j *jsonReader) list(items []php.Item) error {
	decoded := false
	for i := range items {
		if _, value := row(&items[i].Value); value != nil && value.Kind != php.String {
			decoded = true
		}
	}
	for i := range items {
		item := &items[i].Value
		name, value := row(item)
		switch {
		case name == nil || name.Kind != php.String && name.Kind != php.Int:
			return fmt.Errorf("element %d has no option_name", i+1)
		case value == nil:
			return fmt.Errorf("element %d has no option_value: the list needs the fields option_name and option_value", i+1)
		}
		into, table := j.set.options, "options"
		if item.Get("option_name") == nil {
			into, table = j.set.site, "sitemeta"
		}
		place := j.file + "/" + table + "/" + name.String()
		if decoded {
			into[name.String()] = j.option(place, name.String(), value)
		} else {
			into[name.String()] = newOption(place, name.String(), []byte(value.Text), &j.left)
		}
	}
	return nil
}

// option makes an option of a value that is decoded already.
func (j *jsonReader) option(place, name string, v *php.Value) *Option {
	raw := j.data[v.Start:v.End]
	value := *v
	if v.Kind == php.String {
		raw = []byte(v.Text)
		value.Start, value.End = 0, len(raw)
	} else {
		value.Shift(-v.Start)
	}
	o := &Option{Name: name, Value: value, Raw: raw, Span: source.NewVirtual(place, raw).All()}
	mask(o)
	return o
}

// object reads an export, or the value of one option.
func (j *jsonReader) object(v *php.Value) {
	if general := v.Get("general"); hasKey(general, "aiowps_") {
		for i := range v.Items {
			part := v.Items[i].Key.String()
			o := j.option(j.file+"/"+part, part, &v.Items[i].Value)
			if part == "general" {
				o.Name = aiosOption
				j.set.options[aiosOption] = o
			} else {
				j.set.export[part] = o
			}
		}
		return
	}
	name := optionOf(v, j.file)
	j.set.options[name] = j.option(j.file+"/"+name, name, v)
}

// aiosOption is the one option of All-In-One Security.
const aiosOption = "aio_wp_security_configs"

// optionOf names the option whose value stands alone in a file: by keys that
// only one has, else by the name of the file.
func optionOf(v *php.Value, file string) string {
	switch {
	case hasKey(v, "aiowps_"):
		return aiosOption
	case hasKey(v, "wordpress-tweaks"), hasKey(v, "hide-backend"), v.Get("global").Get("lockout_period") != nil:
		return "itsec-storage"
	case v.Get("values").Get("free") != nil:
		return "icwp_wpsf_opts_all"
	}
	base := path.Base(file)
	return strings.TrimSuffix(base, path.Ext(base))
}

// hasKey says whether a key of an array begins so.
func hasKey(v *php.Value, start string) bool {
	if v == nil {
		return false
	}
	for i := range v.Items {
		if strings.HasPrefix(v.Items[i].Key.Text, start) {
			return true
		}
	}
	return false
}

// Bounds of a JSON text.
const (
	maxJSON      = 64 << 20
	maxJSONDepth = 1000
	maxJSONCount = 1 << 19
)

// jsonParser reads JSON as the values that PHP makes of it, with their places.
type jsonParser struct {
	*json.Decoder
	data  []byte
	count int
}

// parseJSON reads one JSON value and nothing behind it. What it says of a text
// never quotes it.
func parseJSON(data []byte) (php.Value, error) {
	if len(data) > maxJSON {
		return php.Value{}, fmt.Errorf("it is longer than %d bytes", maxJSON)
	}
	p := jsonParser{Decoder: json.NewDecoder(bytes.NewReader(data)), data: data, count: maxJSONCount}
	p.UseNumber()
	v, err := p.value(maxJSONDepth)
	if err == nil {
		if _, more := p.Token(); more != io.EOF {
			err = errors.New("something follows")
		}
	}
	var wrong *json.SyntaxError
	switch {
	case err == nil:
		return v, nil
	case errors.As(err, &wrong):
		err = errors.New("this is not JSON")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		err = errors.New("it ends too early")
	}
	return php.Value{}, fmt.Errorf("byte %d: %w", p.InputOffset(), err)
}

// next returns the next token and where it begins.
func (p *jsonParser) next() (json.Token, int, error) {
	start := int(p.InputOffset())
	for start < len(p.data) && strings.IndexByte(" \t\r\n,:", p.data[start]) >= 0 {
		start++
	}
	token, err := p.Token()
	return token, start, err
}

func (p *jsonParser) value(depth int) (php.Value, error) {
	token, start, err := p.next()
	if err != nil {
		return php.Value{}, err
	}
	if p.count--; p.count < 0 || depth < 0 {
		return php.Value{}, errors.New("there are too many values, or they are nested too deep")
	}
	v := php.Value{Start: start}
	switch t := token.(type) {
	case nil:
	case bool:
		v.Kind, v.Bool = php.Bool, t
	case string:
		v.Kind, v.Text = php.String, t
	case json.Number:
		v.Kind = php.Int
		if v.Int, err = t.Int64(); err != nil || strings.ContainsAny(string(t), ".eE") {
			v.Kind, v.Int = php.Float, 0
			v.Float, _ = t.Float64() // out of range is infinite, as in PHP
		}
		err = nil
	case json.Delim:
		v.Kind = php.Array
		v.Items, err = p.items(t == '{', depth-1)
	}
	v.End = int(p.InputOffset())
	return v, err
}

// items reads what stands between braces or brackets.
func (p *jsonParser) items(keyed bool, depth int) ([]php.Item, error) {
	var items []php.Item
	for p.More() {
		item := php.Item{Key: php.Value{Kind: php.Int, Int: int64(len(items))}}
		if keyed {
			token, start, err := p.next()
			if err != nil {
				return nil, err
			}
			text, _ := token.(string)
			item.Key = php.Key(text)
			item.Key.Start, item.Key.End = start, int(p.InputOffset())
		}
		var err error
		if item.Value, err = p.value(depth); err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	_, err := p.Token()
	return items, err
}
