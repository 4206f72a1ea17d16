package hosting

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/authlint/authlint/lint/hosting/layout"
)

// Begun is a run that was cut short, as far as it is written in a stream: up to
// the last site that was finished.
type Begun struct {
	// Run is the name of the run; empty where not even that was written.
	Run string
	// Settings are those of the run.
	Settings string
	// End is where in the stream the last finished site ends. What follows is
	// cut off.
	End int64
	// Complete says that the run was not cut short: its summary is written.
	Complete bool

	done    map[string]bool // by Site.ID
	summary *Summary
}

// Sites is how many sites were finished.
func (b *Begun) Sites() int { return len(b.done) }

// Summary is of the sites that were finished.
func (b *Begun) Summary() *Summary { return b.summary.finish() }

// maxEvent is the longest line of a stream that is read again.
const maxEvent = 64 << 20

// begunLine is what of all events is read again.
type begunLine struct {
	Event    string                         `json:"event"`
	Version  int                            `json:"version"`
	Run      string                         `json:"run"`
	Settings string                         `json:"settings"`
	Site     string                         `json:"site"`
	Domain   string                         `json:"domain"`
	Account  string                         `json:"account"`
	Root     string                         `json:"root"`
	Status   string                         `json:"status"`
	Files    int                            `json:"files"`
	Bytes    int64                          `json:"bytes"`
	Errors   int                            `json:"errors"`
	Warnings int                            `json:"warnings"`
	Notes    int                            `json:"notes"`
	Seconds  float64                        `json:"seconds"`
	Cached   any                            `json:"cached"` // a number in the summary
	Finding  struct{ Rule, Outcome string } `json:"finding"`
}

// ReadBegun reads a stream that may have been cut anywhere.
func ReadBegun(r io.Reader) (*Begun, error) {
	b := &Begun{done: map[string]bool{}, summary: newSummary()}
	lines := bufio.NewReaderSize(r, 1<<16)
	var at int64
	var site *told
	for {
		line, err := readLine(lines)
		if errors.Is(err, io.EOF) {
			return b, nil // and what has no end of line was cut
		}
		if err != nil {
			return nil, err
		}
		at += int64(len(line))
		var e begunLine
		if err := json.Unmarshal(line, &e); err != nil {
			return nil, fmt.Errorf("byte %d: no event of a scan: %w", at-int64(len(line)), err)
		}
		if at == int64(len(line)) && (e.Event != "run-started" || e.Version != StreamVersion) {
			return nil, fmt.Errorf("no stream of events of version %d", StreamVersion)
		}
		switch e.Event {
		case "run-started":
			b.Run, b.Settings, b.End = e.Run, e.Settings, at
		case "site-started":
			site = &told{site: &Site{ID: e.Site, Site: layout.Site{Root: e.Root, Domain: e.Domain, Account: e.Account}}}
		case "finding":
			if site != nil {
				site.found = append(site.found, found{e.Finding.Outcome, e.Finding.Rule})
			}
		case "site-finished":
			if site != nil && site.site.ID == e.Site {
				site.done = doneOf(&e)
				b.summary.add(site)
				b.done[e.Site], b.End = true, at
			}
			site = nil
		case "summary":
			b.Complete, b.End = true, at
		}
	}
}

func doneOf(e *begunLine) Done {
	d := Done{
		Files: e.Files, Bytes: e.Bytes, Errors: e.Errors, Warnings: e.Warnings, Notes: e.Notes,
		Took: time.Duration(e.Seconds * float64(time.Second)), Cached: e.Cached == true,
	}
	for i, name := range statusNames {
		if name == e.Status {
			d.Status = Status(i)
		}
	}
	return d
}

// readLine reads a line with its end.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		if line = append(line, part...); len(line) > maxEvent {
			return nil, fmt.Errorf("an event has more than %d bytes", maxEvent)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

// OpenOutput opens the file that a stream is written to, and keeps others from
// writing to it. The run that it holds is to be gone on with, or replaced: begun
// is nil. It is not opened by way of a symbolic link.
func OpenOutput(name string, resume bool) (file *os.File, begun *Begun, err error) {
	if file, err = openOutput(name); err != nil {
		return nil, nil, err
	}
	if resume {
		begun, err = ReadBegun(file)
	}
	if err != nil {
		_ = file.Close()
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	return file, begun, nil
}

// Cut makes a file ready to be written on: behind the last finished site of the
// run that it holds, or anew. Up to here it was left as it is.
func Cut(file *os.File, begun *Begun) error {
	var end int64
	if begun != nil {
		end = begun.End
	}
	if err := file.Truncate(end); err != nil {
		return err
	}
	_, err := file.Seek(end, io.SeekStart)
	return err
}

var errLocked = errors.New("another scan is writing to it")
