package lsp

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/report"
)

// codeNotInitialized is the protocol's own.
const codeNotInitialized = -32002

// server is one conversation with an editor.
type server struct {
	backend Backend
	ctx     context.Context // of the conversation

	checking sync.Mutex // held while a file is checked: one at a time

	mu          sync.Mutex // guards what follows, and every document
	initialized bool
	shutDown    bool
	encoding    encoding
	documents   map[string]*document // by URI
}

// handle answers a request or takes in a notification. They come one by one,
// in the order in which the editor sent them.
func (s *server) handle(ctx context.Context, conn *jsonrpc2.Conn, r *jsonrpc2.Request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch r.Method {
	case "initialize":
		return s.initialize(r)
	case "shutdown":
		s.shutDown = true
		return nil, nil
	case "exit":
		return nil, conn.Close()
	}
	if !s.initialized {
		if r.Notif {
			return nil, nil
		}
		return nil, &jsonrpc2.Error{Code: codeNotInitialized, Message: "initialize comes first"}
	}
	var p documentParams
	if r.Params != nil {
		if err := json.Unmarshal(*r.Params, &p); err != nil {
			return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: err.Error()}
		}
	}
	return s.document(ctx, conn, r, p)
}

func (s *server) initialize(r *jsonrpc2.Request) (any, error) {
	var p initializeParams
	if r.Params != nil {
		if err := json.Unmarshal(*r.Params, &p); err != nil {
			return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: err.Error()}
		}
	}
	s.initialized = true
	if slices.Contains(p.Capabilities.General.PositionEncodings, string(encodingUTF8)) {
		s.encoding = encodingUTF8
	}
	return initializeResult{
		Capabilities: serverCapabilities{
			PositionEncoding:   string(s.encoding),
			TextDocumentSync:   syncOptions{OpenClose: true, Change: syncFull, Save: true},
			HoverProvider:      true,
			CodeActionProvider: actionKinds{[]string{quickFix}},
		},
		ServerInfo: serverInfo{Name: "authlint", Version: s.backend.Version},
	}, nil
}

// document takes in what is about one document.
func (s *server) document(ctx context.Context, conn *jsonrpc2.Conn, r *jsonrpc2.Request, p documentParams) (any, error) {
	d := s.documents[p.TextDocument.URI]
	switch r.Method {
	case "textDocument/didOpen":
		if path, ok := filePath(p.TextDocument.URI); ok {
			d = &document{uri: p.TextDocument.URI, path: path}
			s.documents[d.uri] = d
			d.set(p.TextDocument.Text, p.TextDocument.Version)
			s.due(conn, d, 0)
		}
	case "textDocument/didChange":
		if d != nil && len(p.ContentChanges) > 0 {
			d.set(p.ContentChanges[len(p.ContentChanges)-1].Text, p.TextDocument.Version)
			s.due(conn, d, s.backend.Delay)
		}
	case "textDocument/didSave":
		// Others may depend on what was saved.
		for _, other := range s.documents {
			s.due(conn, other, 0)
		}
	case "textDocument/didClose":
		if d != nil {
			d.stop()
			delete(s.documents, d.uri)
			return nil, conn.Notify(ctx, "textDocument/publishDiagnostics", diagnosticsParams{URI: d.uri, Diagnostics: []diagnostic{}})
		}
	case "textDocument/hover":
		if d == nil {
			return nil, nil
		}
		return s.hover(ctx, d, p.Position), nil
	case "textDocument/codeAction":
		if d == nil {
			return []codeAction{}, nil
		}
		return s.actions(d, p.Range), nil
	default:
		if !r.Notif {
			return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeMethodNotFound, Message: "no method " + r.Method}
		}
	}
	return nil, nil
}

// due has a document checked after a while, in place of a check that was due
// before.
func (s *server) due(conn *jsonrpc2.Conn, d *document, after time.Duration) {
	d.stop()
	d.timer = time.AfterFunc(after, func() { s.check(conn, d) })
}

func (d *document) stop() {
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
}

// check checks a document and tells the editor, unless the text was changed
// meanwhile: then another check is due.
func (s *server) check(conn *jsonrpc2.Conn, d *document) {
	s.checking.Lock()
	defer s.checking.Unlock()
	s.mu.Lock()
	text, version := d.text, d.version
	s.mu.Unlock()

	result, err := s.backend.Check(s.ctx, d.path, []byte(text))

	s.mu.Lock()
	defer s.mu.Unlock()
	if s.documents[d.uri] != d || d.version != version || s.ctx.Err() != nil {
		return
	}
	if err != nil {
		// The file could not be looked at, as one whose folder is gone:
		// nothing is known of it any more.
		result = &lint.Result{}
	}
	s.tell(conn, d, err)
	d.checked, d.findings = version, nil
	for _, f := range result.Findings {
		if f.File == d.name() {
			d.findings = append(d.findings, f)
		}
	}
	p := diagnosticsParams{URI: d.uri, Version: &version, Diagnostics: []diagnostic{}}
	for i := range d.findings {
		p.Diagnostics = append(p.Diagnostics, s.diagnostic(d, &d.findings[i]))
	}
	// An editor that has gone away is noticed where its messages are read.
	_ = conn.Notify(s.ctx, "textDocument/publishDiagnostics", p)
}

// tell shows why a document cannot be checked, once and not at every letter.
func (s *server) tell(conn *jsonrpc2.Conn, d *document, err error) {
	said := ""
	if err != nil {
		said = err.Error()
	}
	if said != "" && said != d.told {
		_ = conn.Notify(s.ctx, "window/showMessage", messageParams{Type: messageError, Message: "authlint: " + report.Escape(said)})
	}
	d.told = said
}
