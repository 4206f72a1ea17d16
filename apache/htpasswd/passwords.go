package htpasswd

import (
	"bytes"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// bareLimit is how many lines without a colon are reported one by one. A file
// with more is something else altogether.
const bareLimit = 20

// nginxPassword is the size of the buffer that nginx reads a password into.
const nginxPassword = 2048

// fields are the parts of a password line, as places in its text.
type fields struct {
	colon    int // end of the name
	from, to int // the stored password
}

// split cuts a line into fields. httpd takes several colons for one; for nginx
// a carriage return ends the password too.
func (p *parser) split(text []byte) (fields, bool) {
	colon := bytes.IndexByte(text, ':')
	if colon < 0 {
		return fields{}, false
	}
	at := fields{colon: colon, from: colon + 1, to: len(text)}
	if p.store.Reader != model.Nginx {
		for at.from < len(text) && text[at.from] == ':' {
			at.from++
		}
	} else if n := bytes.IndexByte(text[at.from:], '\r'); n >= 0 {
		at.to = at.from + n
	}
	if n := bytes.IndexByte(text[at.from:at.to], ':'); n >= 0 {
		at.to = at.from + n
	}
	return at, true
}

// password reads a line of a password file.
func (p *parser) password(l *line) {
	at, ok := p.split(l.text)
	if !ok {
		p.noColon(l)
		return
	}
	if at.colon == 0 && p.store.Reader == model.Nginx {
		p.fault(model.FaultEmptyUser, l.span(p.file, 0, 0), nil)
		return
	}
	e := p.user(l, at.colon)
	e.Hash = p.hash(l, at.from)
	key := e.User.Text
	if key == source.Mask {
		key = string(l.text[:at.colon])
	}
	p.shadow(e, key)
	quoted := p.quotes(e, l, at)
	switch {
	case quoted:
	case p.digestLine(e, l, at):
	default:
		p.judge(e, l, at)
	}
}

// user makes the entry of a line whose name ends at the colon.
func (p *parser) user(l *line, colon int) *model.Entry {
	e := p.newEntry()
	e.Span = p.file.Span(l.start, l.end)
	e.User = model.Word{Span: l.span(p.file, 0, colon)}
	name := l.text[:colon]
	if secretWord(name) {
		e.User.Text = source.Mask
	} else {
		e.User.Text = string(name)
	}
	p.store.Entries = append(p.store.Entries, e)
	switch {
	case colon == 0:
		p.fault(model.FaultEmptyUser, e.User.Span, e)
	case len(trim(name)) != colon:
		p.fault(model.FaultBlankAroundUser, e.User.Span, e).Correction = p.trimmed(l, name)
	}
	return e
}

// hash is what is known of a stored password before anybody looks at it.
func (p *parser) hash(l *line, from int) model.Hash {
	start := min(l.offset(from), l.end)
	return model.Hash{
		Works:  model.No,
		Span:   p.file.Span(start, start),
		Secret: p.file.Span(start, l.end),
	}
}

// shadow tells whether an earlier line of the same name wins.
func (p *parser) shadow(e *model.Entry, key string) {
	if first := p.users[key]; first != nil {
		e.Shadowed = first
		return
	}
	if len(p.strays) > 0 {
		if e.Shadowed = p.swallowed([]byte(key)); e.Shadowed != nil {
			return
		}
	}
	p.users[key] = e
}

// noColon records a line without a colon. For httpd all of it is a name
// without a password, and a later line of that name is never reached. nginx
// looks for the colon behind a name that is all of the line, meets the newline
// instead, and skips to the next one: the line below is lost to that user.
func (p *parser) noColon(l *line) {
	switch {
	case p.store.Reader == model.Nginx:
		if len(p.strays) == 2*maxStrays {
			p.strays = append(p.strays[:0], p.strays[maxStrays:]...)
		}
		p.strays = append(p.strays, *l)
	case p.users[string(l.text)] == nil:
		p.users[string(l.text)] = p.deadLine(l)
	}
	if len(trim(l.text)) > 0 {
		p.bareLine(l, nil)
	}
}

// maxStrays is how many lines without a colon are remembered at least. More of
// them in a row that each begin the same name say nothing.
const maxStrays = 64

// deadLine stands for a line without a colon where one is needed to say what
// shadows an entry. It is no entry of the store.
func (p *parser) deadLine(l *line) *model.Entry {
	span := p.file.Span(l.start, l.end)
	return &model.Entry{
		User: model.Word{Text: source.Mask, Span: span},
		Hash: model.Hash{Scheme: model.HashEmpty, Works: model.No, Span: p.file.Span(l.end, l.end)},
		Span: span,
	}
}

// swallowed finds the line that makes nginx skip the line of a user: one of
// those without a colon right above it with which the name begins.
func (p *parser) swallowed(name []byte) *model.Entry {
	var by *line
	for i := range p.strays {
		l := &p.strays[i]
		if by == nil && bytes.HasPrefix(name, l.text) {
			by = l
		} else {
			by = nil
		}
	}
	if by == nil {
		return nil
	}
	return p.deadLine(by)
}

// bareLine reports a line that lacks a colon, and only counts those above the
// limit.
func (p *parser) bareLine(l *line, e *model.Entry) {
	if p.muted || p.quietLine {
		return
	}
	if p.bare++; p.bare <= bareLimit {
		p.lastBare = p.fault(model.FaultNoColon, l.span(p.file, 0, len(trimRight(l.text))), e)
		if p.store.Kind == model.Passwords {
			p.lastBare.Correction = p.colon(l)
		}
	}
}

// quotes recognises a name, a password or a whole line in quotes, which the
// servers take for part of the text.
func (p *parser) quotes(e *model.Entry, l *line, at fields) bool {
	name := l.text[:at.colon]
	field := trimRight(l.text[at.from:at.to])
	switch {
	case inQuotes(field):
		p.mark(e, l, at.from+1, field[1:len(field)-1])
		quoted := l.span(p.file, at.from, at.from+len(field))
		p.fault(model.FaultQuoted, quoted, e).Correction = p.unquoted(quoted)
		return true
	case inQuotes(name):
		p.fault(model.FaultQuoted, e.User.Span, e).Correction = p.unquoted(e.User.Span)
	case len(name) > 0 && isQuote(name[0]) && len(field) > 0 && field[len(field)-1] == name[0]:
		p.mark(e, l, at.from, field[:len(field)-1])
		quoted := l.span(p.file, 0, at.from+len(field))
		p.fault(model.FaultQuoted, quoted, e).Correction = p.unquoted(quoted)
		return true
	}
	return false
}

func isQuote(b byte) bool { return b == '"' || b == '\'' }

func inQuotes(text []byte) bool {
	return len(text) > 1 && isQuote(text[0]) && text[len(text)-1] == text[0]
}

// digestLine recognises a line of a digest file, of which the server compares
// the realm.
func (p *parser) digestLine(e *model.Entry, l *line, at fields) bool {
	third := bytes.TrimLeft(l.text[at.to:], ":")
	if !isDigest(third) || secretWord(l.text[at.from:at.to]) {
		return false
	}
	e.Hash.Scheme = model.HashDigest
	p.fault(model.FaultDigestLine, l.span(p.file, 0, len(trimRight(l.text))), e)
	return true
}

// mark recognises how a password that begins at text[from] is stored.
func (p *parser) mark(e *model.Entry, l *line, from int, field []byte) {
	r, s := recognise(field)
	p.scheme(e, l, from, r, s)
}

// scheme records what was recognised at text[from].
func (p *parser) scheme(e *model.Entry, l *line, from int, r *recogniser, s shape) {
	e.Hash.Scheme, e.Hash.Cost, e.Hash.Empty = r.scheme, s.cost, s.empty
	start := min(l.offset(from), l.end)
	e.Hash.Span = p.file.Span(start, start)
	if s.marker > 0 {
		e.Hash.Span = l.span(p.file, from, from+s.marker)
	}
}

// judge says how the password is stored and whether it can ever match.
func (p *parser) judge(e *model.Entry, l *line, at fields) {
	field := l.text[at.from:at.to]
	tooLong := false
	if p.store.Reader == model.Nginx {
		field, _, _ = bytes.Cut(field, []byte{0})
		tooLong = len(field) > nginxPassword
	}
	body := trimLeft(field)
	lead := len(field) - len(body)
	if len(body) == 0 {
		e.Hash.Scheme = model.HashEmpty
		p.fault(model.FaultEmptyHash, e.Hash.Span, e)
		return
	}
	word, n := body, firstBlank(body)
	if n >= 0 {
		word = body[:n]
	}
	r, s := recognise(word)
	if r.scheme == model.HashPlain || r.scheme == model.HashPlainTag || r.scheme == model.HashOther {
		// What is stored in clear has its blanks for itself.
		r, s = recognise(body)
		n = -1
	}
	p.scheme(e, l, at.from+lead, r, s)
	if lead == 0 && n < 0 && !tooLong {
		e.Hash.Works = r.works(s, p.store.Reader)
	}
	if lead > 0 && r.scheme != model.HashPlain {
		p.blankBefore(l, at.from, lead, e)
	}
	if n >= 0 {
		p.trailing(e, l, at.from+lead+n, at.to)
	}
}

// trailing reports what stands behind a hash: the words, or the blanks when
// there are none.
func (p *parser) trailing(e *model.Entry, l *line, from, to int) {
	text, behind := l.text[from:to], l.span(p.file, from, to)
	skip := len(text) - len(trimLeft(text))
	if skip < len(text) {
		text = trimRight(text[skip:])
		from, to = from+skip, from+skip+len(text)
	}
	p.fault(model.FaultTrailingText, l.span(p.file, from, to), e).Correction = p.without("leave the password alone there", behind)
}

// blankBefore reports the blanks in front of a password.
func (p *parser) blankBefore(l *line, from, lead int, e *model.Entry) {
	at := l.span(p.file, from, from+lead)
	p.fault(model.FaultBlankBeforeHash, at, e).Correction = p.without("take the blanks away", at)
}
