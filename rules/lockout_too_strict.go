package rules

import (
	"strconv"
	"time"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// LockoutTooStrict reports limits of logins that people with the right password
// run into: a slip or two is enough, or the lockout lasts for days.
var LockoutTooStrict = &lint.Rule{
	ID:      "lockout-too-strict",
	Summary: "a plugin locks people out after a slip or two, or for days",
	Outcome: lint.LocksOut,
	Doc:     doc("lockout-too-strict"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			for g := range guardsOf(app) {
				tries, lasts := g.MaxAttempts, g.Lockout
				switch {
				case !tries.Known() || tries.Value <= 0:
				case tries.State == model.Set && tries.Value < fewTries:
					p.Report(placed(lint.Diagnostic{
						Assumption: ifActive(g),
						Message: g.Name + " locks people out after " + strconv.Itoa(tries.Value) + " failed login" + plural(tries.Value) +
							", which one slip of the pen can make: allow " + strconv.Itoa(usualTries) + " or more",
					}, app, g, model.Word{Span: tries.Span}, "failed logins"))
				case lasts.State == model.Set && lasts.Value > longLockout && tries.Value <= usualTries:
					p.Report(placed(lint.Diagnostic{
						Assumption: ifActive(g), Related: refersTo(model.Word{Span: tries.Span}, "the failed logins that are allowed"),
						Message: g.Name + " locks people out for " + span(lasts.Value) + " after " + strconv.Itoa(tries.Value) +
							" failed logins: minutes or hours are enough against guessing",
					}, app, g, model.Word{Span: lasts.Span}, "length of lockouts"))
				}
			}
		}
	},
}

// Plugins that come with a limit have 3 to 20 failed logins and 5 minutes to 4
// hours. Source: their own settings.
const (
	fewTries    = 3
	usualTries  = 5
	longLockout = 24 * time.Hour
)

// span is a length of time in the largest unit that fits.
func span(d time.Duration) string {
	for _, unit := range [...]struct {
		of   time.Duration
		name string
	}{{365 * 24 * time.Hour, "year"}, {24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}} {
		if d >= unit.of {
			n := int((d + unit.of/2) / unit.of)
			return strconv.Itoa(n) + " " + unit.name + plural(n)
		}
	}
	return strconv.Itoa(int(d/time.Second)) + " seconds"
}
