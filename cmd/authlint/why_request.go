package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/walk"
)

// passwordMax is the longest password that is read.
const passwordMax = 16 << 10

// requestFlags say what a request is like.
type requestFlags struct {
	query         walk.Query
	user          string
	passwordStdin bool
	headers       []string
	names         []string // of the flags
}

func newRequestFlags() requestFlags { return requestFlags{query: walk.NewQuery("")} }

func (f *requestFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.query.Method, "method", f.query.Method, "the `METHOD`")
	flags.StringVar(&f.query.RemoteAddr, "remote-addr", f.query.RemoteAddr, "the client's `ADDRESS`")
	flags.StringVar(&f.query.LocalAddr, "local-addr", "", "the `ADDRESS` of the server that the request comes in at")
	flags.StringVar(&f.user, "user", "", "log in as `NAME`; the password is taken to be right")
	flags.BoolVar(&f.passwordStdin, "password-stdin", false, "read the user's password from standard input")
	flags.StringArrayVar(&f.headers, "header", nil, "a header of the request, as in `'NAME: VALUE'` (repeatable)")
	flags.StringVar(&f.query.ClientCert, "client-cert", f.query.ClientCert, "the client's `CERTIFICATE`: none, valid or invalid")
	f.names = []string{"method", "remote-addr", "local-addr", "user", "password-stdin", "header", "client-cert"}
	completeFlag(cmd, "method", words([]string{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"}))
	completeFlag(cmd, "client-cert", words([]string{"none", "valid", "invalid"}))
}

// unused refuses flags that are about one request, where each says its own.
func (f *requestFlags) unused(cmd *cobra.Command) error {
	for _, name := range f.names {
		if cmd.Flags().Changed(name) {
			return fmt.Errorf("--%s: with --requests each line says its own", name)
		}
	}
	return nil
}

// read makes the request. Errors name the flag.
func (f *requestFlags) read(s streams, cmd *cobra.Command, url string) (walk.Query, *access.Request, error) {
	q := f.query
	q.URL = url
	if cmd.Flags().Changed("local-addr") && q.LocalAddr == "" {
		return q, nil, errors.New("--local-addr: it is empty")
	}
	for _, text := range f.headers {
		h, err := walk.ParseHeader(text)
		if err != nil {
			return q, nil, fmt.Errorf("--header: %w", err)
		}
		q.Headers = append(q.Headers, h)
	}
	if cmd.Flags().Changed("user") {
		q.User = &f.user
	}
	if f.passwordStdin {
		if q.User == nil {
			return q, nil, errors.New("--password-stdin goes with --user")
		}
		password, err := readPassword(s)
		if err != nil {
			return q, nil, err
		}
		q.Password = &password
	}
	r, err := q.Request()
	return q, r, flagError(err)
}

// readPassword reads a password without the end of its line.
func readPassword(s streams) (string, error) {
	data, err := readBounded(s.in, passwordMax)
	if err != nil {
		return "", fmt.Errorf("--password-stdin: cannot read the password: %w", err)
	}
	data = bytes.TrimSuffix(bytes.TrimSuffix(data, []byte("\n")), []byte("\r"))
	if bytes.IndexByte(data, '\n') >= 0 {
		return "", errors.New("--password-stdin: there is more than one line on standard input")
	}
	return string(data), nil
}

// flagError names the flag, or argument, for the field of a query.
func flagError(err error) error {
	var field *walk.FieldError
	if errors.As(err, &field) {
		return fmt.Errorf("%s: %w", flagOf(field.Field), field.Err)
	}
	return err
}

// flagOf is the flag, or argument, for a field of a query.
func flagOf(field string) string {
	switch field {
	case walk.FieldURL:
		return "URL"
	case walk.FieldHeaders:
		return "--header"
	case walk.FieldPassword:
		return "--password-stdin"
	}
	return "--" + strings.ReplaceAll(field, "_", "-")
}
