package access

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// callers are those whom the settings of the versions tell apart.
func (a *Audience) callers(versions []settings) []Caller {
	all := []Caller{Anonymous()}
	users := a.users(versions)
	addresses := a.addresses(versions)
	if len(users) > 0 {
		all = append(all, Caller{
			Name: "wrong password", Kind: CallerWrong, Credentials: &Credentials{User: users[0].User, Proof: ProofWrong},
		})
	}
	for _, u := range users {
		all = append(all, Caller{Name: strconv.Quote(u.User), Kind: CallerUser, Credentials: u})
	}
	all = append(all, addresses...)
	// Where both count, only both together show what the password does.
	with := users
	for _, at := range addresses {
		if at.Kind == CallerDenied || at.Remote == DefaultRemote {
			continue
		}
		for _, u := range with {
			all = append(all, Caller{
				Name: strconv.Quote(u.User) + " from " + at.Remote.String(), Kind: CallerUser, Remote: at.Remote, Credentials: u,
			})
		}
		with = users[:min(len(users), 1)] // at the others one is enough
	}
	for _, m := range methods(versions) {
		all = append(all, Caller{Name: "anonymous (" + m + ")", Kind: CallerMethod, Method: m})
		if len(users) > 0 {
			u := users[0]
			all = append(all, Caller{Name: strconv.Quote(u.User) + " (" + m + ")", Kind: CallerUser, Method: m, Credentials: u})
		}
	}
	if slices.ContainsFunc(versions, func(s settings) bool { return s.certificate }) {
		all = append(all, Caller{Name: "valid client certificate", Kind: CallerCertificate, Certificate: ValidCertificate})
	}
	return all
}

// users are one of each sort of users that the settings tell apart, and several
// of those whom the versions do not treat alike. Each knows the password.
func (a *Audience) users(versions []settings) []*Credentials {
	var moved, others []string
	seen := map[string]bool{}
	for _, name := range a.candidates(versions) {
		sort, differs := sortOf(versions, name)
		switch {
		case differs && len(moved) < maxUsers:
			moved = append(moved, name)
			seen[sort] = true
		case !differs && !seen[sort]:
			others = append(others, name)
			seen[sort] = true
		}
	}
	// An ordinary user comes first: what becomes of one is asked in more ways.
	order := slices.Concat(others[:min(len(others), 1)], moved, others[min(len(others), 1):])
	var users []*Credentials
	for _, name := range order[:min(len(order), maxUsers)] {
		users = append(users, &Credentials{User: name, Proof: ProofRight})
	}
	return users
}

// candidates are the users that files and requirements name, those first who
// have a password that works.
func (a *Audience) candidates(versions []settings) []string {
	var working, rest []string
	seen := map[string]bool{}
	add := func(list *[]string, name string) {
		if name != "" && name != source.Mask && !strings.Contains(name, ":") && !seen[name] {
			seen[name] = true
			*list = append(*list, name)
		}
	}
	for i := range versions {
		for _, store := range versions[i].stores {
			for j, e := range store.Entries {
				if j == maxCandidates {
					a.limit(&model.Limit{
						Path: store.File.Name,
						What: fmt.Sprintf("of a file's users the first %d are looked at for some who are treated differently", maxCandidates),
					})
					break
				}
				if e.Usable() && e.Hash.Works == model.Yes {
					add(&working, e.User.Text)
				} else {
					add(&rest, e.User.Text)
				}
			}
		}
		for _, leaf := range versions[i].leaves {
			if leaf.Provider.Text != "user" || leaf.Dynamic {
				continue
			}
			for _, word := range leaf.Args {
				add(&rest, word.Text)
			}
		}
		for _, name := range versions[i].others {
			if name != "*" {
				add(&rest, name)
			}
		}
	}
	return append(working, rest...)
}

// sortOf says what all versions have to say of a user: two of one sort are
// treated alike. differs says that the versions say different things.
func sortOf(versions []settings, name string) (sort string, differs bool) {
	var all strings.Builder
	first := ""
	for i := range versions {
		s := &versions[i]
		known, named, member := false, false, false
		for _, store := range s.stores {
			e := store.Find(name)
			works := e != nil && e.Usable()
			known = known || works
			fmt.Fprintf(&all, "%t ", works)
		}
		for _, leaf := range s.leaves {
			is := leaf.Provider.Text == "user" && slices.ContainsFunc(leaf.Args, func(w model.Word) bool { return w.Text == name })
			named = named || is
			in := false
			if groups := s.groups[leaf]; groups != nil && leaf.Provider.Text == "group" {
				in = slices.ContainsFunc(leaf.Args, func(w model.Word) bool { return groups.GroupHolds(w.Text, name) })
			}
			member = member || in
			fmt.Fprintf(&all, "%t%t ", is, in)
		}
		all.WriteByte('|')
		// What a version without any such settings says is no difference.
		if len(s.stores)+len(s.leaves) == 0 {
			continue
		}
		said := fmt.Sprint(known, named, member)
		differs = differs || first != "" && first != said
		if first == "" {
			first = said
		}
	}
	return all.String(), differs
}

// addresses are one of each sort of addresses that the settings tell apart.
func (a *Audience) addresses(versions []settings) []Caller {
	candidates := []netip.Addr{DefaultRemote}
	for i := range versions {
		for _, r := range versions[i].ranges {
			candidates = append(candidates, around(r.Prefix)...)
		}
	}
	if len(candidates) == 1 {
		return nil
	}
	seen := map[string]bool{}
	var all []Caller
	for _, at := range candidates {
		sort, kind := addressSort(versions, at)
		if seen[sort] {
			continue
		}
		if seen[sort] = true; len(all) == maxAddresses {
			a.limit(&model.Limit{What: fmt.Sprintf("a place is asked for from %d addresses, rules tell others apart", maxAddresses)})
			break
		}
		name := "address "
		switch kind {
		case CallerAllowed:
			name = "allowed address "
		case CallerDenied:
			name = "denied address "
		}
		all = append(all, Caller{Name: name + at.String(), Kind: kind, Remote: at})
	}
	slices.SortStableFunc(all, func(a, b Caller) int { return cmp.Compare(a.Kind, b.Kind) })
	return all
}

// around are addresses in a range, and on both sides of it.
func around(p netip.Prefix) []netip.Addr {
	first := p.Masked().Addr()
	inside := first
	if !p.IsSingleIP() && p.Bits() < first.BitLen()-1 {
		inside = first.Next() // behind the network's own
	}
	var all []netip.Addr
	for _, a := range [...]netip.Addr{inside, Behind(p), first.Prev()} {
		if a.IsValid() && !a.IsUnspecified() {
			all = append(all, a)
		}
	}
	return all
}

// addressSort says what each list of ranges makes of an address, and what all of
// them together do: of one list it counts whether any range lets it pass or turns
// it away, and which says so first.
func addressSort(versions []settings, at netip.Addr) (sort string, kind CallerKind) {
	var all strings.Builder
	allowed, denied, lists := false, false, false
	fmt.Fprintf(&all, "%t|", at.Is4()) // of which servers keep lists of their own
	for i := range versions {
		var order []any
		said := map[any]string{}
		for _, r := range versions[i].ranges {
			if _, known := said[r.list]; !known {
				order = append(order, r.list)
				said[r.list] = ""
			}
			if word := fmt.Sprint(r.allow); r.Contains(at) && !strings.Contains(said[r.list], word) {
				said[r.list] += word + " "
			}
			allowed = allowed || r.Contains(at) && r.allow
			denied = denied || r.Contains(at) && !r.allow
			lists = lists || r.allow
		}
		for _, list := range order {
			all.WriteString(said[list] + ",")
		}
		all.WriteByte('|')
	}
	switch {
	case allowed && !denied && agree(versions, at):
		return all.String(), CallerAllowed
	case !allowed && (denied || lists):
		return all.String(), CallerDenied
	}
	return all.String(), CallerAddress
}

// agree says that no version that knows ranges leaves an allowed address out.
func agree(versions []settings, at netip.Addr) bool {
	for i := range versions {
		list := versions[i].ranges
		if len(list) > 0 && !slices.ContainsFunc(list, func(r addressRange) bool { return r.allow && r.Contains(at) }) {
			return false
		}
	}
	return true
}

// methods are those beside GET that settings are bound to.
func methods(versions []settings) []string {
	var all []string
	for i := range versions {
		for _, m := range versions[i].methods {
			if m != "GET" && m != "HEAD" && len(all) < maxMethods && !slices.Contains(all, m) {
				all = append(all, m)
			}
		}
	}
	return all
}
