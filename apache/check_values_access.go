package apache

import (
	"strconv"
	"strings"
)

// checkAllowDeny: a word is an address, a range, "all", a variable or else a
// host name, of which httpd says nothing.
func (l *lowerer) checkAllowDeny(n *Node) objection {
	operands := iterated(n.Words[1:])
	if len(operands) > 0 && !strings.EqualFold(n.Words[0].Text, "from") {
		return objection{word: n.Words[0], says: n.Name.Text + " must be followed by the word from"}
	}
	for _, w := range operands {
		if strings.HasPrefix(strings.ToLower(w.Text), "env=") || strings.EqualFold(w.Text, "all") {
			continue
		}
		if strings.Contains(w.Text, "#") && !strings.Contains(w.Text, "/") {
			return objection{word: w, says: "no comment is allowed after " + n.Name.Text}
		}
		if !addressOrHost(w.Text) {
			return objection{word: w, says: strconv.Quote(w.Text) + " is no address"}
		}
	}
	return none
}

// addressOrHost is false where httpd takes a word for an address and finds
// that it is none: a host's name has neither slash nor colon, nor is it made
// of digits and dots.
func addressOrHost(s string) bool {
	if _, ok := parseAddress(s); ok {
		return true
	}
	return !strings.ContainsAny(s, "/:") && strings.Trim(s, "0123456789.") != ""
}

// methodBits numbers the methods that httpd registers itself; letter case
// counts. HEAD is GET to Limit.
var methodBits = map[string]int{
	"GET": 0, "HEAD": 0, "PUT": 1, "POST": 2, "DELETE": 3, "CONNECT": 4, "OPTIONS": 5, "TRACE": 6, "PATCH": 7,
	"PROPFIND": 8, "PROPPATCH": 9, "MKCOL": 10, "COPY": 11, "MOVE": 12, "LOCK": 13, "UNLOCK": 14,
	"VERSION-CONTROL": 15, "CHECKOUT": 16, "UNCHECKOUT": 17, "CHECKIN": 18, "UPDATE": 19, "LABEL": 20, "REPORT": 21,
	"MKWORKSPACE": 22, "MKACTIVITY": 23, "BASELINE-CONTROL": 24, "MERGE": 25,
}

// methodKnown says that httpd knows a method, by itself or because the server
// configuration has named it.
func (p *program) methodKnown(name string) bool {
	_, known := methodBits[name]
	return known || p.registered[name]
}

// register makes a method known, as the server configuration does with every
// method that it names.
func (p *program) register(name string) {
	if p.methodKnown(name) {
		return
	}
	if p.registered == nil {
		p.registered = map[string]bool{}
	}
	p.registered[name] = true
}

// methodBit is the bit of a method. All that httpd does not know by itself
// share one.
func methodBit(name string) uint64 {
	if bit, own := methodBits[name]; own {
		return 1 << bit
	}
	return 1 << len(methodBits)
}

func (l *lowerer) registerMethods(n *Node) {
	if l.htaccess {
		return
	}
	for _, w := range n.Words {
		l.p.register(w.Text)
	}
}

func (l *lowerer) checkLimit(n *Node) objection {
	if len(n.Words) == 0 {
		return objection{word: n.Name, says: n.Name.Text + "> names no method"}
	}
	except := strings.EqualFold(n.Name.Text, "<LimitExcept")
	for _, w := range n.Words {
		if w.Text == "TRACE" && !except {
			return objection{word: w, says: "TRACE is limited by TraceEnable alone, not by <Limit>"}
		}
		if !l.htaccess {
			l.p.register(w.Text)
		} else if !l.p.methodKnown(w.Text) {
			return objection{word: w, says: strconv.Quote(w.Text) + " is no method httpd knows, and .htaccess cannot add one"}
		}
	}
	around := limitAround(n)
	switch set := limitSet(n); {
	case around&set == 0:
		return objection{word: n.Name, says: n.Name.Text + "> leaves no method of those of the section round it"}
	case around&set == around && around != allMethods:
		return objection{word: n.Name, says: n.Name.Text + "> names the methods of the section round it once more"}
	}
	return none
}

const allMethods = ^uint64(0)

// limitSet is the set of methods a Limit or LimitExcept lets through.
func limitSet(n *Node) uint64 {
	var set uint64
	for _, w := range n.Words {
		set |= methodBit(w.Text)
	}
	if strings.EqualFold(n.Name.Text, "<LimitExcept") {
		return ^set
	}
	return set
}

// limitAround is the set of methods that the sections round a node leave. A
// container of Require takes one bit that stands for no method.
func limitAround(n *Node) uint64 {
	set := allMethods
	for at := n.Parent; at != nil; at = at.Parent {
		switch at.folded() {
		case "<limit", "<limitexcept":
			set &= limitSet(at)
		case "<requireall", "<requireany", "<requirenone":
			set &= allMethods >> 1
		}
	}
	return set
}
