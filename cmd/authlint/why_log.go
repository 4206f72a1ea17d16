package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/authlint/authlint/lint/logs"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/lint/standard"
)

// defaultTop is how many causes are shown.
const defaultTop = 20

// logFlags are the flags of why that are about a log.
type logFlags struct {
	file         string
	since, until string
	top          int
}

func (f *logFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.file, "log", "", "say what is behind the lines of an error or access log, `FILE`; - for standard input")
	flags.StringVar(&f.since, "since", "", "with --log: lines from that `TIME` on, as in 2026-01-31 or \"2026-01-31 12:00\"")
	flags.StringVar(&f.until, "until", "", "with --log: lines up to that `TIME`")
	flags.IntVar(&f.top, "top", defaultTop, "with --log: the `N` most frequent causes")
}

// unused refuses flags that are about a log where there is none.
func (f *logFlags) unused(cmd *cobra.Command) error {
	for _, name := range []string{"since", "until", "top"} {
		if cmd.Flags().Changed(name) {
			return fmt.Errorf("--%s goes with --log", name)
		}
	}
	return nil
}

// logUsage says what does not go with a log.
func (f *whyFlags) logUsage(cmd *cobra.Command, args []string) error {
	switch {
	case len(args) > 0:
		return errors.New("--log stands for the URL: give one of them")
	case f.log.file == "":
		return errors.New("--log: the file is missing")
	case cmd.Flags().Changed("requests"):
		return errors.New("--log and --requests exclude each other")
	case f.log.file == stdinPath && f.server == stdinPath:
		return errors.New("standard input cannot be both --config and --log")
	case f.log.top < 1:
		return errors.New("--top: at least 1")
	}
	for _, name := range f.request.names {
		if cmd.Flags().Changed(name) {
			return fmt.Errorf("--%s: the lines of the log say what was asked", name)
		}
	}
	return nil
}

// times are the forms of --since and --until, in local time.
var times = [...]string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly}

func (f *logFlags) options() (logs.Options, error) {
	var o logs.Options
	for _, one := range []struct {
		flag, text string
		to         *time.Time
	}{{"since", f.since, &o.Since}, {"until", f.until, &o.Until}} {
		if one.text == "" {
			continue
		}
		for _, form := range times {
			if at, err := time.ParseInLocation(form, one.text, time.Local); err == nil {
				*one.to = at
				break
			}
		}
		if one.to.IsZero() {
			return o, fmt.Errorf("--%s: %q is no time, as 2026-01-31 or \"2026-01-31 12:00\" is", one.flag, one.text)
		}
	}
	return o, nil
}

// explainLog says what is behind the lines of a log.
func (f *whyFlags) explainLog(ctx context.Context, s streams) error {
	o, err := f.log.options()
	if err != nil {
		return err
	}
	in := s.in
	if f.log.file != stdinPath {
		file, err := os.Open(f.log.file)
		if err != nil {
			return fmt.Errorf("--log: %s: %w", f.log.file, source.Cause(err))
		}
		defer file.Close()
		in = file
	}
	config, g, err := f.open(ctx, s)
	if err != nil {
		return err
	}
	defer g.Close()
	log, err := logs.Read(ctx, in, o)
	if err != nil {
		return fmt.Errorf("--log: %s: %w", f.log.file, source.Cause(err))
	}
	sources, err := sourcesOf(ctx, g, config)
	if err != nil {
		return err
	}
	groups := logs.Tie(log, sources)
	if err := s.noteStored(g); err != nil {
		return err
	}
	if f.format.value == formatJSON {
		return logs.WriteJSON(s.out, log, groups, f.log.top)
	}
	return logs.Write(s.out, log, groups, f.log.top)
}

// sourcesOf are what the lines are tied to.
func sourcesOf(ctx context.Context, g *standard.Gatekeeper, c standard.Config) (logs.Sources, error) {
	sites, err := g.Sites(ctx, c)
	if err != nil {
		return logs.Sources{}, err
	}
	found, err := g.Check(ctx, c)
	if err != nil {
		return logs.Sources{}, err
	}
	return logs.Sources{Server: g, Sites: sites, Findings: found.Findings}, nil
}
