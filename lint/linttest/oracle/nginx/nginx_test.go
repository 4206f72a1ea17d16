package nginx_test

import (
	"testing"

	"github.com/authlint/authlint/lint/linttest/oracle"
	"github.com/authlint/authlint/lint/linttest/oracle/nginx"
)

func TestGenerator(t *testing.T) { oracle.CheckGenerator(t, nginx.Start, 35) }

func TestCasesAreSmall(t *testing.T) { oracle.CheckCases(t, nginx.Start) }

func TestNginxAgreesWithItself(t *testing.T) { oracle.CheckSteady(t, nginx.Start) }
