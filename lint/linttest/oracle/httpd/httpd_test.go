package httpd_test

import (
	"testing"

	"github.com/authlint/authlint/lint/linttest/oracle"
	"github.com/authlint/authlint/lint/linttest/oracle/httpd"
)

func TestGenerator(t *testing.T) { oracle.CheckGenerator(t, httpd.Start, 50) }

func TestCasesAreSmall(t *testing.T) { oracle.CheckCases(t, httpd.Start) }

func TestHttpdAgreesWithItself(t *testing.T) { oracle.CheckSteady(t, httpd.Start) }
