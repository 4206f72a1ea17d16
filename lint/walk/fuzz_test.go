package walk

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/authlint/authlint/lint/access"
)

// FuzzLine answers any line: once, in JSON, and without the password.
func FuzzLine(f *testing.F) {
	for _, line := range []string{
		`{"url":"http://a/b?c","method":"GET","remote_addr":"192.0.2.1","local_addr":"::1","user":"u","password":"p","headers":{"X-A":"b"},"client_cert":"none"}`,
		`{"url":"http://u:p@[::1]:80/"}`, `{"url":null,"headers":{"a":["b"]}}`, `{"usr":1}`, `[]`, `null`, `{`, "\xff", `{"url":"http://a/\ud800"}`,
	} {
		f.Add([]byte(line))
	}
	keeper := fake(func(r *access.Request) access.Decision {
		if r.Host == "" || r.Method == "" || r.Target == "" || r.Target[0] != '/' || !r.Remote.IsValid() {
			return access.Decision{Outcome: access.Failed}
		}
		return access.Decision{Outcome: access.Served, Status: 200}
	})
	f.Fuzz(func(t *testing.T, line []byte) {
		// Without the goroutines of a batch, whose order is another each time.
		b := batch{keeper: keeper}
		at := task{line: line}
		b.answer(&at)
		out := at.answer.Bytes()
		var a jsonAnswer
		if err := json.Unmarshal(out, &a); err != nil || bytes.Count(out, []byte("\n")) != 1 {
			t.Fatalf("%v: %q", err, out)
		}
		if a.Outcome == "error" {
			t.Errorf("half a request reached the server: %q", line)
		}
		if (a.Undecided == nil) != (a.Status != nil) {
			t.Errorf("neither decided nor undecided: %s", out)
		}
	})
}
