package model

import (
	"strings"
	"sync"

	"github.com/authlint/authlint/lint/source"
)

// lookups are the tables of a Store, made from its lines when the first is
// asked for. Lines that come later are not in them.
type lookups struct {
	once sync.Once
	// users are the entries that win for each name, realms those for each
	// name and realm; where none does, the first.
	users  map[string]*Entry
	realms map[login]*Entry
	held   map[membership]struct{}
	// vague says that some names could not be told from the bytes at their
	// place.
	vague bool
}

// login is what a line of a digest file is found by.
type login struct{ user, realm string }

// membership is a user in a group, whose name is in small letters.
type membership struct{ group, user string }

// Find returns the line of a user that the server finds, the first that it
// reads as one; nil when there is none. Where every line of the user is
// shadowed by one without a colon, that is the one, which no password opens.
//
// Nil is certain where the store is not Vague: the entries are the lines as the
// server that the store was read for takes them, whatever they were meant to
// be.
func (s *Store) Find(user string) *Entry {
	return winner(s.tables().users[user])
}

// FindDigest is Find for a digest file, where a user has a line for each
// realm.
func (s *Store) FindDigest(user, realm string) *Entry {
	return winner(s.tables().realms[login{user, realm}])
}

// GroupHolds says whether a user is in a group, as mod_authz_groupfile has it:
// all lines of the group count, and letter case matters in the user's name
// only. A name that is masked because it looks like a hash is compared by its
// bytes like any other.
func (s *Store) GroupHolds(group, user string) bool {
	_, holds := s.tables().held[membership{smallLetters(group), user}]
	return holds
}

// Vague says that a name may be in the store although Find does not find it.
func (s *Store) Vague() bool { return s.tables().vague }

// winner is the entry that the server takes where it finds e.
func winner(e *Entry) *Entry {
	if e != nil && e.Shadowed != nil {
		return e.Shadowed
	}
	return e
}

func (s *Store) tables() *lookups {
	s.lookups.once.Do(s.index)
	return &s.lookups
}

// index fills the tables.
func (s *Store) index() {
	t := &s.lookups
	t.users = make(map[string]*Entry, len(s.Entries))
	if s.Kind == Digests {
		t.realms = make(map[login]*Entry, len(s.Entries))
	}
	for _, e := range s.Entries {
		user, ok := e.User.compared()
		if !ok {
			t.vague = true
			continue
		}
		enter(t.users, user, e)
		if s.Kind == Digests {
			enter(t.realms, login{user, e.comparedRealm()}, e)
		}
	}
	t.held = make(map[membership]struct{})
	for _, g := range s.Groups {
		group, ok := g.Name.compared()
		for _, m := range g.Members {
			if user, known := m.compared(); ok && known {
				t.held[membership{smallLetters(group), user}] = struct{}{}
			}
		}
	}
}

// enter keeps the first entry of a key, or the first that is not shadowed: a
// line without a colon takes from nginx the line below it, and none further
// down.
func enter[K comparable](table map[K]*Entry, key K, e *Entry) {
	if before := table[key]; before == nil || before.Shadowed != nil && e.Shadowed == nil {
		table[key] = e
	}
}

// compared is the name that the server compares. One that looks like a secret
// is masked in Text and read from its place, unless quotes or joined lines
// make it something else than the bytes there.
func (w Word) compared() (name string, ok bool) {
	if w.Text != source.Mask {
		return w.Text, true
	}
	name, ok = bytesAt(w.Span)
	return name, ok && !w.Quoted && !strings.ContainsAny(name, "\\\n")
}

// comparedRealm is the realm of a line in a digest file. Where the model has
// none because it may be a secret, it is what lies between name and hash, or,
// on a line with two fields, what is taken for the hash.
func (e *Entry) comparedRealm() string {
	if e.Realm.Text != "" {
		return e.Realm.Text
	}
	between := e.Hash.Secret
	between.Start, between.End = e.User.Span.End, e.Hash.Secret.Start
	if text, _ := bytesAt(between); strings.Trim(text, ":") != "" {
		return strings.Trim(text, ":")
	}
	second, _ := bytesAt(e.Hash.Secret)
	second, _, _ = strings.Cut(strings.TrimRight(second, " \t\n\v\f\r"), ":")
	return second
}

// bytesAt is the text of a place, masked or not. It is for comparing only.
func bytesAt(at source.Span) (text string, ok bool) {
	if at.File == nil || at.Start < 0 || at.Start > at.End || at.End > len(at.File.Data) {
		return "", false
	}
	return string(at.File.Data[at.Start:at.End]), true
}

// smallLetters is a name without its capitals: the server knows those of
// ASCII alone.
func smallLetters(name string) string {
	if strings.IndexFunc(name, isCapital) < 0 {
		return name
	}
	small := []byte(name)
	for i, b := range small {
		if isCapital(rune(b)) {
			small[i] = b + 'a' - 'A'
		}
	}
	return string(small)
}

func isCapital(r rune) bool { return 'A' <= r && r <= 'Z' }

// Near is a line that people may take for a user's although it does not let
// the user in.
type Near struct {
	Entry *Entry
	Why   string // a clause
}

// maxNear is how many lines Near returns.
const maxNear = 3

// Near returns the lines that may be why a login fails although somebody
// believes that the user is in the file: the first few, in order.
func (s *Store) Near(user string) []Near {
	var all []Near
	for _, e := range s.Entries {
		if why := e.nearly(user); why != "" {
			all = append(all, Near{Entry: e, Why: why})
		}
		if len(all) == maxNear {
			break
		}
	}
	return all
}

// nearly says in what an entry differs from one that lets the user in; empty
// when it is that, or another user's. What is masked is left out.
func (e *Entry) nearly(user string) string {
	name := e.User.Text
	switch {
	case name == source.Mask:
		return ""
	case name == user && e.Shadowed != nil:
		return "an earlier line wins, and this one is never reached"
	case name == user:
		return ""
	case equalFold(name, user):
		return "the name is written with other capitals, and letter case counts"
	case PlainName(name) == PlainName(user):
		return strangeBytes(name, user)
	case equalFold(PlainName(name), PlainName(user)):
		return "the name differs in capitals and in what stands around it, and both count"
	}
	return ""
}

// strangeBytes says what makes the difference between two names that are the
// same but for something around them.
func strangeBytes(name, user string) string {
	if strings.Trim(name, " \t") == strings.Trim(user, " \t") {
		return "the name has other blanks around it, and they belong to it"
	}
	return "the name has other characters around it, such as quotes or a byte-order mark, and they belong to it"
}
