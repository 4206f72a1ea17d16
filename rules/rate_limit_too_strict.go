package rules

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// What one visitor's ordinary page needs. A page of today asks for about 70
// files, over up to six connections at once to one host (HTTP/1.1), and calls
// one program (admin-ajax.php, a thumbnailer) several times.
const (
	browserConnections = 6
	sameURLRequests    = 5  // to one URL within DOSPageInterval
	burstRequests      = 30 // within the first second
	pageRequests       = 70
)

// RateLimitTooStrict reports limits that an ordinary page with its assets
// exceeds.
var RateLimitTooStrict = &lint.Rule{
	ID:      "rate-limit-too-strict",
	Summary: "a limit on requests or connections refuses visitors of an ordinary page",
	Outcome: lint.LocksOut,
	Doc:     doc("rate-limit-too-strict"),
	Run: func(p *lint.Pass) {
		pageLimits(p)
		for _, s := range p.Site.Scopes {
			if !s.Live() || onNginx(s) {
				continue
			}
			rates(p, s, "")
			for _, c := range s.Conditions {
				// These modules' lines stand in a condition on the module.
				if c.Verdict == model.Undecided && c.Kind == model.IfModule && !c.Negated && c.Body != nil {
					rates(p, c.Body, c.Argument.Text+" is loaded")
				}
			}
		}
	},
}

func rates(p *lint.Pass, s *model.Scope, assumption string) {
	interval := 1
	for i := range s.Rates {
		if n, ok := amount(&s.Rates[i]); ok && strings.EqualFold(s.Rates[i].Name, "DOSSiteInterval") {
			interval = n
		}
	}
	for i := range s.Rates {
		r := &s.Rates[i]
		n, ok := amount(r)
		if !ok {
			continue
		}
		if why := tooStrict(r, n, interval); why != "" {
			p.Report(lint.Diagnostic{
				Span: r.Args[len(r.Args)-1].Span, Cause: r.Span, Severity: lint.Warning, Assumption: assumption,
				Message: fmt.Sprintf("%s %d refuses ordinary visitors: %s", r.Name, n, why),
			})
		}
	}
}

// amount is the number of a limit, its last word.
func amount(r *model.RateLimit) (int, bool) {
	if len(r.Args) == 0 {
		return 0, false
	}
	n, err := strconv.Atoi(r.Args[len(r.Args)-1].Text)
	return n, err == nil && n > 0
}

// tooStrict says what an ordinary page needs where a limit is below it.
func tooStrict(r *model.RateLimit, n, interval int) string {
	switch strings.ToLower(r.Name) {
	case "dospagecount":
		if n < sameURLRequests {
			return "one page may call the same program several times in a second"
		}
	case "dossitecount":
		if n < burstRequests || interval > 1 && n < pageRequests {
			return fmt.Sprintf("one page asks for about %d files within a second or two", pageRequests)
		}
	case "qs_srvmaxconnperip":
		if n < browserConnections {
			return fmt.Sprintf("one browser opens %d connections at once", browserConnections)
		}
	case "qs_locrequestlimit":
		if n < browserConnections && len(r.Args) == 2 && r.Args[0].Text == "/" {
			return fmt.Sprintf("one browser sends %d requests at once", browserConnections)
		}
	}
	return ""
}
