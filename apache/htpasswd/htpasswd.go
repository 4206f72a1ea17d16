// Package htpasswd reads credential files: passwords, groups and digests.
//
// Begin with Parse. It reads a file as one server reads it, because httpd and
// nginx disagree about blanks, colons, long lines and comments, and a line
// that one of them takes is dead for the other. How a file is cut into lines
// is in lines.go, what a stored password is worth in the table of schemes.go.
//
// Nothing that Parse returns holds a secret: the bytes of stored passwords are
// masked in the file, and known only by their place.
package htpasswd

import (
	"bytes"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Parse reads a credential file as the given server reads it, and masks every
// secret in it first. There is always a store, whatever the bytes are.
//
// With NoServer, when no setting in view names the file, the rules are
// httpd's, and where only one of the servers can verify a scheme Works is
// Unknown.
func Parse(f *source.File, kind model.StoreKind, reader model.ServerKind) *model.Store {
	p := &parser{file: f, store: &model.Store{File: f, Kind: kind, Reader: reader}}
	if p.noText() {
		f.Mask(f.All())
		return p.store
	}
	p.store.Addressed = addressed(f)
	if kind == model.Groups {
		if named, _ := nameOf(f.Name); reader == model.NoServer && named == model.Passwords {
			// A guess that may be wrong: its members may be passwords.
			maskLines(f, named)
		}
		p.groups()
		return p.store
	}
	maskLines(f, kind)
	expected := min(bytes.Count(f.Data, []byte{'\n'}), len(f.Data)/minHash, maxExpected)
	p.users = make(map[string]*model.Entry, expected)
	p.store.Entries = make([]*model.Entry, 0, expected)
	p.entries(kind)
	return p.store
}

// A parser fills one store.
type parser struct {
	file  *source.File
	store *model.Store
	// users are the entries that win, by the text that is compared.
	users map[string]*model.Entry
	// slab is where the next entries lie: one at a time they cost more
	// than all else.
	slab []model.Entry

	// strays are the lines without a colon right above the one at hand, which
	// matter to nginx only.
	strays []line

	// muted says that one cause explains all that is wrong in the file, and
	// quietLine that one explains the line at hand.
	muted, quietLine bool
	returns          bool // a lone carriage return was reported
	bare             int  // lines without a colon
	lastBare         *model.StoreFault
}

// maxExpected bounds what is set aside for the users of a file before they are
// seen: it may hold nothing but newlines.
const maxExpected = 1 << 17

// A slab doubles what there is, within these bounds: most files are short.
const minSlab, maxSlab = 4, 256

func (p *parser) newEntry() *model.Entry {
	if len(p.slab) == 0 {
		p.slab = make([]model.Entry, min(max(len(p.store.Entries), minSlab), maxSlab))
	}
	e := &p.slab[0]
	p.slab = p.slab[1:]
	return e
}

// fault records what is wrong at a place, unless its cause was told already.
func (p *parser) fault(kind model.StoreFaultKind, span source.Span, e *model.Entry) *model.StoreFault {
	fault := &model.StoreFault{Kind: kind, Span: span, Entry: e}
	if !p.muted && !p.quietLine {
		p.store.Faults = append(p.store.Faults, fault)
	}
	return fault
}

// next returns the reader of lines.
func (p *parser) next(limit int) func() (line, bool) {
	if p.store.Reader == model.Nginx && p.store.Kind != model.Groups {
		r := &nginxReader{data: p.file.Data}
		return r.next
	}
	r := newHttpdReader(p.file.Data, limit)
	return r.next
}

// entries reads a password or digest file.
func (p *parser) entries(kind model.StoreKind) {
	next := p.next(passwordLine)
	for l, ok := next(); ok; l, ok = next() {
		above := len(p.strays)
		switch {
		case p.lineFaults(&l) || len(l.text) == 0 || l.comment:
		case kind == model.Digests:
			p.digest(&l)
		default:
			p.password(&l)
		}
		if len(p.strays) == above {
			p.strays = p.strays[:0]
		}
	}
	if p.bare > bareLimit {
		p.lastBare.Text = moreLines(p.bare - bareLimit)
	}
}

// lineFaults records what is wrong with a line before anybody looks at its
// fields, and says whether it is the one that ends the reading.
func (p *parser) lineFaults(l *line) bool {
	p.quietLine = p.byteOrderMark(l)
	span := p.file.Span
	switch {
	case l.long:
		p.quietLine = false
		fault := p.fault(model.FaultLongLine, span(l.start, l.end), nil)
		fault.Text = linesAfter(p.file.Data[l.end:])
		return true
	case l.nul >= 0:
		p.fault(model.FaultNUL, span(l.nul, l.nul+1), nil).Correction = p.without("take the byte away", span(l.nul, l.nul+1))
		p.quietLine = true
	case l.join >= 0 && (l.takes || p.store.Kind != model.Groups):
		// Members may well go on in the next line.
		p.fault(model.FaultContinuation, span(l.join, l.join+1), nil).Correction = p.without("take the backslash away", span(l.join, l.join+1))
		p.quietLine = true
	case l.cr >= 0:
		if !p.returns {
			p.fault(model.FaultCarriageReturns, span(l.cr, l.cr+1), nil).Correction = p.feeds()
		}
		p.returns, p.quietLine = true, true
	}
	return false
}

// byteOrderMark reports the mark in front of the first line. The server takes
// it for a part of the name. A comment behind it is none to the server, but
// makes no user that anybody could be.
func (p *parser) byteOrderMark(l *line) bool {
	if l.start != 0 || !bytes.HasPrefix(p.file.Data, utf8Mark) {
		return false
	}
	p.quietLine = false
	p.fault(model.FaultByteOrderMark, p.file.Span(0, len(utf8Mark)), nil)
	rest := trim(p.file.Data[len(utf8Mark):l.end])
	l.comment = l.comment || len(rest) == 0 || rest[0] == '#'
	return true
}
