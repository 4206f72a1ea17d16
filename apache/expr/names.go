package expr

// function is a function of one text.
type function uint8

const (
	fnOSEnv function = iota
	fnEnv
	fnResp
	fnReq
	fnNote
	fnReqEnv
	fnToLower
	fnToUpper
	fnEscape
	fnUnescape
	fnFile
	fnFileSize
	fnBase64
	fnUnbase64
	fnSHA1
	fnMD5
	fnLDAP
	fnSSL
	fnForeign // of a module about which nothing can be said
)

// functions by their names, in lower case.
var functions = map[string]function{
	"osenv": fnOSEnv, "env": fnEnv, "resp": fnResp, "req": fnReq, "http": fnReq, "req_novary": fnReq,
	"note": fnNote, "reqenv": fnReqEnv, "tolower": fnToLower, "toupper": fnToUpper, "escape": fnEscape,
	"unescape": fnUnescape, "file": fnFile, "filesize": fnFileSize, "base64": fnBase64,
	"unbase64": fnUnbase64, "sha1": fnSHA1, "md5": fnMD5, "ldap": fnLDAP,
}

// unaryOperators are the letters of the operators on one text.
const unaryOperators = "nzRTdefsLhxFUA"

// binaryOperators by their names, in lower case.
var binaryOperators = map[string]between{
	"ipmatch": opIPMatch, "fnmatch": opFNMatch, "strmatch": opStrMatch, "strcmatch": opStrCMatch,
}

// headerVariables are the variables that are request headers.
var headerVariables = map[string]string{
	"HTTP_USER_AGENT": "User-Agent", "HTTP_PROXY_CONNECTION": "Proxy-Connection", "HTTP_REFERER": "Referer",
	"HTTP_COOKIE": "Cookie", "HTTP_FORWARDED": "Forwarded", "HTTP_HOST": "Host", "HTTP_ACCEPT": "Accept",
}

// variables are the other variables of httpd's own.
var variables = set(
	"HTTPS", "IPV6", "CONN_LOG_ID", "CONN_REMOTE_ADDR", "HTTP2",
	"REQUEST_METHOD", "REQUEST_SCHEME", "REQUEST_URI", "REQUEST_FILENAME", "REMOTE_HOST", "REMOTE_IDENT",
	"REMOTE_USER", "SERVER_ADMIN", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "SCRIPT_FILENAME",
	"PATH_INFO", "QUERY_STRING", "IS_SUBREQ", "DOCUMENT_ROOT", "AUTH_TYPE", "THE_REQUEST", "CONTENT_TYPE",
	"HANDLER", "REQUEST_LOG_ID", "SCRIPT_USER", "SCRIPT_GROUP", "DOCUMENT_URI", "LAST_MODIFIED",
	"CONTEXT_PREFIX", "CONTEXT_DOCUMENT_ROOT", "REQUEST_STATUS", "REMOTE_ADDR", "REMOTE_PORT",
	"TIME_YEAR", "TIME_MON", "TIME_DAY", "TIME_HOUR", "TIME_MIN", "TIME_SEC", "TIME_WDAY", "TIME",
	"SERVER_SOFTWARE", "API_VERSION",
)

func set(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}

// The modules of httpd's own that know more names.
const (
	moduleSSL         = "ssl"
	moduleHealthCheck = "proxy_hcheck"
)
