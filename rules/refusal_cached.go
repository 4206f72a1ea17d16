package rules

import (
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// RefusalCached reports a Cache-Control that is sent with refusals too: caches
// keep answering 401 or 403 to people who may get in.
var RefusalCached = &lint.Rule{
	ID:      "refusal-cached",
	Summary: "a refusal may be kept by caches, and is given to people who may get in",
	Outcome: lint.LocksOut,
	Doc:     doc("refusal-cached"),
	Run: func(p *lint.Pass) {
		for s := range scopesInForce(p.Site) {
			if c := keepsRefusals(s); c != nil {
				reportKept(p, s, c)
			}
			h := cachedAlways(s)
			entry := access.Enter(&s.Merged, access.Stranger("GET"))
			if h == nil || entry.May(access.Enters) || !entry.Is(access.Asked) && !someoneEnters(s) {
				continue
			}
			status := 403
			if entry.Is(access.Asked) {
				status = 401
			}
			p.Report(lint.Diagnostic{
				Span: h.Value.Span, Cause: h.Span, Severity: lint.Warning, Witness: refusedTo(p, s, status), Fixes: notAlways(p, s, h),
				Message: "\"always\" sends this with refusals too, so that caches keep answering " + strconv.Itoa(status) +
					" to people who may get in: without \"always\" it is sent with pages alone",
				Assumption: "people use a cache that obeys the header, as browsers do",
			})
		}
	},
}

// someoneEnters says that some visitor gets in.
func someoneEnters(s *model.Scope) bool {
	return access.Enter(&s.Merged, access.Anybody("GET")).May(access.Enters)
}

// cachedAlways is the header in force in a scope that makes every answer
// cacheable; nil when there is none.
func cachedAlways(s *model.Scope) *model.HeaderChange {
	if ofNginx(s) {
		s = headersFrom(s) // which replace all those round it
	}
	for at := s; at != nil; at = at.Parent {
		for i := len(at.Headers) - 1; i >= 0; i-- {
			h := &at.Headers[i]
			if h.Request || !strings.EqualFold(h.Name.Text, "Cache-Control") || !h.Always {
				continue
			}
			if (h.Action == "set" || h.By == "add_header") && !h.Dynamic && len(h.Rest) == 0 && keepable(h.Value.Text) {
				return h
			}
			return nil
		}
		if replacesHeaders(at) {
			return nil
		}
	}
	return nil
}

// keepable says that caches may keep an answer for a while.
func keepable(value string) bool {
	lower := strings.ToLower(value)
	for _, no := range [...]string{"no-store", "no-cache", "private", "%{"} {
		if strings.Contains(lower, no) {
			return false
		}
	}
	_, after, found := strings.Cut(lower, "max-age=")
	digits := strings.TrimLeft(after, "0")
	return found && digits != "" && digits[0] >= '1' && digits[0] <= '9'
}
