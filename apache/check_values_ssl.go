package apache

import (
	"strconv"
	"strings"
)

func (l *lowerer) checkSSLOptions(n *Node) objection {
	options := []string{"StdEnvVars", "ExportCertData", "FakeBasicAuth", "StrictRequire", "OptRenegotiate", "LegacyDNStringFormat"}
	for _, w := range n.Words {
		name := w.Text
		if strings.HasPrefix(name, "+") || strings.HasPrefix(name, "-") {
			name = name[1:]
		}
		if !amongFold(name, options...) {
			return objection{word: w, says: strconv.Quote(w.Text) + " is no option of SSLOptions"}
		}
	}
	return none
}

func (l *lowerer) checkCipherSuite(n *Node) objection {
	if len(n.Words) < 2 || n.Words[1].Text == "" || n.Words[0].Text == "SSL" {
		return none
	}
	if n.Words[0].Text == "TLSv1.3" && !l.inFolder() {
		return none
	}
	return objection{word: n.Words[0], says: "SSLCipherSuite takes the protocol SSL alone here"}
}

func (l *lowerer) checkServerWideCertificates(n *Node) objection {
	if !l.inFolder() {
		return none
	}
	return objection{word: n.Name, says: n.Name.Text + " holds for the whole server and has no place in a folder's configuration"}
}

// checkSSLRequire looks at the rest of the line, which is a condition.
func (l *lowerer) checkSSLRequire(n *Node) objection {
	return l.checkCondition(Word{Text: n.Args, Start: n.Name.Start, End: max(n.ArgsEnd, n.Name.End)})
}

// noLonger is the check of a directive that a module keeps only to refuse it.
func noLonger(instead string) valueCheck {
	return func(_ *lowerer, n *Node) objection {
		return objection{word: n.Name, says: n.Name.Text + " is no longer supported: " + instead + " is in its place"}
	}
}
