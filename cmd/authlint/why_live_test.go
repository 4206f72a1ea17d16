package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
)

// liveUsers is the password file of the live site: alice's password is
// "umbrella-Teapot-7".
const liveUsers = "alice:{SHA}0V0LO+xS5xKCXPmPQAnRL1ftnD8=\nbob:plain\n"

// TestWhyLive asks authlint why and the live httpd whose configuration it reads
// the same, about the shop of the README and a folder with users.
func TestWhyLive(t *testing.T) {
	server := live.StartHttpd(t, live.HttpdConfig{Server: "ErrorDocument 404 /gone.txt\nRedirect /moved http://b.example/here\n"})
	root := server.Path
	if err := os.CopyFS(root, os.DirFS("../../testdata/sites/shop")); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"gone.txt": "gone\n", "staff/a.txt": "a\n", "staff/.htpasswd": liveUsers,
		"staff/.htaccess": "AuthType Basic\nAuthName \"Staff\"\nAuthUserFile " + filepath.ToSlash(root) + "/staff/.htpasswd\nRequire valid-user\n",
	} {
		server.Write(t, name, text)
	}
	var requests []live.Request
	for _, path := range []string{
		"/", "/xmlrpc.php", "/private/", "/private/.htpasswd", "/downloads/", "/invoices/x", "/wp-admin/", "/wp-content/uploads/",
		"/backup/", "/reports/may.pdf", "/staging/", "/wholesale/", "/moved/x?y", "/staff/a.txt", "/staff", "/no/such/page", "/%zz",
	} {
		for _, method := range []string{"GET", "HEAD", "POST", "DELETE", "PROPFIND"} {
			requests = append(requests, live.Request{Method: method, Path: path})
		}
	}
	for _, login := range [][2]string{{"alice", "umbrella-Teapot-7"}, {"alice", "x"}, {"bob", "plain"}, {"carol", "x"}, {"alice", ""}} {
		requests = append(requests, live.Request{Path: "/staff/a.txt", User: login[0], Password: login[1]})
	}
	answers := whyAnswers(t, server, requests)
	undecided := 0
	for i, r := range requests {
		got, want := answers[i], server.Do(t, r)
		if got.Outcome == "undecided" {
			undecided++
			t.Logf("%s %s: %s", r.Method, r.Path, *got.Undecided)
			continue
		}
		if said := fmt.Sprint(got.status(), challengeOf(got.Challenge), got.location()); said != liveAnswer(want) {
			t.Errorf("%s %s as %q: authlint says %s, httpd %s", r.Method, r.Path, r.User, said, liveAnswer(want))
		}
	}
	t.Logf("%d requests compared, %d undecided", server.Requests(), undecided)
	if undecided > len(requests)/10 {
		t.Errorf("%d of %d requests are undecided", undecided, len(requests))
	}
}

// whyAnswer is what the test reads of an answer.
type whyAnswer struct {
	Status              *int
	Outcome             string
	Challenge           []string
	Location, Undecided *string
}

func (a whyAnswer) status() int {
	if a.Status == nil {
		return -1
	}
	return *a.Status
}

func (a whyAnswer) location() string {
	if a.Location == nil {
		return ""
	}
	return *a.Location
}

// challengeOf is what a challenge says that is the same each time.
func challengeOf(all []string) string { return strings.Join(all, ", ") }

func liveAnswer(r live.Response) string {
	return fmt.Sprint(r.Status, challengeOf(r.Header.Values("Www-Authenticate")), r.Header.Get("Location"))
}

// whyAnswers asks about requests in one batch.
func whyAnswers(t *testing.T, server *live.Httpd, requests []live.Request) []whyAnswer {
	t.Helper()
	var in strings.Builder
	for _, r := range requests {
		line := map[string]any{"url": "http://" + server.Addr + r.Path, "remote_addr": "127.0.0.1", "local_addr": "127.0.0.1"}
		if r.Method != "" {
			line["method"] = r.Method
		}
		if r.User != "" {
			line["user"], line["password"] = r.User, r.Password
		}
		text, err := json.Marshal(line)
		if err != nil {
			t.Fatal(err)
		}
		in.Write(append(text, '\n'))
	}
	var answers []whyAnswer
	for line := range strings.Lines(asked(t, in.String(), "--config", server.Config(), "--requests", "-")) {
		var a whyAnswer
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		answers = append(answers, a)
	}
	if len(answers) != len(requests) || slices.ContainsFunc(answers, func(a whyAnswer) bool { return a.Outcome == "" }) {
		t.Fatalf("%d answers to %d requests", len(answers), len(requests))
	}
	return answers
}
