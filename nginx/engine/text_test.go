package engine

import (
	"fmt"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/source"
)

// walkOf is a request with values of X-Forwarded-For, before nginx has looked at
// anything else.
func walkOf(forwarded []string) *request {
	r := &access.Request{}
	for _, v := range forwarded {
		r.Headers = append(r.Headers, access.Header{Name: "X-Forwarded-For", Value: v})
	}
	return &request{shared: &shared{}, w: &access.Walk{Request: r}, server: &Server{}}
}

// texts have variables x and Ab_1 and the captures "one" and "two".
var texts = []string{
	"plain", "$x", "${x}", "$x.", "$xy", "${x}y", "a$x$x", "$1", "$2", "$3", "$9", "$1$2", "$10", "$12x", "${1}", "${12}", "$Ab_1", "$ab_1", "$AB_1-", "$x_", "$X",
	"-$1-$x-$2-", "?$x?", "%24x", "$x-y", "${x}${x}", "a b", "$x$", "$$x", "${x", "${}", "$ ", "$-", "$", "$x$1${Ab_1}$2",
}

// TestTextLive compiles texts with variables and captures and puts together what a
// live nginx puts together of them. It takes no text that nginx refuses.
func TestTextLive(t *testing.T) {
	const around = "server { listen 127.0.0.1:${PORT}; set $x X; set $Ab_1 Y; set $xy XY; set $x_ Z;\n%s}\n"
	var accepted []string
	var locations strings.Builder
	for _, text := range texts {
		at := fmt.Sprintf("location ~ ^/(one)/(two)/%d$ { return 200 \"[%s]\"; }\n", len(accepted), text)
		if ok, _ := live.NginxTest(t, live.NginxConfig{HTTP: strings.Replace(around, "%s", at, 1)}); ok {
			accepted = append(accepted, text)
			locations.WriteString(at)
		}
	}
	if len(accepted) < 20 || len(accepted) == len(texts) {
		t.Fatalf("nginx accepts %d of %d texts", len(accepted), len(texts))
	}
	n := live.StartNginx(t, live.NginxConfig{HTTP: strings.Replace(around, "%s", locations.String(), 1)})
	for i, text := range accepted {
		got := n.Do(t, live.Request{Path: fmt.Sprintf("/one/two/%d", i)})
		value, why := textValue(text)
		if why != "" || got.Body != "["+value+"]" {
			t.Errorf("%q: nginx says %q, here it is %q (%s)", text, got.Body, value, why)
		}
	}
}

// TestTextRefused: what nginx refuses is compiled all the same.
func TestTextRefused(t *testing.T) {
	for text, want := range map[string]string{
		"$": "$", "$$": "$$", "$$x": "$X", "${x": "${x", "${}": "${}", "$-": "$-", "a$": "a$",
	} {
		if got, why := textValue(text); got != want || why != "" {
			t.Errorf("%q is %q (%s), want %q", text, got, why, want)
		}
	}
}

// textValue is a text's value where the variables and captures of TestTextLive are
// set.
func textValue(text string) (value, why string) {
	var c Compiler
	compiled := c.Text(text, source.Span{})
	q := textRequest(&c, map[string]string{"x": "X", "ab_1": "Y", "xy": "XY", "x_": "Z"})
	q.captures = []string{"one/two", "one", "two"}
	return q.text(compiled)
}

// textRequest is a request in which variables are set.
func textRequest(c *Compiler, set map[string]string) *request {
	numbers := map[string]int{}
	for name := range set {
		numbers[name] = c.Declare(name)
	}
	q := &request{shared: &shared{values: make([]value, len(c.Variables))}, p: &Program{Variables: c.Variables}}
	for name, text := range set {
		q.assign(numbers[name], text, "")
	}
	return q
}

// TestTextBounded: variables that double each other end in a doubt, not in a full
// memory.
func TestTextBounded(t *testing.T) {
	var c Compiler
	double := c.Text("$a$a", source.Span{})
	a := c.Declare("a")
	q := textRequest(&c, map[string]string{"a": "x"})
	for range 24 {
		text, why := q.text(double)
		if len(text) > maxText {
			t.Fatalf("the text has %d bytes", len(text))
		}
		q.assign(a, text, why)
	}
	if _, why := q.text(double); why == "" {
		t.Error("the text is known")
	}
}

// TestReplacement takes the replacement of a rewrite apart at its first "?".
func TestReplacement(t *testing.T) {
	for _, c := range []struct {
		text     string
		question bool
		parts    []string // literals, "?" for the mark, "$" for what is not literal
	}{
		{"/a", false, []string{"/a"}},
		{"/a?b", true, []string{"/a", "?", "b"}},
		{"?b", true, []string{"?", "b"}},
		{"/$1?c=$1?d", true, []string{"/", "$", "?", "c=", "$", "?d"}},
		{"/$x", false, []string{"/", "$"}},
		{"/a?", true, []string{"/a", "?"}},
	} {
		var compiler Compiler
		text, question := compiler.Replacement(c.text, source.Span{}, true)
		var parts []string
		for _, p := range text.parts {
			switch {
			case p.question:
				parts = append(parts, "?")
			case p.variable >= 0 || p.capture > 0:
				parts = append(parts, "$")
			default:
				parts = append(parts, p.literal)
			}
		}
		if question != c.question || strings.Join(parts, "|") != strings.Join(c.parts, "|") {
			t.Errorf("%q: %q, question %v", c.text, parts, question)
		}
	}
}
