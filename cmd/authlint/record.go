package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/expect"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/lint/standard"
	"github.com/authlint/authlint/lint/walk"
)

// recordFlags say what is recorded, and where.
type recordFlags struct {
	on, write, update, everybody bool
	query                        walk.Query
	user                         string
	headers                      []string
	names                        []string // of the flags beside on
}

func newRecordFlags() recordFlags { return recordFlags{query: walk.NewQuery("")} }

func (f *recordFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&f.on, "record", false, "print blocks that expect what is answered today to the URLs that are named")
	flags.BoolVar(&f.write, "write", false, "add them to the configuration")
	flags.BoolVar(&f.update, "update", false, "with --write: let expectations that are there expect today's answers")
	flags.BoolVar(&f.everybody, "all-callers", false, "ask each URL as everybody whom the settings tell apart")
	flags.StringVar(&f.query.Method, "method", f.query.Method, "the `METHOD`")
	flags.StringVar(&f.query.RemoteAddr, "remote-addr", f.query.RemoteAddr, "the client's `ADDRESS`")
	flags.StringVar(&f.user, "user", "", "log in as `NAME`, with the right password")
	flags.StringArrayVar(&f.headers, "header", nil, "a header of the request, as in `'NAME: VALUE'` (repeatable)")
	f.names = []string{"write", "update", "all-callers", "method", "remote-addr", "user", "header"}
}

// unused refuses flags that say something of what is recorded.
func (f *recordFlags) unused(cmd *cobra.Command) error {
	for _, name := range f.names {
		if cmd.Flags().Changed(name) {
			return fmt.Errorf("--%s goes with --record", name)
		}
	}
	return nil
}

func (f *recordFlags) usage(urls []string) error {
	switch {
	case len(urls) == 0:
		return errors.New("--record: the URL is missing")
	case f.update && !f.write:
		return errors.New("--update goes with --write")
	}
	return nil
}

// queries are the requests to record.
func (f *recordFlags) queries(urls []string) ([]walk.Query, error) {
	q := f.query
	if f.user != "" {
		q.User = &f.user
	}
	for _, text := range f.headers {
		h, err := walk.ParseHeader(text)
		if err != nil {
			return nil, fmt.Errorf("--header: %w", err)
		}
		if h.Secret() {
			return nil, fmt.Errorf("--header: %s would be written down with what it lets in; --user logs in", h.Name)
		}
		q.Headers = append(q.Headers, h)
	}
	var all []walk.Query
	for _, url := range urls {
		asked := q
		asked.URL = url
		if strings.HasPrefix(url, "/") {
			asked.URL = "http://localhost" + url
		}
		if _, err := asked.Request(); err != nil {
			return nil, flagError(err)
		}
		asked.URL = url
		all = append(all, asked)
	}
	return all, nil
}

// write records, prints, and changes the configuration where that is asked for.
func (f *expectFlags) write(cmd *cobra.Command, s streams, urls []string) error {
	queries, err := f.record.queries(urls)
	if err != nil {
		return err
	}
	name, err := f.target(s)
	if err != nil {
		return err
	}
	c, err := f.given(s, []string{filepath.Dir(name)})
	if err != nil {
		return err
	}
	text, err := config.Read(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", name, source.Cause(err))
	}
	project := c.Projects.In(filepath.ToSlash(absoluteDir(name)))
	if project.File == "" { // there is none yet
		project = &config.Config{File: name, Dir: filepath.ToSlash(absoluteDir(name))}
	}
	records, notes, err := standard.Record(cmd.Context(), c, project, queries, f.record.everybody)
	for _, note := range notes {
		s.note("%s", note)
	}
	if err != nil {
		return err
	}
	site, err := f.site(project, name)
	if err != nil {
		return err
	}
	written, err := expect.Write(text, project, site, records, f.record.update)
	if err != nil {
		return err
	}
	for _, kept := range written.Kept {
		s.note("%q expects another answer than today's; --update --write changes that", kept)
	}
	if err := f.save(s, name, written); err != nil {
		return err
	}
	if len(notes)+len(written.Kept) > 0 {
		return statusFindings
	}
	return nil
}

// save prints what is new, or writes it.
func (f *expectFlags) save(s streams, name string, w *expect.Written) error {
	if !f.record.write {
		_, err := s.out.Write(w.Blocks)
		return err
	}
	if len(w.Added)+len(w.Updated) == 0 {
		s.note("%s: nothing is new", name)
		return nil
	}
	file, err := newReplacement(name)
	if err != nil {
		return err
	}
	defer file.abandon()
	if err := file.commit(w.Text); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "%s: %d added, %d updated\n", name, len(w.Added), len(w.Updated))
	return err
}

// target is the file that expectations are added to.
func (f *expectFlags) target(s streams) (string, error) {
	if f.project.file != "" {
		return f.project.file, nil
	}
	if f.project.none {
		return config.Name, nil
	}
	name, err := s.inForce()
	if name == "" {
		name = config.Name
	}
	return name, err
}

// site is the block that says what --config and --root did, where the file has
// none.
func (f *expectFlags) site(project *config.Config, name string) (expect.Site, error) {
	var site expect.Site
	given := f.server + f.root // of which one is empty
	if given == "" || project.Site.Config.Set() || project.Site.Root.Set() {
		return site, nil
	}
	at, err := filepath.Abs(given)
	if err != nil {
		return site, err
	}
	if rel, err := filepath.Rel(absoluteDir(name), at); err == nil && filepath.IsLocal(rel) {
		at = rel
	}
	if f.server != "" {
		site.Config = filepath.ToSlash(at)
	} else {
		site.Root = filepath.ToSlash(at)
	}
	return site, nil
}

// absoluteDir is the folder of a file.
func absoluteDir(name string) string {
	at, err := filepath.Abs(filepath.Dir(name))
	if err != nil {
		return filepath.Dir(name)
	}
	return at
}
