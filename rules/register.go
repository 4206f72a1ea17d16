package rules

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// A register finds users by name in credential files, each of which it looks
// through once.
type register map[*model.Store]*userNames

// userNames are the names of one file.
type userNames struct {
	legible bool
	entries map[string]*model.Entry
	// damaged are the names that lines would have without what got into
	// them by mistake: then the line is what has to change, and another
	// rule tells.
	damaged map[string]bool
}

func (r register) of(store *model.Store) *userNames {
	if n := r[store]; n != nil {
		return n
	}
	n := &userNames{
		legible: store.Legible(),
		entries: make(map[string]*model.Entry, len(store.Entries)),
		damaged: map[string]bool{},
	}
	for _, e := range store.Entries {
		if e.Shadowed == nil {
			n.entries[e.User.Text] = e
		}
	}
	for _, f := range store.Faults {
		if f.Entry != nil {
			n.damaged[model.PlainName(f.Entry.User.Text)] = true
		}
	}
	if len(store.Entries) > 0 {
		if first, marked := strings.CutPrefix(store.Entries[0].User.Text, byteOrderMark); marked {
			n.damaged[first] = true
		}
	}
	r[store] = n
	return n
}

// stores are the credential files in which a login's users are looked up; not
// all of them known gives none. Where strangers get in anyway nobody misses a
// user.
func (r register) stores(l *login) (stores []*model.Store, known bool) {
	for _, a := range l.in {
		store := a.Users()
		if store == nil || !r.of(store).legible || strangerEnters(a) {
			return nil, false
		}
		stores = append(stores, store)
	}
	return stores, true
}

// unknown are the words that name no user of any of the files.
func (r register) unknown(stores []*model.Store, names []model.Word) []model.Word {
	var unknown []model.Word
	for _, w := range names {
		if !r.has(stores, w.Text) {
			unknown = append(unknown, w)
		}
	}
	return unknown
}

func (r register) has(stores []*model.Store, name string) bool {
	for _, store := range stores {
		if n := r.of(store); n.entries[name] != nil || n.damaged[name] {
			return true
		}
	}
	return false
}
