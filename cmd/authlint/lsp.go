package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/lsp"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/lint/standard"
)

// lspDelay is too short for a pause between two words to pass unnoticed, and
// too long for a check at every letter.
const lspDelay = 250 * time.Millisecond

func newLSP(s streams) *cobra.Command {
	var f lspFlags
	f.pathMap = pathMap{}
	cmd := &cobra.Command{
		Use:   "lsp",
		Short: "Check what is typed, for an editor",
		Long: `A language server on standard input and output, which an editor starts: it marks
what authlint finds while it is typed, tells on hover what is behind a finding
and who gets in, and offers the fixes of a finding, and to ignore it for a reason.
The titles of fixes say who gets in then; those that change that are marked
[unsafe]. What a project wants stands in .authlint.hcl, as for authlint check; a
file that it excludes is left alone. While that one is wrong, the editor says so
and marks nothing but what is wrong with it.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return lsp.Serve(cmd.Context(), s.in, s.out, lsp.Backend{
				Version: readVersion().Version,
				Delay:   lspDelay,
				Check: func(ctx context.Context, path string, text []byte) (*lint.Result, error) {
					if wrong := mistakes(path, text); wrong != nil {
						return wrong, nil
					}
					c, err := f.config(s, path, text)
					if err != nil {
						return nil, err
					}
					result, _, err := standard.Check(ctx, c)
					return result, err
				},
				Load: func(ctx context.Context, path string, text []byte) ([]*model.Site, error) {
					c, err := f.config(s, path, text)
					if err != nil {
						return nil, err
					}
					return standard.Load(ctx, c)
				},
			})
		},
	}
	cmd.Flags().StringArrayVar(&f.allowRoots, "allow-root", nil, "a `DIR` that may be read, too (repeatable)")
	cmd.Flags().Var(f.pathMap, "path-map", "where a folder of the server lies on this machine (repeatable)")
	f.project.register(cmd)
	return cmd
}

// lspFlags are the flags of lsp.
type lspFlags struct {
	allowRoots []string
	pathMap    pathMap
	project    projectFlags
}

// mistakes are what is wrong with the text of a configuration, for the editor
// that it is typed in; nil where nothing is, and for any other file. What is not
// saved yet holds for nothing else.
func mistakes(path string, text []byte) *lint.Result {
	if filepath.Base(path) != config.Name {
		return nil
	}
	dir := filepath.ToSlash(filepath.Dir(path))
	_, diagnostics := config.Load(source.NewFile(config.Name, text), dir, standard.Known(readVersion().Version))
	if !config.Failed(diagnostics) {
		return nil
	}
	rule := &lint.Rule{ID: "configuration", Summary: "a mistake in " + config.Name + ": nothing of it holds", Project: true, Final: true}
	wrong := &lint.Result{}
	for _, d := range diagnostics {
		wrong.Findings = append(wrong.Findings, lint.Finding{
			Rule: rule, Place: lint.PlaceOf(d.Span), Severity: d.Severity, Outcome: lint.Confuses, Message: d.Message,
		})
	}
	return wrong
}

// config is how to check the text of a file. Configuration is read anew each
// time: the editor may have saved it.
func (f *lspFlags) config(s streams, path string, text []byte) (standard.Config, error) {
	c := standard.Config{
		Dir: filepath.Dir(path), Stdin: &standard.Stdin{Name: path, Data: text},
		AllowRoots: f.allowRoots, PathMap: f.pathMap, ForceExclude: true, Judge: true,
	}
	var err error
	c.Projects, err = f.project.load(s, colorNever, []string{path}, true)
	if errors.Is(err, statusFailure) {
		// Where and how stands in the server's log.
		err = fmt.Errorf("%s is wrong and nothing is checked; authlint config validate says where", config.Name)
	}
	return c, err
}
