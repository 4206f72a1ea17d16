package walk

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/access"
)

// fake answers every request by a function.
type fake func(*access.Request) access.Decision

func (f fake) Decide(r *access.Request) access.Decision { return f(r) }

func (f fake) Explain(r *access.Request) (access.Decision, []access.Passage) { return f(r), nil }

var serves = fake(func(*access.Request) access.Decision {
	return access.Decision{Outcome: access.Served, Status: 200}
})

// answers runs a batch and decodes what it prints.
func answers(t *testing.T, g Gatekeeper, in string) []map[string]any {
	t.Helper()
	var out bytes.Buffer
	if err := Batch(t.Context(), g, strings.NewReader(in), &out, 3); err != nil {
		t.Fatal(err)
	}
	var all []map[string]any
	for line := range strings.Lines(out.String()) {
		var a map[string]any
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		all = append(all, a)
	}
	return all
}

// Each line gets its answer, wrong ones too, and the batch goes on.
func TestBatchLines(t *testing.T) {
	for _, c := range []struct {
		point, line, url, undecided string
	}{
		{"all fields", `{"url":"http://a/","method":"PUT","remote_addr":"::1","local_addr":"10.0.0.1","user":"u","password":"p","headers":{"X-A":"b"},"client_cert":"valid"}`, "http://a/", ""},
		{"null is absent", `{"url":"http://a/","method":null,"remote_addr":null,"local_addr":null,"user":null,"password":null,"headers":null,"client_cert":null}`, "http://a/", ""},
		{"blanks around it", "  {\"url\" : \"http://a/\"}\r", "http://a/", ""},
		{"no JSON", `{"url":"http://a/"`, "", "the line is no JSON: it is wrong at byte 18"},
		{"two objects", `{"url":"http://a/"}{}`, "", "the line is no JSON: it is wrong at byte 20"},
		{"no object", `["http://a/"]`, "", "the line is no JSON object"},
		{"null", `null`, "", "the line is no JSON object"},
		{"no UTF-8", "{\"url\":\"http://a/\xff\"}", "", "the line is not UTF-8"},
		{"no URL", `{"method":"GET"}`, "", "url: is missing"},
		{"URL of another type", `{"url":5}`, "", "url: it must be a string"},
		{"bad URL", `{"url":"a/b"}`, "a/b", `url: "a/b" is no URL: it must begin with http:// or https://`},
		{"bad host", `{"url":"http://a b/"}`, "http://a b/", `url: the host "a b" has a character that no host has`},
		{"bad address in a URL", `{"url":"http://[::zz]/"}`, "http://[::zz]/", `url: the host "[::zz]" is no address`},
		{"bad method", `{"url":"http://a/","method":"GE T"}`, "http://a/", `method: "GE T" is not a method: ' ' cannot stand in one`},
		{"empty method", `{"url":"http://a/","method":""}`, "http://a/", "method: the method is empty"},
		{"method of another type", `{"url":"http://a/","method":["GET"]}`, "http://a/", "method: it must be a string"},
		{"bad address", `{"url":"http://a/","remote_addr":"10.0.0"}`, "http://a/", `remote_addr: "10.0.0" is no IP address, as 192.0.2.1 or 2001:db8::1 is`},
		{"bad local address", `{"url":"http://a/","local_addr":"fe80::1%eth0"}`, "http://a/", `local_addr: "fe80::1%eth0" is no IP address, as 192.0.2.1 or 2001:db8::1 is`},
		{"bad certificate", `{"url":"http://a/","client_cert":"yes"}`, "http://a/", `client_cert: "yes" is not one of none, valid, invalid`},
		{"user of another type", `{"url":"http://a/","user":7}`, "http://a/", "user: it must be a string"},
		{"user that cannot be sent", `{"url":"http://a/","user":"a:b"}`, "http://a/", "user: a colon or NUL in a name cannot be sent"},
		{"password without a user", `{"url":"http://a/","password":"hush-hush"}`, "http://a/", "password: it needs a user"},
		{"password of another type", `{"url":"http://a/","user":"u","password":12345}`, "http://a/", "password: it must be a string"},
		{"headers of another type", `{"url":"http://a/","headers":["X-A: b"]}`, "http://a/", "headers: it must be an object of strings"},
		{"header of another type", `{"url":"http://a/","headers":{"X-A":{"b":"c"}}}`, "http://a/", "headers: it must be an object of strings"},
		{"bad name of a header", `{"url":"http://a/","headers":{"X A":"b"}}`, "http://a/", `headers: "X A" is no name of a header`},
		{"bad value of a header", `{"url":"http://a/","headers":{"X-A":"hush\r\nX-B: c"}}`, "http://a/", "headers: the value of X-A has a control character"},
		{"two credentials", `{"url":"http://a/","user":"u","headers":{"authorization":"Basic eA=="}}`, "http://a/", "headers: Authorization stands beside a user: a request has one of them"},
		{"slip in a field", `{"url":"http://a/","usr":"alice"}`, "http://a/", "usr: there is no such field; did you mean user?"},
		{"a user in the URL", `{"url":"http://alice:hush-hush@a/"}`, "http://****@a/", "url: the URL names a user: give it as the user of the request"},
		{"an at sign, and no URL", `{"url":"a/@b"}`, "****@b", `url: "****@b" is no URL: it must begin with http:// or https://`},
		{"a password with a slash", `{"url":"http://alice:hush/hush@a/"}`, "http://****@a/", "url: the URL names a user: give it as the user of the request"},
	} {
		got := answers(t, serves, `{"url":"http://first/"}`+"\n"+c.line+"\n\n"+`{"url":"http://last/"}`)
		if len(got) != 3 || got[0]["url"] != "http://first/" || got[2]["status"] != 200.0 {
			t.Errorf("%s: the batch did not go on: %v", c.point, got)
			continue
		}
		a := got[1]
		if c.undecided == "" {
			if a["status"] != 200.0 || a["undecided"] != nil {
				t.Errorf("%s: %v", c.point, a)
			}
			continue
		}
		if a["url"] != c.url || a["outcome"] != "undecided" || a["status"] != nil || a["undecided"] != c.undecided {
			t.Errorf("%s: %v", c.point, a)
		}
		if strings.Contains(fmt.Sprint(a), "hush") || strings.Contains(fmt.Sprint(a), "12345") {
			t.Errorf("%s: a secret is repeated", c.point)
		}
	}
}

// What a line says reaches the server.
func TestBatchRequest(t *testing.T) {
	var got []string
	keeper := fake(func(r *access.Request) access.Decision {
		what := fmt.Sprintf("%s %t %s %d %s %s %s %v %s", r.Method, r.TLS, r.Host, r.Port, r.Target, r.Remote, r.Local, r.Headers, r.Certificate)
		if c := r.Credentials; c != nil {
			what += fmt.Sprintf(" user %q, proof %d, %d bytes", c.User, c.Proof, len(c.Password))
		}
		got = append(got, what)
		return access.Decision{}
	})
	for _, line := range []string{
		`{"url":"https://a:8443/b?c#d"}`,
		`{"url":"http://a","method":"POST","remote_addr":"192.0.2.1","local_addr":"::1","headers":{"B":"1","A":"2","b":"3"},"client_cert":"invalid"}`,
		`{"url":"http://a/","user":"alice"}`,
		`{"url":"http://a/","user":"alice","password":""}`,
		`{"url":"http://a/","user":"","password":"pw"}`,
	} {
		answers(t, keeper, line)
	}
	want := []string{
		"GET true a 8443 /b?c 203.0.113.9 invalid IP [] none",
		"POST false a 80 / 192.0.2.1 ::1 [{B 1} {A 2} {b 3}] invalid",
		`GET false a 80 / 203.0.113.9 invalid IP [] none user "alice", proof 1, 0 bytes`,
		`GET false a 80 / 203.0.113.9 invalid IP [] none user "alice", proof 0, 0 bytes`,
		`GET false a 80 / 203.0.113.9 invalid IP [] none user "", proof 0, 2 bytes`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Fields that mean nothing are passed over, and the answer says so.
func TestBatchUnknownField(t *testing.T) {
	got := answers(t, serves, `{"url":"http://a/","zzz-comment":"x"}`)
	if len(got) != 1 || got[0]["status"] != 200.0 || fmt.Sprint(got[0]["assumptions"]) != `[the field "zzz-comment" of the request means nothing]` {
		t.Errorf("%v", got)
	}
}

// Lines that take their time are waited for, and a long one is answered.
func TestBatchOrder(t *testing.T) {
	slow := fake(func(r *access.Request) access.Decision {
		if strings.HasSuffix(r.Target, "0") {
			time.Sleep(time.Millisecond)
		}
		return access.Decision{Outcome: access.Served, Status: 200}
	})
	var in strings.Builder
	const lines = 1000
	for i := range lines {
		fmt.Fprintf(&in, "{\"url\":\"http://a/%d\"}\n", i)
	}
	in.WriteString(`{"url":"http://a/` + strings.Repeat("a", maxLine) + "\"}\n" + `{"url":"http://a/end"}`)
	got := answers(t, slow, in.String())
	if len(got) != lines+2 {
		t.Fatalf("%d answers", len(got))
	}
	for i := range lines {
		if want := fmt.Sprintf("http://a/%d", i); got[i]["url"] != want {
			t.Fatalf("answer %d is that of %v", i, got[i]["url"])
		}
	}
	if got[lines]["undecided"] != "the line is longer than 1048576 bytes" || got[lines+1]["url"] != "http://a/end" {
		t.Errorf("%v, %v", got[lines]["undecided"], got[lines+1])
	}
}

// An answer comes as soon as its line is there, though the input goes on.
func TestBatchStreams(t *testing.T) {
	inReader, in := io.Pipe()
	out, outWriter := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- Batch(context.Background(), serves, inReader, outWriter, 2)
		outWriter.Close()
	}()
	lines := bufio.NewScanner(out)
	for i := range 3 {
		url := fmt.Sprintf("http://a/%d", i)
		fmt.Fprintf(in, "{\"url\":%q}\n", url)
		if !lines.Scan() || !strings.Contains(lines.Text(), url) {
			t.Fatalf("no answer to %s before the next line", url)
		}
	}
	in.Close()
	if lines.Scan() || <-done != nil {
		t.Error("the batch did not end with its input")
	}
}

// A line that takes its time does not hold back the answers before it.
func TestBatchDoesNotHoldBack(t *testing.T) {
	release := make(chan struct{})
	keeper := fake(func(r *access.Request) access.Decision {
		if r.Target == "/slow" {
			<-release
		}
		return access.Decision{Outcome: access.Served, Status: 200}
	})
	out, outWriter := io.Pipe()
	go func() {
		in := strings.NewReader("{\"url\":\"http://a/fast\"}\n{\"url\":\"http://a/slow\"}\n")
		outWriter.CloseWithError(Batch(context.Background(), keeper, in, outWriter, 1))
	}()
	lines := bufio.NewScanner(out)
	if !lines.Scan() || !strings.Contains(lines.Text(), "/fast") {
		t.Error("the first answer waits for the second")
	}
	close(release)
	if !lines.Scan() || !strings.Contains(lines.Text(), "/slow") {
		t.Error("the second answer is missing")
	}
}

// endless is input without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return copy(p, "{\"url\":\"http://a/\"}\n"), nil }

type failing struct{ after int }

func (f *failing) Write(p []byte) (int, error) {
	if f.after--; f.after < 0 {
		return 0, errors.New("no space left on device")
	}
	return len(p), nil
}

func (f *failing) Read(p []byte) (int, error) {
	if f.after--; f.after < 0 {
		return 0, errors.New("the cable is out")
	}
	return copy(p, "{\"url\":\"http://a/\"}\n"), nil
}

func TestBatchFails(t *testing.T) {
	if err := Batch(t.Context(), serves, endless{}, &failing{2}, 2); err == nil || err.Error() != "no space left on device" {
		t.Errorf("writing: %v", err)
	}
	var out bytes.Buffer
	err := Batch(t.Context(), serves, &failing{3}, &out, 2)
	if err == nil || err.Error() != "cannot read the requests: the cable is out" || strings.Count(out.String(), "\n") != 3 {
		t.Errorf("reading: %v, %d answers", err, strings.Count(out.String(), "\n"))
	}
	ctx, cancel := context.WithCancel(t.Context())
	blocked, _ := io.Pipe()
	time.AfterFunc(time.Millisecond, cancel)
	if err := Batch(ctx, serves, blocked, &out, 2); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
}
