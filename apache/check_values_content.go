package apache

import (
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/model"
)

func (l *lowerer) checkAction(n *Node) objection {
	if len(n.Words) > 2 && !strings.EqualFold(n.Words[2].Text, "virtual") {
		return objection{word: n.Words[2], says: "Action takes virtual behind the script and nothing else"}
	}
	return none
}

// multiviews are the words of MultiviewsMatch a scope has so far.
type multiviews struct{ anyView, negotiated, others bool }

func (l *lowerer) checkMultiviewsMatch(n *Node) objection {
	seen := l.memory(n).views
	for _, w := range iterated(n.Words) {
		clash := false
		switch strings.ToLower(w.Text) {
		case "any":
			clash = seen.negotiated || seen.others
			seen.anyView = true
		case "negotiatedonly":
			clash = seen.anyView || seen.others
			seen.negotiated = true
		case "filters", "handlers":
			clash = seen.anyView || seen.negotiated
			seen.others = true
		default:
			return objection{word: w, says: strconv.Quote(w.Text) + " is nothing MultiviewsMatch takes: Any, NegotiatedOnly, Filters or Handlers"}
		}
		if clash {
			return objection{word: w, says: "MultiviewsMatch " + w.Text + " does not go with what came before"}
		}
	}
	if l.undecided(n) == "" {
		l.memory(n).views = seen
	}
	return none
}

// languages are the words of ForceLanguagePriority a scope has so far.
type languages struct{ none, some bool }

func (l *lowerer) checkForcePriority(n *Node) objection {
	seen := l.memory(n).languages
	for _, w := range iterated(n.Words) {
		switch strings.ToLower(w.Text) {
		case "none":
			seen.none = true
		case "prefer", "fallback":
			seen.some = true
		default:
			return objection{word: w, says: strconv.Quote(w.Text) + " is nothing ForceLanguagePriority takes: None, Prefer or Fallback"}
		}
		if seen.none && seen.some {
			return objection{word: w, says: "ForceLanguagePriority None goes with nothing else"}
		}
	}
	if l.undecided(n) == "" {
		l.memory(n).languages = seen
	}
	return none
}

// outputFilters says which module brings an output filter; names are compared
// ignoring letter case, and are in lower case here.
var outputFilters = map[string]string{
	"byterange": "http_core.c", "chunk": "http_core.c", "http_header": "http_core.c", "http_outerror": "http_core.c",
	"content_length": "core.c", "core": "core.c", "old_write": "core.c",
	"deflate": "mod_deflate.c", "inflate": "mod_deflate.c", "includes": "mod_include.c",
	"substitute": "mod_substitute.c", "mod_expires": "mod_expires.c",
	"fixup_headers_out": "mod_headers.c", "fixup_headers_err": "mod_headers.c",
	"brotli_compress": "mod_brotli.c", "rate_limit": "mod_ratelimit.c", "buffer": "mod_buffer.c", "sed": "mod_sed.c",
	"data": "mod_data.c", "proxy-html": "mod_proxy_html.c", "xml2enc": "mod_xml2enc.c", "cache": "mod_cache.c",
	"xlateout": "mod_charset_lite.c",
}

func (l *lowerer) checkFilterByType(n *Node) objection {
	if len(n.Words) < 2 || len(n.Words) == 2 && n.Words[1].Text == "" {
		return objection{word: n.Name, says: "AddOutputFilterByType needs a filter and a media type"}
	}
	for name := range strings.SplitSeq(n.Words[0].Text, ";") {
		if name == "" {
			continue
		}
		if o := l.checkFilter(n.Words[0], name); o.says != "" {
			return o
		}
	}
	return none
}

func (l *lowerer) checkFilterProvider(n *Node) objection {
	if o := l.checkFilter(n.Words[1], n.Words[1].Text); o.says != "" {
		return o
	}
	return l.checkCondition(n.Words[2])
}

// checkFilter objects to a filter that no module brings.
func (l *lowerer) checkFilter(w Word, name string) objection {
	module, known := outputFilters[strings.ToLower(name)]
	switch {
	case !known:
		o := objection{word: w, says: "there is no output filter " + strconv.Quote(name)}
		if !l.modules.complete && plainName(name) {
			o.assumed = "no module of this server brings that filter"
		}
		return o
	case l.modules.fact(module) == model.No:
		return objection{word: w, says: "output filter " + name + " needs " + module + ", which is not loaded"}
	}
	return none
}

// checkSubstitute reads "s/pattern/replacement/flags" with any delimiter.
func (l *lowerer) checkSubstitute(n *Node) objection {
	w := n.Words[0]
	if w.Text[0] != 's' && w.Text[0] != 'S' {
		return objection{word: w, says: "Substitute must be of the form s/pattern/replacement/"}
	}
	from, rest, complete := substitution(w.Text[1:])
	if !complete {
		return objection{word: w, says: "Substitute is not complete: it is of the form s/pattern/replacement/"}
	}
	_, flags, _ := strings.Cut(rest, w.Text[1:2])
	if i := strings.IndexFunc(flags, func(r rune) bool { return !strings.ContainsRune("infqINFQ", r) }); i >= 0 {
		return objection{word: w, says: "Substitute has no flag " + strconv.Quote(flags[i:i+1])}
	}
	if strings.ContainsAny(flags, "nN") {
		return none
	}
	return checkPattern(w, from)
}

// substitution cuts "/from/rest": the first byte is the delimiter, and both
// parts must be there.
func substitution(s string) (from, rest string, complete bool) {
	if len(s) < 2 {
		return "", "", false
	}
	from, rest, found := strings.Cut(s[1:], s[:1])
	return from, rest, found && from != ""
}

func (l *lowerer) checkEarlyHint(n *Node) objection {
	if strings.TrimSpace(n.Words[1].Text) == "" {
		return objection{word: n.Words[1], says: "H2EarlyHint has no value for the header"}
	}
	return none
}

func (l *lowerer) checkPushResource(n *Node) objection {
	words := n.Words
	if strings.EqualFold(words[0].Text, "add") {
		words = words[1:]
	}
	switch {
	case len(words) > 2:
		return objection{word: words[2], says: "H2PushResource has too many arguments"}
	case len(words) == 2 && !strings.EqualFold(words[1].Text, "critical"):
		return objection{word: words[1], says: "H2PushResource takes critical behind the path and nothing else"}
	}
	return none
}

func (l *lowerer) checkFCGISetEnvIf(n *Node) objection {
	if o := l.checkCondition(n.Words[0]); o.says != "" {
		return o
	}
	unset := strings.HasPrefix(n.Words[1].Text, "!")
	switch {
	case unset && len(n.Words) > 2:
		return objection{word: n.Words[2], says: "a variable that is unset takes no value"}
	case n.Words[1].Text == "!":
		return objection{word: n.Words[1], says: "ProxyFCGISetEnvIf names no variable"}
	case !unset && len(n.Words) > 2:
		return l.checkText(n.Words[2])
	}
	return none
}
