package main

import (
	"context"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/lsp"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/standard"
)

// lspDelay is too short for a pause between two words to pass unnoticed, and
// too long for a check at every letter.
const lspDelay = 250 * time.Millisecond

func newLSP(s streams) *cobra.Command {
	var allowRoots []string
	mapping := pathMap{}
	cmd := &cobra.Command{
		Use:   "lsp",
		Short: "Check what is typed, for an editor",
		Long: `A language server on standard input and output, which an editor starts: it marks
what authlint finds while it is typed, tells on hover what is behind a finding
and who gets in, and offers to ignore a finding for a reason.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			config := func(path string, text []byte) standard.Config {
				return standard.Config{
					Dir: filepath.Dir(path), Stdin: &standard.Stdin{Name: path, Data: text},
					AllowRoots: allowRoots, PathMap: mapping,
				}
			}
			return lsp.Serve(cmd.Context(), s.in, s.out, lsp.Backend{
				Version: readVersion().Version,
				Delay:   lspDelay,
				Check: func(ctx context.Context, path string, text []byte) (*lint.Result, error) {
					result, _, err := standard.Check(ctx, config(path, text))
					return result, err
				},
				Load: func(ctx context.Context, path string, text []byte) ([]*model.Site, error) {
					return standard.Load(ctx, config(path, text))
				},
			})
		},
	}
	cmd.Flags().StringArrayVar(&allowRoots, "allow-root", nil, "a `DIR` that may be read, too (repeatable)")
	cmd.Flags().Var(mapping, "path-map", "where a folder of the server lies on this machine (repeatable)")
	return cmd
}
