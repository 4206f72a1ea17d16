package live

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// wire speaks WebDriver, which is JSON over HTTP.
type wire struct{ base string }

// driverLimit bounds one command: starting a browser on a busy machine is the
// longest.
const driverLimit = 60 * time.Second

// call gives a command and reads the value of its answer.
func (w *wire) call(tb testing.TB, method, path string, body, into any) {
	tb.Helper()
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			tb.Fatal(err)
		}
		sent = bytes.NewReader(text)
	}
	r, err := http.NewRequest(method, w.base+path, sent)
	if err != nil {
		tb.Fatal(err)
	}
	client := http.Client{Timeout: driverLimit}
	got, err := client.Do(r)
	if err != nil {
		tb.Fatalf("the browser does not answer: %v", err)
	}
	defer got.Body.Close()
	answer := struct{ Value json.RawMessage }{}
	if err := json.NewDecoder(got.Body).Decode(&answer); err != nil {
		tb.Fatalf("%s %s: %s: %v", method, path, got.Status, err)
	}
	if got.StatusCode != http.StatusOK {
		var failed struct{ Error, Message string }
		_ = json.Unmarshal(answer.Value, &failed) // what it is not stays empty
		tb.Fatalf("%s %s: %s: %s", method, path, failed.Error, failed.Message)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(answer.Value, into); err != nil {
		tb.Fatalf("%s %s: %v in %.200s", method, path, err, answer.Value)
	}
}

// lockedText takes in what a process prints while others read it.
type lockedText struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lockedText) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lockedText) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
