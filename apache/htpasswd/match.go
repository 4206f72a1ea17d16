package htpasswd

import (
	"bytes"
	"path"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// A fileName is a name that credential files go by.
type fileName struct {
	name string
	form nameForm
	kind model.StoreKind
}

// nameForm says how a name is compared.
type nameForm uint8

const (
	exactly nameForm = iota
	beginning
	ending
)

// fileNames are the names, compared in small letters. Names with an ending
// such as .htpasswd.bak are left to whoever looks for strays.
var fileNames = []fileName{
	{".htpasswd", exactly, model.Passwords},
	{".htpasswd-", beginning, model.Passwords},
	{".htpasswd_", beginning, model.Passwords},
	{".htpasswds", exactly, model.Passwords},
	{".htusers", exactly, model.Passwords},
	{".htuser", exactly, model.Passwords},
	{"htpasswd", exactly, model.Passwords},
	{"htusers", exactly, model.Passwords},
	{".htpasswd", ending, model.Passwords},
	{".htgroup", exactly, model.Groups},
	{".htgroups", exactly, model.Groups},
	{"htgroup", exactly, model.Groups},
	{"htgroups", exactly, model.Groups},
	{".htgroup", ending, model.Groups},
	{".htdigest", exactly, model.Digests},
	{"htdigest", exactly, model.Digests},
	{".htdigest", ending, model.Digests},
}

// panelFolder is where cPanel keeps the password files of an account, each
// called passwd in a folder like the one it protects.
const panelFolder = ".htpasswds"

// nameOf finds what a file's name says of it.
func nameOf(name string) (model.StoreKind, bool) {
	base := strings.ToLower(path.Base(name))
	for _, n := range fileNames {
		switch {
		case n.form == exactly && base == n.name,
			n.form == beginning && strings.HasPrefix(base, n.name),
			n.form == ending && strings.HasSuffix(base, n.name):
			return n.kind, true
		}
	}
	if base != "passwd" {
		return model.Passwords, false
	}
	dir := "/" + path.Dir(name) + "/"
	return model.Passwords, strings.Contains(dir, "/"+panelFolder+"/")
}

// Match says whether a file met on disk is a credential file: by its name, and
// because its first bytes may well be one.
func Match(name string, head []byte) bool {
	_, ok := nameOf(name)
	return ok && (plausible(head) || empty(name, head))
}

// empty says that a file, by its name nothing but a credential file, has
// nobody in it.
func empty(name string, head []byte) bool {
	return strings.HasPrefix(path.Base(name), ".ht") && !isWide(head) && !isBinary(head) && countForms(head).lines == 0
}

// KindOf guesses the kind of a credential file that no setting names.
func KindOf(name string, head []byte) model.StoreKind {
	count := countForms(head)
	named, _ := nameOf(name)
	switch {
	case count.digests > 0 && count.digests >= count.hashes:
		return model.Digests
	case count.hashes > 0:
		return model.Passwords
	case named == model.Passwords && count.groups > 0 && count.groups == count.lines:
		return model.Groups
	}
	return named
}

// plausible says whether text may be a credential file: most of its lines have
// something in front of a colon, or nobody can tell because the encoding is
// wrong.
func plausible(head []byte) bool {
	if isWide(head) {
		return true
	}
	if isBinary(head) || isForeign(head) {
		return false
	}
	count := countForms(head)
	return count.colons > 0 && count.colons*2 >= count.lines
}

// forms counts what the lines of a file look like.
type forms struct {
	lines   int // with something in them, comments aside
	colons  int // with a name in front of a colon
	hashes  int // with a stored password behind the name
	digests int // user:realm:digest
	groups  int // names with blanks between them behind the colon
}

// formLines is how many lines are looked at.
const formLines = 50

func countForms(head []byte) forms {
	var count forms
	c := source.NewCursor(bytes.TrimPrefix(head, utf8Mark))
	for !c.EOF() && count.lines < formLines {
		start, end := c.Line()
		text := trim(c.Data[start:end])
		if len(text) > 0 && text[0] != '#' {
			count.add(text)
		}
	}
	return count
}

func (count *forms) add(text []byte) {
	count.lines++
	colon := bytes.IndexByte(text, ':')
	if colon <= 0 || !isName(text[:colon]) {
		return
	}
	count.colons++
	second, rest := digestFields(text, colon)
	word := bytes.Trim(second, blanks+`"'`)
	r, _ := recognise(word)
	switch {
	case isDigest(rest) && !secretWord(second):
		count.digests++
	case r.scheme != model.HashPlain && r.scheme != model.HashLocked:
		count.hashes++
	case bytes.ContainsAny(second, " \t") && len(word) > 0:
		count.groups++
	}
}

// isName says whether text may stand for a user or a group: code and markup
// with a colon somewhere do not.
func isName(text []byte) bool {
	return !bytes.ContainsAny(text, "<>{}()=;")
}
