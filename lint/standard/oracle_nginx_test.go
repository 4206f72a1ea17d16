package standard_test

import (
	"testing"

	"github.com/authlint/authlint/lint/linttest/oracle/nginx"
)

// TestOracleNginx is TestOracle with a live nginx.
func TestOracleNginx(t *testing.T) { compare(t, nginx.Start) }
