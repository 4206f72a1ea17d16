package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"

	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/lint/standard"
	"github.com/authlint/authlint/lint/walk"
	"github.com/spf13/cobra"
)

// whyFlags are the flags of why.
type whyFlags struct {
	serverFlags
	request  requestFlags
	requests string
	log      logFlags
	jobs     int
	format   choice
	color    choice
}

func newWhy(s streams) *cobra.Command {
	f := whyFlags{
		serverFlags: newServerFlags(),
		request:     newRequestFlags(),
		format:      choice{value: formatText, of: []string{formatText, formatJSON}, kind: "FORMAT"},
		color:       colorFlag(),
	}
	cmd := &cobra.Command{
		Use:   "why URL | why --requests FILE | why --log FILE",
		Short: "Say what the server answers to a request, and which line decided",
		Long: `Walks one request through the server's gates, in the order in which the server
has them, and shows the answer, what each gate said, and the lines behind it;
then what could be changed, and which requests that differ in one thing get
another answer. Nothing is sent: the answer comes from the files. What cannot be
known from them is undecided, with the reason.

The server is that of --config FILE, a configuration as httpd reads it, or the
one that is assumed for --root DIR, a document root with its .htaccess files:
Apache 2.4 with the usual modules, AllowOverride All, and a folder above that
grants access; .authlint.hcl may say otherwise. Without both the repository that
holds the current folder, else that folder, is taken for the document root.

May be read: the repository of --config or --root, else its folder, every
--allow-root, and what the file of --config names.

With --requests the requests come as lines of JSON, and each gets a line:

  {"url":"http://host/path","method":"GET","remote_addr":"192.0.2.1",
   "user":"alice","password":"...","headers":{"X-A":"b"}}

All fields but url may be left out; there are local_addr and client_cert, too. A
user without a password has the right one. Lines are answered in their order, a
line that cannot be read as undecided; empty lines are passed over.

With --log the lines of an error or access log of httpd or nginx are brought
together by what is behind them: the message and what it means, where and how
often, the lines of the configuration that decide such a request, and what authlint
check finds there. Of an access log lines with 401, 403 and 500 are looked at. Logs
of any length are read, and those that gzip packed. Queries of URLs and names of
users are not shown: there may be passwords among them. What cannot be tied to the
files says why.

No password is ever printed. ` + whyExitCodes,
		Example: `  authlint why http://shop.example/admin/ --root public
  authlint why https://shop.example/ --config /etc/apache2/apache2.conf --remote-addr 192.0.2.7
  authlint why http://shop.example/admin/ --root public --user alice --password-stdin
  authlint why http://shop.example/ --root public --method POST --header 'Origin: https://b.example'
  nginx -T | authlint why http://example.test/admin/ --config -
  authlint why --config httpd.conf --requests requests.ndjson > answers.ndjson
  authlint why --config /etc/apache2/apache2.conf --log /var/log/apache2/error.log --since 2026-01-31`,
		Args: f.arguments,
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, s, args) },
	}
	f.register(cmd)
	return cmd
}

const whyExitCodes = `Exit codes: 0 with any answer, 2 for wrong usage or
a configuration that could not be read.`

const (
	formatText = "text"
	formatJSON = "json"
)

func (f *whyFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.SortFlags = false
	f.registerServer(cmd)
	f.request.register(cmd)
	flags.StringVar(&f.requests, "requests", "", "answer the requests in `FILE`, one JSON object a line; - for standard input")
	f.log.register(cmd)
	flags.Var(&f.format, "format", "text, or json: the fixed contract, one object (always with --requests)")
	f.registerFiles(cmd)
	flags.IntVar(&f.jobs, "jobs", 0, "work on `N` lines of --requests at once; 0 for one per processor")
	flags.Var(&f.color, "color", "auto, always or never")
	completeFlag(cmd, "format", words(f.format.of))
	completeFlag(cmd, "color", words(f.color.of))
}

// arguments are one URL, or none with --requests.
func (f *whyFlags) arguments(cmd *cobra.Command, args []string) error {
	if cmd.Flags().Changed("log") {
		return f.logUsage(cmd, args)
	}
	if err := f.log.unused(cmd); err != nil {
		return err
	}
	batch := cmd.Flags().Changed("requests")
	switch {
	case batch && len(args) > 0:
		return errors.New("--requests stands for the URL: give one of them")
	case !batch && len(args) == 0:
		return fmt.Errorf("the URL is missing; see %s --help", cmd.CommandPath())
	case len(args) > 1:
		return fmt.Errorf("one URL at a time, and not %s; --requests takes many", quoted(args))
	case batch && cmd.Flags().Changed("format") && f.format.value != formatJSON:
		return errors.New("--format: --requests is answered in json alone")
	case batch:
		return f.request.unused(cmd)
	}
	return nil
}

func (f *whyFlags) run(cmd *cobra.Command, s streams, args []string) error {
	ctx := cmd.Context()
	if f.jobs < 0 {
		return fmt.Errorf("--jobs: %d is less than none", f.jobs)
	}
	if f.log.file != "" {
		return f.explainLog(ctx, s)
	}
	if len(args) == 0 {
		return f.batch(ctx, s)
	}
	q, r, err := f.request.read(s, cmd, args[0])
	if err != nil {
		return err
	}
	config, g, err := f.open(ctx, s)
	if err != nil {
		return err
	}
	defer g.Close()
	if f.format.value == formatJSON {
		d, trace := g.Explain(r)
		if err := s.noteStored(g); err != nil {
			return err
		}
		return walk.WriteJSON(s.out, q.URL, d, trace)
	}
	story := walk.Tell(g, g.Site(), q.URL, r)
	around := surroundings{config: config, gatekeeper: g, story: story}
	around.tell(ctx)
	if err := s.noteStored(g); err != nil {
		return err
	}
	return walk.WritePicture(s.out, story, walk.Options{Color: s.colored(f.color.value), Width: terminalWidth(s.out)})
}

// batch answers the requests of a file.
func (f *whyFlags) batch(ctx context.Context, s streams) error {
	in := s.in
	if f.requests != stdinPath {
		file, err := os.Open(f.requests)
		if err != nil {
			return fmt.Errorf("--requests: %s: %w", f.requests, source.Cause(err))
		}
		defer file.Close()
		in = file
	}
	_, g, err := f.open(ctx, s)
	if err != nil {
		return err
	}
	defer g.Close()
	jobs := f.jobs
	if jobs == 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	if err := walk.Batch(ctx, g, in, s.out, jobs); err != nil {
		return err
	}
	return s.noteStored(g)
}

// open reads the server that is asked.
func (f *whyFlags) open(ctx context.Context, s streams) (standard.Config, *standard.Gatekeeper, error) {
	if f.server == stdinPath && (f.requests == stdinPath || f.request.passwordStdin) {
		return standard.Config{}, nil, errors.New("standard input cannot be the --config and something else too")
	}
	config, err := f.config(s, f.color.value)
	if err != nil {
		return config, nil, err
	}
	g, err := standard.Open(ctx, config)
	return config, g, err
}
