package options

import (
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/wordpress/php"
)

func TestPart(t *testing.T) {
	const header = "<?php exit; ?>\n"
	for _, c := range []struct{ text, key, want string }{
		{`{"a":"b","authKey":"SECRET-1"}`, "a", "b"},
		{`a:2:{s:1:"a";s:1:"b";s:7:"authKey";s:8:"SECRET-1";}`, "a", "b"},
		{`a:1:{s:1:"a";s:13:"{"c":["d",1]}";}`, "a", `{"c":["d",1]}`},
	} {
		f := source.NewFile("x.php", []byte(header+c.text))
		o := Part(f, len(header))
		v := o.Value.Get(c.key)
		if o.Fault != nil || v.String() != c.want {
			t.Errorf("%q: %v, %q", c.text, o.Fault, v.String())
			continue
		}
		if at := o.At(v); at.Position().Line != 2 || !strings.Contains(at.Text(), c.want) {
			t.Errorf("%q stands in line %d, %q", c.text, at.Position().Line, at.Text())
		}
		if strings.Contains(o.Span.Text(), "SECRET") {
			t.Errorf("%q is not masked", c.text)
		}
		if inner := o.JSON(v); strings.HasPrefix(c.want, "{") != (inner != nil) || inner != nil && inner.Get("c").Items[0].Value.Start != v.Start {
			t.Errorf("%q holds %+v", c.want, inner)
		}
	}
	for _, text := range []string{"", " ", "{", `a:2:{s:9:"a";}`, "x"} {
		if o := Part(source.NewFile("x.php", []byte(header+text)), len(header)); o.Fault == nil {
			t.Errorf("%q has no fault", text)
		}
	}
}

// FuzzPart reads any text behind a header.
func FuzzPart(f *testing.F) {
	f.Add(`{"a":{"b":1}}`, 0)
	f.Add(`a:1:{s:1:"a";s:13:"{"c":["d",1]}";}`, 1)
	f.Fuzz(func(t *testing.T, text string, start int) {
		if start < 0 || start > len(text) {
			return
		}
		o := Part(source.NewFile("x", []byte(text)), start)
		for i := range o.Value.Items {
			v := &o.Value.Items[i].Value
			if at := o.At(v); at.Start > at.End || at.End > len(at.File.Data) {
				t.Fatalf("%q: %+v", text, at)
			}
			if v.Kind == php.String {
				o.JSON(v)
			}
		}
	})
}
