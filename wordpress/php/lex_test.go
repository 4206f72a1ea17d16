package php

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

var kindNames = map[TokenKind]string{
	Inline: "inline", Open: "open", Close: "close", Comment: "comment", Name: "name", Variable: "variable", Text: "text",
	Template: "template", Number: "number", Cast: "cast", Sign: "sign", Data: "data", Broken: "broken",
}

// shown is a program's words, each with its kind.
func shown(text string) string {
	var words []string
	for _, t := range Lex([]byte(text)) {
		words = append(words, fmt.Sprintf("%s %q", kindNames[t.Kind], text[t.Start:t.End]))
	}
	return strings.Join(words, ", ")
}

func TestLex(t *testing.T) {
	for text, want := range map[string]string{
		"":                          ``,
		"text":                      `inline "text"`,
		"<?phpx":                    `inline "<?phpx"`,
		"<?xml <?php\n1":            `inline "<?xml ", open "<?php", number "1"`,
		"<?PHP // a ?>b":            `open "<?PHP", comment "// a ", close "?>", inline "b"`,
		"<?php # a\n/* b */ 1":      `open "<?php", comment "# a", comment "/* b */", number "1"`,
		"<?php #[A] $b":             `open "<?php", sign "#[", name "A", sign "]", variable "$b"`,
		`<?php 'a\'b' "c$"`:         `open "<?php", text "'a\\'b'", text "\"c$\""`,
		`<?php "a$b" "{$c["d"]}"`:   `open "<?php", template "\"a$b\"", template "\"{$c[\"d\"]}\""`,
		"<?php `a`":                 "open \"<?php\", template \"`a`\"",
		`<?php ( int ) (a)`:         `open "<?php", cast "( int )", sign "(", name "a", sign ")"`,
		`<?php \a\B .5 1_000 0x1f`:  `open "<?php", name "\\a\\B", number ".5", number "1_000", number "0x1f"`,
		`<?php 'open`:               `open "<?php", broken "'open"`,
		`<?php /* open`:             `open "<?php", broken "/* open"`,
		"<?php <<<A\nb\n A;":        `open "<?php", text "<<<A\nb\n A", sign ";"`,
		"<?php <<<A\nb$c\nA;":       `open "<?php", template "<<<A\nb$c\nA", sign ";"`,
		"<?php <<<'A'\nb$c\nA;":     `open "<?php", text "<<<'A'\nb$c\nA", sign ";"`,
		"<?php <<<A\nAb\n":          `open "<?php", broken "<<<A\nAb\n"`,
		"<?php 1 <<< 2":             `open "<?php", number "1", sign "<<", sign "<", number "2"`,
		"<?php __halt_compiler();x": `open "<?php", name "__halt_compiler", sign "(", sign ")", sign ";", data "x"`,
		"<?php a ?? b ?->c ?: d":    `open "<?php", name "a", sign "??", name "b", sign "?->", name "c", sign "?", sign ":", name "d"`,
	} {
		if got := shown(text); got != want {
			t.Errorf("%q:\n got %s\nwant %s", text, got, want)
		}
	}
}

// wordsByPHP is a program that prints the plain texts, numbers and comments of its
// input with their places, and where texts with variables stand.
const wordsByPHP = `
$out = []; $until = null; $from = 0;
foreach (PhpToken::tokenize(stream_get_contents(STDIN)) as $t) {
	if ($until !== null) {
		if ($t->is(T_ENCAPSED_AND_WHITESPACE)) { $parts[] = $t->text; } elseif (!$t->is($until)) { $plain = false; }
		if ($t->is($until)) {
			if (!$plain || $until !== T_END_HEREDOC) { $out[] = ["template", $from, ""]; }
			else { $out[] = ["text", $from, bin2hex(eval("return " . $head . implode("", $parts) . $t->text . ";"))]; }
			$until = null;
		}
		continue;
	}
	$from = $t->pos;
	if ($t->is(['"', "` + "`" + `"])) { $until = $t->text; $plain = false; $parts = []; }
	elseif ($t->is(T_START_HEREDOC)) { $until = T_END_HEREDOC; $plain = true; $head = $t->text; $parts = []; }
	elseif ($t->is(T_CONSTANT_ENCAPSED_STRING)) { $out[] = ["text", $from, bin2hex(eval("return $t->text;"))]; }
	elseif ($t->is([T_LNUMBER, T_DNUMBER])) { $out[] = ["number", $from, ""]; }
	elseif ($t->is([T_COMMENT, T_DOC_COMMENT])) { $out[] = ["comment", $from, ""]; }
	elseif ($t->is(T_VARIABLE)) { $out[] = ["variable", $from, ""]; }
}
echo json_encode($out);
`

// TestLexPHP compares the words with those of PHP itself.
func TestLexPHP(t *testing.T) {
	bin, err := exec.LookPath("php")
	if err != nil {
		t.Skip("php is not installed")
	}
	if exec.Command(bin, "-r", "exit(class_exists('PhpToken') ? 0 : 1);").Run() != nil {
		t.Skip("php has no tokenizer")
	}
	for _, text := range append([]string{
		`<?php 'a\\\'\n' . "a\\\"\$\n\t\x41\x4\101\1\u{20AC}\u{D800}\q\x\v\e\f{$a}" . "\u" . "$" . "a{b";`,
		`<?php "\u{20AC}\u{1F600}\u{D800}\q\x\xZ\v\e\f\0\777\8" . '\"' . "'";`,
		"<?php <<<A\n  a\\n\\\"\n   b\n  A . <<<'B'\nb\\n$c\nB . <<< \"C\"\nC;",
		"<?php <<<A\n{$a['b']} ${c}\nA; \"{$a[\"b\"]} $c[1] $d->e ${f}\" . 'x';",
		"<?php 1_0 + 0x1F - 0b11 . 0o17 . 1.5e-3 . .5 . 017 . 1e3 . 1..2;",
		"<?php #[A('b')]\n# c ?>x<?= 'd' ?>\n<?php /** e */ // f\r\n'g';",
		"<?php $a=(int)'5';$b=( string )$a; `ls $a`; f('x');",
		"a <?php echo 'b'; __halt_compiler(); 'c' \"",
	}, seeds...) {
		cmd := exec.Command(bin, "-d", "display_errors=stderr", "-r", wordsByPHP)
		cmd.Stdin = strings.NewReader(text)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		var want [][3]any
		if err := json.Unmarshal(out, &want); err != nil {
			t.Fatalf("%q: %v: %s", text, err, out)
		}
		if got, want := interesting(text), fmt.Sprint(want); got != want {
			t.Errorf("%q:\n got %s\nwant %s", text, got, want)
		}
	}
}

func interesting(text string) string {
	var out [][3]any
	for _, tok := range Lex([]byte(text)) {
		value := ""
		switch tok.Kind {
		case Text:
			s, _ := Unquote([]byte(text), tok)
			value = fmt.Sprintf("%x", s)
		case Number, Comment, Variable, Template:
		default:
			continue
		}
		out = append(out, [3]any{kindNames[tok.Kind], tok.Start, value})
	}
	return fmt.Sprint(out)
}

// seeds are programs such as settings are written in.
var seeds = []string{
	"<?php\n/** The settings */\ndefine( 'DB_NAME', 'wp' );\n$table_prefix = 'wp_';\nrequire_once ABSPATH . 'wp-settings.php';\n",
	"<?php\nif ( ! defined( 'ABSPATH' ) ) {\n\tdefine( 'ABSPATH', __DIR__ . '/' );\n}\n",
	"<?php if (a): define('A', 1); elseif (b): define('A', 2); else: define('A', 3); endif; const B = 'c', D = -1;",
	"<?php\ndefine('WP_CONTENT_DIR', dirname(dirname(__FILE__)) . '/content');define(\"A\", getenv('A') ?: 'b');",
	"<?php function f() { define('A', 'b'); } class C { const D = 'e'; } $a['b'] = <<<X\n c\n X;",
}

// FuzzLex checks that the words of any text lie in it one after the other.
func FuzzLex(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, tok := range Lex([]byte(text)) {
			if tok.Start < end || tok.End <= tok.Start || tok.End > len(text) {
				t.Fatalf("%q: %s from %d to %d, after %d", text, kindNames[tok.Kind], tok.Start, tok.End, end)
			}
			if between := strings.Trim(text[end:tok.Start], " \t\r\n"); between != "" {
				t.Fatalf("%q: %q is in no word", text, between)
			}
			if _, ok := Unquote([]byte(text), tok); ok != (tok.Kind == Text) {
				t.Fatalf("%q: the text of %q is %v", text, text[tok.Start:tok.End], ok)
			}
			end = tok.End
		}
		if rest := strings.Trim(text[end:], " \t\r\n"); rest != "" {
			t.Fatalf("%q: %q is in no word", text, rest)
		}
	})
}
