package hosting

import (
	"bytes"
	"io"
	"time"

	"github.com/authlint/authlint/lint/report"
)

// StreamVersion changes when a reader of the stream has to.
const StreamVersion = 1

// Stream writes events as NDJSON, one object a line. The lines of a site are
// written in one piece, so that a stream that was cut ends, but for at most one
// piece, in the last line of a site.
//
//	{"event":"run-started","version":1,"tool":"authlint","tool_version":…,"run":…,"time":…,"settings":…,"sites":2}
//	{"event":"site-started","run":…,"site":…,"time":…,"layout":…,"account":…,"domain":…,"root":…,"home":…,"stores":[],"config":[],"uid":…,"gid":…}
//	{"event":"finding","run":…,"site":…,"finding":{…}}
//	{"event":"site-finished","run":…,"site":…,"time":…,"status":…,"error":null,"limits":[],"files":…,"bytes":…,"skipped":…,"errors":…,"warnings":…,"notes":…,"cached":…,"seconds":…}
//	{"event":"summary","run":…,"time":…,"sites":…,"checked":…,"partial":…,"failed":…,"clean":…,…,"outcomes":[…],"rules":[…],"worst":[…],"seconds":…}
//
// "run" and "site" are names: a site has the same in every run. "status" is
// checked, partial (a bound was hit, which a finding tells) or failed ("error"
// says why). A finding is one of authlint check --format ndjson, its files by
// the paths that the server has. Without the summary the run did not end.
type Stream struct {
	w       io.Writer
	version string
	site    bytes.Buffer // lines of the site that is told of
}

// NewStream makes the stream of a run of that version of authlint.
func NewStream(w io.Writer, version string) *Stream { return &Stream{w: w, version: version} }

// The types below are the contract. Fields and their order are fixed.

type runStarted struct {
	Event       string `json:"event"`
	Version     int    `json:"version"`
	Tool        string `json:"tool"`
	ToolVersion string `json:"tool_version"`
	Run         string `json:"run"`
	Time        string `json:"time"`
	Settings    string `json:"settings"`
	Sites       int    `json:"sites"`
}

type siteStarted struct {
	Event   string   `json:"event"`
	Run     string   `json:"run"`
	Site    string   `json:"site"`
	Time    string   `json:"time"`
	Layout  string   `json:"layout"`
	Account string   `json:"account"`
	Domain  string   `json:"domain"`
	Root    string   `json:"root"`
	Home    string   `json:"home"`
	Stores  []string `json:"stores"`
	Config  []string `json:"config"`
	UID     int      `json:"uid"`
	GID     int      `json:"gid"`
}

type siteFinding struct {
	Event   string `json:"event"`
	Run     string `json:"run"`
	Site    string `json:"site"`
	Finding any    `json:"finding"`
}

type siteFinished struct {
	Event    string   `json:"event"`
	Run      string   `json:"run"`
	Site     string   `json:"site"`
	Time     string   `json:"time"`
	Status   string   `json:"status"`
	Error    *string  `json:"error"`
	Limits   []string `json:"limits"`
	Files    int      `json:"files"`
	Bytes    int64    `json:"bytes"`
	Skipped  int      `json:"skipped"`
	Errors   int      `json:"errors"`
	Warnings int      `json:"warnings"`
	Notes    int      `json:"notes"`
	Cached   bool     `json:"cached"`
	Seconds  float64  `json:"seconds"`
}

type runFinished struct {
	Event    string      `json:"event"`
	Run      string      `json:"run"`
	Time     string      `json:"time"`
	Sites    int         `json:"sites"`
	Checked  int         `json:"checked"`
	Partial  int         `json:"partial"`
	Failed   int         `json:"failed"`
	Clean    int         `json:"clean"`
	Cached   int         `json:"cached"`
	Files    int         `json:"files"`
	Bytes    int64       `json:"bytes"`
	Errors   int         `json:"errors"`
	Warnings int         `json:"warnings"`
	Notes    int         `json:"notes"`
	Outcomes []jsonCount `json:"outcomes"`
	Rules    []jsonCount `json:"rules"`
	Worst    []jsonWorst `json:"worst"`
	Seconds  float64     `json:"seconds"`
}

type jsonCount struct {
	Name     string `json:"name"`
	Findings int    `json:"findings"`
	Sites    int    `json:"sites"`
}

type jsonWorst struct {
	Site     string `json:"site"`
	Root     string `json:"root"`
	Errors   int    `json:"errors"`
	Warnings int    `json:"warnings"`
	Notes    int    `json:"notes"`
}

// Write writes an event. It is the each of Scan.
func (s *Stream) Write(e *Event) error {
	if err := report.EncodeJSON(&s.site, s.line(e)); err != nil {
		return err
	}
	if e.Kind == SiteStarted || e.Kind == Found {
		return nil
	}
	_, err := s.w.Write(s.site.Bytes())
	s.site.Reset()
	return err
}

func (s *Stream) line(e *Event) any {
	switch e.Kind {
	case RunStarted:
		return runStarted{"run-started", StreamVersion, "authlint", s.version, e.Run, stamp(e.Time), e.Settings, e.Sites}
	case SiteStarted:
		return siteStarted{
			Event: "site-started", Run: e.Run, Site: e.Site.ID, Time: stamp(e.Time), Layout: e.Site.Layout,
			Account: valid(e.Site.Account), Domain: valid(e.Site.Domain), Root: valid(e.Site.Root), Home: valid(e.Site.Home),
			Stores: validAll(e.Site.Stores), Config: validAll(e.Site.Config), UID: e.Site.Owner, GID: e.Site.Group,
		}
	case Found:
		return siteFinding{"finding", e.Run, e.Site.ID, report.FindingJSON(e.Finding)}
	case SiteFinished:
		return finished(e)
	}
	return summed(e)
}

func finished(e *Event) siteFinished {
	d := e.Done
	line := siteFinished{
		Event: "site-finished", Run: e.Run, Site: e.Site.ID, Time: stamp(e.Time), Status: d.Status.String(),
		Limits: validAll(d.Limits), Files: d.Files, Bytes: d.Bytes, Skipped: d.Skipped,
		Errors: d.Errors, Warnings: d.Warnings, Notes: d.Notes, Cached: d.Cached, Seconds: seconds(d.Took),
	}
	if d.Error != "" {
		why := valid(d.Error)
		line.Error = &why
	}
	return line
}

func summed(e *Event) runFinished {
	s := e.Summary
	line := runFinished{
		Event: "summary", Run: e.Run, Time: stamp(e.Time), Sites: s.Sites, Checked: s.Checked, Partial: s.Partial, Failed: s.Failed,
		Clean: s.Clean, Cached: s.Cached, Files: s.Files, Bytes: s.Bytes, Errors: s.Errors, Warnings: s.Warnings, Notes: s.Notes,
		Outcomes: counts(s.Outcomes), Rules: counts(s.Rules), Worst: []jsonWorst{}, Seconds: seconds(s.Took),
	}
	for _, w := range s.Worst {
		line.Worst = append(line.Worst, jsonWorst{w.Site.ID, valid(w.Site.Root), w.Errors, w.Warnings, w.Notes})
	}
	return line
}

func counts(all []Count) []jsonCount {
	list := make([]jsonCount, 0, len(all))
	for _, c := range all {
		list = append(list, jsonCount(c))
	}
	return list
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// seconds are those of a duration, to the tenth of a millisecond.
func seconds(d time.Duration) float64 { return d.Round(100 * time.Microsecond).Seconds() }

func valid(s string) string { return report.ValidUTF8(s) }

func validAll(all []string) []string {
	list := make([]string, 0, len(all))
	for _, s := range all {
		list = append(list, valid(s))
	}
	return list
}
