package engine

import (
	"strings"

	"github.com/authlint/authlint/lint/access"
)

// usualBuffer and usualBuffers are large_client_header_buffers where nobody sets
// them: 4 of 8 KiB.
const (
	usualBuffer  = 8 << 10
	usualBuffers = 4
)

// near is how close to a bound nobody says on which side a length is: what else
// lies in the buffer is nginx's affair.
const near = 16

// buffers are the largest buffer for a line, and what all of them hold, of the server
// that holds: that of the name once the Host header was read, which clients send
// first.
func (q *request) buffers() (line, all int) {
	s := q.server
	size, count := s.HeaderBuffer, s.HeaderBuffers
	if size == 0 {
		size, count = usualBuffer, usualBuffers
	}
	return size, size * count
}

// lineLength is nginx's bound on a request line.
func (q *request) lineLength() access.Action {
	r := q.w.Request
	size, _ := q.buffers()
	switch length := len(r.Method) + len(r.Target) + len("  HTTP/1.1\r\n"); {
	case length > size+near:
		q.unread = true
		return q.refuse(414, "the request line is longer than nginx's buffers")
	case length > size-near:
		return access.CannotSay("the request line is about as long as nginx's buffers")
	}
	return access.Action{}
}

// headerFaults are headers for which nginx refuses a request.
func (q *request) headerFaults() access.Action {
	size, all := q.buffers()
	total := 0
	length, chunked, nearly := "", false, false
	for _, h := range q.w.Request.Headers {
		one := len(h.Name) + len(": \r\n") + len(h.Value)
		total += one
		nearly = nearly || one > size-near || total > all-size
		switch {
		case strings.ContainsFunc(h.Name, func(c rune) bool { return c <= ' ' || c == 0x7f }):
			return q.refuse(400, "the name of a header has a blank")
		case one > size+near || total > all+size:
			return q.refuse(494, "the headers are longer than nginx's buffers")
		case strings.EqualFold(h.Name, "Content-Length"):
			length = h.Value
			if _, ok := number(h.Value); !ok {
				return q.refuse(400, "Content-Length is no number")
			}
		case strings.EqualFold(h.Name, "Transfer-Encoding"):
			if chunked = strings.EqualFold(h.Value, "chunked"); !chunked {
				return q.refuse(501, "Transfer-Encoding is not chunked")
			}
		}
	}
	switch {
	case nearly:
		return access.CannotSay("the headers are about as long as nginx's buffers")
	case chunked && length != "":
		return q.refuse(400, "the request has both Content-Length and Transfer-Encoding")
	}
	return access.Action{}
}
