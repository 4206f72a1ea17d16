package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/lint/standard"
	"github.com/authlint/authlint/lint/walk"
	"github.com/spf13/cobra"
)

// whyFlags are the flags of why.
type whyFlags struct {
	server     string // --config
	root       string
	request    requestFlags
	requests   string
	jobs       int
	allowRoots []string
	pathMap    pathMap
	project    projectFlags
	stored     storedFlags
	format     choice
	color      choice
}

func newWhy(s streams) *cobra.Command {
	f := whyFlags{
		request: newRequestFlags(),
		pathMap: pathMap{},
		format:  choice{value: formatText, of: []string{formatText, formatJSON}, kind: "FORMAT"},
		color:   colorFlag(),
	}
	cmd := &cobra.Command{
		Use:   "why URL",
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

No password is ever printed. ` + whyExitCodes,
		Example: `  authlint why http://shop.example/admin/ --root public
  authlint why https://shop.example/ --config /etc/apache2/apache2.conf --remote-addr 192.0.2.7
  authlint why http://shop.example/admin/ --root public --user alice --password-stdin
  authlint why http://shop.example/ --root public --method POST --header 'Origin: https://b.example'
  nginx -T | authlint why http://example.test/admin/ --config -
  authlint why --config httpd.conf --requests requests.ndjson > answers.ndjson`,
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
	flags.StringVar(&f.server, "config", "", "the server's configuration `FILE`, as httpd starts with it")
	flags.StringVar(&f.root, "root", "", "a document root `DIR` of the server that is assumed")
	f.request.register(cmd)
	flags.StringVar(&f.requests, "requests", "", "answer the requests in `FILE`, one JSON object a line; - for standard input")
	flags.Var(&f.format, "format", "text, or json: the fixed contract, one object (always with --requests)")
	flags.StringArrayVar(&f.allowRoots, "allow-root", nil, "a `DIR` that may be read, too (repeatable)")
	flags.Var(f.pathMap, "path-map", "where a folder of the server lies on this machine (repeatable)")
	f.stored.register(cmd)
	f.project.register(cmd)
	flags.IntVar(&f.jobs, "jobs", 0, "work on `N` lines of --requests at once; 0 for one per processor")
	flags.Var(&f.color, "color", "auto, always or never")
	completeFlag(cmd, "format", words(f.format.of))
	completeFlag(cmd, "color", words(f.color.of))
}

// dump reads what "nginx -T" prints from standard input.
func (f *whyFlags) dump(s streams) (*standard.Stdin, error) {
	if f.requests == stdinPath || f.request.passwordStdin {
		return nil, errors.New("standard input cannot be the --config and something else too")
	}
	data, err := readBounded(s.in, stdinMax)
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot read standard input: %w", err)
	case !isDump(data):
		return nil, errors.New("--config -: standard input is not what nginx -T prints")
	}
	return &standard.Stdin{Name: dumpName, Data: data}, nil
}

// arguments are one URL, or none with --requests.
func (f *whyFlags) arguments(cmd *cobra.Command, args []string) error {
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
	config, err := f.config(s)
	if err != nil {
		return config, nil, err
	}
	g, err := standard.Open(ctx, config)
	return config, g, err
}

// config says which server is asked.
func (f *whyFlags) config(s streams) (standard.Config, error) {
	c := standard.Config{Server: f.server, AllowRoots: f.allowRoots, PathMap: f.pathMap}
	asked := f.server
	var err error
	switch {
	case f.server != "" && f.root != "":
		return c, errors.New("--config and --root exclude each other: a configuration has its own document roots")
	case f.server == stdinPath:
		if c.Stdin, err = f.dump(s); err != nil {
			return c, err
		}
		c.Server, asked = c.Stdin.Name, c.Stdin.Name
	case f.server != "":
		if err := isServerConfig(f.server); err != nil {
			return c, err
		}
	default:
		root, err := f.documentRoot(s)
		if err != nil {
			return c, err
		}
		c.Paths, asked = []string{root}, root
	}
	if c.Stored, err = f.stored.read(); err != nil {
		return c, err
	}
	c.Projects, err = f.project.load(s, f.color.value, []string{asked}, true)
	return c, err
}

// documentRoot is --root, or what is taken for it.
func (f *whyFlags) documentRoot(s streams) (string, error) {
	if f.root == "" {
		return assumedRoot(s)
	}
	info, err := os.Stat(f.root)
	switch {
	case err != nil:
		return "", fmt.Errorf("--root: %s: %w", f.root, source.Cause(err))
	case !info.IsDir():
		return "", fmt.Errorf("--root: %s is no folder; the file of a server's configuration is named by --config", f.root)
	}
	return f.root, nil
}

// assumedRoot is the top of the repository that holds the current folder, or
// that folder.
func assumedRoot(s streams) (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for top := dir; ; top = filepath.Dir(top) {
		if _, err := os.Lstat(filepath.Join(top, ".git")); err == nil {
			rel, err := filepath.Rel(dir, top)
			if err != nil {
				return "", err
			}
			s.note("%s, the repository you are in, is taken for the document root; --root DIR or --config FILE says otherwise", filepath.ToSlash(rel))
			return rel, nil
		}
		if top == filepath.Dir(top) {
			s.note("the current folder is taken for the document root; --root DIR or --config FILE says otherwise")
			return ".", nil
		}
	}
}

// isServerConfig says what is wrong with the value of --config.
func isServerConfig(name string) error {
	if name == "" {
		return nil
	}
	if filepath.Ext(name) == ".hcl" {
		return fmt.Errorf("--config: %s is no configuration of a server; authlint's own is named by --rules-config", name)
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return fmt.Errorf("--config: %s: %w", name, source.Cause(err))
	case info.IsDir():
		return fmt.Errorf("--config: %s is a folder; the file that httpd starts with is meant", name)
	case !info.Mode().IsRegular():
		return fmt.Errorf("--config: %s is no regular file", name)
	}
	return nil
}
