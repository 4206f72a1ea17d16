package apache

import (
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/pcre"
)

// objection is what httpd's handler of a directive has against it. The zero
// objection is none.
type objection struct {
	word Word
	says string
	// assumed is not empty when other servers would accept the directive.
	assumed string
	// crash says that httpd accepts it and its worker exits.
	crash bool
	// right are the words that belong in place of others, where that is certain.
	right []Word
}

// none is the answer to a directive that httpd accepts.
var none objection

// valueCheck is what one directive's handler does with its words, of which
// there are as many as the directive takes.
type valueCheck func(l *lowerer, n *Node) objection

// valueChecks says, by the directive's name in the manual's spelling, what its
// handler refuses beyond the number of words.
var valueChecks = map[string]valueCheck{
	"Allow":                       (*lowerer).checkAllowDeny,
	"Deny":                        (*lowerer).checkAllowDeny,
	"Order":                       oneOf(orders...),
	"Satisfy":                     oneOf("All", "Any"),
	"AuthMerging":                 oneOf("Off", "And", "Or"),
	"AuthName":                    textExpression(0),
	"AuthType":                    textExpression(0),
	"AuthBasicFake":               textExpression(0, 1),
	"AuthBasicProvider":           (*lowerer).checkBasicProvider,
	"AuthDigestProvider":          (*lowerer).checkDigestProvider,
	"AuthFormProvider":            (*lowerer).checkBasicProvider,
	"AuthBasicUseDigestAlgorithm": oneOf("Off", "MD5"),
	"AuthDigestAlgorithm":         oneOf("MD5"),
	"AuthDigestQop":               (*lowerer).checkQop,
	"AuthDigestNonceLifetime":     (*lowerer).checkNonceLifetime,
	"Require":                     (*lowerer).checkRequire,
	"<RequireAll":                 (*lowerer).checkRequireContainer,
	"<RequireAny":                 (*lowerer).checkRequireContainer,
	"<RequireNone":                (*lowerer).checkRequireContainer,

	"<Limit":       (*lowerer).checkLimit,
	"<LimitExcept": (*lowerer).checkLimit,
	"<Files":       (*lowerer).checkFiles,
	"<FilesMatch":  (*lowerer).checkFiles,
	"<If":          (*lowerer).checkIf,
	"<ElseIf":      (*lowerer).checkIf,
	"<Else":        (*lowerer).checkElse,

	"RewriteBase":    (*lowerer).checkRewriteBase,
	"RewriteOptions": (*lowerer).checkRewriteOptions,
	"RewriteCond":    (*lowerer).checkRewriteCond,
	"RewriteRule":    (*lowerer).checkRewriteRule,

	"Redirect":          (*lowerer).checkRedirect,
	"RedirectMatch":     (*lowerer).checkRedirectMatch,
	"RedirectPermanent": (*lowerer).checkRedirectFixed,
	"RedirectTemp":      (*lowerer).checkRedirectFixed,

	"SetEnvIf":           (*lowerer).checkSetEnvIf,
	"SetEnvIfNoCase":     (*lowerer).checkSetEnvIf,
	"SetEnvIfExpr":       (*lowerer).checkSetEnvIfExpr,
	"BrowserMatch":       (*lowerer).checkBrowserMatch,
	"BrowserMatchNoCase": (*lowerer).checkBrowserMatch,

	"Header":        (*lowerer).checkHeader,
	"RequestHeader": (*lowerer).checkHeader,

	"ExpiresByType":  (*lowerer).checkExpiresByType,
	"ExpiresDefault": (*lowerer).checkExpiresDefault,

	"Options":             (*lowerer).checkOptions,
	"ErrorDocument":       (*lowerer).checkErrorDocument,
	"Error":               (*lowerer).checkError,
	"SetHandler":          textExpression(0),
	"AcceptPathInfo":      oneOf("On", "Off", "Default"),
	"EnableMMAP":          oneOf("On", "Off"),
	"EnableSendfile":      oneOf("On", "Off"),
	"ServerSignature":     oneOf("On", "Off", "EMail"),
	"CGIVar":              (*lowerer).checkCGIVar,
	"FileETag":            (*lowerer).checkFileETag,
	"LimitRequestBody":    (*lowerer).checkSize,
	"LimitXMLRequestBody": (*lowerer).checkLimitXML,

	"DeflateInflateLimitRequestBody": (*lowerer).checkSize,
	"DeflateInflateRatioLimit":       (*lowerer).checkPositive,
	"DeflateInflateRatioBurst":       (*lowerer).checkPositive,
	"SubstituteMaxLineLength":        (*lowerer).checkSizeWithUnit,
	"Substitute":                     (*lowerer).checkSubstitute,

	"IndexOptions":           (*lowerer).checkIndexOptions,
	"FancyIndexing":          noLonger("IndexOptions FancyIndexing"),
	"IndexOrderDefault":      (*lowerer).checkIndexOrder,
	"AddIcon":                (*lowerer).checkIcon,
	"AddIconByType":          (*lowerer).checkIcon,
	"AddIconByEncoding":      (*lowerer).checkIcon,
	"DirectoryIndexRedirect": (*lowerer).checkIndexRedirect,
	"AddOutputFilterByType":  (*lowerer).checkFilterByType,
	"FilterProvider":         (*lowerer).checkFilterProvider,
	"MultiviewsMatch":        (*lowerer).checkMultiviewsMatch,
	"ForceLanguagePriority":  (*lowerer).checkForcePriority,
	"Action":                 (*lowerer).checkAction,
	"XBitHack":               oneOf("On", "Off", "Full"),
	"ProxyFCGIBackendType":   oneOf("GENERIC", "FPM"),
	"ProxyFCGISetEnvIf":      (*lowerer).checkFCGISetEnvIf,
	"H2CopyFiles":            oneOf("On", "Off"),
	"H2Push":                 oneOf("On", "Off"),
	"H2Upgrade":              oneOf("On", "Off"),
	"H2ProxyRequests":        oneOf("On", "Off"),
	"H2EarlyHint":            (*lowerer).checkEarlyHint,
	"H2PushResource":         (*lowerer).checkPushResource,

	"SSLVerifyClient":      oneOf("none", "off", "optional", "require", "on", "optional_no_ca"),
	"SSLRequire":           (*lowerer).checkSSLRequire,
	"SSLLog":               noLonger("ErrorLog"),
	"SSLLogLevel":          noLonger("LogLevel"),
	"SSLVerifyDepth":       (*lowerer).checkNotNegative,
	"SSLRenegBufferSize":   (*lowerer).checkNotNegative,
	"SSLOptions":           (*lowerer).checkSSLOptions,
	"SSLCipherSuite":       (*lowerer).checkCipherSuite,
	"SSLCACertificateFile": (*lowerer).checkServerWideCertificates,
	"SSLCACertificatePath": (*lowerer).checkServerWideCertificates,
}

// checkValue asks the handler of a directive.
func (l *lowerer) checkValue(n *Node) objection {
	if n.known == nil || n.known.check == nil {
		return none
	}
	o := n.known.check(l, n)
	if o.assumed == "" && dynamicArguments(n.Args) {
		o.assumed = "the server defines no such variable"
	}
	return o
}

// dynamicArguments says that a ${NAME} may stand for other words. With a colon
// it is a lookup in a RewriteMap, and stays as it is.
func dynamicArguments(args string) bool {
	for {
		_, rest, found := strings.Cut(args, "${")
		if !found {
			return false
		}
		name, after, closed := strings.Cut(rest, "}")
		if closed && !strings.Contains(name, ":") {
			return true
		}
		args = after
	}
}

// oneOf is the check of a directive that takes one of some words, ignoring
// letter case.
func oneOf(words ...string) valueCheck {
	return func(_ *lowerer, n *Node) objection {
		if amongFold(n.Words[0].Text, words...) {
			return none
		}
		return objection{
			word: n.Words[0], right: nearWord(n.Words[0], words...),
			says: strconv.Quote(n.Words[0].Text) + " is nothing " + n.Name.Text + " takes: " + enumerate(words),
		}
	}
}

func amongFold(word string, words ...string) bool {
	for _, w := range words {
		if strings.EqualFold(word, w) {
			return true
		}
	}
	return false
}

// enumerate writes "a, b or c".
func enumerate(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return "only " + words[0]
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// iterated are the words that httpd hands to a directive one after the other:
// it stops at an empty one.
func iterated(words []Word) []Word {
	for i, w := range words {
		if w.Text == "" {
			return words[:i]
		}
	}
	return words
}

// plainName says that a name is made as modules make names, so that some
// module may have it.
func plainName(name string) bool {
	for i := range len(name) {
		if c := name[i]; !isLetter(c) && !isDigit(c) && c != '_' && c != '-' {
			return false
		}
	}
	return name != "" && isLetter(name[0])
}

// leadingNumber reads a number as C's atoi does: what follows it is ignored,
// and where there is none it is 0.
func leadingNumber(s string) int {
	s = strings.TrimLeft(s, " \t\n\v\f\r")
	sign := 1
	if s != "" && (s[0] == '-' || s[0] == '+') {
		if s[0] == '-' {
			sign = -1
		}
		s = s[1:]
	}
	n := 0
	for i := 0; i < len(s) && isDigit(s[i]); i++ {
		if n = 10*n + int(s[i]-'0'); n > 1<<31-1 {
			return sign * (1<<31 - 1)
		}
	}
	return sign * n
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}

// checkPattern objects to a word that is no regular expression.
func checkPattern(w Word, text string) objection {
	verdict, why := pcre.Judge(text)
	switch verdict {
	case pcre.Refused:
		return objection{word: w, says: "regular expression cannot be compiled: " + why}
	case pcre.RefusedToday:
		return objection{
			word: w, says: "regular expression cannot be compiled: " + why,
			assumed: "httpd is built with PCRE2, as it is today",
		}
	}
	return none
}
