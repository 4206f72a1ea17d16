// Package options holds what a WordPress site keeps in its database: the
// options of a site and of its network, and rows of the tables that say who
// gets in. The same Set comes out of WP-CLI's JSON, an SQL dump, the export of
// All-In-One Security and a live database.
//
// Begin with Read, which tells these apart by their content, and with Set.Get.
package options

import (
	"bytes"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/wordpress/php"
)

// Set is what is stored of one site. Nobody writes to it once it was read.
type Set struct {
	// From names where it was read.
	From string
	// Database is the one that the tables lie in; empty where nothing says so.
	Database string
	// Prefix is what the names of the site's tables begin with; empty where
	// there is no table, as in JSON.
	Prefix string
	// Roles is what stands before "user_roles" in the name of the option that
	// holds the roles: the prefix that the site was installed with. RolesKnown
	// says that there is such an option.
	Roles      string
	RolesKnown bool
	// Blog is the site's number in its network; 1 where there is no network.
	Blog int
	// Network says that Blog is one of several sites in one installation.
	Network bool
	// Whole says that everything stored is here, so that an option that is
	// absent is not stored. Of a part of a dump, or of one option, it is false.
	Whole bool
	// Faults say what could not be read.
	Faults []Fault

	options map[string]*Option
	site    map[string]*Option
	export  map[string]*Option
	tables  map[string]Rows
}

// Fault is something of a source that could not be read.
type Fault struct {
	Why string
	// Offset is where in the file, in bytes.
	Offset int64
}

// Option is a stored value: of an option, or of a column of a row.
type Option struct {
	Name string
	// Value is what WordPress makes of the stored text: decoded when it is
	// serialized, else a String. Of one with a Fault it is false.
	Value php.Value
	// Raw is the stored text, and must not be shown.
	Raw []byte
	// Span is all of Raw, in a virtual file named for the row. Secrets in it
	// are masked.
	Span source.Span
	// Fault says why a serialized text cannot be decoded.
	Fault *php.Error
}

// At is the place of a value within an option.
func (o *Option) At(v *php.Value) source.Span {
	if o == nil || v == nil || o.Span.IsZero() || v.Start < 0 || v.End > o.Span.Len() || v.End <= v.Start {
		if o == nil {
			return source.Span{}
		}
		return o.Span
	}
	return o.Span.File.Span(v.Start, v.End)
}

// Get is a stored option of the site; nil for none.
func (s *Set) Get(name string) *Option {
	if s == nil {
		return nil
	}
	return s.options[name]
}

// Site is a stored option of the network; nil for none.
func (s *Set) Site(name string) *Option {
	if s == nil {
		return nil
	}
	return s.site[name]
}

// Exported is a part of an export that is no option: "firewall" and "tfa" of
// All-In-One Security.
func (s *Set) Exported(part string) *Option {
	if s == nil {
		return nil
	}
	return s.export[part]
}

// Names are those of the stored options, sorted.
func (s *Set) Names() []string { return sortedNames(s.options) }

// SiteNames are those of the network's options, sorted.
func (s *Set) SiteNames() []string { return sortedNames(s.site) }

func sortedNames(options map[string]*Option) []string {
	var names []string
	for name := range options {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Table is what was kept of a table, by its name without prefix and in lower
// case: wfconfig, wfls_settings, wfblocks7, itsec_bans, usermeta. Of usermeta
// these are the roles and application passwords of users.
func (s *Set) Table(name string) Rows {
	if s == nil {
		return Rows{}
	}
	return s.tables[name]
}

// Rows are rows of a table.
type Rows struct {
	// Known says that the table was there; it may be empty.
	Known bool
	List  []Row
	// Left is how many rows more there were than are kept.
	Left int
}

// Row is one row: a value for each column that is not NULL.
type Row struct{ columns []*Option }

// Get is the value of a column; nil for NULL and for no such column.
func (r *Row) Get(column string) *Option {
	if r == nil {
		return nil
	}
	for _, o := range r.columns {
		if strings.EqualFold(o.Name, column) {
			return o
		}
	}
	return nil
}

// Columns are the values of the row in the order of the table.
func (r *Row) Columns() []*Option { return r.columns }

// Find is the first row with that text in a column; nil for none.
func (r Rows) Find(column, text string) *Row {
	for i := range r.List {
		if o := r.List[i].Get(column); o != nil && string(o.Raw) == text {
			return &r.List[i]
		}
	}
	return nil
}

// Setting is the value of a table of names and values, as Wordfence has them;
// nil for none.
func (r Rows) Setting(name string) *Option {
	row := r.Find("name", name)
	if o := row.Get("val"); o != nil {
		return o
	}
	return row.Get("value")
}

// newSet makes an empty one.
func newSet(from string) *Set {
	return &Set{From: from, Blog: 1, options: map[string]*Option{}, site: map[string]*Option{},
		export: map[string]*Option{}, tables: map[string]Rows{}}
}

// maxDecoded is how many values are decoded in one source: what is claimed of a
// few bytes each may take thirty times their room.
const maxDecoded = 1 << 19

// newOption makes an option of a stored text. left is how many values may be
// decoded still.
func newOption(file, name string, raw []byte, left *int) *Option {
	o := &Option{Name: name, Raw: raw, Span: source.NewVirtual(file, raw).All()}
	o.Value = php.Value{Kind: php.String, Text: string(raw), End: len(raw)}
	switch text := o.Value.Text; {
	case php.Serialized(text):
		o.decode(len(text)-len(strings.TrimLeft(text, php.Blanks)), left)
	case cutOff(raw):
		o.fail(&php.Error{Offset: len(raw), Why: "the text is cut off"})
	}
	mask(o)
	return o
}

// decode replaces the text by what it stands for.
func (o *Option) decode(start int, left *int) {
	v, err := php.Decode(o.Raw[start:], php.Limits{Count: max(1, min(*left, php.MaxCount))})
	if err != nil {
		fault, _ := err.(*php.Error)
		o.fail(&php.Error{Offset: fault.Offset + start, Why: fault.Why, Limit: fault.Limit})
		return
	}
	v.Shift(start)
	o.Value = v
	*left -= count(&v)
}

// count is how many values there are in one.
func count(v *php.Value) int {
	n := 1
	for i := range v.Items {
		n += count(&v.Items[i].Value)
	}
	return n
}

func (o *Option) fail(fault *php.Error) {
	o.Fault = fault
	o.Value = php.Value{Kind: php.Bool, End: len(o.Raw)}
}

// cutOff says that a text began as a serialized array and lost its end, so that
// WordPress hands it out as it is to programs that expect an array.
func cutOff(raw []byte) bool {
	if !bytes.HasPrefix(raw, []byte("a:")) {
		return false
	}
	rest := bytes.TrimLeft(raw[2:], "0123456789")
	return len(rest) < len(raw)-2 && bytes.HasPrefix(rest, []byte(":{"))
}

// finish settles what follows from what was read.
func (s *Set) finish() {
	for name := range s.options {
		if prefix, found := strings.CutSuffix(name, "user_roles"); found && (!s.RolesKnown || prefix == s.Prefix) {
			s.Roles, s.RolesKnown = prefix, true
		}
	}
	s.Whole = s.RolesKnown && s.Get("siteurl") != nil && s.Get("active_plugins") != nil && len(s.Faults) == 0
}
