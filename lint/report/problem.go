package report

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint"
)

// Problem is something to be said of a file that is not checked itself, such
// as the configuration.
type Problem struct {
	lint.Place
	Severity lint.Severity
	Message  string
}

// WriteProblems writes problems for people, as the text format does findings.
func WriteProblems(w io.Writer, problems []Problem, o Options) error {
	t := textWriter{Writer: bufio.NewWriter(w), palette: palette{o.Color}}
	for i := range problems {
		p := &problems[i]
		t.margin = strings.Repeat(" ", len(strconv.Itoa(p.Start.Line)))
		fmt.Fprintf(t, "%s: %s: %s\n", t.path(place(p.Place)), t.severity(p.Severity, p.Severity.String()), Escape(p.Message))
		t.snippet(p.Place, func(s string) string { return t.severity(p.Severity, s) })
	}
	return t.Flush()
}
