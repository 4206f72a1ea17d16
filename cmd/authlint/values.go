package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/authlint/authlint/lint"
)

// The types below are values of flags: they refuse what they do not know while
// the command line is read.

// threshold is a severity, or none at all.
type threshold struct {
	severity lint.Severity // zero: never
	never    bool          // whether "never" is a value
}

func (t *threshold) String() string {
	if t.severity == lint.SeverityOfRule {
		return "never"
	}
	return t.severity.String()
}

func (t *threshold) Set(text string) error {
	severity, known := lint.ParseSeverity(text)
	switch {
	case known:
		t.severity = severity
	case t.never && text == "never":
		t.severity = lint.SeverityOfRule
	default:
		return errors.New("must be one of " + strings.Join(t.names(), ", "))
	}
	return nil
}

func (*threshold) Type() string { return "SEVERITY" }

func (t *threshold) names() []string {
	names := []string{lint.Error.String(), lint.Warning.String(), lint.Note.String()}
	if t.never {
		names = append(names, "never")
	}
	return names
}

// reached says whether a finding of that severity counts.
func (t *threshold) reached(s lint.Severity) bool { return s <= t.severity }

// outcomes is a set of outcomes; an empty one holds all of them.
type outcomes struct{ set []lint.Outcome }

func (o *outcomes) String() string {
	names := make([]string, 0, len(o.set))
	for _, outcome := range o.set {
		names = append(names, outcome.String())
	}
	return strings.Join(names, ",")
}

func (o *outcomes) Set(text string) error {
	for name := range strings.SplitSeq(text, ",") {
		outcome, known := lint.ParseOutcome(name)
		if !known {
			return errors.New("must be of " + strings.Join(outcomeNames(), ", "))
		}
		o.set = append(o.set, outcome)
	}
	return nil
}

func (*outcomes) Type() string { return "OUTCOME" }

func outcomeNames() []string {
	var names []string
	for o := lint.Breaks; o <= lint.Confuses; o++ {
		names = append(names, o.String())
	}
	return names
}

// choice is one word of a few.
type choice struct {
	value string
	of    []string
	kind  string
}

func (c *choice) String() string { return c.value }

func (c *choice) Set(text string) error {
	for _, known := range c.of {
		if text == known {
			c.value = text
			return nil
		}
	}
	return errors.New("must be one of " + strings.Join(c.of, ", "))
}

func (c *choice) Type() string { return c.kind }

// pathMap says which paths of the server are which paths here.
type pathMap map[string]string

func (pathMap) String() string { return "" }

func (m pathMap) Set(text string) error {
	server, local, found := strings.Cut(text, "=")
	switch {
	case !found || local == "":
		return errors.New("must be SERVER=LOCAL, as in /var/www/html=public")
	case !strings.HasPrefix(server, "/"):
		return fmt.Errorf("%q is no absolute path of a server", server)
	}
	m[server] = local
	return nil
}

func (pathMap) Type() string { return "SERVER=LOCAL" }
