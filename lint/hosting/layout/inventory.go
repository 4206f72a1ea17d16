package layout

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode/utf8"
)

// inventory is the Layout of sites that were listed.
const inventory = "inventory"

// maxLine is the longest line of an inventory.
const maxLine = 1 << 20

// entry is a line of an inventory. Only root is needed.
type entry struct {
	Root    string   `json:"root"`
	Domain  string   `json:"domain"`
	Account string   `json:"account"`
	Home    string   `json:"home"`
	Stores  []string `json:"stores"`
	Config  []string `json:"config"`
	UID     *int     `json:"uid"`
	GID     *int     `json:"gid"`
}

// Inventory reads a list of sites, a JSON object a line:
//
//	{"root":"/srv/a/htdocs","domain":"a.example","account":"a","home":"/srv/a","stores":["/srv/secrets/a"],"uid":1001,"gid":1001}
//
// Every field but root may be left out; the owner is then that of the folders,
// below base as in Options, and the web server's user for those of root. An error
// names the line.
func Inventory(r io.Reader, base string) ([]Site, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	var sites []Site
	at := map[string]int{}
	n := 0
	for lines.Scan() {
		n++
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		site, err := listed(lines.Bytes())
		if err == nil && at[site.Root] > 0 {
			err = fmt.Errorf("the root is that of line %d", at[site.Root])
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		at[site.Root] = n
		sites = append(sites, site)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", n+1, err)
	}
	s, err := newSurvey(base, nil)
	if err != nil {
		return nil, err
	}
	defer s.close()
	return settle(sites, s), nil
}

// listed reads one line.
func listed(line []byte) (Site, error) {
	var e entry
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil {
		return Site{}, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Site{}, errors.New("something follows the object")
	}
	site := Site{
		Layout: inventory, Account: e.Account, Domain: e.Domain, Root: e.Root, Home: e.Home,
		Stores: e.Stores, Config: e.Config, Owner: -1, Group: -1,
	}
	if e.Root == "" {
		return site, errors.New("root is missing")
	}
	for _, dir := range append(append([]string{e.Root}, e.Stores...), e.Config...) {
		if !path.IsAbs(dir) || path.Clean(dir) != dir {
			return site, fmt.Errorf("%q is no absolute, clean path", dir)
		}
	}
	if e.Home != "" && (!path.IsAbs(e.Home) || path.Clean(e.Home) != e.Home) {
		return site, fmt.Errorf("%q is no absolute, clean path", e.Home)
	}
	switch {
	case (e.UID == nil) != (e.GID == nil):
		return site, errors.New("uid and gid go together")
	case e.UID != nil && (*e.UID <= 0 || *e.GID <= 0):
		return site, errors.New("no site is read as root: leave uid and gid out for the web server's user")
	case e.UID != nil:
		site.Owner, site.Group = *e.UID, *e.GID
	}
	return site, nil
}

func errPattern(pattern string) error {
	return fmt.Errorf("%q is no absolute pattern, such as /srv/*/htdocs", pattern)
}

// WriteInventory writes sites as Inventory reads them. JSON cannot name a folder
// that is not UTF-8: such sites are left out, and counted.
func WriteInventory(w io.Writer, sites []Site) (left int, err error) {
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	for _, s := range sites {
		if !utf8.ValidString(strings.Join(append([]string{s.Root, s.Home, s.Domain, s.Account}, s.Folders()...), "")) {
			left++
			continue
		}
		e := entry{Root: s.Root, Domain: s.Domain, Account: s.Account, Home: s.Home, Stores: s.Stores, Config: s.Config}
		if s.Owner >= 0 && s.Group >= 0 {
			e.UID, e.GID = &s.Owner, &s.Group
		}
		if err := lines.Encode(e); err != nil {
			return left, err
		}
	}
	return left, nil
}
