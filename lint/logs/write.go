package logs

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/report"
)

// Write prints the first groups for people.
func Write(w io.Writer, l *Log, all []*Group, top int) error {
	b := bufio.NewWriter(w)
	shown := all[:min(len(all), top)]
	for _, g := range shown {
		g.write(b)
		fmt.Fprintln(b)
	}
	if rest := all[len(shown):]; len(rest) > 0 {
		lines := 0
		for _, g := range rest {
			lines += g.Count
		}
		fmt.Fprintf(b, "%d more causes with %d lines; --top shows more\n", len(rest), lines)
	}
	fmt.Fprintln(b, l.summary())
	return b.Flush()
}

// summary says what was read and what was not.
func (l *Log) summary() string {
	text := fmt.Sprintf("%d lines read, nothing of access in %d", l.Lines, l.Other)
	if l.Left > 0 {
		text += fmt.Sprintf(", another time in %d", l.Left)
	}
	if l.Cut > 0 {
		text += fmt.Sprintf(", %d read in part, being too long", l.Cut)
	}
	if l.More > 0 {
		text += fmt.Sprintf(", %d of more places than are told apart", l.More)
	}
	return text
}

func (g *Group) write(w io.Writer) {
	line := func(label, text string) { fmt.Fprintf(w, "  %-8s %s\n", label, report.Escape(text)) }
	fmt.Fprintln(w, report.Escape(g.title()))
	if g.Says != "" {
		line("means", g.Says)
	}
	for _, p := range g.Places {
		line("at", fmt.Sprintf("%s (%d)", p.Path, p.Count))
	}
	if g.MorePlaces > 0 {
		line("at", strconv.Itoa(g.MorePlaces)+" more")
	}
	if g.Witness != nil {
		line("asked", g.request())
	}
	for _, at := range g.Lines {
		line("line", fmt.Sprintf("%s:%d: %s", at.File, at.Start.Line, strings.TrimSpace(at.Snippet.Text)))
	}
	for _, f := range g.Findings {
		line("found", fmt.Sprintf("%s:%d: %s [%s]", f.File, f.Start.Line, f.Message, f.Rule.ID))
	}
	if g.Changed != "" {
		line("today", g.Changed)
	}
	if g.Untied != "" {
		line("untied", g.Untied)
	}
	if len(g.Rules) > 0 {
		line("rules", strings.Join(g.Rules, ", "))
	}
}

// title is how often, what, by whom and when.
func (g *Group) title() string {
	text := fmt.Sprintf("%d times  %s", g.Count, g.Title)
	if g.Count == 1 {
		text = "once  " + g.Title
	}
	switch {
	case g.ManyClients:
		text += fmt.Sprintf(", %d clients or more", g.Clients)
	case g.Clients == 1:
		text += ", 1 client"
	case g.Clients > 0:
		text += fmt.Sprintf(", %d clients", g.Clients)
	}
	if !g.First.IsZero() {
		text += ", " + g.First.Format(time.DateTime)
		if !g.Last.Equal(g.First) {
			text += " to " + g.Last.Format(time.DateTime)
		}
	}
	return text
}

// request is the example without who logged in, whose name may be a password,
// and with the answer.
func (g *Group) request() string {
	r := g.Witness.Request
	r.Credentials = nil
	text := strings.Replace((&lint.Witness{Request: r, Decision: g.Witness.Decision}).String(), " without credentials", g.login(), 1)
	return text
}

func (g *Group) login() string {
	if g.Witness.Request.Credentials == nil {
		return " without credentials"
	}
	return " as the user of the log"
}

// The types below are the contract of --format json.

type jsonLog struct {
	Version int         `json:"version"`
	Tool    string      `json:"tool"`
	Causes  []jsonGroup `json:"causes"`
	Summary jsonSummary `json:"summary"`
}

type jsonSummary struct {
	Lines   int `json:"lines"`
	Other   int `json:"other"`
	Left    int `json:"outside_time"`
	Cut     int `json:"cut"`
	More    int `json:"untold"`
	Dropped int `json:"causes_not_shown"`
}

type jsonGroup struct {
	Message     string        `json:"message"`
	Says        string        `json:"says"`
	Count       int           `json:"count"`
	First       *string       `json:"first"`
	Last        *string       `json:"last"`
	Clients     int           `json:"clients"`
	ManyClients bool          `json:"more_clients"`
	Places      []jsonPlace   `json:"places"`
	MorePlaces  int           `json:"more_places"`
	Request     *jsonRequest  `json:"request"` // null where nothing could be asked
	Lines       []jsonLine    `json:"lines"`
	Findings    []jsonFinding `json:"findings"`
	Rules       []string      `json:"rules"`
	Untied      *string       `json:"untied"`
	Changed     *string       `json:"changed"`
}

type jsonPlace struct {
	Path  string `json:"path"`
	Count int    `json:"count"`
}

type jsonRequest struct {
	URL        string        `json:"url"`
	Method     string        `json:"method"`
	RemoteAddr string        `json:"remote_addr"`
	LoggedIn   bool          `json:"logged_in"`
	Outcome    string        `json:"outcome"`
	Status     *int          `json:"status"`
	Gates      []report.Gate `json:"gates"`
}

type jsonLine struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Text string `json:"text"`
	Why  string `json:"why"`
}

type jsonFinding struct {
	Rule        string `json:"rule"`
	File        string `json:"file"`
	Line        int    `json:"line"`
	Message     string `json:"message"`
	Fingerprint string `json:"fingerprint"`
}

// WriteJSON prints the first groups for programs, in one document.
func WriteJSON(w io.Writer, l *Log, all []*Group, top int) error {
	shown := all[:min(len(all), top)]
	d := jsonLog{Version: 1, Tool: "authlint", Causes: make([]jsonGroup, 0, len(shown)), Summary: jsonSummary{
		Lines: l.Lines, Other: l.Other, Left: l.Left, Cut: l.Cut, More: l.More, Dropped: len(all) - len(shown),
	}}
	for _, g := range shown {
		d.Causes = append(d.Causes, g.dto())
	}
	return report.EncodeJSON(w, d)
}

func (g *Group) dto() jsonGroup {
	d := jsonGroup{
		Message: g.Title, Says: g.Says, Count: g.Count, First: timeText(g.First), Last: timeText(g.Last), Clients: g.Clients,
		ManyClients: g.ManyClients, Places: []jsonPlace{}, MorePlaces: g.MorePlaces, Lines: []jsonLine{}, Findings: []jsonFinding{},
		Rules: append([]string{}, g.Rules...), Untied: report.TextOrNull(g.Untied), Changed: report.TextOrNull(g.Changed),
	}
	for _, p := range g.Places {
		d.Places = append(d.Places, jsonPlace{report.ValidUTF8(p.Path), p.Count})
	}
	for _, at := range g.Lines {
		d.Lines = append(d.Lines, jsonLine{
			report.ValidUTF8(at.File), at.Start.Line, report.ValidUTF8(strings.TrimSpace(at.Snippet.Text)), report.ValidUTF8(at.Message),
		})
	}
	for _, f := range g.Findings {
		d.Findings = append(d.Findings, jsonFinding{f.Rule.ID, report.ValidUTF8(f.File), f.Start.Line, report.ValidUTF8(f.Message), f.Fingerprint})
	}
	if g.Witness != nil {
		d.Request = g.requestDTO()
	}
	return d
}

func (g *Group) requestDTO() *jsonRequest {
	w := g.Witness
	r := &jsonRequest{
		URL: report.ValidUTF8(w.URL()), Method: report.ValidUTF8(w.Request.Method), RemoteAddr: w.Request.Remote.String(),
		LoggedIn: w.Request.Credentials != nil, Outcome: w.Decision.Outcome.String(), Gates: report.Gates(w.Gates),
	}
	if w.Decision.HasStatus() {
		r.Status = &w.Decision.Status
	}
	return r
}

func timeText(at time.Time) *string {
	if at.IsZero() {
		return nil
	}
	return report.Text(at.Format(time.RFC3339))
}
