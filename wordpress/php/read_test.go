package php

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// told is what is known of a program's definitions, one after the other.
func told(p *Program) string {
	var out []string
	for i := range p.Definitions {
		d := &p.Definitions[i]
		value := "?"
		switch d.Value.Kind {
		case Words:
			value = fmt.Sprintf("%s%q", [...]string{"", "here+", "home+"}[d.Value.Base], d.Value.Text)
		case Flag, Whole:
			value = d.Value.Text
		case Nothing:
			value = "null"
		}
		sign := ""
		if d.Variable {
			sign = "$"
		}
		out = append(out, sign+d.Name+"="+value)
	}
	if p.Open {
		out = append(out, "...")
	}
	return strings.Join(out, " ")
}

func TestRead(t *testing.T) {
	for text, want := range map[string]string{
		`define('A', 'b');`:                                                                 `A="b"`,
		`define( "A" , "b" , true );`:                                                       `A="b"`,
		`\DEFINE('A', 'b' . "\x41" . 1 . true . false . null);`:                             `A="bA11"`,
		`@define('A', -0x10); define('B', - 1); define('C', 1.5);`:                          `A=-16 B=-1 C=?`,
		`define('A', TRUE); define('B', (false)); define('C', NULL)`:                        `A=true B=false C=null`,
		`const A = 'b', B = A . 'c'; $a = B;`:                                               `A="b" B="bc" $a="bc"`,
		`if (x) define('A', 'b'); define('B', 'c');`:                                        `A=? B="c"`,
		`if (x) { define('A', 'b'); } define('B', 'c');`:                                    `A=? B="c"`,
		`if (x): define('A', 'b'); else: $a = 1; endif; $b = 2;`:                            `A=? $a=? $b=2`,
		`if (x) if (y) $a = 1; else $a = 2; $b = 3;`:                                        `$a=? $a=? $b=3`,
		`if (x) {} elseif (y) $a = 1; else if (z) { $b = 1; } $c=1;`:                        `$a=? $b=? $c=1`,
		`defined('A') || define('A', 'b'); defined('B') or define('B', 'c');`:               `A=? B=?`,
		`function f() { define('A', 'b'); return 1; } define('B', 'c');`:                    `A=? B="c"`,
		`class C { const D = 'e'; function f() { if (x) { return; } } } $a = 1;`:            `D=? $a=1`,
		`if (x) { return; } define('A', 'b');`:                                              `A=?`,
		`if (x) exit; define('A', 'b'); exit; define('B', 'c');`:                            `A="b"`,
		`define($name, 'b');`:                                                               `...`,
		`define('A', getenv('A')); define('B', "$c"); define('D', E);`:                      `A=? B=? D=?`,
		`define('A', x ? 'b' : 'c'); define('B', 'c' + 1);`:                                 `A=? B=?`,
		`$a = 'b'; $a .= 'c'; $d['e'] = 'f';`:                                               `$a="b" $a=?`,
		`$a = $b = 'c'; $d = 'e'; $d++;`:                                                    `$a=? $b=? $d="e" $d=?`,
		`define('A', __DIR__ . '/b'); define('B', dirname(__FILE__) . '/c');`:               `A=here+"/b" B=here+"/c"`,
		`define('A', dirname(dirname(__FILE__)) . '/c'); define('B', dirname(__DIR__, 2));`: `A=here+"/../c" B=here+"/../.."`,
		`define('A', ABSPATH . 'b'); define('B', A . '/c'); define('C', 'd' . A);`:          `A=home+"/b" B=home+"/b/c" C=?`,
		`namespace A; const B = 'c';`:                                                       `B=?`,
		`foreach (x as $k => $v) { define($k, $v); }`:                                       `...`,
		`$f = function () { define('A', 'b'); }; $c = 'd';`:                                 `$f=? A=? $c="d"`,
		`$o->define('A', 'b'); O::define('A', 'b');`:                                        ``,
		`?><b>define('A', 'b');</b><?php define('B', 'c') ?>`:                               `B="c"`,
		`try { $a = 1; } catch (E $e) { $a = 2; } do $b = 1; while (x); $c = 1;`:            `$a=? $a=? $b=? $c=1`,
		`define('A', 'b`:                       `A=? ...`,
		`define('A'`:                           `...`,
		"$a = <<<'X'\n b\n X;":                 `$a="b"`,
		`__halt_compiler(); define('A', 'b');`: ``,
		`?><? define('A', 'b');`:               `A=?`,
	} {
		if got := told(Read([]byte("<?php " + text))); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestReadIncludes(t *testing.T) {
	p := Read([]byte("<?php require_once ABSPATH . 'a.php'; if (x) include('b.php'); (include \"$c\"); require __DIR__ . '/d.php' ?>"))
	var got []string
	for _, i := range p.Includes {
		got = append(got, fmt.Sprint(i.File.Base, i.File.Text, i.Sure))
	}
	if want := "[2/a.phptrue 0b.phpfalse 0false 1/d.phptrue]"; strings.ReplaceAll(fmt.Sprint(got), ",", "") != want {
		t.Errorf("got %q, want %s", got, want)
	}
}

// TestReadPHP compares what is known with what PHP defines.
func TestReadPHP(t *testing.T) {
	bin, err := exec.LookPath("php")
	if err != nil {
		t.Skip("php is not installed")
	}
	dir := t.TempDir()
	for i, text := range append([]string{
		`<?php define('A', "a\n" . 'b\'' . 0x10 . true . false . null . -5); const B = A . 'c', D = -012; define('B', 'other');`,
		`<?php define('A', dirname(dirname(__FILE__)) . '/b'); define('B', dirname(__DIR__, 2)); define('C', __DIR__); define('E', dirname(ABSPATH) . '/x');`,
		"<?php if (true): define('A', 1); elseif (false): define('B', 2); endif; define('C', 3); if (false) define('D', 4); else define('D', 5); define('D', 6);",
		"<?php function f() { return 1; } if (f()) { return; } define('A', 1);",
		"<?php if (true) ?><?php define('A', 1); if (false) define('A', 2) ?><?php define('B', 3);",
		"<?php if (false) while (true) define('A', 1); define('A', 2); switch (1): case 1: define('B', 1); endswitch; define('B', 2);",
		"<?php define('A', <<<X\n  a\n   b\n  X . 'c'); // define('A', 'z');\n# define('A', 'z');\ndefine('B', 1_000);",
		"<?php $f = fn() => define('A', 1); define('A', 2); $f = function () { define('B', 1); }; $f(); define('B', 2);",
	}, seeds...) {
		file := filepath.Join(dir, "sub", fmt.Sprint("p", i, ".php"))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(bin, "-d", "display_errors=stderr", "-r", `define('ABSPATH', $argv[1] . '/');
			register_shutdown_function(function () { echo json_encode(array_map(fn($v) => is_bool($v) ? ($v ? 'true' : 'false') : (string)$v, get_defined_constants(true)['user'])); });
			function a() { return false; } include $argv[2];`, filepath.Dir(file), file).Output()
		_, failed := err.(*exec.ExitError)
		if err != nil && !failed {
			t.Fatal(err)
		}
		var defined map[string]string
		if err := json.Unmarshal(out, &defined); err != nil {
			t.Fatalf("%s: %v: %s", text, err, out)
		}
		p := Read([]byte(text))
		for name := range p.constants {
			d := p.Constant(name)
			got := d.Value.Text
			if d.Value.Base != NoBase {
				got = filepath.Clean(filepath.Dir(file) + got)
			}
			if want := defined[name]; d.Value.Kind != Computed && !failed && got != want && got != filepath.Clean(want) {
				t.Errorf("%s\n%s is %q, and PHP says %q", text, name, got, want)
			}
		}
	}
}

// TestReadTime reads programs made to be slow.
func TestReadTime(t *testing.T) {
	for _, part := range []string{"define('A',", "define(", "include ", "(", "{", "if(", "$a=", "A.", "\"{$a", "<<<A\n", "const A=B,", "dirname(", "define('A',A.A);", "function(){", "/*", "-"} {
		begun := time.Now()
		Read([]byte("<?php " + strings.Repeat(part, (MaxProgram-10)/len(part))))
		if took := time.Since(begun); took > 3*time.Second {
			t.Errorf("%q repeated takes %v", part, took)
		}
	}
}

// TestReadDoubled reads a text that is made of itself again and again.
func TestReadDoubled(t *testing.T) {
	text := "<?php const A0 = 'a'"
	for i := range 60 {
		text += fmt.Sprintf(", A%d = A%d . A%d", i+1, i, i)
	}
	p := Read([]byte(text + ";"))
	if d := p.Constant("A5"); d == nil || len(d.Value.Text) != 32 {
		t.Errorf("A5 is %+v", d)
	}
	if d := p.Constant("A60"); d == nil || d.Value.Kind != Computed {
		t.Errorf("A60 is %+v", d)
	}
}

// FuzzRead checks that every definition lies in the program.
func FuzzRead(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := Read([]byte(text))
		for i := range p.Definitions {
			d := &p.Definitions[i]
			if d.Start > d.From || d.From > d.To || d.To > d.End || d.End > len(text) || d.Value.Start > d.Value.End || d.Value.End > len(text) {
				t.Fatalf("%q: %+v", text, d)
			}
		}
		for _, i := range p.Includes {
			if i.Start >= i.End || i.End > len(text) {
				t.Fatalf("%q: %+v", text, i)
			}
		}
	})
}
