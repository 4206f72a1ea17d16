package nginx

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
)

// newBackend starts the program behind the server. It answers 200, and to
// /status/NNN what the path says; all its answers are marked.
func newBackend(tb testing.TB) (addr string) {
	tb.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(live.BackendHeader, "yes")
		status, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/status/"))
		if err != nil || status < 200 || status > 599 {
			status = http.StatusOK
		}
		w.WriteHeader(status)
	}))
	tb.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

// newFastCGI starts a FastCGI program that answers every request alike,
// whatever parameters it is given: real configurations leave some out.
func newFastCGI(tb testing.TB) (addr string) {
	tb.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		tb.Fatalf("could not listen: %v", err)
	}
	tb.Cleanup(func() { _ = l.Close() }) // nothing waits for what it has to say
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go fastCGI(conn)
		}
	}()
	return l.Addr().String()
}

// Types of FastCGI records.
const (
	fcgiEnd   = 3
	fcgiStdin = 5
	fcgiOut   = 6
)

// fastCGI reads one request to the end of its body and answers it.
func fastCGI(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	var header [8]byte
	for {
		if _, err := io.ReadFull(in, header[:]); err != nil {
			return
		}
		length, padding := binary.BigEndian.Uint16(header[4:]), header[6]
		if _, err := in.Discard(int(length) + int(padding)); err != nil {
			return
		}
		if header[1] == fcgiStdin && length == 0 {
			break
		}
	}
	id := binary.BigEndian.Uint16(header[2:])
	const answer = live.BackendHeader + ": yes\r\nContent-Type: text/plain\r\n\r\nhello\n"
	text := record(fcgiOut, id, answer) + record(fcgiOut, id, "") + record(fcgiEnd, id, strings.Repeat("\x00", 8))
	_, _ = io.WriteString(conn, text) // nginx reports what it misses
}

// record is one FastCGI record.
func record(kind byte, id uint16, content string) string {
	header := []byte{1, kind, byte(id >> 8), byte(id), byte(len(content) >> 8), byte(len(content)), 0, 0}
	return string(header) + content
}
