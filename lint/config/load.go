package config

import (
	"fmt"
	"path"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/authlint/authlint/lint/source"
)

// decoder turns one file into a Config.
type decoder struct {
	file        *source.File
	known       Known
	config      Config
	diagnostics []Diagnostic
}

// Load decodes a file. The name of the file is how diagnostics call it; dir is
// the folder it lies in, absolute. When a diagnostic is an error, nothing in
// the file holds and the Config is the zero value.
func Load(file *source.File, dir string, known Known) (Config, []Diagnostic) {
	d := &decoder{file: file, known: known, config: Config{File: file.Name, Dir: dir}}
	d.load()
	diagnostics := d.sorted()
	if Failed(diagnostics) {
		return Config{}, diagnostics
	}
	return d.config, diagnostics
}

func (d *decoder) load() {
	if !d.bounded() {
		return
	}
	parsed, diags := hclsyntax.ParseConfig(d.file.Data, path.Base(d.file.Name), hcl.InitialPos)
	if parsed == nil {
		d.maskEntries()
		d.take(diags)
		return
	}
	// Before anything is said of words that a newer authlint may know.
	if !d.required(parsed.Body) {
		return
	}
	if d.take(diags); diags.HasErrors() {
		d.maskEntries()
		return
	}
	var body fileBody
	d.names(parsed.Body, &body, "the file")
	diags = gohcl.DecodeBody(parsed.Body, nil, &body)
	if d.take(diags); diags.HasErrors() {
		return
	}
	d.blocks(&body)
}

// Bounds on how deep values may nest and how many operators there may be: the
// parser calls itself for each, and a stack that is full ends the program.
const (
	maxNesting   = 50
	maxOperators = 1000
)

// bounded says whether the file may be handed to the parser.
func (d *decoder) bounded() bool {
	start := hcl.Range{}
	if len(d.file.Data) > maxSize {
		d.errorf(start, "the file is larger than %d KiB", maxSize>>10)
		return false
	}
	tokens, _ := hclsyntax.LexConfig(d.file.Data, "", hcl.InitialPos)
	d.maskPasswords(tokens)
	depth, operators := 0, 0
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenOQuote,
			hclsyntax.TokenOHeredoc, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			depth++
		case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenCQuote,
			hclsyntax.TokenCHeredoc, hclsyntax.TokenTemplateSeqEnd:
			depth = max(depth-1, 0)
		case hclsyntax.TokenMinus, hclsyntax.TokenBang, hclsyntax.TokenQuestion:
			operators++
		}
		if depth > maxNesting || operators > maxOperators {
			d.errorf(t.Range, "the file is nested too deeply here")
			return false
		}
	}
	return true
}

// maskPasswords hides what stands behind "password =", before anything that is
// wrong with the file is shown: no password belongs there, which is no reason
// to print the one that somebody wrote.
func (d *decoder) maskPasswords(tokens hclsyntax.Tokens) {
	for i := 1; i < len(tokens); i++ {
		if tokens[i].Type != hclsyntax.TokenEqual || string(tokens[i-1].Bytes) != "password" {
			continue
		}
		if word := wordAfter(tokens[i+1:]); word != passwordRight && word != passwordWrong {
			at := tokens[i].Range.End.Byte
			d.file.Mask(d.file.Span(at, d.file.LineSpan(at).End))
		}
	}
}

// wordAfter is a text in quotes that tokens begin with; empty for none.
func wordAfter(tokens hclsyntax.Tokens) string {
	if len(tokens) < 3 || tokens[0].Type != hclsyntax.TokenOQuote || tokens[2].Type != hclsyntax.TokenCQuote {
		return ""
	}
	return string(tokens[1].Bytes)
}

// names complains of arguments and blocks that the target, a pointer to a
// struct with gohcl's tags, has no field for, and takes them away: hcl would
// complain in its own words, and what else is wrong is told in the same go.
func (d *decoder) names(body hcl.Body, target any, where string) {
	native, ok := body.(*hclsyntax.Body)
	if !ok {
		return
	}
	schema, rest := gohcl.ImpliedBodySchema(target)
	var arguments, blocks []string
	for _, a := range schema.Attributes {
		arguments = append(arguments, a.Name)
	}
	for _, b := range schema.Blocks {
		blocks = append(blocks, b.Type)
	}
	native.Blocks = slices.DeleteFunc(native.Blocks, func(b *hclsyntax.Block) bool {
		if slices.Contains(blocks, b.Type) {
			d.names(b.Body, blockTargets()[b.Type], "a block "+b.Type)
			return false
		}
		d.errorf(b.TypeRange, "%s", unknownName("block", b.Type, where, blocks, arguments))
		return true
	})
	for name, a := range native.Attributes {
		if !rest && !slices.Contains(arguments, name) {
			d.errorf(a.NameRange, "%s", unknownName("argument", name, where, arguments, blocks))
			delete(native.Attributes, name)
		}
	}
}

// unknownName complains of a name that may be one of the other kind.
func unknownName(kind, name, where string, names, others []string) string {
	if slices.Contains(others, name) {
		form := "an argument: " + name + " = ..."
		if kind == "argument" {
			form = "a block: " + name + " { ... }"
		}
		return fmt.Sprintf("%q is %s", name, form)
	}
	return fmt.Sprintf("%s has no %s %s%s", where, kind, quote(name), meant(name, names))
}
