package rules

import (
	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// HtpasswdSyntax reports what the server's reader of credential files trips
// over and no other rule names. The server says nothing: users are merely not
// found, and the answer is 401.
var HtpasswdSyntax = &lint.Rule{
	ID:      "htpasswd-syntax",
	Summary: "a credential file is not text that the server can read as lines",
	Outcome: lint.Breaks,
	Doc:     doc("htpasswd-syntax"),
	Final:   true,
	Run: func(p *lint.Pass) {
		for _, store := range p.Site.Stores {
			faults(p, store, func(f *model.StoreFault) (lint.Diagnostic, bool) {
				message := unreadable(store.Kind, f.Kind)
				return lint.Diagnostic{Span: f.Span, Cause: f.Span, Message: message, Outcome: lint.LocksOut, Fixes: p.Correct(f.Correction)}, message != ""
			})
		}
	},
}

func unreadable(kind model.StoreKind, fault model.StoreFaultKind) string {
	all, some := "no user in it can log in", "the user on this line cannot log in"
	if kind == model.Groups {
		all, some = "no group in it has members", "members on this line are lost"
	}
	switch fault {
	case model.FaultUTF16:
		return "file is UTF-16, so that " + all + ": save it as UTF-8 without a byte-order mark"
	case model.FaultBinary:
		return "file is binary and no text, so that " + all + ": name the credential file itself"
	case model.FaultCarriageReturns:
		return "line ends in a carriage return alone, which the server takes for text, so that the lines joined by it are lost: save the file with line feeds"
	case model.FaultNUL:
		return "NUL byte ends the line for the server, so that " + some + ": remove it"
	case model.FaultContinuation:
		return "backslash joins the next line to this one, so that what is on both is lost: remove it"
	}
	return ""
}
