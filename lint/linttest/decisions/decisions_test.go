package decisions_test

import (
	"testing"

	"github.com/authlint/authlint/lint/linttest/decisions"
)

// TestLiveServer holds what is written down against live httpd alone.
func TestLiveServer(t *testing.T) {
	decisions.Run(t, "../../../testdata/conformance/apache-decisions/*/*.txtar", nil)
}

// TestLiveNginx is the same for nginx.
func TestLiveNginx(t *testing.T) {
	decisions.RunNginx(t, "../../../testdata/conformance/nginx-decisions/*/*.txtar", nil)
}
