package rules

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// pageLimits reports limits of nginx for each address that hold for a page and
// its files alike, and are below what one page needs.
func pageLimits(p *lint.Pass) {
	for s := range scopesInForce(p.Site) {
		if !onNginx(s) || !wholePage(s) || dryRun(s) {
			continue
		}
		for i := range s.Rates {
			r := &s.Rates[i]
			message := ""
			switch {
			case len(r.Args) == 0 || !byAddress(p.Site, r):
			case r.Name == "limit_req":
				message = fewRequests(p.Site, r)
			case r.Name == "limit_conn":
				message = fewConnections(r)
			}
			if message != "" {
				p.Report(lint.Diagnostic{
					Span: r.Args[len(r.Args)-1].Span, Cause: r.Span, Severity: lint.Warning, Message: message,
					Assumption: "pages with files of their own are served here",
				})
			}
		}
	}
}

func dryRun(s *model.Scope) bool {
	for ; s != nil; s = s.Parent {
		for i := range s.Rates {
			if strings.HasSuffix(s.Rates[i].Name, "_dry_run") && len(s.Rates[i].Args) > 0 && s.Rates[i].Args[0].Text == "on" {
				return true
			}
		}
	}
	return false
}

// zoneOf is the line that makes the zone of a limit; nil where it is not in view.
func zoneOf(site *model.Site, r *model.RateLimit) *model.RateLimit {
	name := option(r, "zone=")
	if name == "" && len(r.Args) > 0 {
		name = r.Args[0].Text
	}
	for _, s := range site.Scopes {
		for i := range s.Rates {
			z := &s.Rates[i]
			if z.Name == r.Name+"_zone" && strings.HasPrefix(option(z, "zone="), name+":") {
				return z
			}
		}
	}
	return nil
}

// byAddress says that a limit counts for each address by itself.
func byAddress(site *model.Site, r *model.RateLimit) bool {
	z := zoneOf(site, r)
	return z != nil && (z.Args[0].Text == "$binary_remote_addr" || z.Args[0].Text == "$remote_addr")
}

// option is the value of a word that begins so; empty where there is none.
func option(r *model.RateLimit, name string) string {
	for _, w := range r.Args {
		if value, is := strings.CutPrefix(w.Text, name); is {
			return value
		}
	}
	return ""
}

// fewRequests says what a limit_req refuses of a page: nginx lets in what its
// rate allows and as much as burst more.
func fewRequests(site *model.Site, r *model.RateLimit) string {
	rate := option(zoneOf(site, r), "rate=")
	each, unit, _ := strings.Cut(rate, "r/")
	n, err := strconv.Atoi(each)
	if unit == "m" {
		n /= 60
	}
	burst, _ := strconv.Atoi(option(r, "burst="))
	if err != nil || 1+n+burst >= burstRequests {
		return ""
	}
	return fmt.Sprintf("limit_req lets %d requests through within a second (rate %s, burst %d), and one page asks for about %d files: "+
		"it refuses ordinary visitors, a larger burst does not", 1+n+burst, rate, burst, pageRequests)
}

func fewConnections(r *model.RateLimit) string {
	n, err := strconv.Atoi(r.Args[len(r.Args)-1].Text)
	if err != nil || n >= browserConnections {
		return ""
	}
	return fmt.Sprintf("limit_conn %d refuses ordinary visitors: one browser opens %d connections at once, and sends more requests over one by HTTP/2",
		n, browserConnections)
}
