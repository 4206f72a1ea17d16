package report

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint"
)

// ExpectedFormats are the formats of what became of expectations, the default
// first.
func ExpectedFormats() []string { return []string{"text", "json", "junit"} }

// WriteExpected writes what became of expectations, all of them, in one of the
// ExpectedFormats.
func WriteExpected(w io.Writer, format string, all []lint.Expected, o Options) error {
	switch format {
	case "json":
		return writeExpectedJSON(w, all)
	case "junit":
		return writeExpectedJUnit(w, all)
	}
	return writeExpectedText(w, all, o)
}

// The results of an expectation.
const (
	resultMet       = "met"
	resultFailed    = "failed"
	resultUndecided = "undecided"
)

func resultOf(e *lint.Expected) string {
	switch {
	case e.Met:
		return resultMet
	case e.Undecided != "":
		return resultUndecided
	}
	return resultFailed
}

// expectedCounts says how many there are of each result.
func expectedCounts(all []lint.Expected) (met, failed, undecided int) {
	for i := range all {
		switch resultOf(&all[i]) {
		case resultMet:
			met++
		case resultFailed:
			failed++
		default:
			undecided++
		}
	}
	return met, failed, undecided
}

// saidOfExpected is what is to be said of one that is not met.
func saidOfExpected(e *lint.Expected) string {
	if e.Undecided != "" {
		return "cannot be checked, because " + Escape(e.Undecided)
	}
	return "expects " + Escape(e.Wanted) + " and gets " + Escape(e.Got)
}

// writeExpectedText writes a line for each, and below one that is not met what
// led to the answer.
func writeExpectedText(w io.Writer, all []lint.Expected, o Options) error {
	t := textWriter{Writer: bufio.NewWriter(w), palette: palette{o.Color}}
	for i := range all {
		e := &all[i]
		if e.Met {
			fmt.Fprintf(t, "%s  %s\n", t.quiet("met      "), Escape(e.Name))
			continue
		}
		label := t.severity(lint.Error, "failed   ")
		if e.Undecided != "" {
			label = t.severity(lint.Warning, "undecided")
		}
		fmt.Fprintf(t, "%s  %s: %s\n", label, Escape(e.Name), saidOfExpected(e))
		t.margin = "  "
		t.note("at", t.path(place(e.Place)))
		for _, r := range e.Related {
			t.note("related", t.path(place(r.Place))+": "+Escape(r.Message))
		}
		if e.Witness != nil {
			t.note("witness", Escape(e.Witness.String()))
			t.gates(e.Witness.Gates)
		}
		for _, a := range e.Assumptions {
			t.note("assumed", Escape(a))
		}
	}
	met, failed, undecided := expectedCounts(all)
	fmt.Fprintf(t, "%s: %d met, %d failed, %d undecided\n", count(len(all), "expectation"), met, failed, undecided)
	return t.Flush()
}

type jsonExpected struct {
	Version      int                  `json:"version"`
	Tool         string               `json:"tool"`
	Expectations []jsonExpectation    `json:"expectations"`
	Summary      jsonExpectationCount `json:"summary"`
}

type jsonExpectation struct {
	Name     string        `json:"name"`
	File     string        `json:"file"`
	Start    jsonPosition  `json:"start"`
	End      jsonPosition  `json:"end"`
	Result   string        `json:"result"` // met, failed or undecided
	Expected string        `json:"expected"`
	Got      string        `json:"got"`
	Outcome  *string       `json:"outcome"`   // null unless it failed
	Why      *string       `json:"undecided"` // null unless it is
	Related  []jsonRelated `json:"related"`
	Witness  *jsonWitness  `json:"witness"` // null where nobody could be asked
	Assumed  []string      `json:"assumptions"`
}

type jsonExpectationCount struct {
	Met       int `json:"met"`
	Failed    int `json:"failed"`
	Undecided int `json:"undecided"`
}

func writeExpectedJSON(w io.Writer, all []lint.Expected) error {
	d := jsonExpected{Version: jsonVersion, Tool: "authlint", Expectations: make([]jsonExpectation, 0, len(all))}
	for i := range all {
		d.Expectations = append(d.Expectations, expectedDTO(&all[i]))
	}
	d.Summary.Met, d.Summary.Failed, d.Summary.Undecided = expectedCounts(all)
	return encodeJSON(w, d, "  ")
}

func expectedDTO(e *lint.Expected) jsonExpectation {
	d := jsonExpectation{
		Name: validUTF8(e.Name), File: validUTF8(e.File), Start: positionDTO(e.Start), End: positionDTO(e.End),
		Result: resultOf(e), Expected: validUTF8(e.Wanted), Got: validUTF8(e.Got),
		Related: relatedDTO(e.Related), Assumed: make([]string, 0, len(e.Assumptions)),
	}
	switch d.Result {
	case resultFailed:
		outcome := e.Outcome.String()
		d.Outcome = &outcome
	case resultUndecided:
		why := validUTF8(e.Undecided)
		d.Why = &why
	}
	if e.Witness != nil {
		d.Witness = witnessDTO(e.Witness)
	}
	for _, a := range e.Assumptions {
		d.Assumed = append(d.Assumed, validUTF8(a))
	}
	return d
}

// writeExpectedJUnit writes a test suite per file and a test per expectation.
// What cannot be known is a failure, too: nobody vouches for it.
func writeExpectedJUnit(w io.Writer, all []lint.Expected) error {
	report := junitReport{Name: "authlint expect"}
	for start := 0; start < len(all); {
		file := all[start].File
		suite := junitSuite{Name: Escape(file), File: Escape(file)}
		for ; start < len(all) && all[start].File == file; start++ {
			c := expectedTest(&all[start])
			if c.Failure != nil {
				suite.Failures++
			}
			suite.Cases = append(suite.Cases, c)
		}
		suite.Tests = len(suite.Cases)
		report.add(suite)
	}
	return encodeXML(w, report)
}

func expectedTest(e *lint.Expected) junitCase {
	c := junitCase{Name: Escape(e.Name), Class: Escape(e.File)}
	if e.Met {
		return c
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", place(e.Place), saidOfExpected(e))
	for _, r := range e.Related {
		fmt.Fprintf(&b, "related: %s: %s\n", place(r.Place), Escape(r.Message))
	}
	if e.Witness != nil {
		fmt.Fprintf(&b, "witness: %s\n", Escape(e.Witness.String()))
		for i := range e.Witness.Gates {
			fmt.Fprintf(&b, "gate: %s\n", GateText(&e.Witness.Gates[i]))
		}
	}
	c.Failure = &junitFailure{Message: saidOfExpected(e), Type: resultOf(e), Text: b.String()}
	return c
}

// GateText is a gate on one line, with where to look.
func GateText(g *lint.WitnessGate) string {
	text := g.Name + " " + g.Verdict.String()
	if g.Status != 0 {
		text += " " + strconv.Itoa(g.Status)
	}
	if g.Note != "" {
		text += ": " + g.Note
	}
	for j, p := range g.Because {
		sign := ", "
		if j == 0 {
			sign = " -> "
		}
		text += sign + p.File + ":" + strconv.Itoa(p.Start.Line)
	}
	return Escape(text)
}
