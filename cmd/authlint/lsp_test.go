package main

import (
	"context"
	"encoding/json"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sourcegraph/jsonrpc2"
)

// editor is a client with the behaviour of an editor.
type editor struct {
	t         *testing.T
	conn      *jsonrpc2.Conn
	published chan published
	messages  chan string
	ended     chan int
	root      string
}

type published struct {
	URI         string
	Version     *int
	Diagnostics []found
}

type found struct {
	Range    span
	Severity int
	Code     string
	Message  string
}

type span struct {
	Start, End struct{ Line, Character int }
}

type object = map[string]any

// startEditor starts authlint lsp in this process, and an editor that speaks
// to it through pipes.
func startEditor(t *testing.T, encodings ...string) *editor {
	t.Helper()
	toServer, fromEditor := io.Pipe()
	toEditor, fromServer := io.Pipe()
	e := &editor{t: t, published: make(chan published, 100), messages: make(chan string, 100), ended: make(chan int, 1), root: t.TempDir()}
	go func() {
		e.ended <- run([]string{"lsp"}, streams{in: toServer, out: fromServer, err: io.Discard, getenv: os.Getenv})
	}()
	e.conn = jsonrpc2.NewConn(t.Context(), jsonrpc2.NewBufferedStream(duplex{toEditor, fromEditor}, jsonrpc2.VSCodeObjectCodec{}),
		jsonrpc2.HandlerWithError(func(_ context.Context, _ *jsonrpc2.Conn, r *jsonrpc2.Request) (any, error) {
			if r.Method == "window/showMessage" {
				var m struct{ Message string }
				err := json.Unmarshal(*r.Params, &m)
				e.messages <- m.Message
				return nil, err
			}
			var p published
			if err := json.Unmarshal(*r.Params, &p); err != nil {
				return nil, err
			}
			e.published <- p
			return nil, nil
		}))
	var result struct {
		Capabilities struct{ PositionEncoding string }
	}
	e.call("initialize", object{"capabilities": object{"general": object{"positionEncodings": encodings}}}, &result)
	want := "utf-16"
	if len(encodings) > 0 {
		want = encodings[len(encodings)-1]
	}
	if result.Capabilities.PositionEncoding != want {
		t.Errorf("the position encoding is %q, want %q", result.Capabilities.PositionEncoding, want)
	}
	e.notify("initialized", object{})
	return e
}

type duplex struct {
	io.Reader
	io.WriteCloser
}

func (e *editor) call(method string, params, result any) {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(e.t.Context(), 10*time.Second)
	defer cancel()
	if err := e.conn.Call(ctx, method, params, result); err != nil {
		e.t.Fatalf("%s: %v", method, err)
	}
}

func (e *editor) notify(method string, params any) {
	e.t.Helper()
	if err := e.conn.Notify(e.t.Context(), method, params); err != nil {
		e.t.Fatalf("%s: %v", method, err)
	}
}

func (e *editor) write(name, text string) {
	e.t.Helper()
	if err := os.WriteFile(filepath.Join(e.root, name), []byte(text), 0o644); err != nil {
		e.t.Fatal(err)
	}
}

func (e *editor) uri(name string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(e.root, name))}).String()
}

func (e *editor) open(name, text string, version int) {
	e.notify("textDocument/didOpen", object{"textDocument": object{"uri": e.uri(name), "languageId": "apacheconf", "version": version, "text": text}})
}

func (e *editor) change(name, text string, version int) {
	e.notify("textDocument/didChange", object{
		"textDocument":   object{"uri": e.uri(name), "version": version},
		"contentChanges": []object{{"text": text}},
	})
}

// next is what is published next for a file.
func (e *editor) next(name string) published {
	e.t.Helper()
	for {
		select {
		case p := <-e.published:
			if p.URI == e.uri(name) {
				return p
			}
		case <-time.After(10 * time.Second):
			e.t.Fatalf("nothing is published for %s", name)
		}
	}
}

// exit ends the conversation as an editor does, and wants the command to end
// well.
func (e *editor) exit() {
	e.t.Helper()
	e.call("shutdown", nil, nil)
	e.notify("exit", nil)
	select {
	case code := <-e.ended:
		if code != 0 {
			e.t.Errorf("authlint lsp ended in %d", code)
		}
	case <-time.After(10 * time.Second):
		e.t.Error("authlint lsp did not end")
	}
}

func codes(p published) string {
	var all []string
	for _, d := range p.Diagnostics {
		all = append(all, d.Code)
	}
	return strings.Join(all, " ")
}

func TestLSPChecksWhatIsTyped(t *testing.T) {
	e := startEditor(t)
	const name = ".htaccess"
	e.write(name, "Require all granted\n")
	e.open(name, "AuthType Basic\nAuthName Staff\n", 1)
	p := e.next(name)
	if codes(p) != "auth-not-enforced" || p.Version == nil || *p.Version != 1 || p.Diagnostics[0].Severity != 1 {
		t.Errorf("published %+v", p)
	}
	// Only the last of several changes in a row is checked.
	e.change(name, "AuthType Basi", 2)
	e.change(name, "Order Allow,Deny\nAllow from 192.0.2.1\nDeny from all\n", 3)
	if p = e.next(name); *p.Version != 3 || !strings.Contains(codes(p), "deny-from-all-locks-out") {
		t.Errorf("published %+v", p)
	}
	e.change(name, "Require all denied\n", 4)
	if p = e.next(name); len(p.Diagnostics) != 0 {
		t.Errorf("published %+v", p)
	}
	e.notify("textDocument/didClose", object{"textDocument": object{"uri": e.uri(name)}})
	if p = e.next(name); p.Version != nil || len(p.Diagnostics) != 0 {
		t.Errorf("published %+v", p)
	}
	e.exit()
}

// The project's configuration holds as it does for check. While it is wrong,
// that is said once, and nothing is marked.
func TestLSPConfiguration(t *testing.T) {
	e := startEditor(t)
	const text = "AuthType Basic\nAuthName Staff\n"
	e.write(".authlint.hcl", "override {\n  files = [\".htaccess\"]\n  rule \"auth-not-enforced\" { severity = \"note\" }\n}\n")
	e.open(".htaccess", text, 1)
	if p := e.next(".htaccess"); codes(p) != "auth-not-enforced" || p.Diagnostics[0].Severity != 3 {
		t.Errorf("published %+v", p)
	}
	for i, config := range []string{"exclude = [\".ht*\"]\n", "rule \"x\" {}\n", "rule \"x\" {}\n", ""} {
		e.write(".authlint.hcl", config)
		e.notify("textDocument/didSave", object{"textDocument": object{"uri": e.uri(".authlint.hcl")}})
		want := ""
		if config == "" {
			want = "auth-not-enforced"
		}
		if p := e.next(".htaccess"); codes(p) != want {
			t.Errorf("configuration %d: published %+v", i, p)
		}
	}
	e.exit()
	if n := len(e.messages); n != 1 {
		t.Fatalf("%d messages", n)
	}
	if m := <-e.messages; m != "authlint: .authlint.hcl is wrong and nothing is checked; authlint config validate says where" {
		t.Errorf("said %q", m)
	}
}

// A configuration is checked while it is typed, and so is what a rule of the
// project's own finds.
func TestLSPOwnRules(t *testing.T) {
	e := startEditor(t)
	const rule = "custom_rule \"own\" {\n  target = \"protection\"\n  condition = self.NAME != \"Staff\"\n  error_message = \"a name\"\n  at = \"realm\"\n}\n"
	e.write(".authlint.hcl", strings.Replace(rule, "NAME", "realm", 1))
	e.open(".htaccess", "AuthType Basic\nAuthName Staff\nRequire valid-user\n", 1)
	if p := e.next(".htaccess"); !strings.Contains(codes(p), "own") {
		t.Errorf("published %+v", p)
	}
	e.open(".authlint.hcl", strings.Replace(rule, "NAME", "relm", 1), 1)
	p := e.next(".authlint.hcl")
	if codes(p) != "configuration" || p.Diagnostics[0].Range.Start != (struct{ Line, Character int }{2, 19}) {
		t.Errorf("published %+v", p)
	}
	e.exit()
}

// What is saved in one file is seen in the others.
func TestLSPSave(t *testing.T) {
	e := startEditor(t)
	users := filepath.Join(e.root, "users")
	htaccess := "AuthType Basic\nAuthName Staff\nAuthUserFile " + users + "\nRequire valid-user\n"
	e.open(".htaccess", htaccess, 1)
	if p := e.next(".htaccess"); codes(p) != "user-file-missing" {
		t.Errorf("published %+v", p)
	}
	e.write("users", "bob:$2y$10$g/4eUNsF4Dyd/.iQYDpnPeHfVjpCAj4fpJtYMzvOmlbsRQq1fIsh6\n")
	e.notify("textDocument/didSave", object{"textDocument": object{"uri": e.uri("users")}})
	if p := e.next(".htaccess"); codes(p) != "" {
		t.Errorf("published %+v", p)
	}
	e.exit()
}

// Characters are counted in the units that were agreed on.
func TestLSPPositions(t *testing.T) {
	for _, tt := range []struct {
		encodings  []string
		start, end int
	}{
		{nil, 12, 17}, // 𝄞 is two units of UTF-16
		{[]string{"utf-32", "utf-8"}, 14, 19},
	} {
		e := startEditor(t, tt.encodings...)
		e.open(".htaccess", "AuthType Basic\r\nAuthName 𝄞 Staff\r\nRequire valid-user\r\n", 1)
		p := e.next(".htaccess")
		var realm *found
		for i := range p.Diagnostics {
			if p.Diagnostics[i].Code == "realm-malformed" {
				realm = &p.Diagnostics[i]
			}
		}
		if realm == nil {
			t.Fatalf("published %+v", p)
		}
		if r := realm.Range; r.Start.Line != 1 || r.Start.Character != tt.start || r.End.Character != tt.end {
			t.Errorf("with %q the realm is at %+v", tt.encodings, r)
		}
		e.exit()
	}
}

func TestLSPHoverAndAction(t *testing.T) {
	e := startEditor(t)
	e.open(".htaccess", "<Files a>\n  AuthType \\\n Basic\n  AuthName Staff\n</Files>\n<Files b>\n  Require all denied\n</Files>\n", 1)
	p := e.next(".htaccess")
	if codes(p) != "auth-not-enforced" {
		t.Fatalf("published %+v", p)
	}
	at := p.Diagnostics[0].Range
	document := object{"uri": e.uri(".htaccess")}

	var told struct{ Contents struct{ Kind, Value string } }
	e.call("textDocument/hover", object{"textDocument": document, "position": at.Start}, &told)
	for _, want := range []string{"**auth-not-enforced**", "gets in without a password"} {
		if !strings.Contains(told.Contents.Value, want) {
			t.Errorf("hover does not say %q:\n%s", want, told.Contents.Value)
		}
	}
	e.call("textDocument/hover", object{"textDocument": document, "position": object{"line": 6, "character": 4}}, &told)
	if !strings.HasPrefix(told.Contents.Value, "Here a visitor nobody knows is refused (403).") {
		t.Errorf("hover says\n%s", told.Contents.Value)
	}

	var actions []struct {
		Title string
		Edit  struct {
			Changes map[string][]struct {
				Range   span
				NewText string
			}
		}
	}
	e.call("textDocument/codeAction", object{"textDocument": document, "range": at, "context": object{"diagnostics": []object{}}}, &actions)
	if len(actions) != 2 || actions[0].Title != "Require a user of the password file (/a: anonymous 200 -> 401) [unsafe]" {
		t.Fatalf("offered are %+v", actions)
	}
	edits := actions[0].Edit.Changes[e.uri(".htaccess")]
	if len(edits) != 1 || edits[0].Range.Start.Line != 3 || edits[0].NewText != "\n  Require valid-user" {
		t.Errorf("offered are %+v", actions)
	}
	edits = actions[1].Edit.Changes[e.uri(".htaccess")]
	if len(edits) != 1 || edits[0].Range.Start.Line != 1 || edits[0].Range.Start != edits[0].Range.End ||
		edits[0].NewText != "  # authlint:ignore auth-not-enforced -- \n" {
		t.Errorf("offered are %+v", actions)
	}
	e.exit()
}

// What comes in the wrong order or is not known is refused, and ends nothing.
func TestLSPRefusals(t *testing.T) {
	e := startEditor(t)
	var refused *jsonrpc2.Error
	err := e.conn.Call(t.Context(), "textDocument/rename", object{}, nil)
	if refused, _ = err.(*jsonrpc2.Error); refused == nil || refused.Code != jsonrpc2.CodeMethodNotFound {
		t.Errorf("an unknown method gave %v", err)
	}
	e.notify("$/setTrace", object{"value": "off"})
	e.notify("textDocument/didOpen", object{"textDocument": object{"uri": "untitled:1", "version": 1, "text": "AuthType Basic\n"}})
	e.notify("textDocument/didChange", object{"textDocument": object{"uri": "untitled:1", "version": 2}})
	e.call("textDocument/hover", object{"textDocument": object{"uri": "untitled:1"}, "position": object{"line": 9, "character": 9}}, nil)
	e.exit()
}

func TestLSPWithoutShutdown(t *testing.T) {
	e := startEditor(t)
	if err := e.conn.Close(); err != nil {
		t.Fatal(err)
	}
	if code := <-e.ended; code != int(statusFailure) {
		t.Errorf("authlint lsp ended in %d", code)
	}
}

// What a saved configuration expects is marked in it.
func TestLSPExpectations(t *testing.T) {
	e := startEditor(t)
	const text = "expect \"open\" {\n  url    = \"/a.txt\"\n  status = 200\n}\n"
	e.write(".htaccess", "Require all denied\n")
	e.write(".authlint.hcl", text)
	e.open(".authlint.hcl", text, 1)
	p := e.next(".authlint.hcl")
	if codes(p) != "expectation-failed" || p.Diagnostics[0].Range.Start.Line != 2 {
		t.Errorf("published %+v", p)
	}
	e.exit()
}
