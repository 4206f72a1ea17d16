package walk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
)

// fields are those of a line of a batch.
var fields = []string{
	FieldURL, FieldMethod, FieldRemoteAddr, FieldLocalAddr, FieldUser, FieldPassword, FieldHeaders, FieldClientCert,
}

// readLine reads a line of a batch. The query has the URL, as far as there is
// one, also with an error. ignored are fields that mean nothing here.
func readLine(line []byte) (q Query, ignored []string, err error) {
	q = NewQuery("")
	if !utf8.Valid(line) {
		return q, nil, errors.New("the line is not UTF-8")
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(line, &all); err != nil || all == nil {
		return q, nil, badJSON(err)
	}
	if err := q.take(all); err != nil {
		return q, nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if slices.Contains(fields, name) {
			continue
		}
		if near := lint.Nearest(name, fields); len(near) > 0 {
			return q, nil, wrong(name, "there is no such field; did you mean %s?", near[0])
		}
		ignored = append(ignored, name)
	}
	return q, ignored, nil
}

// badJSON says where a line is wrong, and nothing of what it says.
func badJSON(err error) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("the line is no JSON: it is wrong at byte %d", syntax.Offset)
	}
	return errors.New("the line is no JSON object")
}

// take fills in the fields of a line, the URL first.
func (q *Query) take(all map[string]json.RawMessage) error {
	for _, f := range []struct {
		name string
		to   *string
	}{
		{FieldURL, &q.URL}, {FieldMethod, &q.Method}, {FieldRemoteAddr, &q.RemoteAddr}, {FieldLocalAddr, &q.LocalAddr},
		{FieldClientCert, &q.ClientCert},
	} {
		text, err := field(all, f.name)
		if err != nil {
			return err
		}
		if text != nil {
			*f.to = *text
		}
	}
	var err error
	if q.User, err = field(all, FieldUser); err != nil {
		return err
	}
	if q.Password, err = field(all, FieldPassword); err != nil {
		return err
	}
	q.Headers, err = headers(all[FieldHeaders])
	return err
}

// field is a text, nil where it is absent or null.
func field(all map[string]json.RawMessage, name string) (*string, error) {
	raw, ok := all[name]
	if !ok {
		return nil, nil
	}
	var text *string
	if json.Unmarshal(raw, &text) != nil {
		return nil, wrong(name, "it must be a string")
	}
	return text, nil
}

// headers reads an object of strings, in its order: headers of one name are
// joined in it.
func headers(raw json.RawMessage) ([]access.Header, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	bad := wrong(FieldHeaders, "it must be an object of strings")
	d := json.NewDecoder(bytes.NewReader(raw))
	if open, _ := d.Token(); open != json.Delim('{') {
		return nil, bad
	}
	var all []access.Header
	for d.More() {
		name, _ := d.Token()
		value, _ := d.Token()
		n, isName := name.(string)
		v, isText := value.(string)
		if !isName || !isText {
			return nil, bad
		}
		all = append(all, access.Header{Name: n, Value: v})
	}
	return all, nil
}
