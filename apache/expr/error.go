package expr

// Error is the reason for which httpd does not take an expression.
type Error struct {
	Kind ErrorKind
	says string
}

// Error is a clause.
func (e *Error) Error() string { return e.says }

// ErrorKind tells errors apart for those who must know how sure they are.
type ErrorKind uint8

// The kinds of errors.
const (
	// Syntax: no httpd takes the text.
	Syntax ErrorKind = iota
	// NoSuchName: neither httpd nor a module that comes with it knows a
	// variable, function or operator. A module of somebody else may.
	NoSuchName
	// BadPattern: PCRE refuses a regular expression.
	BadPattern
	// BadPatternToday: PCRE2 refuses a regular expression that PCRE took.
	BadPatternToday
	// Crash: httpd's scanner has no rule for the text. The process that reads
	// it ends: the server at its start, the worker with a .htaccess file.
	Crash
	// TooLong: the text is longer than this package judges. httpd may take it.
	TooLong
)
