// Package accessmap lays out who gets in where: the protected and sensitive
// places of a site against a few callers, each with the engine's answer and the
// walk that led to it.
//
// Begin with Make. Which places there are is in places.go, who asks in
// callers.go. WriteText and WriteJSON print maps; package report puts them into
// its page.
package accessmap

import (
	"fmt"
	"slices"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/report"
	"github.com/authlint/authlint/lint/walk"
)

// Bounds of a map.
const (
	maxRows     = 160 // of a map
	maxHostRows = 60  // of one host
)

// Keeper is the server that is asked.
type Keeper interface {
	walk.Gatekeeper
	// Site is what was read of it.
	Site() *model.Site
}

// Make draws the map of a server. The places are those of sites, which may
// show more of the server's files than it has read itself: it reads most of
// them when a request comes to them.
func Make(k Keeper, name string, sites []*model.Site) *report.Map {
	m := &maker{keeper: k, known: map[string]bool{}, rowsOf: map[string]int{}}
	m.Site, m.Callers = name, callers()
	for _, site := range sites {
		m.site(site)
	}
	if m.left > 0 {
		m.Left = append(m.Left, fmt.Sprintf("a map has %d places, and %d of a host: %d more were left out", maxRows, maxHostRows, m.left))
	}
	slices.SortStableFunc(m.Rows, func(a, b report.MapRow) int { return m.origins(a.Origin) - m.origins(b.Origin) })
	slices.Sort(m.Assumptions)
	return &m.Map
}

// maker is a map that is being drawn.
type maker struct {
	report.Map
	keeper Keeper
	known  map[string]bool // URLs
	order  []string        // of the origins
	rowsOf map[string]int  // by origin
	left   int
}

// origins is the number of an origin in the order in which they were met.
func (m *maker) origins(origin string) int { return slices.Index(m.order, origin) }

// site adds the rows of a site.
func (m *maker) site(site *model.Site) {
	p := places{site: site, probes: access.Probes(site, nil)}
	audience := access.NewAudience(nil, site)
	for _, group := range p.groups() {
		m.group(group, audience)
	}
}

// group adds the rows of places that belong together. One that is answered as
// one before it, to every caller, says nothing new.
func (m *maker) group(group []place, audience *access.Audience) {
	var shown []*report.MapRow
	for i := range group {
		at := &group[i]
		url := at.url()
		if m.known[url] {
			continue
		}
		if m.full(at) {
			m.known[url] = true
			m.left++
			continue
		}
		row, wanted := m.row(at, audience)
		if !wanted || slices.ContainsFunc(shown, func(r *report.MapRow) bool { return sameAnswers(r, row) }) {
			continue
		}
		m.known[url] = true
		shown = append(shown, row)
		m.add(row)
	}
}

// full says that there is no room for another row.
func (m *maker) full(at *place) bool {
	return len(m.Rows) == maxRows || m.rowsOf[at.origin()] == maxHostRows
}

func (m *maker) add(row *report.MapRow) {
	if m.rowsOf[row.Origin]++; m.rowsOf[row.Origin] == 1 {
		m.order = append(m.order, row.Origin)
	}
	m.Rows = append(m.Rows, *row)
	for i := range row.Cells {
		for _, a := range row.Cells[i].Decision.Assumptions {
			if !slices.Contains(m.Assumptions, a) {
				m.Assumptions = append(m.Assumptions, a)
			}
		}
	}
}

// sameAnswers says that two rows have the same answers to the same callers.
func sameAnswers(a, b *report.MapRow) bool {
	return slices.EqualFunc(a.Cells, b.Cells, func(a, b report.MapCell) bool {
		return a.Empty == b.Empty && a.As == b.As && a.Answer == b.Answer && a.Leads == b.Leads && a.Decision.Undecided == b.Decision.Undecided
	})
}
