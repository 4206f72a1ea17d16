package live

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// Browser is a running Chromium without a window, driven by WebDriver.
type Browser struct {
	wire
	session string // path of the session
}

// browserFlags keep Chromium to itself: it asks nothing of the network of its
// own accord, and runs as root, as continuous integration does.
var browserFlags = []string{
	"--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--no-default-browser-check",
	"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-default-apps",
	"--disable-domain-reliability", "--metrics-recording-only", "--mute-audio", "--hide-scrollbars", "--window-size=1200,900",
	"about:blank",
}

// StartBrowser starts Chromium with a profile of its own, and ends it with the
// test. Where it or its driver is not installed the test skips, or fails when
// Required says so.
func StartBrowser(tb testing.TB) *Browser {
	tb.Helper()
	driver, chromium := findProgram(tb, "chromedriver", "/usr/lib/chromium/chromedriver"), findProgram(tb, "chromium", "chromium-browser", "google-chrome")
	profile := NewFolder(tb)
	b := &Browser{wire: wire{"http://127.0.0.1:" + startDriver(tb, driver)}}
	var opened struct{ SessionID string }
	b.call(tb, "POST", "/session", map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{
		"goog:chromeOptions": map[string]any{"binary": chromium, "args": append([]string{"--user-data-dir=" + profile.Path}, browserFlags...)},
		"goog:loggingPrefs":  map[string]any{"performance": "ALL", "browser": "ALL"},
	}}}, &opened)
	b.session = "/session/" + opened.SessionID
	tb.Cleanup(func() { b.call(tb, "DELETE", b.session, nil, nil) })
	b.Open(tb, "about:blank")
	b.Requests(tb) // of what the browser began with
	return b
}

// startDriver starts the driver and returns its port. It looks for a free one
// itself, and another program may take that before it does.
func startDriver(tb testing.TB, program string) string {
	tb.Helper()
	var failed error
	for range startAttempts {
		out := &lockedText{}
		cmd := exec.Command(program, "--port=0")
		cmd.Stdout, cmd.Stderr = out, out
		p, err := startProcess(tb, cmd)
		if err == nil {
			err = p.waitFor(func() bool { return driverPort(out.String()) != "" })
		}
		if err == nil {
			return driverPort(out.String())
		}
		failed = fmt.Errorf("chromedriver: %w\n%s", err, out)
	}
	tb.Fatal(failed)
	return ""
}

// driverPort is the port at which the driver says it listens; empty before.
func driverPort(said string) string {
	const mark = "started successfully on port "
	_, rest, found := strings.Cut(said, mark)
	port, _, whole := strings.Cut(rest, ".\n")
	if !found || !whole {
		return ""
	}
	return port
}

// Open shows a page, and waits until it is loaded.
func (b *Browser) Open(tb testing.TB, url string) {
	tb.Helper()
	b.call(tb, "POST", b.session+"/url", map[string]any{"url": url}, nil)
}

// Eval runs a script in the page and reads what it returns into a value; nil
// drops it. It also runs where pages themselves may run none.
func (b *Browser) Eval(tb testing.TB, into any, script string, args ...any) {
	tb.Helper()
	b.call(tb, "POST", b.session+"/execute/sync", map[string]any{"script": script, "args": append([]any{}, args...)}, into)
}

// Wait is Eval for a script that calls its last argument when it is done.
func (b *Browser) Wait(tb testing.TB, into any, script string) {
	tb.Helper()
	b.call(tb, "POST", b.session+"/execute/async", map[string]any{"script": script, "args": []any{}}, into)
}

// Click clicks the middle of the first element that a selector finds, as a
// person with a mouse does: it has to be in sight, with nothing on top.
func (b *Browser) Click(tb testing.TB, selector string) {
	tb.Helper()
	b.call(tb, "POST", b.element(tb, selector)+"/click", map[string]any{}, nil)
}

// Type types a text into the first element that a selector finds.
func (b *Browser) Type(tb testing.TB, selector, text string) {
	tb.Helper()
	b.call(tb, "POST", b.element(tb, selector)+"/value", map[string]any{"text": text}, nil)
}

func (b *Browser) element(tb testing.TB, selector string) string {
	tb.Helper()
	var found map[string]string
	b.call(tb, "POST", b.session+"/element", map[string]any{"using": "css selector", "value": selector}, &found)
	for _, id := range found {
		return b.session + "/element/" + id
	}
	tb.Fatalf("no element %s", selector)
	return ""
}

// Keys of WebDriver that are no characters.
const (
	KeyTab    = "\ue004"
	KeyEnter  = "\ue007"
	KeyEscape = "\ue00c"
)

// Press presses keys one after the other, wherever the focus is.
func (b *Browser) Press(tb testing.TB, keys string) {
	tb.Helper()
	var actions []map[string]any
	for _, key := range keys {
		for _, kind := range []string{"keyDown", "keyUp"} {
			actions = append(actions, map[string]any{"type": kind, "value": string(key)})
		}
	}
	b.call(tb, "POST", b.session+"/actions", map[string]any{
		"actions": []any{map[string]any{"type": "key", "id": "keyboard", "actions": actions}},
	}, nil)
}

// DevTools gives a command of the DevTools protocol.
func (b *Browser) DevTools(tb testing.TB, into any, command string, params map[string]any) {
	tb.Helper()
	if params == nil {
		params = map[string]any{}
	}
	b.call(tb, "POST", b.session+"/goog/cdp/execute", map[string]any{"cmd": command, "params": params}, into)
}

// WithoutScripts says whether pages that are opened from now on may run none.
func (b *Browser) WithoutScripts(tb testing.TB, without bool) {
	tb.Helper()
	b.DevTools(tb, nil, "Emulation.setScriptExecutionDisabled", map[string]any{"value": without})
}

// Dark says whether the person likes dark colours.
func (b *Browser) Dark(tb testing.TB, dark bool) {
	tb.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	b.DevTools(tb, nil, "Emulation.setEmulatedMedia", map[string]any{
		"features": []any{map[string]any{"name": "prefers-color-scheme", "value": scheme}},
	})
}

// Size is that of the screen.
func (b *Browser) Size(tb testing.TB, width, height int) {
	tb.Helper()
	b.DevTools(tb, nil, "Emulation.setDeviceMetricsOverride", map[string]any{
		"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false,
	})
}

// Print is the page on paper, as PDF.
func (b *Browser) Print(tb testing.TB) []byte {
	tb.Helper()
	var text string
	b.call(tb, "POST", b.session+"/print", map[string]any{"background": false}, &text)
	return decoded(tb, text)
}

// Screenshot is what the window shows, as PNG.
func (b *Browser) Screenshot(tb testing.TB) []byte {
	tb.Helper()
	var text string
	b.call(tb, "GET", b.session+"/screenshot", nil, &text)
	return decoded(tb, text)
}

func decoded(tb testing.TB, text string) []byte {
	tb.Helper()
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		tb.Fatalf("what the browser sent is no base64: %v", err)
	}
	return data
}

// Requests are the URLs that pages asked for since it was asked last, their own
// among them.
func (b *Browser) Requests(tb testing.TB) []string {
	tb.Helper()
	var urls []string
	for _, entry := range b.log(tb, "performance") {
		var event struct {
			Message struct {
				Method string
				Params struct{ Request struct{ URL string } }
			}
		}
		if err := json.Unmarshal([]byte(entry), &event); err != nil {
			tb.Fatalf("the browser's log: %v", err)
		}
		if event.Message.Method == "Network.requestWillBeSent" {
			urls = append(urls, event.Message.Params.Request.URL)
		}
	}
	return urls
}

// Complaints are what the browser complained of since it was asked last: errors
// of scripts, and what a page's policy refused.
func (b *Browser) Complaints(tb testing.TB) []string {
	tb.Helper()
	return b.log(tb, "browser")
}

func (b *Browser) log(tb testing.TB, kind string) []string {
	tb.Helper()
	var entries []struct{ Message string }
	b.call(tb, "POST", b.session+"/se/log", map[string]any{"type": kind}, &entries)
	var messages []string
	for _, e := range entries {
		messages = append(messages, e.Message)
	}
	return messages
}
