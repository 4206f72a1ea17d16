package compare

import (
	"bufio"
	"io"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/report"
)

// The types below are the contract of the JSON formats.

type jsonReport struct {
	Version int          `json:"version"`
	Tool    string       `json:"tool"`
	Changes []jsonChange `json:"changes"`
	Summary jsonSummary  `json:"summary"`
}

type jsonChange struct {
	Kind    string      `json:"kind"`
	Site    string      `json:"site"`
	Path    string      `json:"path"`
	Also    []string    `json:"also"` // other paths of which all of it holds
	Who     []string    `json:"who"`
	Request jsonRequest `json:"request"` // of the first of them
	Before  jsonAnswer  `json:"before"`
	After   jsonAnswer  `json:"after"`
}

// jsonRequest is a request as "authlint why --requests" takes it.
type jsonRequest struct {
	URL         string            `json:"url"`
	Method      string            `json:"method"`
	RemoteAddr  string            `json:"remote_addr"`
	LocalAddr   string            `json:"local_addr,omitempty"`
	User        *string           `json:"user"`
	Headers     map[string]string `json:"headers"`
	Certificate string            `json:"client_cert,omitempty"`
}

type jsonAnswer struct {
	// Outcome is "none" where the version has no such site.
	Outcome   string     `json:"outcome"`
	Status    *int       `json:"status"`
	Challenge []string   `json:"challenge"`
	Location  *string    `json:"location"`
	Undecided *string    `json:"undecided"`
	Assumed   *string    `json:"assumption"`
	Lines     []jsonLine `json:"lines"`
	Note      *string    `json:"note"` // why, where no line decided
}

type jsonLine struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Text string `json:"text"`
}

type jsonSummary struct {
	Opened    int           `json:"opened"`
	Broken    int           `json:"broken"`
	Closed    int           `json:"closed"`
	Mended    int           `json:"mended"`
	Altered   int           `json:"altered"`
	Undecided int           `json:"undecided"`
	Requests  int           `json:"requests"`
	Unknown   []jsonUnknown `json:"undecided_in_both"`
	Limits    []string      `json:"limits"`
}

type jsonUnknown struct {
	Why      string `json:"why"`
	Requests int    `json:"requests"`
	URL      string `json:"url"`
}

// writeJSON writes one document.
func writeJSON(w io.Writer, r *Result, _ report.Options) error {
	all := jsonReport{Version: 1, Tool: "authlint", Changes: make([]jsonChange, 0, len(r.Changes)), Summary: summaryDTO(r)}
	for i := range r.Changes {
		all.Changes = append(all.Changes, changeDTO(&r.Changes[i]))
	}
	return report.EncodeJSON(w, all)
}

// writeNDJSON writes a change per line and then {"summary":{...}}. Without that
// last line the output is not whole.
func writeNDJSON(w io.Writer, r *Result, _ report.Options) error {
	b := bufio.NewWriter(w)
	for i := range r.Changes {
		if err := report.EncodeJSON(b, changeDTO(&r.Changes[i])); err != nil {
			return err
		}
	}
	last := struct {
		Summary jsonSummary `json:"summary"`
	}{summaryDTO(r)}
	if err := report.EncodeJSON(b, last); err != nil {
		return err
	}
	return b.Flush()
}

func changeDTO(c *Change) jsonChange {
	return jsonChange{
		Kind: c.Kind.String(), Site: report.ValidUTF8(c.Site), Path: report.ValidUTF8(c.Path), Also: report.Texts(c.Also), Who: report.Texts(c.Who),
		Request: requestDTO(&c.Before.Witness), Before: answerDTO(&c.Before), After: answerDTO(&c.After),
	}
}

func requestDTO(w *lint.Witness) jsonRequest {
	r := &w.Request
	d := jsonRequest{URL: report.ValidUTF8(w.URL()), Method: r.Method, RemoteAddr: r.Remote.String(), Headers: map[string]string{}}
	if r.Local.IsValid() {
		d.LocalAddr = r.Local.String()
	}
	if r.Credentials != nil {
		d.User = report.Text(r.Credentials.User)
	}
	for _, h := range r.Headers {
		value, _ := r.Header(h.Name)
		d.Headers[report.ValidUTF8(h.Name)] = report.ValidUTF8(value)
	}
	if r.Certificate != access.NoCertificate {
		d.Certificate = r.Certificate.String()
	}
	return d
}

func answerDTO(a *Answer) jsonAnswer {
	d := &a.Decision
	out := jsonAnswer{Outcome: d.Outcome.String(), Challenge: report.Texts(d.Challenge), Lines: make([]jsonLine, 0, len(a.Lines))}
	if a.None {
		out.Outcome = "none"
		return out
	}
	if d.HasStatus() {
		out.Status = &d.Status
	}
	for _, f := range [...]struct {
		to   **string
		text string
	}{{&out.Location, lint.WithoutSecrets(d.Location)}, {&out.Undecided, d.Undecided}, {&out.Assumed, d.Supposed}, {&out.Note, a.Note}} {
		if f.text != "" {
			*f.to = report.Text(f.text)
		}
	}
	for _, p := range a.Lines {
		line := jsonLine{File: report.ValidUTF8(p.File), Line: p.Start.Line}
		if p.Start != p.End {
			line.Text = report.ValidUTF8(strings.TrimSpace(p.Snippet.Text))
		}
		out.Lines = append(out.Lines, line)
	}
	return out
}

func summaryDTO(r *Result) jsonSummary {
	n := r.counts()
	s := jsonSummary{
		Opened: n[Opened], Broken: n[Broke], Closed: n[Closed], Mended: n[Mended], Altered: n[Altered], Undecided: n[Undecided],
		Requests: r.Asked, Unknown: make([]jsonUnknown, 0, len(r.Unknown)), Limits: make([]string, 0, len(r.Limits)),
	}
	for _, u := range r.Unknown {
		w := lint.Witness{Request: u.Request}
		s.Unknown = append(s.Unknown, jsonUnknown{report.ValidUTF8(u.Why), u.Count, report.ValidUTF8(w.URL())})
	}
	for _, l := range r.Limits {
		s.Limits = append(s.Limits, report.ValidUTF8(limited(l)))
	}
	return s
}

// limited is a bound that was hit, with its place.
func limited(l *model.Limit) string {
	at := l.Path
	if !l.Span.IsZero() {
		at = l.Span.File.Name
	}
	if at == "" { // the one site of two files
		return l.What
	}
	return at + ": " + l.What
}
