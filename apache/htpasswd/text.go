package htpasswd

import (
	"bytes"
	"strconv"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// utf8Mark is the byte-order mark of UTF-8, which some editors write.
var utf8Mark = []byte("\xef\xbb\xbf")

// wideMarks are those of UTF-16, little and big end first.
var wideMarks = [][]byte{[]byte("\xff\xfe"), []byte("\xfe\xff")}

// signatures begin files that are no text, whatever comes behind.
var signatures = [][]byte{
	[]byte("\x7fELF"), []byte("PK\x03\x04"), []byte("\x1f\x8b"), []byte("\x89PNG"), []byte("GIF8"),
	[]byte("\xff\xd8\xff"), []byte("SQLite format 3\x00"), []byte("\xfd7zXZ\x00"), []byte("%PDF-"),
	[]byte("\x00GITCRYPT\x00"),
}

// foreign begin text files of other programs. What they hold may be secret
// wherever it stands.
var foreign = [][]byte{
	[]byte("<?"), []byte("<!"), []byte("<html"), []byte("<HTML"), []byte("-----BEGIN "), []byte("#!/"),
	[]byte("$ANSIBLE_VAULT;"), []byte("version https://git-lfs"), []byte("openssh-key-v1"),
}

// sample is how much of a file is looked at to tell what it is.
const sample = 4 << 10

// noText reports a file that is not lines of text at all, or whose lines are
// another program's. Nothing in it is anybody's entry, and all of it may be
// secret.
func (p *parser) noText() bool {
	data := p.file.Data
	switch {
	case isWide(data):
		p.fault(model.FaultUTF16, p.file.Span(0, min(2, len(data))), nil)
	case isBinary(data):
		p.fault(model.FaultBinary, p.file.Span(0, lineEnd(data, 0)), nil)
	case isForeign(data):
		c := source.NewCursor(data)
		start, end := c.Line()
		kind := model.FaultNoColon
		if p.store.Kind == model.Groups {
			kind = model.FaultGroupNoColon
		}
		p.fault(kind, p.file.Span(start, end), nil).Text = moreLines(p.file.Lines() - 1)
	default:
		p.loneReturns()
		return false
	}
	return true
}

// loneReturns reports a file whose lines end in carriage returns alone: the
// server sees one line, and all that is wrong in it follows from that.
func (p *parser) loneReturns() {
	if bytes.IndexByte(p.file.Data, '\n') >= 0 {
		return
	}
	body := trimRight(p.file.Data)
	i := bytes.IndexByte(body, '\r')
	if i < 0 {
		return
	}
	p.fault(model.FaultCarriageReturns, p.file.Span(i, i+1), nil).Correction = p.feeds()
	p.muted = true
}

// isWide recognises UTF-16 by its mark, or by every other byte being a NUL.
func isWide(data []byte) bool {
	for _, mark := range wideMarks {
		if bytes.HasPrefix(data, mark) {
			return true
		}
	}
	data = data[:min(len(data), sample)]
	var nuls [2]int
	for i, b := range data {
		if b == 0 {
			nuls[i%2]++
		}
	}
	few, many := min(nuls[0], nuls[1]), max(nuls[0], nuls[1])
	return few == 0 && many >= 4 && many*5 >= len(data)*2
}

// isBinary recognises a file that is no text by its signature, or by how many
// control characters it has.
func isBinary(data []byte) bool {
	for _, s := range signatures {
		if bytes.HasPrefix(data, s) {
			return true
		}
	}
	data = data[:min(len(data), sample)]
	controls := 0
	for _, b := range data {
		if b < ' ' && !source.IsSpace(b) || b == 0x7f {
			controls++
		}
	}
	return controls >= 8 && controls*20 >= len(data)
}

// isForeign recognises another program's text.
func isForeign(data []byte) bool {
	data = trimLeft(bytes.TrimPrefix(data, utf8Mark))
	for _, s := range foreign {
		if bytes.HasPrefix(data, s) {
			return true
		}
	}
	return false
}

// moreLines counts lines that are not reported one by one.
func moreLines(n int) string {
	switch {
	case n <= 0:
		return ""
	case n == 1:
		return "and 1 more line"
	}
	return "and " + strconv.Itoa(n) + " more lines"
}
