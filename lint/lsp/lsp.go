// Package lsp is authlint for editors: a language server that checks what is
// typed. Begin with Serve; server.go answers what the editor asks, protocol.go
// has the types of what is said.
//
// It knows neither front ends nor rules: what checks is handed in.
package lsp

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// Backend is what checks. Both functions are given the absolute path of a file
// and the text that stands for it, which need not be on the disk; both name
// files from the folder of that file.
type Backend struct {
	Check func(ctx context.Context, path string, text []byte) (*lint.Result, error)
	Load  func(ctx context.Context, path string, text []byte) ([]*model.Site, error)
	// Version is authlint's own.
	Version string
	// Delay is how long the editor has to be silent until what was typed is
	// checked.
	Delay time.Duration
}

// ErrNoShutdown says that the connection ended without the editor having
// asked for it.
var ErrNoShutdown = errors.New("the editor went away without a shutdown request")

// Serve speaks to one editor until it says exit, goes away, or the context
// ends.
func Serve(ctx context.Context, in io.Reader, out io.Writer, b Backend) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &server{backend: b, ctx: ctx, encoding: encodingUTF16, documents: map[string]*document{}}
	stream := jsonrpc2.NewBufferedStream(pipe{in, out}, jsonrpc2.VSCodeObjectCodec{})
	conn := jsonrpc2.NewConn(ctx, stream, jsonrpc2.HandlerWithError(s.handle))
	select {
	case <-conn.DisconnectNotify():
	case <-ctx.Done():
		return errors.Join(ctx.Err(), conn.Close())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.shutDown {
		return ErrNoShutdown
	}
	return nil
}

// pipe is standard input and output as a connection.
type pipe struct {
	io.Reader
	io.Writer
}

// Close ends both, as far as they can be ended.
func (p pipe) Close() error {
	var err error
	for _, end := range []any{p.Reader, p.Writer} {
		if c, ok := end.(io.Closer); ok {
			err = errors.Join(err, c.Close())
		}
	}
	return err
}
