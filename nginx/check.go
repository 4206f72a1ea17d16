package nginx

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/pcre"
)

// What nginx refuses although name, place and number of arguments are right.
// The table in testdata/conformance/nginx-refusals has a case for each, with
// what a live nginx says.

// checkValue says what nginx has against the arguments of a directive.
func checkValue(n *Node, at place) objection {
	if at == inStream || at == inStreamServer || at == inMail || at == inMailServer {
		return checkSlot(n)
	}
	check := n.known.check
	if check == nil {
		check = checkScript
	}
	for _, check := range [...]func(*Node) objection{check, checkScript, checkSlot} {
		if o := check(n); o.says != "" {
			return o
		}
	}
	return objection{}
}

// checks are by the directive's name.
var checks = map[string]func(*Node) objection{
	"allow":            checkAddress,
	"deny":             checkAddress,
	"add_header":       checkHeader,
	"add_trailer":      checkHeader,
	"auth_request_set": checkVariableName,
	"error_page":       checkErrorPage,
	"if":               checkIf,
	"keepalive_timeout": func(n *Node) objection {
		for i := range n.Words {
			if !duration(n.Arg(i), i > 0) {
				return wrongWord(i, "keepalive_timeout takes a time such as 75s")
			}
		}
		return objection{}
	},
	"limit_except": checkMethods,
	"location":     checkLocation,
	"map":          checkMap,
	"proxy_pass":   checkProxyPass,
	"return":       checkReturn,
	"rewrite":      checkRewrite,
	"root":         checkRoot,
	"alias":        checkRoot,
	"server_name":  checkServerName,
	"set":          checkVariableName,
	"try_files":    checkTryFiles,
}

// wrongWord objects to the i-th argument.
func wrongWord(i int, says string) objection {
	return objection{model.RefusedValue, i + 1, i + 1, says}
}

// checkPattern objects to a pattern that PCRE does not compile.
func checkPattern(i int, pattern string, flags pcre.Flags) objection {
	if why := pcre.Invalid(pattern, flags); why != "" {
		return wrongWord(i, "the pattern is none to PCRE: "+why)
	}
	return objection{}
}

// methods are those that limit_except knows, in any letter case.
var methods = []string{
	"GET", "HEAD", "POST", "PUT", "DELETE", "MKCOL", "COPY", "MOVE", "OPTIONS", "PROPFIND", "PROPPATCH", "LOCK", "UNLOCK",
	"PATCH",
}

func checkMethods(n *Node) objection {
	for i := range n.Words {
		if !oneOf(n.Arg(i), methods) {
			return wrongWord(i, "nginx knows no such method here")
		}
	}
	return objection{}
}

func checkHeader(n *Node) objection {
	if len(n.Words) == 3 && n.Arg(2) != "always" {
		return wrongWord(2, "behind the value only \"always\" may stand")
	}
	return objection{}
}

// checkVariableName is for directives whose first argument is a variable that
// they set.
func checkVariableName(n *Node) objection {
	if !variableName(n.Arg(0)) {
		return wrongWord(0, n.Name.Text+" sets a variable, whose name begins with \"$\"")
	}
	return objection{}
}

// variableName says that nginx takes a text for the name of a variable that is
// to be set.
func variableName(s string) bool { return len(s) > 1 && s[0] == '$' }

// isURL says that nginx takes a text for the URL of a redirect.
func isURL(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "$scheme")
}

func checkReturn(n *Node) objection {
	if !number(n.Arg(0), maxStatus) && (len(n.Words) > 1 || !isURL(n.Arg(0))) {
		return wrongWord(0, "return takes a status up to 999, or by itself a URL that begins with http://, https:// or $scheme")
	}
	return objection{}
}

const maxStatus = 999

func checkErrorPage(n *Node) objection {
	last := len(n.Words) - 1
	if last < 1 {
		return objection{} // of which something else is said
	}
	codes := last
	if strings.HasPrefix(n.Arg(last-1), "=") {
		if codes--; codes == 0 {
			return wrongWord(0, "the status that is answered instead stands behind those it is for")
		}
		if answer := n.Arg(codes)[1:]; answer != "" && !number(answer, 1<<31) {
			return wrongWord(codes, "a status is a number")
		}
	}
	for i := range codes {
		if code := n.Arg(i); len(code) > 9 || !number(code, 599) || len(strings.TrimLeft(code, "0")) < 3 ||
			strings.TrimLeft(code, "0") < "300" || strings.TrimLeft(code, "0") == "499" {
			return wrongWord(i, "error_page takes statuses from 300 to 599, and not 499")
		}
	}
	return objection{}
}

func checkTryFiles(n *Node) objection {
	last := len(n.Words) - 1
	if status, is := strings.CutPrefix(n.Arg(last), "="); is && !number(status, maxStatus) {
		return wrongWord(last, "behind \"=\" a status must follow")
	}
	return objection{}
}

func checkRewrite(n *Node) objection {
	if n.Arg(1) == "" {
		return wrongWord(1, "rewrite needs something to put in place")
	}
	if o := checkPattern(0, n.Arg(0), 0); o.says != "" {
		return o
	}
	switch n.Arg(2) {
	case "last", "break", "redirect", "permanent":
		return objection{}
	}
	if len(n.Words) < 3 {
		return objection{}
	}
	return wrongWord(2, "rewrite ends with last, break, redirect or permanent")
}

func checkRoot(n *Node) objection {
	for _, name := range [...]string{"document_root", "realpath_root"} {
		if strings.Contains(n.Arg(0), "$"+name) || strings.Contains(n.Arg(0), "${"+name+"}") {
			return wrongWord(0, "$"+name+" follows from "+n.Name.Text+" and cannot be used in it")
		}
	}
	return objection{}
}

func checkServerName(n *Node) objection {
	for i := range n.Words {
		name := n.Arg(i)
		switch {
		case strings.HasPrefix(name, "*") && (len(name) < 3 || name[1] != '.'), name == ".", name == "~":
			return wrongWord(i, "this is no name that a server can have")
		case strings.HasPrefix(name, "~"):
			if o := checkPattern(i, name[1:], pcre.IgnoreCase); o.says != "" {
				return o
			}
		}
	}
	return objection{}
}

func checkProxyPass(n *Node) objection {
	url := n.Arg(0)
	lower := strings.ToLower(url)
	if !strings.Contains(url, "$") && !strings.HasPrefix(lower, "http://") && !strings.HasPrefix(lower, "https://") {
		return wrongWord(0, "proxy_pass takes a URL that begins with http:// or https://")
	}
	return objection{}
}

// checkMap is for the head of a map and its lines.
func checkMap(n *Node) objection {
	if !variableName(n.Arg(1)) {
		return wrongWord(1, "map sets a variable, whose name begins with \"$\"")
	}
	for _, line := range n.Children {
		if line.Kind == KindComment || line.Refused {
			continue
		}
		if line.Kind == KindBlock {
			line.object(objection{model.RefusedSyntax, 0, len(line.Words), "no block stands in a map"})
			continue
		}
		name := line.Name.Text
		if pattern, is := strings.CutPrefix(name, "~"); is {
			flags := pcre.Flags(0)
			if rest, fold := strings.CutPrefix(pattern, "*"); fold {
				pattern, flags = rest, pcre.IgnoreCase
			}
			if why := pcre.Invalid(pattern, flags); why != "" {
				line.object(objection{model.RefusedValue, 0, 0, "the pattern is none to PCRE: " + why})
			}
		}
		if count := len(line.Words); count != 1 && (count != 0 || name != "hostnames" && name != "volatile") {
			line.object(objection{model.RefusedArguments, 0, count, "a line of map is a value and what becomes of it"})
		}
	}
	return objection{}
}
