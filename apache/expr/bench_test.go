package expr

import (
	"testing"

	"github.com/authlint/authlint/lint/model"
)

func BenchmarkEval(b *testing.B) {
	request := Request(someone())
	for _, c := range []struct {
		name, condition string
		want            model.Fact
	}{
		{"variable", "%{REQUEST_URI} == '/a/b'", model.Yes},
		{"junction", "%{REQUEST_URI} == '/a/b' && !(%{REMOTE_USER} == 'x') && -R '192.0.2.0/24'", model.No},
		{"list", "%{REMOTE_USER} in {'anna', 'bert', 'carla'}", model.No},
		{"literal", "%{REQUEST_URI} =~ m#^/a#", model.Yes},
		{"groups", `%{QUERY_STRING} =~ /id=(\d+)/ && $1 -gt 9`, model.Yes},
		{"concat", `"%{REQUEST_URI}?%{QUERY_STRING}" == '/a/b?id=17&x=y'`, model.Yes},
		{"header", "tolower(%{HTTP_USER_AGENT}) -strmatch 'curl*'", model.Yes},
	} {
		parsed, err := Parse(c.condition)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if got, why := parsed.Eval(request, nil); got != c.want {
					b.Fatal(got, why)
				}
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(`%{REQUEST_URI} == '/a/b' && !(%{REMOTE_USER} == 'x') && "%{HTTP_HOST}" =~ m#^www#`); err != nil {
			b.Fatal(err)
		}
	}
}
