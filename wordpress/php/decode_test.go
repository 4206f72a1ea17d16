package php

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// written is what PHP 8.2 answers to each text: what json_encode makes of the
// value, or "no" where unserialize refuses it. TestDecodeLive asks it again.
var written = []struct{ text, json string }{
	{`N;`, `null`},
	{`b:1;`, `true`}, {`b:0;`, `false`}, {`b:2;`, `no`}, {`b:01;`, `no`},
	{`i:+5;`, `5`}, {`i:-5;`, `-5`}, {`i: 5;`, `no`}, {`i:;`, `no`}, {`i:-;`, `no`}, {`i:5`, `no`},
	{`i:99999999999999999999;`, `9223372036854775807`}, {`i:-99999999999999999999;`, `-9223372036854775808`},
	{`d:0.5;`, `0.5`}, {`d:.5;`, `0.5`}, {`d:5.;`, `5.0`}, {`d:1.E3;`, `1000.0`}, {`d:-0;`, `-0.0`},
	{`d:+INF;`, `no`}, {`d:nan;`, `no`}, {`d:.;`, `no`}, {`d:0x1A;`, `no`},
	{`s:3:"abc";`, `"abc"`}, {`s:3:"abc";x`, `"abc"`}, {`s:03:"abc";`, `"abc"`}, {`s:+3:"abc";`, `no`},
	{`s:3:"abc"`, `no`}, {`s:3:"abcd";`, `no`}, {`s:4:"abc";`, `no`}, {`s:0:"";`, `""`}, {`s:4:"a"b"";`, `"a\"b\""`}, {`s:2:"a"b";`, `no`}, {`s:3:"a"b";`, `"a\"b"`},
	{"s:4:\"\xf0\x9f\x94\x91\";", "\"\xf0\x9f\x94\x91\""}, {"s:1:\"\xf0\x9f\x94\x91\";", `no`},
	{`S:3:"\41bc";`, `"Abc"`}, {`S:1:"\4g";`, `no`}, {`S:2:"a`, `no`}, {`S:1:"\4`, `no`},
	{`a:0:{}`, `[]`}, {`a:0{}`, `no`}, {`a:1:{}`, `no`}, {`a:0:{i:0;i:1;}`, `no`}, {`a:1:{i:0;i:1;i:1;i:2;}`, `no`},
	{`a:2:{i:0;i:1;i:0;i:2;}`, `[2]`}, {`a:2:{i:0;i:1;i:1;i:2;}`, `[1,2]`},
	{`a:1:{s:1:"1";i:5;}`, `{"1":5}`}, {`a:1:{s:2:"01";i:5;}`, `{"01":5}`}, {`a:1:{S:1:"a";i:0;}`, `{"a":0}`},
	{`a:1:{b:1;i:5;}`, `no`}, {`a:1:{d:1.5;i:5;}`, `no`}, {`a:1:{N;i:5;}`, `no`},
	{`a:1:{i:0;a:1:{i:0;i:5;}`, `no`}, {`a:1:{i:0;R:9;}`, `no`}, {`R:1;`, `no`}, {`r:1;`, `no`}, {`a:1:{i:0;R:0;}`, `no`},
	{`O:3:"Foo":1:{s:1:"a";i:1;}`, `object`}, {`O:3:"Foo":0:{}`, `object`}, {`O:3:"Foo":1:{i:7;i:1;}`, `object`},
	{`O:3:"a b":0:{}`, `no`}, {`O:0:"":0:{}`, `no`}, {`O:+3:"Foo":0:{}`, `no`}, {`O:3:"Foo":1:{}`, `no`},
	{`C:3:"foo":2:{xx}`, `object`}, {`C:3:"foo":2:{xxx}`, `no`}, {`C:3:"foo":9:{xx}`, `no`},
	{`o:1:{s:1:"a";i:1;}`, `no`}, {`n;`, `no`}, {`N`, `no`}, {``, `no`}, {`x`, `no`}, {`:`, `no`},
	{`a:100000000:{}`, `no`}, {`a:99999999999999999999:{}`, `no`}, {`s:99999999999999999999:"a";`, `no`}, {`s:-1:"a";`, `no`},
	{`a:1:{i:0;O:3:"Foo":1:{s:1:"a";C:3:"foo":3:{"}{}}}`, `[object]`},
}

func TestDecode(t *testing.T) {
	for _, w := range written {
		if got := decoded(t, w.text); got != w.json {
			t.Errorf("Decode(%q) is %s, PHP has %s", w.text, got, w.json)
		}
	}
}

// decoded is what Decode makes of a text, as JSON.
func decoded(t *testing.T, text string) string {
	t.Helper()
	v, err := Decode([]byte(text), Limits{})
	if err != nil {
		checkError(t, text, err)
		return "no"
	}
	return asJSON(&v)
}

func checkError(t *testing.T, text string, err error) {
	t.Helper()
	var fault *Error
	if !errors.As(err, &fault) || fault.Offset < 0 || fault.Offset > len(text) || fault.Why == "" {
		t.Errorf("Decode(%q): %v has no place in the text", text, err)
	}
}

// asJSON writes a value as PHP's json_encode does, with an array's later keys in
// the place of earlier ones.
func asJSON(v *Value) string {
	switch v.Kind {
	case Null:
		return "null"
	case Bool, Int:
		if v.Kind == Int {
			return fmt.Sprint(v.Int)
		}
		return fmt.Sprint(v.Bool)
	case Float:
		text := fmt.Sprint(v.Float)
		if v.Float == math.Trunc(v.Float) && !strings.Contains(text, "e") {
			text += ".0"
		}
		return text
	case String:
		return quote(v.Text)
	case Opaque:
		return "object"
	}
	var keys, values []string
	list := true
	for i := range v.Items {
		key := v.Items[i].Key.String()
		at := -1
		for j := range keys {
			if keys[j] == key {
				at = j
			}
		}
		if at < 0 {
			at = len(keys)
			keys, values = append(keys, key), append(values, "")
			list = list && v.Items[i].Key.Kind == Int && v.Items[i].Key.Int == int64(at)
		}
		values[at] = asJSON(&v.Items[i].Value)
	}
	if list {
		return "[" + strings.Join(values, ",") + "]"
	}
	for i := range values {
		values[i] = quote(keys[i]) + ":" + values[i]
	}
	return "{" + strings.Join(values, ",") + "}"
}

func quote(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		return err.Error()
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// asPHP reads texts as JSON from its input and writes what PHP makes of each.
const asPHP = `function w($v) {
	if (is_object($v)) return "object";
	if (!is_array($v)) return json_encode($v, JSON_PRESERVE_ZERO_FRACTION|JSON_UNESCAPED_SLASHES|JSON_UNESCAPED_UNICODE);
	$list = array_is_list($v); $out = [];
	foreach ($v as $k => $x) $out[] = ($list ? "" : json_encode((string)$k) . ":") . w($x);
	return ($list ? "[" : "{") . implode(",", $out) . ($list ? "]" : "}");
}
foreach (json_decode(stream_get_contents(STDIN)) as $text) {
	$text = base64_decode($text);
	$v = @unserialize($text, ["allowed_classes" => false]);
	echo $v === false && $text !== "b:0;" ? "no" : w($v), "\n";
}`

// TestDecodeLive asks PHP about each text, and about each cut short.
func TestDecodeLive(t *testing.T) {
	php, err := exec.LookPath("php")
	if err != nil {
		if os.Getenv("AUTHLINT_SERVERS") == "required" {
			t.Fatal("PHP is not installed: ", err)
		}
		t.Skip("PHP is not installed: ", err)
	}
	var texts []string
	for _, w := range written {
		// PHP follows a reference, perhaps in a ring, and writes large numbers
		// in its own way.
		if strings.ContainsAny(w.text, "RrEI") {
			continue
		}
		texts = append(texts, w.text)
		for i := range w.text {
			texts = append(texts, w.text[:i], w.text[:i]+"1"+w.text[i:], w.text[:i]+w.text[i+1:])
		}
	}
	var encoded [][]byte
	for _, text := range texts {
		encoded = append(encoded, []byte(text))
	}
	input, err := json.Marshal(encoded)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	run := exec.CommandContext(ctx, php, "-r", asPHP)
	run.Stdin = strings.NewReader(string(input))
	out, err := run.Output()
	if err != nil {
		t.Fatal(err)
	}
	answers := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(answers) != len(texts) || len(texts) < 1000 {
		t.Fatalf("%d answers to %d texts", len(answers), len(texts))
	}
	for i, text := range texts {
		// PHP takes no count of an object's properties for none. Nothing writes that.
		if got := decoded(t, text); got != answers[i] && !strings.Contains(text, `"::`) {
			t.Errorf("Decode(%q) is %s, PHP has %s", text, got, answers[i])
		}
	}
}

func TestLimits(t *testing.T) {
	deep := func(n int) string {
		return strings.Repeat("a:1:{i:0;", n) + "N;" + strings.Repeat("}", n)
	}
	for _, c := range []struct {
		name, text string
		limits     Limits
		limit      bool
	}{
		{"as deep as PHP goes", deep(MaxDepth), Limits{}, false},
		{"deeper", deep(MaxDepth + 1), Limits{}, true},
		{"200,000 deep", deep(200_000), Limits{}, true},
		{"as many", "a:2:{i:0;N;i:1;N;}", Limits{Count: 3}, false},
		{"more", "a:2:{i:0;N;i:1;N;}", Limits{Count: 2}, true},
		{"as long", "s:2:\"ab\";", Limits{Bytes: 9}, false},
		{"longer", "s:2:\"ab\";", Limits{Bytes: 8}, true},
		{"objects within objects", strings.Repeat(`O:1:"a":1:{i:0;`, 20) + "N;" + strings.Repeat("}", 20), Limits{Depth: 19}, true},
	} {
		_, err := Decode([]byte(c.text), c.limits)
		var fault *Error
		if got := errors.As(err, &fault) && fault.Limit; got != c.limit || err != nil && !c.limit {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestClaims sees that a number in the text makes nobody allocate.
func TestClaims(t *testing.T) {
	text := []byte("a:100000000:{" + strings.Repeat("i:0;N;", 100) + "}")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 100 {
		if _, err := Decode(text, Limits{}); err == nil {
			t.Fatal("a hundred million elements were found")
		}
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20 {
		t.Errorf("%d bytes were allocated", used)
	}
}

func TestValue(t *testing.T) {
	text := `a:9:{s:1:"t";b:1;s:1:"f";b:0;s:1:"n";N;s:1:"i";i:12;s:1:"s";s:3:" 12";s:1:"0";s:1:"0";s:1:"d";d:1.0E+25;s:1:"a";a:0:{}i:7;d:0;}`
	v, err := Decode([]byte(text), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		key, text string
		truth     bool
		number    int64
		known     bool
	}{
		{"t", "1", true, 1, true}, {"f", "", false, 0, true}, {"n", "", false, 0, false}, {"i", "12", true, 12, true},
		{"s", " 12", true, 12, true}, {"0", "0", false, 0, true}, {"d", "1.0E+25", true, 0, false}, {"a", "Array", false, 0, false},
		{"7", "0", false, 0, true}, {"absent", "", false, 0, false},
	} {
		got := v.Get(c.key)
		if got.String() != c.text || got.True() != c.truth {
			t.Errorf("%s is %q and %v", c.key, got.String(), got.True())
		}
		if n, known := got.Number(); n != c.number || known != c.known {
			t.Errorf("%s is the number %d (%v)", c.key, n, known)
		}
	}
	if got := v.Get("s"); text[got.Start:got.End] != `s:3:" 12";` {
		t.Errorf("the place of s is %q", text[got.Start:got.End])
	}
	if v.End != len(text) || v.Get("s").Get("x") != nil {
		t.Error("the end of the array, or an element of a text")
	}
}

func TestSerialized(t *testing.T) {
	for text, want := range map[string]bool{
		"N;": true, " a:0:{}\n": true, "a:1:{oops}": true, `s:3:"abc";`: true, "b:1;": true, "i:5;": true, "d:0.5;": true,
		`O:3:"Foo":0:{}`: true, `E:3:"A:B";`: true, "": false, "a:0:{": false, "a:x:{}": false, "a::{}": false, "hello;": false,
		`s:3:"abc;`: false, "i:5}": false, "i:;": false, "C:3:{}": false, "a:0;": false,
	} {
		if got := Serialized(text); got != want {
			t.Errorf("Serialized(%q) is %v", text, got)
		}
	}
}

// TestSamples decodes what real plugins stored.
func TestSamples(t *testing.T) {
	shared := os.Getenv("AUTHLINT_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	found := 0
	for _, c := range []struct{ file, key string }{
		{"wordfence-wflogs-config.php", "authKey"}, {"wordfence-wflogs-config-synced.php", "disableWAFIPBlocking"},
		{"wordfence-wflogs-config-transient.php", "watchedIPs"}, {"wordfence-wflogs-config-livewaf.php", "cron"},
	} {
		data, err := os.ReadFile(filepath.Join(shared, "samples/wordpress", c.file))
		if err != nil {
			t.Skip("the real files are not part of the repository: ", err)
		}
		found++
		_, stored, _ := strings.Cut(string(data), "?>")
		at := strings.Index(stored, "a:")
		v, err := Decode([]byte(stored[max(at, 0):]), Limits{})
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
		} else if v.Get(c.key) == nil {
			t.Errorf("%s has no %s among its %d", c.file, c.key, len(v.Items))
		}
	}
	if found != 4 {
		t.Errorf("%d files were read", found)
	}
}

func FuzzDecode(f *testing.F) {
	for _, w := range written {
		f.Add([]byte(w.text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := Decode(data, Limits{})
		if err != nil {
			checkError(t, string(data), err)
			return
		}
		checkPlaces(t, &v, 0, len(data))
	})
}

// checkPlaces sees that values lie within those that hold them.
func checkPlaces(t *testing.T, v *Value, start, end int) {
	t.Helper()
	if v.Start < start || v.End > end || v.Start >= v.End {
		t.Fatalf("%d to %d lies not within %d to %d", v.Start, v.End, start, end)
	}
	at := v.Start
	for i := range v.Items {
		checkPlaces(t, &v.Items[i].Key, at, v.End)
		checkPlaces(t, &v.Items[i].Value, v.Items[i].Key.End, v.End)
		at = v.Items[i].Value.End
	}
}
