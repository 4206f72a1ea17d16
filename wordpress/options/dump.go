package options

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// DumpOptions bound what ReadDump keeps. A zero stands for the usual bound.
type DumpOptions struct{ Limits }

// ReadDump reads an SQL dump, of which it keeps what a Set holds, and returns a
// set for each site in it. Its memory does not grow with the dump.
//
// Texts are respected everywhere: an INSERT in the text of a page sets nothing.
// Behind the header of mysqldump and mariadb-dump, which write the end of a line
// as \n, tables that are not wanted are skipped by lines.
//
// A dump that ends too early has its sets, with a Fault. The error is for one
// that cannot be read, or holds no table of a WordPress site.
func ReadDump(r io.Reader, name string, o DumpOptions) ([]*Set, error) {
	return readDump(newScanner(r, bufferSize), name, o)
}

func readDump(s *scanner, name string, o DumpOptions) ([]*Set, error) {
	d := &dump{scanner: s, b: NewBuilder(name, o.Limits)}
	if Kind(s.peek(HeadSize)) == Wide {
		return nil, fmt.Errorf("%s is in UTF-16, as PowerShell redirects: write it with --result-file", name)
	}
	s.take(string(byteOrderMark))
	head := header.FindSubmatch(s.peek(HeadSize)[:min(HeadSize, s.end-s.at)])
	s.whole = len(head[0]) > 0
	for d.statement() {
	}
	if s.err != nil && !errors.Is(s.err, io.EOF) {
		return nil, fmt.Errorf("%s: %w", name, s.err)
	}
	if d.computes {
		return nil, fmt.Errorf("%s was written for NO_BACKSLASH_ESCAPES, which is not read", name)
	}
	if len(head[1]) > 0 && !s.completed && !d.cut {
		d.b.fault("the line \"-- Dump completed\" is missing: the dump is cut off", s.offset())
	}
	return d.b.Sets()
}

// header is how mysqldump and mariadb-dump begin; either line alone does it too.
var header = regexp.MustCompile(`^(?:/\*M?!999999\\- enable the sandbox mode \*/\s*)?(-- (?:MySQL|MariaDB) dump [0-9])?`)

type dump struct {
	*scanner
	b        *Builder
	database string
	// skipped is how the last INSERT that was not wanted began.
	skipped []byte
	row     []byte
	cut     bool
	// computes says that backslashes mean nothing in texts.
	computes bool
}

// statement reads one statement, and is false at the end.
func (d *dump) statement() bool {
	for c, _ := d.next(); c == '\n' || c == '\r'; c, _ = d.next() {
		d.skip(1)
	}
	if n := len(d.skipped); n > 0 && bytes.HasPrefix(d.peek(n), d.skipped) {
		d.skip(n)
		return d.rest(true)
	}
	d.blank()
	if _, ok := d.next(); !ok || d.computes {
		return false
	}
	switch d.word() {
	case "INSERT":
		return d.insert(false)
	case "REPLACE":
		return d.insert(true)
	case "CREATE":
		return d.create()
	case "DROP":
		d.drop()
	case "USE":
		d.blank()
		d.database = d.name()
	case "DELIMITER":
		return d.newDelimiter()
	case "SET":
		d.computes = d.setsMode()
	}
	return d.rest(false)
}

// rest steps over the rest of a statement. lines says that it is an INSERT.
func (d *dump) rest(lines bool) bool {
	from := d.offset()
	if lines && d.whole && len(d.delimiter) == 1 {
		if d.skipLines() {
			return true
		}
	} else if d.skipStatement() {
		return true
	}
	if d.offset() > from || lines {
		d.broken()
	}
	return false
}

// broken says that the file ended within a statement.
func (d *dump) broken() {
	d.cut = true
	d.b.fault("the dump ends within a statement: it is cut off", d.offset())
}

// newDelimiter reads what ends a statement from here on.
func (d *dump) newDelimiter() bool {
	var b []byte
	for c, ok := d.next(); ok && c != '\n'; c, ok = d.next() {
		if len(b) < maxName {
			b = append(b, c)
		}
		d.skip(1)
	}
	if b = bytes.TrimSpace(b); len(b) > 0 && len(b) < 16 {
		d.delimiter = b
	}
	return true
}

// maxSet is how much of a SET is looked at.
const maxSet = 512

// setsMode says whether a SET gives backslashes no meaning.
func (d *dump) setsMode() bool {
	head := d.peek(maxSet)
	head = head[:min(len(head), maxSet)]
	if end := bytes.Index(head, d.delimiter); end >= 0 {
		head = head[:end]
	}
	return bytes.Contains(bytes.ToUpper(head), []byte("NO_BACKSLASH_ESCAPES"))
}

// table reads the name of a table, perhaps behind that of its database.
func (d *dump) table() (database, table string) {
	d.blank()
	database, table = d.database, d.name()
	d.blank()
	if d.take(".") {
		d.blank()
		database, table = table, d.name()
	}
	return database, table
}

// drop forgets a table.
func (d *dump) drop() {
	d.blank()
	if d.word() != "TABLE" {
		return
	}
	d.blank()
	if d.coming() == "IF" {
		for range 2 {
			d.word()
			d.blank()
		}
	}
	d.b.drop(d.table())
}

// create reads the columns of a table that is wanted.
func (d *dump) create() bool {
	d.blank()
	word := d.word()
	if word == "TEMPORARY" {
		d.blank()
		word = d.word()
	}
	if word != "TABLE" {
		return d.rest(false)
	}
	d.blank()
	if d.coming() == "IF" {
		for range 3 {
			d.word()
			d.blank()
		}
	}
	database, name := d.table()
	t := d.b.table(database, name)
	d.blank()
	if t == nil || !d.take("(") {
		return d.rest(false)
	}
	t.columns = d.definitions()
	t.fits(t.columns)
	return d.rest(false)
}

// notColumns begin what is defined in a table and is no column.
var notColumns = []string{"PRIMARY", "KEY", "UNIQUE", "INDEX", "CONSTRAINT", "FULLTEXT", "SPATIAL", "FOREIGN", "CHECK", "PERIOD"}

// maxColumns is how many columns a table may have.
const maxColumns = 100

// definitions reads the names of columns.
func (d *dump) definitions() []string {
	var columns []string
	for len(columns) < maxColumns {
		d.blank()
		c, _ := d.next()
		if name := d.name(); c == '`' || c == '"' || name != "" && !slices.Contains(notColumns, strings.ToUpper(name)) {
			columns = append(columns, name)
		}
		if !d.expression() {
			break
		}
		if c, _ := d.next(); c == ')' {
			break
		}
		d.skip(1)
	}
	return columns
}

// insert reads the rows of a table that is wanted.
func (d *dump) insert(replace bool) bool {
	head := bytes.Clone(d.peek(maxName)[:min(maxName, d.end-d.at)])
	from := d.offset()
	d.blank()
	for slices.Contains([]string{"LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE", "INTO"}, d.coming()) {
		d.word()
		d.blank()
	}
	database, name := d.table()
	t := d.b.table(database, name)
	if t == nil {
		// The next one that begins so, up to the blank behind the name, goes
		// into the same table.
		if n := d.offset() - from; name != "" && !replace && n < int64(len(head)) && head[n] == ' ' {
			d.skipped = append(append(d.skipped[:0], "INSERT"...), head[:n+1]...)
		}
		return d.rest(true)
	}
	columns := t.columns
	d.blank()
	if d.take("(") {
		columns = d.definitions()
		d.take(")")
		d.blank()
	}
	if !t.fits(columns) {
		return d.rest(true)
	}
	if word := d.word(); word != "VALUES" && word != "VALUE" {
		d.b.fault("a form of INSERT that is not read", from)
		return d.rest(true)
	}
	return d.rows(t, columns, replace)
}

// coming is the word that comes next, in capitals.
func (d *dump) coming() string {
	text := d.peek(maxName)
	n := 0
	for n < len(text) && isWord(text[n]) {
		n++
	}
	return strings.ToUpper(string(text[:n]))
}

// rows reads the rows of an INSERT and its end.
func (d *dump) rows(t *table, columns []string, replace bool) bool {
	for {
		d.blank()
		from := d.offset()
		if !d.take("(") || !d.cells(t, columns, replace, from) {
			if _, more := d.next(); !more {
				d.broken()
				return false
			}
			d.b.fault("a row that is not understood", from)
			return d.rest(true)
		}
		d.blank()
		if !d.take(",") {
			return d.rest(true)
		}
	}
}

// cells reads one row up to its bracket, and gives it to the table. From the
// cell on that says that the row is not wanted, nothing is kept.
func (d *dump) cells(t *table, columns []string, replace bool, from int64) bool {
	if d.row = d.row[:0]; cap(d.row) > bufferSize {
		d.row = nil
	}
	var cells []cell
	wanted := true
	for n := 0; ; n++ {
		into := &d.row
		if !wanted {
			into = nil
		}
		c, ok := d.value(into, d.b.limits.Value)
		if !ok || n >= maxColumns {
			return false
		}
		if wanted {
			cells = append(cells, c)
			wanted = t.wants(columns, n, c.text)
		}
		if wanted && len(d.row) > 4*d.b.limits.Value {
			d.b.fault("a row of "+t.name+" is too long", from)
			wanted = false
		}
		d.blank()
		if d.take(",") {
			continue
		}
		if !d.take(")") {
			return false
		}
		if wanted {
			t.add(columns, cells, replace, from)
		}
		return true
	}
}
