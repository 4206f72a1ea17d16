// Package baseline keeps findings that were there before somebody began to
// look, so that only what is new fails a check.
//
// Begin with Of and Parse. An entry is known by its fingerprint, in which no
// line number is: a baseline stays right when lines move.
package baseline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/source"
)

// version changes when a file can no longer be read as before.
const version = 1

// Entry is one finding that is known.
type Entry struct {
	Rule        string `json:"rule"`
	File        string `json:"file"`
	Fingerprint string `json:"fingerprint"`
	// Message is for whoever reads the file; it may be missing.
	Message string `json:"message,omitempty"`
}

// Baseline is a list of findings that are known, by file, rule and
// fingerprint.
type Baseline struct {
	entries []Entry
}

// Of returns the baseline of all findings that count.
func Of(r *lint.Result) *Baseline {
	b := &Baseline{}
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Suppressed != nil {
			continue
		}
		message := f.Message
		for _, print := range f.Fingerprints() {
			b.entries = append(b.entries, Entry{f.Rule.ID, f.Identity, print, message})
			message = "" // which names the first
		}
	}
	b.sort()
	return b
}

func (b *Baseline) sort() {
	slices.SortStableFunc(b.entries, func(x, y Entry) int {
		return cmp.Or(
			strings.Compare(x.File, y.File),
			strings.Compare(x.Rule, y.Rule),
			strings.Compare(x.Fingerprint, y.Fingerprint),
		)
	})
}

// Len is the number of entries: a finding that tells of several places has one
// for each.
func (b *Baseline) Len() int { return len(b.entries) }

// file is a baseline as it is written.
type file struct {
	Version  int     `json:"version"`
	Tool     string  `json:"tool"`
	Findings []Entry `json:"findings"`
}

// Encode writes the file.
func (b *Baseline) Encode() ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(file{Version: version, Tool: "authlint", Findings: append([]Entry{}, b.entries...)})
	return out.Bytes(), err
}

// Parse reads a file; name is what errors call it, with line and column.
func Parse(name string, data []byte) (*Baseline, error) {
	p := parser{data: data, decoder: json.NewDecoder(bytes.NewReader(data))}
	p.decoder.DisallowUnknownFields()
	var whole json.RawMessage
	err := json.Unmarshal(data, &whole)
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		p.value = max(syntax.Offset-1, 0)
	}
	b := &Baseline{}
	if err == nil {
		err = p.file(b)
	}
	if err != nil {
		at := source.NewFile(name, data).Position(int(p.value))
		return nil, fmt.Errorf("%s:%d:%d: %w", name, at.Line, at.Column, bare(err))
	}
	b.sort()
	return b, nil
}

type parser struct {
	data    []byte
	decoder *json.Decoder
	// value is where the value at hand begins, or what is wrong with it.
	value int64
}

// bare takes off what package json says of itself.
func bare(err error) error {
	if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
		return fmt.Errorf("%s does not belong here", wrong.Value)
	}
	return errors.New(strings.TrimPrefix(err.Error(), "json: "))
}

// mark notes where the next value begins.
func (p *parser) mark() {
	p.value = p.decoder.InputOffset()
	for p.value < int64(len(p.data)) && strings.IndexByte(" \t\r\n,:", p.data[p.value]) >= 0 {
		p.value++
	}
}

// delim takes one bracket.
func (p *parser) delim(want json.Delim) error {
	p.mark()
	token, err := p.decoder.Token()
	if err != nil {
		return err
	}
	if token != want {
		return fmt.Errorf("no baseline: %q belongs here", want.String())
	}
	return nil
}

func (p *parser) file(b *Baseline) error {
	said := 0
	if err := p.delim('{'); err != nil {
		return err
	}
	for p.decoder.More() {
		p.mark()
		key, err := p.decoder.Token()
		if err != nil {
			return err
		}
		switch key {
		case "version":
			said, err = p.version()
		case "tool":
			var tool string
			p.mark()
			err = p.decoder.Decode(&tool)
		case "findings":
			err = p.findings(b)
		default:
			err = fmt.Errorf("unknown field %q", key)
		}
		if err != nil {
			return err
		}
	}
	if err := p.delim('}'); err != nil {
		return err
	}
	if said == 0 {
		p.value = 0
		return errors.New("no baseline: its version is missing")
	}
	return nil
}

func (p *parser) version() (int, error) {
	var said int
	p.mark()
	if err := p.decoder.Decode(&said); err != nil {
		return 0, err
	}
	if said != version {
		return 0, fmt.Errorf("version %d is not the one that this authlint reads, which is %d", said, version)
	}
	return said, nil
}

func (p *parser) findings(b *Baseline) error {
	if err := p.delim('['); err != nil {
		return err
	}
	for p.decoder.More() {
		var e Entry
		p.mark()
		if err := p.decoder.Decode(&e); err != nil {
			return err
		}
		if e.Rule == "" || e.File == "" || e.Fingerprint == "" {
			return errors.New("an entry needs rule, file and fingerprint")
		}
		b.entries = append(b.entries, e)
	}
	return p.delim(']')
}

// key is by what an entry knows a finding.
func (e *Entry) key() [2]string { return [2]string{e.Rule, e.Fingerprint} }

// Apply suppresses the findings that are known and returns the entries that
// are stale: no finding is theirs any more. Only those are judged of which
// judged says that they would have been found.
func (b *Baseline) Apply(r *lint.Result, judged func(Entry) bool) (stale *Baseline) {
	known := make(map[[2]string]bool, len(b.entries))
	for i := range b.entries {
		known[b.entries[i].key()] = true
	}
	found := map[[2]string]bool{}
	for i := range r.Findings {
		f := &r.Findings[i]
		all := true
		for _, print := range f.Fingerprints() {
			key := [2]string{f.Rule.ID, print}
			found[key] = true
			all = all && known[key]
		}
		if all && f.Suppressed == nil {
			f.Suppressed = &lint.Suppression{Kind: lint.Baseline, Reason: "in the baseline"}
		}
	}
	r.Count()
	stale = &Baseline{}
	for _, e := range b.entries {
		if !found[e.key()] && judged(e) {
			stale.entries = append(stale.entries, e)
		}
	}
	return stale
}

// Without returns the baseline without the entries of another.
func (b *Baseline) Without(other *Baseline) *Baseline {
	gone := make(map[Entry]bool, len(other.entries))
	for _, e := range other.entries {
		gone[e] = true
	}
	rest := &Baseline{}
	for _, e := range b.entries {
		if !gone[e] {
			rest.entries = append(rest.entries, e)
		}
	}
	return rest
}
