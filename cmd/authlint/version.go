package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is the contract of version --format json. Commit is null where the
// build does not know it, as under go run.
type version struct {
	Version  string  `json:"version"`
	Commit   *string `json:"commit"`
	Modified bool    `json:"modified"`
	Go       string  `json:"go"`
}

func readVersion() version {
	v := version{Version: "(unknown)", Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	if info.Main.Version != "" {
		v.Version = info.Main.Version
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			v.Commit = &setting.Value
		case "vcs.modified":
			v.Modified = setting.Value == "true"
		}
	}
	return v
}

// String is the version on one line.
func (v version) String() string {
	commit := "unknown"
	if v.Commit != nil {
		commit = *v.Commit
	}
	if v.Modified {
		commit += ", modified"
	}
	return fmt.Sprintf("authlint %s, commit %s, %s", v.Version, commit, v.Go)
}

func newVersion(s streams) *cobra.Command {
	format := plainFormat()
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print version, commit and Go version",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if format.value == "json" {
				return encode(s.out, readVersion())
			}
			_, err := fmt.Fprintln(s.out, readVersion())
			return err
		},
	}
	cmd.Flags().Var(format, "format", "text or json")
	completeFlag(cmd, "format", words(format.of))
	return cmd
}
