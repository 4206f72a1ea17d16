package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/hosting"
	"github.com/authlint/authlint/lint/report"
)

// eventFormat is the format that a scan writes while it runs.
const eventFormat = "ndjson"

// scanReports is where a scan goes: events at once, all other formats at its end.
type scanReports struct {
	color   string
	table   bool
	outputs outputs
	file    *os.File       // --output
	begun   *hosting.Begun // in it
	events  []*hosting.Stream
	cut     bool
	rest    outputs
	found   lint.Result // for rest
}

// begin tells the outputs apart.
func (r *scanReports) begin(s streams) {
	r.rest = r.outputs
	r.rest.list = nil
	for _, o := range r.outputs.list {
		if o.format != eventFormat {
			r.rest.list = append(r.rest.list, o)
			continue
		}
		var w io.Writer = s.out
		if o.target != nil {
			w = o.target
		}
		r.events = append(r.events, hosting.NewStream(w, readVersion().Version))
	}
	if r.file != nil {
		r.events = append(r.events, hosting.NewStream(r.file, readVersion().Version))
	}
}

// event takes in what happens.
func (r *scanReports) event(e *hosting.Event) error {
	if r.file != nil && !r.cut {
		// Not before there is something to write.
		r.cut = true
		if err := hosting.Cut(r.file, r.begun); err != nil {
			return fmt.Errorf("cannot write the events: %w", err)
		}
	}
	for _, stream := range r.events {
		if err := stream.Write(e); err != nil {
			return fmt.Errorf("cannot write the events: %w", err)
		}
	}
	if e.Kind == hosting.Found && len(r.rest.list) > 0 {
		r.found.Findings = append(r.found.Findings, *e.Finding)
	}
	return nil
}

// write writes what waits for the end.
func (r *scanReports) write(s streams, rules []*lint.Rule, summary *hosting.Summary) error {
	if len(r.rest.list) > 0 {
		slices.SortStableFunc(r.found.Findings, func(a, b lint.Finding) int {
			return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Start.Offset, b.Start.Offset))
		})
		r.found.Summary.Sites, r.found.Summary.Files = summary.Sites, summary.Files
		r.found.Count()
		options := report.Options{Version: readVersion().Version, Rules: rules}
		if err := r.rest.write(s, options, r.color, findings(&r.found)); err != nil {
			return err
		}
	}
	if r.table {
		w := bufio.NewWriter(s.out)
		if err := hosting.WriteTable(w, summary); err != nil {
			return err
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	return r.close()
}

func (r *scanReports) close() error {
	err := r.outputs.close()
	if r.file != nil {
		err = errors.Join(err, r.file.Sync(), r.file.Close())
		r.file = nil
	}
	return err
}
