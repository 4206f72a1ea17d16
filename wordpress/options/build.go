package options

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Limits bound what is kept. A zero stands for the usual bound.
type Limits struct {
	Value int // bytes of one value
	Total int // bytes of all
	Rows  int // of one table but that of options
}

// The usual bounds.
const (
	maxValue  = 4 << 20
	maxTotal  = 64 << 20
	maxRows   = 10_000
	maxTables = 10_000
	maxFaults = 20
)

// Builder puts sets together from the rows of tables.
type Builder struct {
	from   string
	limits Limits
	left   int // of the bytes that may be kept
	full   bool
	decode int // how many values may be decoded still
	faults []Fault
	tables map[tableName]*table
	// seen are the tables, wanted or not, that tell networks and sites apart.
	seen map[tableName]bool
}

type tableName struct{ database, name string }

// table is a table that is wanted.
type table struct {
	b        *Builder
	database string
	name     string // as it is written
	prefix   string
	kind     string // the name without prefix, in lower case
	columns  []string
	// known says that the table is there, and has the columns that it should.
	known   bool
	options map[string]*Option
	rows    Rows
}

// kinds are the tables that are wanted, by the ends of their names, with the
// columns that they have where a dump does not say so.
var kinds = map[string][]string{
	"options":       {"option_id", "option_name", "option_value", "autoload"},
	"sitemeta":      {"meta_id", "site_id", "meta_key", "meta_value"},
	"usermeta":      {"umeta_id", "user_id", "meta_key", "meta_value"},
	"wfconfig":      {"name", "val", "autoload"},
	"wfls_settings": {"name", "value", "autoload"},
	"wfblocks7":     {"id", "type", "IP", "blockedTime", "reason", "lastAttempt", "blockedHits", "expiration", "parameters"},
	"itsec_bans":    nil,
}

// Kinds are the ends of the names of the tables that are wanted, sorted.
func Kinds() []string {
	var names []string
	for name := range kinds {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// telling are the ends of the names of tables that only a whole installation
// has, or only a network.
var telling = []string{"users", "usermeta", "sitemeta", "blogs"}

// NewBuilder makes one for what is read from a place.
func NewBuilder(from string, limits Limits) *Builder {
	usual := func(limit *int, value int) {
		if *limit <= 0 {
			*limit = value
		}
	}
	usual(&limits.Value, maxValue)
	usual(&limits.Total, maxTotal)
	usual(&limits.Rows, maxRows)
	return &Builder{from: from, limits: limits, left: limits.Total, decode: maxDecoded, tables: map[tableName]*table{}, seen: map[tableName]bool{}}
}

// See tells the builder of a table and its columns, and says whether its rows
// are wanted.
func (b *Builder) See(database, name string, columns []string) bool {
	t := b.table(database, name)
	return t != nil && t.fits(columns)
}

// Add gives a row to a table that is wanted. A nil cell is NULL.
func (b *Builder) Add(database, name string, columns []string, row [][]byte) {
	t := b.table(database, name)
	if t == nil || !t.fits(columns) {
		return
	}
	cells := make([]cell, len(row))
	for i, text := range row {
		cells[i] = cell{text: text, null: text == nil, long: len(text) > b.limits.Value}
		if !t.wants(columns, i, text) {
			return
		}
	}
	t.add(columns, cells, false, 0)
}

// table is a wanted table, made where it is new; nil for one that is not.
func (b *Builder) table(database, name string) *table {
	key := tableName{database, name}
	if t := b.tables[key]; t != nil {
		return t
	}
	lower := strings.ToLower(name)
	for _, end := range telling {
		if strings.HasSuffix(lower, end) && len(b.seen) < maxTables {
			b.seen[tableName{database, lower}] = true
		}
	}
	kind := ""
	for end := range kinds {
		if strings.HasSuffix(lower, end) {
			kind = end
		}
	}
	if kind == "" || len(b.tables) >= maxTables {
		return nil
	}
	t := &table{b: b, database: database, name: name, prefix: name[:len(name)-len(kind)], kind: kind}
	b.tables[key] = t
	return t
}

// fits says whether a table has the columns that one of its name should have:
// plugins have tables of options of their own.
func (t *table) fits(columns []string) bool {
	has := func(name string) bool {
		return name == "" || len(columns) == 0 || slices.ContainsFunc(columns, func(c string) bool { return strings.EqualFold(c, name) })
	}
	key := keys[t.kind]
	fits := has(key.name) && has(key.value)
	t.known = t.known || fits
	return fits
}

// drop forgets the rows of a table.
func (b *Builder) drop(database, name string) {
	if t := b.tables[tableName{database, name}]; t != nil {
		t.rows, t.options = Rows{}, nil
	}
}

// fault keeps what could not be read.
func (b *Builder) fault(why string, offset int64) {
	if len(b.faults) < maxFaults {
		b.faults = append(b.faults, Fault{Why: why, Offset: offset})
	}
}

// keys are the columns that name a value, and those that hold it.
var keys = map[string]struct{ name, value string }{
	"options": {"option_name", "option_value"}, "sitemeta": {"meta_key", "meta_value"}, "usermeta": {"meta_key", "meta_value"},
	"wfconfig": {"name", "val"}, "wfls_settings": {"name", "value"},
}

// column is the name of a column of a row; empty where it is not known.
func (t *table) column(columns []string, n int) string {
	if len(columns) == 0 {
		columns = kinds[t.kind]
	}
	if n < len(columns) {
		return columns[n]
	}
	return ""
}

// wants says whether a row is wanted as far as its cell of that number tells:
// no option that only caches something, and of users what they may do.
func (t *table) wants(columns []string, n int, text []byte) bool {
	key := keys[t.kind]
	if !strings.EqualFold(t.column(columns, n), key.name) {
		return true
	}
	switch t.kind {
	case "options":
		return !bytes.HasPrefix(text, []byte("_transient_")) && !bytes.HasPrefix(text, []byte("_site_transient_"))
	case "sitemeta":
		return !bytes.HasPrefix(text, []byte("_site_transient_"))
	case "usermeta":
		return string(text) == applicationPasswords || bytes.HasSuffix(text, []byte("capabilities"))
	}
	return true
}

// add keeps a row that is wanted.
func (t *table) add(columns []string, cells []cell, replace bool, offset int64) {
	expected := len(columns)
	if expected == 0 {
		expected = len(kinds[t.kind])
	}
	if len(cells) != expected {
		t.b.fault(fmt.Sprintf("a row of %s with %d values for %d columns", t.name, len(cells), expected), offset)
		return
	}
	size := 0
	for i, c := range cells {
		size += len(c.text)
		if c.long || c.unknown {
			why := fmt.Sprintf("a value in %s is longer than %d bytes", t.name, t.b.limits.Value)
			if c.unknown {
				why = "a value in " + t.name + " is computed"
			}
			t.b.fault(why+": "+t.column(columns, i), offset)
			return
		}
	}
	if t.kind == "options" || t.kind == "sitemeta" {
		t.option(columns, cells, size, replace, offset)
		return
	}
	if len(t.rows.List) >= t.b.limits.Rows || !t.b.room(size, offset) {
		t.rows.Left++
		return
	}
	t.rows.List = append(t.rows.List, t.row(columns, cells))
}

// row makes a row of its cells. The file of a value is named for the first of
// them, and what it is called by the one that says so.
func (t *table) row(columns []string, cells []cell) Row {
	var row Row
	key, called := keys[t.kind], ""
	for i, c := range cells {
		if strings.EqualFold(t.column(columns, i), key.name) {
			called = string(c.text)
		}
	}
	place := t.b.from + "/" + t.name + "/" + string(cells[0].text) + "/"
	for i, c := range cells {
		column := t.column(columns, i)
		name := column
		switch {
		case strings.EqualFold(column, key.value):
			name = called
		case strings.EqualFold(column, key.name):
			name = "" // such as meta_key, which is no key that opens something
		}
		if !c.null {
			o := newOption(place+column, name, bytes.Clone(c.text), &t.b.decode)
			o.Name = column
			row.columns = append(row.columns, o)
		}
	}
	return row
}

// room says whether so many bytes more may be kept, and takes them.
func (b *Builder) room(size int, offset int64) bool {
	if size += 256; size > b.left { // what a value costs beside its text
		if !b.full {
			b.full = true
			b.fault("there are more than "+strconv.Itoa(b.limits.Total)+" bytes of settings: the rest was left out", offset)
		}
		return false
	}
	b.left -= size
	return true
}

// option keeps a row of a table of options. Of two with the same name the first
// counts, as the table has them unique, unless the second replaces it.
func (t *table) option(columns []string, cells []cell, size int, replace bool, offset int64) {
	key := keys[t.kind]
	var name, value *cell
	for i := range cells {
		switch column := t.column(columns, i); {
		case strings.EqualFold(column, key.name):
			name = &cells[i]
		case strings.EqualFold(column, key.value):
			value = &cells[i]
		}
	}
	if name == nil || value == nil || name.null || value.null {
		t.b.fault("a row of "+t.name+" has no "+key.name+" and "+key.value, offset)
		return
	}
	if t.options == nil {
		t.options = map[string]*Option{}
	}
	text := string(name.text)
	if t.options[text] != nil && !replace || !t.b.room(size, offset) {
		return
	}
	t.options[text] = newOption(t.b.from+"/"+t.name+"/"+text, text, bytes.Clone(value.text), &t.b.decode)
}
