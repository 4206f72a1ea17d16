package model

import (
	"sort"
	"strings"

	"github.com/authlint/authlint/lint/source"
)

// Usable says that the entry is the one the server finds, and that somebody may
// know a password that the server accepts for it.
func (e *Entry) Usable() bool { return e.Shadowed == nil && e.Hash.Works != No }

// FaultIn returns the first fault within a line of the store, or nil.
func (s *Store) FaultIn(line source.Span) *StoreFault {
	i := sort.Search(len(s.Faults), func(i int) bool { return s.Faults[i].Span.Start >= line.Start })
	if i < len(s.Faults) && s.Faults[i].Span.Start <= line.End {
		return s.Faults[i]
	}
	return nil
}

// Line is the line a fault lies in: what has to change.
func (f *StoreFault) Line() source.Span {
	switch {
	case f.Entry != nil:
		return f.Entry.Span
	case f.Group != nil:
		return f.Group.Span
	}
	return f.Span.File.LineSpan(f.Span.Start)
}

// Legible says that every line became what it was meant to be, or at least
// that no name is hidden: a name that is not in Entries or Groups is not in
// the file.
func (s *Store) Legible() bool {
	for _, f := range s.Faults {
		switch f.Kind {
		case FaultNoColon, FaultUTF16, FaultCarriageReturns, FaultLongLine, FaultNUL, FaultContinuation,
			FaultBinary, FaultGroupNoColon:
			return false
		}
	}
	for _, e := range s.Entries {
		if e.User.Text == source.Mask {
			return false
		}
	}
	return true
}

// PlainName is a name without what gets into it by accident: blanks, quotes,
// commas, a byte-order mark.
func PlainName(name string) string {
	return strings.Trim(name, " \t,;\"'\u201c\u201d\u2018\u2019\u00a0\ufeff")
}

// Users returns the credential file in which every user is looked up, when it
// was read and nothing but it decides; nil otherwise.
func (a *Access) Users() *Store {
	ref := a.UserFile.Value
	if !a.FileDecides() || a.UserFile.State != Set || ref == nil || ref.Status != FilePresent {
		return nil
	}
	return ref.Store
}

// FileDecides says that passwords are looked up in AuthUserFile's file, or the
// one that is missing there, and nowhere else.
func (a *Access) FileDecides() bool {
	switch {
	case a.Uncertain, a.Elsewhere, !a.typeIs("basic") && !a.typeIs("digest"):
		return false
	case a.FakeUser.Written(), a.Authoritative.Written() && a.Authoritative.State != Set:
		return false // mod_auth_basic makes up the user, or leaves it to others
	case a.Providers.Written() && a.Providers.State != Set:
		return false
	}
	for _, p := range a.Providers.Value {
		if p.Text != "file" {
			return false
		}
	}
	return true
}

// UsesPasswords says that users are asked for a name and password by httpd
// itself, not by another module with users and groups of its own.
func (a *Access) UsesPasswords() bool { return a.typeIs("basic") || a.UsesDigests() }

// UsesDigests says that passwords are asked for by the Digest scheme.
func (a *Access) UsesDigests() bool { return a.typeIs("digest") }

func (a *Access) typeIs(name string) bool {
	return a.Type.State == Set && equalFold(a.Type.Value, name)
}
