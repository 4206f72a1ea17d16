package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/lint/standard"
)

// storedFlags say where the stored options of WordPress are read.
type storedFlags struct {
	file, database string
}

// ofConfig is the value of --wp-db by itself.
const ofConfig = "wp-config.php"

func (f *storedFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.file, "wp-options", "", "a `FILE` with the stored options of WordPress: JSON of WP-CLI, an SQL dump, an export of All-In-One Security")
	flags.StringVar(&f.database, "wp-db", "", "read them from the live database that wp-config.php names, or from `DSN`\n(user:password@tcp(host)/database, or @FILE that holds it); nothing is written")
	flags.Lookup("wp-db").NoOptDefVal = ofConfig
}

// dsnMax is how long a DSN may be.
const dsnMax = 4096

// read is what the flags say.
func (f *storedFlags) read() (standard.Stored, error) {
	s := standard.Stored{File: f.file}
	switch name, inFile := strings.CutPrefix(f.database, "@"); {
	case f.file != "" && f.database != "":
		return s, errors.New("--wp-options and --wp-db exclude each other")
	case f.database == ofConfig:
		s.Live = true
	case inFile:
		file, err := os.Open(name)
		if err != nil {
			return s, fmt.Errorf("--wp-db: %s: %w", name, source.Cause(err))
		}
		defer file.Close()
		text, err := readBounded(file, dsnMax)
		if err != nil {
			return s, fmt.Errorf("--wp-db: %s: %w", name, source.Cause(err))
		}
		if s.DSN = strings.TrimSpace(string(text)); s.DSN == "" {
			return s, fmt.Errorf("--wp-db: %s is empty", name)
		}
	default:
		s.DSN = f.database
	}
	return s, nil
}

// noteStored tells what of the stored options could not be read.
func (s streams) noteStored(g *standard.Gatekeeper) error {
	notes, err := g.Stored()
	for _, note := range notes {
		s.note("%s", note)
	}
	return err
}
