// Package database reads the stored options of a WordPress site from its live
// MySQL or MariaDB. It is the only part of authlint that opens a connection by
// itself, and does so when the user asks.
//
// It only reads: the session is read-only, and nothing but SELECT is sent.
package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/authlint/authlint/wordpress/options"
)

// Target says which database is meant: by DSN, else by the values of
// wp-config.php.
type Target struct {
	// DSN is user:password@tcp(host:3306)/database, as go-sql-driver has it.
	DSN string
	// Host, User, Password and Name are DB_HOST and the like.
	Host, User, Password, Name string
	// Prefix begins the names of the tables that are read; empty reads every
	// site there is.
	Prefix string
	// Timeout is how long all may take; zero for DefaultTimeout.
	Timeout time.Duration
	Limits  options.Limits
}

// The bounds of a reading.
const (
	DefaultTimeout = 30 * time.Second
	dialTimeout    = 10 * time.Second
	maxColumns     = 200_000 // of all tables
	maxValue       = 4 << 20
)

// Read reads what a set holds of every site in a database. No error shows the
// password.
func Read(ctx context.Context, t Target) ([]*options.Set, error) {
	config, err := t.config()
	if err != nil {
		return nil, err
	}
	timeout := t.Timeout
	if timeout <= 0 {
		timeout = DefaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	r := reader{from: "mysql/" + config.DBName, prefix: t.Prefix, limits: t.Limits}
	if r.limits.Value <= 0 {
		r.limits.Value = maxValue
	}
	sets, err := r.read(ctx, config)
	switch {
	case err == nil:
		return sets, nil
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		err = fmt.Errorf("no answer within %v", timeout)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	return nil, fmt.Errorf("database %s at %s: %s", config.DBName, config.Addr, hide(err.Error(), config.Passwd))
}

// hide takes a password out of a text.
func hide(text, password string) string {
	if password == "" {
		return text
	}
	return strings.ReplaceAll(text, password, "****")
}

// config is what the driver is told.
func (t *Target) config() (*mysql.Config, error) {
	config := mysql.NewConfig()
	if t.DSN != "" {
		var err error
		config, err = mysql.ParseDSN(t.DSN)
		if err != nil || config.Net != "tcp" && config.Net != "unix" {
			// What the driver says, or takes for a network, may be a part of
			// the password.
			return nil, errors.New("the DSN is not of the form user:password@tcp(host:3306)/database")
		}
	} else {
		config.Net, config.Addr = address(t.Host)
		config.User, config.Passwd, config.DBName = t.User, t.Password, t.Name
	}
	if config.DBName == "" {
		return nil, errors.New("no database is named")
	}
	// A server may be anybody's: it gets no file and no readable password.
	config.AllowAllFiles, config.AllowCleartextPasswords, config.AllowOldPasswords = false, false, false
	config.MultiStatements, config.InterpolateParams = false, false
	config.Params, config.ConnectionAttributes = nil, ""
	config.Timeout = dialTimeout
	config.Logger = silent{}
	return config, nil
}

// silent is a logger that says nothing: what counts comes back as an error.
type silent struct{}

func (silent) Print(...any) {}

type reader struct {
	from, prefix string
	limits       options.Limits
}

func (r *reader) read(ctx context.Context, config *mysql.Config) ([]*options.Set, error) {
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "SET SESSION TRANSACTION READ ONLY"); err != nil {
		return nil, err
	}
	// One transaction sees one state of all tables.
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }() // there is nothing to keep
	tables, err := r.tables(ctx, tx)
	if err != nil {
		return nil, err
	}
	b := options.NewBuilder(r.from, r.limits)
	for _, t := range tables {
		if b.See("", t.name, t.columns) {
			if err := r.table(ctx, tx, b, t); err != nil {
				return nil, err
			}
		}
	}
	return b.Sets()
}

type table struct {
	name    string
	columns []string
}

// tables are those of the database whose names begin with the prefix.
func (r *reader) tables(ctx context.Context, tx *sql.Tx) ([]table, error) {
	rows, err := tx.QueryContext(ctx, "SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS "+
		"WHERE TABLE_SCHEMA = DATABASE() AND LEFT(TABLE_NAME, ?) = ? ORDER BY TABLE_NAME, ORDINAL_POSITION LIMIT ?",
		len([]rune(r.prefix)), r.prefix, maxColumns)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var tables []table
	for rows.Next() {
		var name, column string
		if err := rows.Scan(&name, &column); err != nil {
			return nil, err
		}
		if !strings.HasPrefix(name, r.prefix) {
			continue // the same but for the case of its letters
		}
		if n := len(tables); n == 0 || tables[n-1].name != name {
			tables = append(tables, table{name: name})
		}
		last := &tables[len(tables)-1]
		last.columns = append(last.columns, column)
	}
	return tables, rows.Err()
}

// table reads the rows of one table.
func (r *reader) table(ctx context.Context, tx *sql.Tx, b *options.Builder, t table) error {
	rows, err := tx.QueryContext(ctx, r.query(t))
	if err != nil {
		return err
	}
	defer rows.Close()
	cells := make([]sql.RawBytes, len(t.columns))
	into, row := make([]any, len(cells)), make([][]byte, len(cells))
	for i := range cells {
		into[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, text := range cells {
			row[i] = text
		}
		b.Add("", t.name, t.columns, row)
	}
	return rows.Err()
}

// query selects the rows that are kept, and of each value one byte more than is
// kept, so that one that is too long shows.
func (r *reader) query(t table) string {
	var b strings.Builder
	b.WriteString("SELECT ")
	for i, column := range t.columns {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "LEFT(%s, %d)", quote(column), r.limits.Value+1)
	}
	b.WriteString(" FROM " + quote(t.name))
	has := func(column string) bool {
		return slices.ContainsFunc(t.columns, func(c string) bool { return strings.EqualFold(c, column) })
	}
	lower := strings.ToLower(t.name)
	switch {
	case strings.HasSuffix(lower, "usermeta") && has("meta_key"):
		b.WriteString(" WHERE `meta_key` = '_application_passwords' OR RIGHT(`meta_key`, 12) = 'capabilities'")
	case strings.HasSuffix(lower, "sitemeta") && has("meta_key"):
		b.WriteString(" WHERE LEFT(`meta_key`, 16) <> '_site_transient_'")
	case strings.HasSuffix(lower, "options") && has("option_name"):
		b.WriteString(" WHERE LEFT(`option_name`, 11) <> '_transient_' AND LEFT(`option_name`, 16) <> '_site_transient_'")
	}
	return b.String()
}

// quote quotes the name of a table or column.
func quote(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }
