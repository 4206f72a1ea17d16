package nginx

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"regexp"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
)

// newBackend starts the program behind the server. It answers 200, and to
// /status/NNN what the path says; all its answers are marked. It takes whatever
// it is sent, where a real one would refuse a path with blanks.
func newBackend(tb testing.TB) (addr string) {
	tb.Helper()
	return listen(tb, func(conn net.Conn) {
		in := bufio.NewReader(conn)
		first, err := in.ReadString('\n')
		for line := first; err == nil && strings.TrimRight(line, "\r\n") != ""; {
			line, err = in.ReadString('\n')
		}
		status := "200"
		if m := statusPath.FindStringSubmatch(first); m != nil {
			status = m[1]
		}
		text := "HTTP/1.0 " + status + " Whatever\r\n" + live.BackendHeader + ": yes\r\nContent-Length: 0\r\n\r\n"
		_, _ = io.WriteString(conn, text) // nginx reports what it misses
	})
}

var statusPath = regexp.MustCompile(`^\S+ /status/([2-5]\d\d)[ ?]`)

// newFastCGI starts a FastCGI program that answers every request alike,
// whatever parameters it is given: real configurations leave some out.
func newFastCGI(tb testing.TB) (addr string) {
	tb.Helper()
	return listen(tb, fastCGI)
}

// listen starts a program that is given each connection once and ends with the
// test.
func listen(tb testing.TB, serve func(net.Conn)) (addr string) {
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
			go func() {
				defer conn.Close()
				serve(conn)
			}()
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
