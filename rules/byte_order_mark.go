package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// byteOrderMark is the mark as text.
const byteOrderMark = "\ufeff"

// ByteOrderMark reports files that begin with the byte-order mark of UTF-8:
// httpd refuses configuration with one, and in a credential file it becomes a
// part of the first name.
var ByteOrderMark = &lint.Rule{
	ID:      "byte-order-mark",
	Summary: "a file begins with a byte-order mark, which the server takes for text",
	Outcome: lint.Breaks,
	Doc:     doc("byte-order-mark"),
	Run: func(p *lint.Pass) {
		for _, r := range p.Site.Refusals {
			if r.Kind == model.RefusedEncoding && r.Span.Text() == byteOrderMark {
				d := lint.Diagnostic{Span: r.Span, Cause: r.Cause, Message: r.Message, Assumption: r.Assumption}
				d.Fixes = markOff(p, model.Word{Span: r.Span})
				p.Report(d)
			}
		}
		for _, store := range p.Site.Stores {
			for _, f := range store.Faults {
				if f.Kind == model.FaultByteOrderMark {
					d := markInStore(store, f)
					d.Fixes = markOff(p, model.Word{Span: f.Span})
					p.Report(d)
				}
			}
		}
	},
}

// markInStore tells what the mark does: to the first user or group, or, before
// a comment, to nobody.
func markInStore(store *model.Store, f *model.StoreFault) lint.Diagnostic {
	d := lint.Diagnostic{Span: f.Span, Outcome: lint.LocksOut}
	const advice = ": save the file as UTF-8 without one"
	switch {
	case store.Kind == model.Groups && len(store.Groups) > 0 && store.Groups[0].Span.Start == 0:
		d.Message = "byte-order mark belongs to the name of the first group, so that nobody is in " +
			quoted(model.PlainName(store.Groups[0].Name.Text)) + advice
	case len(store.Entries) > 0 && store.Entries[0].Span.Start == 0:
		d.Message = "byte-order mark belongs to the name of the first user, so that " +
			quoted(model.PlainName(store.Entries[0].User.Text)) + " cannot log in" + advice
	default:
		d.Outcome = lint.Confuses
		d.Message = "byte-order mark makes a user of the comment behind it" + advice
	}
	return d
}

func markOff(p *lint.Pass, mark model.Word) []lint.Fix {
	var e lint.Edits
	e.Replace(mark.Span, "")
	return p.Fix("take the mark away", &e)
}
