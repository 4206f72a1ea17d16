package htpasswd

import (
	"bytes"

	"github.com/authlint/authlint/lint/model"
)

// digest reads a line of a digest file. Nothing but mod_authn_file reads one,
// so that fields are cut as it does: several colons are one, and what is
// behind the third field does not matter.
func (p *parser) digest(l *line) {
	colon := bytes.IndexByte(l.text, ':')
	if colon < 0 {
		if len(trim(l.text)) > 0 {
			p.bareLine(l, nil)
		}
		return
	}
	e := p.user(l, colon)
	second := len(l.text) - len(bytes.TrimLeft(l.text[colon:], ":"))
	realm, rest := digestFields(l.text, colon)
	third := len(l.text) - len(rest)
	if third == len(l.text) && l.text[third-1] != ':' || secretWord(realm) {
		// A line of a password file: what stands for the realm is secret.
		e.Hash = p.hash(l, second)
		p.mark(e, l, second, realm)
		p.shadow(e, digestKey(l.text[:colon], realm))
		p.bareLine(l, e)
		return
	}
	e.Hash = p.hash(l, third)
	if publicRealm(realm, rest) {
		e.Realm = model.Word{Text: string(realm), Span: l.span(p.file, second, second+len(realm))}
	}
	p.shadow(e, digestKey(l.text[:colon], realm))
	if n := bytes.IndexByte(rest, ':'); n >= 0 {
		rest = rest[:n]
	}
	p.judgeDigest(e, l, third, rest)
}

// digestKey is what a digest line is found by.
func digestKey(user, realm []byte) string {
	key := make([]byte, 0, len(user)+1+len(realm))
	return string(append(append(append(key, user...), ':'), realm...))
}

// judgeDigest says whether the digest that begins at text[from] can match: the
// server compares its text with small letters.
func (p *parser) judgeDigest(e *model.Entry, l *line, from int, field []byte) {
	body := trimLeft(field)
	lead := len(field) - len(body)
	switch {
	case len(body) == 0:
		e.Hash.Scheme = model.HashEmpty
		p.fault(model.FaultEmptyHash, e.Hash.Span, e)
		return
	case inQuotes(body) && isDigest(body[1:]):
		e.Hash.Scheme = model.HashDigest
		p.fault(model.FaultQuoted, l.span(p.file, from, from+len(field)), e).Correction = p.unquoted(l.span(p.file, from+lead, from+len(trimRight(field))))
		return
	case !isDigest(body):
		p.mark(e, l, from+lead, body)
		return
	}
	e.Hash.Scheme = model.HashDigest
	if lead > 0 {
		p.blankBefore(l, from, lead, e)
	}
	if len(body) > digestSize {
		p.trailing(e, l, from+lead+digestSize, from+len(field))
	}
	if len(field) == digestSize && onlyOf(body, lowerHexSet) {
		e.Hash.Works = model.Yes
		if p.store.Reader == model.Nginx {
			// Only modules that are no part of nginx read such files.
			e.Hash.Works = model.Unknown
		}
	}
}
