package report

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/source"
)

// The types below are the contract of the JSON formats. They are apart from
// the engine's own, so that renaming a field there changes nothing here.

type jsonFinding struct {
	Rule        string        `json:"rule"`
	Severity    string        `json:"severity"`
	Outcome     string        `json:"outcome"`
	Confidence  string        `json:"confidence"`
	Assumption  *string       `json:"assumption"`
	Message     string        `json:"message"`
	File        string        `json:"file"`
	Start       jsonPosition  `json:"start"`
	End         jsonPosition  `json:"end"`
	Related     []jsonRelated `json:"related"`
	Fixes       []jsonFix     `json:"fixes"`
	Witness     *jsonWitness  `json:"witness"` // null: no request shows it
	Fingerprint string        `json:"fingerprint"`
	Site        string        `json:"site"`
	// Suppressed is null for a finding that counts.
	Suppressed *jsonSuppression `json:"suppressed"`
}

type jsonWitness struct {
	Request jsonRequest `json:"request"`
	// Status is null where a program behind the server answers, and where the
	// answer is undecided.
	Status *int `json:"status"`
	// Gates are there in the witness of an expectation: the walk, as
	// "authlint why --format json" has it.
	Gates []Gate `json:"gates,omitempty"`
}

// jsonRequest is a request as "authlint why --requests" takes it. A user
// without a password is one who knows it, a masked one is any that is wrong.
type jsonRequest struct {
	URL         string            `json:"url"`
	Method      string            `json:"method"`
	RemoteAddr  string            `json:"remote_addr"`
	LocalAddr   string            `json:"local_addr,omitempty"`
	User        *string           `json:"user"`
	Password    string            `json:"password,omitempty"`
	Headers     map[string]string `json:"headers"`
	Certificate string            `json:"client_cert,omitempty"`
}

type jsonSuppression struct {
	Kind   string `json:"kind"` // inSource, external or baseline
	Reason string `json:"reason"`
}

type jsonPosition struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Offset int `json:"offset"`
}

type jsonRelated struct {
	File    string       `json:"file"`
	Start   jsonPosition `json:"start"`
	End     jsonPosition `json:"end"`
	Message string       `json:"message"`
}

type jsonFix struct {
	Title string     `json:"title"`
	Safe  bool       `json:"safe"`
	Edits []jsonEdit `json:"edits"`
}

type jsonEdit struct {
	File    string       `json:"file"`
	Start   jsonPosition `json:"start"`
	End     jsonPosition `json:"end"`
	NewText string       `json:"new_text"`
}

type jsonSummary struct {
	Files       int      `json:"files"`
	Sites       int      `json:"sites"`
	Errors      int      `json:"errors"`
	Warnings    int      `json:"warnings"`
	Notes       int      `json:"notes"`
	Suppressed  int      `json:"suppressed"`
	Assumptions []string `json:"assumptions"`
}

func findingDTO(f *lint.Finding) jsonFinding {
	d := jsonFinding{
		Rule:        f.Rule.ID,
		Severity:    f.Severity.String(),
		Outcome:     f.Outcome.String(),
		Confidence:  "certain",
		Message:     validUTF8(f.Message),
		File:        validUTF8(f.File),
		Start:       positionDTO(f.Start),
		End:         positionDTO(f.End),
		Related:     relatedDTO(f.Related),
		Fixes:       []jsonFix{},
		Fingerprint: f.Fingerprint,
		Site:        validUTF8(f.Site),
	}
	if f.Assumption != "" {
		words := validUTF8(f.Assumption)
		d.Confidence, d.Assumption = "assumed", &words
	}
	if f.Witness != nil {
		d.Witness = witnessDTO(f.Witness)
	}
	if s := f.Suppressed; s != nil {
		d.Suppressed = &jsonSuppression{Kind: s.Kind, Reason: validUTF8(s.Reason)}
	}
	for _, x := range f.Offered() {
		d.Fixes = append(d.Fixes, fixDTO(x))
	}
	return d
}

func relatedDTO(all []lint.RelatedPlace) []jsonRelated {
	related := make([]jsonRelated, 0, len(all))
	for _, r := range all {
		related = append(related, jsonRelated{
			File:    validUTF8(r.File),
			Start:   positionDTO(r.Start),
			End:     positionDTO(r.End),
			Message: validUTF8(r.Message),
		})
	}
	return related
}

func witnessDTO(w *lint.Witness) *jsonWitness {
	r := &w.Request
	d := &jsonWitness{Request: jsonRequest{
		URL: validUTF8(w.URL()), Method: validUTF8(r.Method), RemoteAddr: r.Remote.String(), Headers: map[string]string{},
	}}
	if r.Local.IsValid() {
		d.Request.LocalAddr = r.Local.String()
	}
	if r.Credentials != nil {
		user := validUTF8(r.Credentials.User)
		d.Request.User = &user
		if r.Credentials.Proof == access.ProofWrong {
			d.Request.Password = source.Mask
		}
	}
	for _, h := range r.Headers {
		value, _ := r.Header(h.Name)
		if h.Secret() {
			value = source.Mask
		}
		d.Request.Headers[validUTF8(h.Name)] = validUTF8(value)
	}
	if r.Certificate != access.NoCertificate {
		d.Request.Certificate = r.Certificate.String()
	}
	if w.Decision.HasStatus() {
		status := w.Decision.Status
		d.Status = &status
	}
	if len(w.Gates) > 0 {
		d.Gates = Gates(w.Gates)
	}
	return d
}

func fixDTO(x lint.FixPlace) jsonFix {
	d := jsonFix{Title: validUTF8(x.Title), Safe: x.Safe, Edits: make([]jsonEdit, 0, len(x.Edits))}
	for _, e := range x.Edits {
		d.Edits = append(d.Edits, jsonEdit{
			File:    validUTF8(e.File),
			Start:   positionDTO(e.Start),
			End:     positionDTO(e.End),
			NewText: validUTF8(e.NewText),
		})
	}
	return d
}

func positionDTO(p source.Position) jsonPosition {
	return jsonPosition{Line: p.Line, Column: p.Column, Offset: p.Offset}
}

func summaryDTO(s lint.Summary) jsonSummary {
	d := jsonSummary{
		Files:       s.Files,
		Sites:       s.Sites,
		Errors:      s.Errors,
		Warnings:    s.Warnings,
		Notes:       s.Notes,
		Suppressed:  s.Suppressed,
		Assumptions: make([]string, 0, len(s.Assumptions)),
	}
	for _, a := range s.Assumptions {
		d.Assumptions = append(d.Assumptions, validUTF8(a))
	}
	return d
}
