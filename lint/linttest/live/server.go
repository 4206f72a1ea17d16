package live

import (
	"os"
	"sync/atomic"
	"testing"
)

// Server is what all kinds of servers have in common.
type Server struct {
	Folder        // the document root: Write puts a file there
	Addr   string // host and port it listens on

	errorLog, accessLog string // paths
	answered            atomic.Int64
}

// Do sends one request and returns the answer. It may be called from several
// goroutines; a request that could not be sent at all is reported as an error
// of the test and gives a zero Response.
func (s *Server) Do(tb testing.TB, r Request) Response {
	tb.Helper()
	resp, err := exchange(s.Addr, r)
	if err != nil {
		tb.Errorf("%s %s: %v", r.Method, r.Path, err)
		return Response{}
	}
	s.answered.Add(1)
	return resp
}

// Requests is how many requests were answered, so that a test can assert that
// it asked the server at all. A connection that a dying worker closed counts.
func (s *Server) Requests() int {
	return int(s.answered.Load())
}

// Mark is a place in the error log, the end of what had been written when
// Server.Mark was called.
type Mark int

// Mark returns the present end of the error log.
func (s *Server) Mark() Mark {
	return Mark(len(s.ErrorLog()))
}

// LogSince is what was written to the error log after a mark.
func (s *Server) LogSince(m Mark) string {
	log := s.ErrorLog()
	return log[min(int(m), len(log)):]
}

// ErrorLog is the whole error log. It holds paths of the machine, so compare
// parts of it, not all.
func (s *Server) ErrorLog() string {
	return readLog(s.errorLog)
}

// AccessLog has one line per request: the status, a blank and the request line
// as it arrived, with bytes that do not print escaped. A server writes the line
// after it sent the answer, so the last one may still be missing.
func (s *Server) AccessLog() string {
	return readLog(s.accessLog)
}

// readLog reads a log; one that cannot be read is as good as empty, and the
// assertion that looks for a message in it fails.
func readLog(name string) string {
	data, err := os.ReadFile(name)
	if err != nil {
		return ""
	}
	return string(data)
}
