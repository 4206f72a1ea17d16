package expr

import (
	_ "embed"
	"strings"
	"testing"
)

//go:embed testdata/conditions.txt
var conditions string

// handWritten are conditions for each part of the language, one a line, and
// some that nest as deep as httpd goes.
func handWritten() []string {
	list := strings.Split(strings.Trim(conditions, "\n"), "\n")
	// The bound on depth, from either side.
	for n := 17; n <= 22; n++ {
		list = append(list,
			strings.Repeat("tolower(", n)+"'A'"+strings.Repeat(")", n)+" == 'a'",
			strings.Repeat("(", n)+"true"+strings.Repeat(")", n),
			strings.Repeat("!", n)+"true",
			strings.Repeat("true && ", n)+"true",
			strings.Repeat("(true && ", n)+"true"+strings.Repeat(")", n),
			strings.Repeat("(", n)+"true"+strings.Repeat(" && true)", n),
			strings.Repeat("(", n)+"true"+strings.Repeat(" || true)", n),
			strings.Repeat("(", n)+"false"+strings.Repeat(" || true)", n),
			"'a'"+strings.Repeat(" . 'a'", n)+" != ''",
			`"a`+strings.Repeat("%{REMOTE_USER}", n)+`" == 'a'`,
			strings.Repeat("'a' . tolower('b' . ", n/2)+"'c'"+strings.Repeat(")", n/2)+" != ''",
			strings.Repeat("'a' . \"a%{tolower:$1}\" . ", n)+"'c' != ''",
			"true || "+strings.Repeat("tolower(", n)+"'A'"+strings.Repeat(")", n)+" == 'a'",
		)
	}
	return list
}

// TestConditionsLive compares hand-written conditions with httpd.
func TestConditionsLive(t *testing.T) {
	s := newSite(t)
	list := handWritten()
	decided, undecided := s.compare(t, list)
	t.Logf("%d conditions, %d decided", len(list), decided)
	if decided < 400 || undecided > len(list)/50 {
		t.Errorf("%d conditions were decided and %d were not", decided, undecided)
	}
}
