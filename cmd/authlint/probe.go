package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/probe"
	"github.com/authlint/authlint/lint/standard"
	"github.com/authlint/authlint/lint/walk"
)

// Bounds of --all and of the rate.
const (
	defaultProbes = 200
	maxProbes     = 4000
	defaultRate   = 10 // a second
	maxRate       = 1000
)

// probeFlags are the flags of probe.
type probeFlags struct {
	serverFlags
	query         walk.Query
	user          string
	passwordStdin bool
	headers       []string
	client        probe.Client
	all           bool
	most, rate    int
	format        choice
}

func newProbe(s streams) *cobra.Command {
	f := probeFlags{
		serverFlags: newServerFlags(),
		query:       walk.NewQuery(""),
		format:      choice{value: formatText, of: []string{formatText, formatJSON}, kind: "FORMAT"},
	}
	cmd := &cobra.Command{
		Use:   "probe URL...",
		Short: "Ask the running site, and compare it with its configuration",
		Long: `Sends a request to each URL and shows what the server asks for, as RFC 9110,
section 11, and RFC 7617 read it: schemes, realms, and what is wrong with them.
With --config or --root it says where the answer is not the one of the files, by
status, scheme and realm, with the gates that the files lead through.

It asks what is named and nothing else: no redirect is followed, no other host
asked, and no body sent or read. With --all the places that the
configuration speaks of are asked at the one URL's host, by GET and HEAD without
credentials, a few a second.

A password is read from standard input, sent by Basic at once, and never over
plain http to another machine, unless --password-in-clear is given; it is never
printed. The same holds for the headers Authorization and Cookie.

The client's address is the one that the request is sent from, unless
--remote-addr says how the server sees it.

Exit codes:
  0  no difference that is known
  1  a running answer is not that of the files
  2  wrong usage, no answer, or a configuration that could not be read`,
		Example: `  authlint probe https://shop.example/admin/
  authlint probe --config /etc/nginx/nginx.conf https://shop.example/admin/ https://shop.example/
  authlint probe --root public --connect 127.0.0.1:8080 http://shop.example/admin/
  authlint probe --root public --all http://127.0.0.1:8080/
  authlint probe --root public --user alice --password-stdin https://shop.example/admin/ < password`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fmt.Errorf("the URL is missing; see %s --help", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, s, args) },
	}
	f.register(cmd)
	return cmd
}

func (f *probeFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.SortFlags = false
	f.registerServer(cmd)
	flags.StringVar(&f.query.Method, "method", f.query.Method, "the `METHOD`")
	flags.StringVar(&f.user, "user", "", "log in as `NAME`, with the password of --password-stdin")
	flags.BoolVar(&f.passwordStdin, "password-stdin", false, "read the user's password from standard input")
	flags.StringArrayVar(&f.headers, "header", nil, "a header of the request, as in `'NAME: VALUE'` (repeatable)")
	flags.StringVar(&f.query.RemoteAddr, "remote-addr", "", "the `ADDRESS` by which the server sees the client")
	flags.StringVar(&f.client.Connect, "connect", "", "connect to `HOST:PORT`, whatever the URL says")
	flags.BoolVar(&f.client.Insecure, "insecure", false, "take any certificate of the server")
	flags.BoolVar(&f.client.InClear, "password-in-clear", false, "send a password over plain http to another machine")
	flags.DurationVar(&f.client.Timeout, "timeout", probe.DefaultTimeout, "how long a request may take")
	flags.BoolVar(&f.all, "all", false, "ask for all places that the configuration speaks of")
	flags.IntVar(&f.most, "max", defaultProbes, "with --all: at most `N` requests")
	flags.IntVar(&f.rate, "rate", defaultRate, "at most `N` requests a second")
	flags.Var(&f.format, "format", "text or json")
	f.registerFiles(cmd)
	completeFlag(cmd, "format", words(f.format.of))
}

func (f *probeFlags) usage(args []string) error {
	switch {
	case f.all && len(args) > 1:
		return errors.New("--all asks at one URL")
	case f.all && f.server+f.root == "":
		return errors.New("--all goes with --config or --root")
	case f.all && (f.user != "" || f.query.Method != "GET"):
		return errors.New("--all asks by GET and HEAD, and without credentials")
	case f.user != "" && !f.passwordStdin:
		return errors.New("--user goes with --password-stdin: to send a password it has to be known")
	case f.passwordStdin && f.user == "":
		return errors.New("--password-stdin goes with --user")
	case f.passwordStdin && f.server == stdinPath:
		return errors.New("standard input cannot be the --config and something else too")
	case f.most < 1 || f.most > maxProbes:
		return fmt.Errorf("--max: it is from 1 to %d", maxProbes)
	case f.rate < 1 || f.rate > maxRate:
		return fmt.Errorf("--rate: it is from 1 to %d", maxRate)
	}
	return nil
}

func (f *probeFlags) run(cmd *cobra.Command, s streams, args []string) error {
	if err := f.usage(args); err != nil {
		return err
	}
	f.client.Agent = "authlint/" + readVersion().Version
	all, err := f.requests(s, args)
	if err != nil {
		return err
	}
	var g *standard.Gatekeeper
	if f.server+f.root != "" {
		c, err := f.config(s, colorNever)
		if err != nil {
			return err
		}
		if g, err = standard.Open(cmd.Context(), c); err != nil {
			return err
		}
		defer g.Close()
		if f.all {
			if all, err = f.places(cmd.Context(), s, g, c, all[0]); err != nil {
				return err
			}
		}
	}
	if err := f.ask(cmd.Context(), all, g); err != nil {
		return err
	}
	if g != nil {
		if err := s.noteStored(g); err != nil {
			return err
		}
	}
	return f.report(s, all)
}

// requests are those for the URLs that are named.
func (f *probeFlags) requests(s streams, urls []string) ([]*probe.Probe, error) {
	q := f.query
	if q.RemoteAddr == "" {
		q.RemoteAddr = walk.DefaultRemote // until it is known
	}
	for _, text := range f.headers {
		h, err := walk.ParseHeader(text)
		if err == nil && strings.EqualFold(h.Name, "Host") {
			err = errors.New("the URL names the host; --connect says where it is asked")
		}
		if err != nil {
			return nil, fmt.Errorf("--header: %w", err)
		}
		q.Headers = append(q.Headers, h)
	}
	if f.user != "" {
		password, err := readPassword(s)
		if err != nil {
			return nil, err
		}
		q.User, q.Password = &f.user, &password
	}
	var all []*probe.Probe
	for _, url := range urls {
		asked := q
		asked.URL = url
		r, err := asked.Request()
		if err != nil {
			return nil, flagError(err)
		}
		if f.query.RemoteAddr == "" {
			r.Remote = access.Request{}.Remote
		}
		r.Headers = f.client.Headers(r.Headers)
		all = append(all, &probe.Probe{URL: url, Request: r})
	}
	return all, nil
}

// places are the requests of --all.
func (f *probeFlags) places(ctx context.Context, s streams, g *standard.Gatekeeper, c standard.Config, base *probe.Probe) ([]*probe.Probe, error) {
	sites, err := g.Sites(ctx, c)
	if err != nil {
		return nil, err
	}
	requests, more := probe.OfSites(sites, base.Request, f.most)
	if more {
		s.note("--all: there are more than %d places; --max asks for more", f.most)
	}
	if len(requests) == 0 {
		return nil, fmt.Errorf("--all: the configuration speaks of no place on %s", base.Request.Host)
	}
	all := make([]*probe.Probe, 0, len(requests))
	for i := range requests {
		r := &requests[i]
		all = append(all, &probe.Probe{URL: probe.URL(r), Request: r})
	}
	return all, nil
}

// ask sends the requests one after the other, at the rate that is allowed.
func (f *probeFlags) ask(ctx context.Context, all []*probe.Probe, g *standard.Gatekeeper) error {
	next := time.NewTicker(time.Second / time.Duration(f.rate))
	defer next.Stop()
	for i, p := range all {
		if i > 0 {
			select {
			case <-next.C:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		p.Answer, p.Failed = f.client.Ask(ctx, p.Request)
		if g != nil && p.Failed == nil {
			p.Compare(g)
		}
	}
	return nil
}

func (f *probeFlags) report(s streams, all []*probe.Probe) error {
	write := probe.Write
	if f.format.value == formatJSON {
		write = probe.WriteJSON
	}
	if err := write(s.out, all); err != nil {
		return err
	}
	switch {
	case slices.ContainsFunc(all, func(p *probe.Probe) bool { return p.Failed != nil }):
		return statusFailure
	case slices.ContainsFunc(all, (*probe.Probe).Differs):
		return statusFindings
	}
	return nil
}
