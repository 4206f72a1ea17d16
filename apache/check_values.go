package apache

import "strings"

// valueChecks says, by the directive's name in lower case, what httpd's own
// handler for it refuses beyond the number of words: the word that is wrong
// and the complaint, empty when it accepts the directive.
var valueChecks = map[string]func(*Tree, *Node) (Word, string){
	"allow":   checkAllowDeny,
	"deny":    checkAllowDeny,
	"order":   checkOrder,
	"satisfy": checkSatisfy,
}

func checkOrder(_ *Tree, n *Node) (Word, string) {
	switch strings.ToLower(n.Words[0].Text) {
	case "allow,deny", "deny,allow", "mutual-failure":
		return Word{}, ""
	}
	return n.Words[0], "Order takes Allow,Deny, Deny,Allow or Mutual-failure, without a blank"
}

func checkSatisfy(_ *Tree, n *Node) (Word, string) {
	switch strings.ToLower(n.Words[0].Text) {
	case "all", "any":
		return Word{}, ""
	}
	return n.Words[0], "Satisfy takes All or Any"
}
