package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/challenge"
	"github.com/authlint/authlint/lint/walk"
)

// Site says which server answers for the project where nobody says otherwise.
// At most one of its fields is set.
type Site struct {
	// Config is the server's configuration, Root a document root of the
	// server that is assumed; both from Dir.
	Config, Root Value[string]
}

// Expect says what the server should answer to a request.
type Expect struct {
	Name Value[string]
	// Query is the request. Its URL may be a path alone.
	Query walk.Query
	// Wrong says that the user of the query has a wrong password.
	Wrong bool
	// Status are the answers that are right, one of which is enough.
	Status Value[[]Answer]
	// Challenge is what the answer has to ask for; nil for anything.
	Challenge Value[*challenge.Challenge]

	// url, method, as, password, remoteAddr and headers are where the request
	// was written.
	url, method, as, password, remoteAddr Value[string]
	headers                               []headerEntry
}

type headerEntry struct{ name, value Value[string] }

// Anonymous is who asks where nobody is named.
const Anonymous = "anonymous"

// The proofs of an expectation's user.
const (
	passwordRight = "right"
	passwordWrong = "wrong"
)

// Answer is a status, or what becomes of a request where a status would say too
// little or too much.
type Answer struct {
	Status  int // 0 where it is an outcome
	Outcome access.Outcome
}

// String is the answer as it is written.
func (a Answer) String() string {
	if a.Status != 0 {
		return fmt.Sprint(a.Status)
	}
	return a.Outcome.String()
}

type siteBlock struct {
	Range  hcl.Range      `hcl:",type_range"`
	Config *hcl.Attribute `hcl:"config,optional"`
	Root   *hcl.Attribute `hcl:"root,optional"`
}

type expectBlock struct {
	Name       string         `hcl:"name,label"`
	NameRange  hcl.Range      `hcl:"name,label_range"`
	URL        *hcl.Attribute `hcl:"url,optional"`
	Method     *hcl.Attribute `hcl:"method,optional"`
	As         *hcl.Attribute `hcl:"as,optional"`
	Password   *hcl.Attribute `hcl:"password,optional"`
	RemoteAddr *hcl.Attribute `hcl:"remote_addr,optional"`
	Headers    *hcl.Attribute `hcl:"headers,optional"`
	Status     *hcl.Attribute `hcl:"status,optional"`
	Challenge  *hcl.Attribute `hcl:"challenge,optional"`
}

func (d *decoder) site(b *siteBlock) {
	s := &d.config.Site
	switch {
	case b.Config != nil && b.Root != nil:
		d.errorf(b.Root.NameRange, "config and root exclude each other: a configuration has its own document roots")
	case b.Config != nil:
		s.Config, _ = d.text(b.Config.Expr)
	case b.Root != nil:
		s.Root, _ = d.text(b.Root.Expr)
	}
}

func (d *decoder) expect(b *expectBlock) {
	x := Expect{Name: Value[string]{b.Name, d.span(b.NameRange)}}
	i := slices.IndexFunc(d.config.Expect, func(other Expect) bool { return other.Name.V == b.Name })
	switch {
	case strings.TrimSpace(b.Name) == "":
		d.errorf(b.NameRange, "the name is empty")
	case i >= 0:
		d.errorf(b.NameRange, "the expectation %s has a block already, in line %d", quote(b.Name), d.config.Expect[i].Name.Span.Position().Line)
	}
	if b.URL == nil || b.Status == nil && b.Challenge == nil {
		d.errorf(b.NameRange, "a block expect needs url, and status or challenge")
		return
	}
	d.request(&x, b)
	if b.Status != nil {
		x.Status = d.answers(b.Status.Expr)
	}
	if b.Challenge != nil {
		x.Challenge = d.challenge(b.Challenge.Expr)
	}
	d.config.Expect = append(d.config.Expect, x)
}

// request decodes what is asked, and points at the argument that no client
// could send.
func (d *decoder) request(x *Expect, b *expectBlock) {
	at := map[string]hcl.Range{walk.FieldURL: b.URL.Expr.Range()}
	before := len(d.diagnostics)
	read := func(a *hcl.Attribute, field string) (v Value[string]) {
		if a != nil {
			at[field] = a.Expr.Range()
			v, _ = d.text(a.Expr)
		}
		return v
	}
	x.url = read(b.URL, walk.FieldURL)
	x.method = read(b.Method, walk.FieldMethod)
	x.as = read(b.As, walk.FieldUser)
	x.remoteAddr = read(b.RemoteAddr, walk.FieldRemoteAddr)
	if b.Headers != nil {
		at[walk.FieldHeaders] = b.Headers.Expr.Range()
		x.headers = d.headers(b.Headers.Expr)
	}
	d.proof(x, b.Password)
	if len(d.diagnostics) > before {
		return
	}
	x.Query = x.query()
	asked := x.Query
	if strings.HasPrefix(asked.URL, "/") {
		asked.URL = "http://" + access.DefaultHost + asked.URL
	}
	var wrong *walk.FieldError
	if _, err := asked.Request(); errors.As(err, &wrong) {
		d.errorf(at[wrong.Field], "%s", strings.ReplaceAll(wrong.Err.Error(), asked.URL, x.Query.URL))
	}
}

// query is the request that was written.
func (x *Expect) query() walk.Query {
	q := walk.NewQuery(x.url.V)
	q.Method = or(x.method, q.Method)
	q.RemoteAddr = or(x.remoteAddr, q.RemoteAddr)
	if user := or(x.as, Anonymous); user != Anonymous {
		q.User = &user
	}
	for _, h := range x.headers {
		q.Headers = append(q.Headers, access.Header{Name: h.name.V, Value: h.value.V})
	}
	return q
}

// proof decodes what is known of a password. One that somebody wrote down is
// never shown.
func (d *decoder) proof(x *Expect, a *hcl.Attribute) {
	if a == nil {
		return
	}
	e := a.Expr
	span := d.span(e.Range())
	if text := span.Text(); text != `"`+passwordRight+`"` && text != `"`+passwordWrong+`"` {
		d.errorf(e.Range(), "a password is not written down: it is %s or %s", passwordRight, passwordWrong)
		return
	}
	x.password, _ = d.text(e)
	x.Wrong = x.password.V == passwordWrong
	if or(x.as, Anonymous) == Anonymous {
		d.errorf(e.Range(), "a password needs a user, in the argument as")
	}
}

// headers decodes an object of texts.
func (d *decoder) headers(e hcl.Expression) (all []headerEntry) {
	object, is := e.(*hclsyntax.ObjectConsExpr)
	if !is {
		d.errorf(e.Range(), "names of headers with their values belong here, as in { \"X-Forwarded-For\" = \"192.0.2.1\" }")
		return nil
	}
	for _, item := range object.ExprMap() {
		key := item.Key
		if wrapped, is := key.(*hclsyntax.ObjectConsKeyExpr); is {
			key = wrapped.Wrapped
		}
		var h headerEntry
		if name := hcl.ExprAsKeyword(key); name != "" {
			h.name = Value[string]{name, d.span(key.Range())}
		} else {
			h.name, _ = d.text(key)
		}
		if (access.Header{Name: h.name.V}).Secret() {
			d.file.Mask(d.span(item.Value.Range()))
		}
		h.value, _ = d.text(item.Value)
		all = append(all, h)
	}
	return all
}

// leastStatus and greatestStatus are those of an answer that is not followed by
// another.
const (
	leastStatus    = 200
	greatestStatus = 599
)

// answers decodes one answer or a list.
func (d *decoder) answers(e hcl.Expression) Value[[]Answer] {
	all := Value[[]Answer]{Span: d.span(e.Range())}
	items := []hcl.Expression{e}
	if list, is := e.(*hclsyntax.TupleConsExpr); is {
		if items = list.ExprList(); len(items) == 0 {
			d.errorf(e.Range(), "the list is empty")
		}
	}
	for _, item := range items {
		if a, ok := d.answer(item); ok {
			all.V = append(all.V, a)
		}
	}
	return all
}

func (d *decoder) answer(e hcl.Expression) (a Answer, ok bool) {
	if isText(e) {
		v, _ := d.text(e)
		if a.Outcome, ok = access.ParseOutcome(v.V); ok && a.Outcome != access.Undecided {
			return a, true
		}
		if v.Set() {
			d.errorf(e.Range(), "there is no outcome %s; it is a status, or %s", quote(v.V), either(access.OutcomeNames()[1:]))
		}
		return a, false
	}
	if !d.literal(e) {
		return a, false
	}
	if value, diags := e.Value(nil); diags.HasErrors() || value.Type() != cty.Number {
		d.errorf(e.Range(), "a status, an outcome in quotes or a list of them belongs here, as in 401, \"upstream\" or [401, 403]")
		return a, false
	}
	v, ok := d.number(e)
	if ok && (v.V < leastStatus || v.V > greatestStatus) {
		d.errorf(e.Range(), "a status is from %d to %d", leastStatus, greatestStatus)
		ok = false
	}
	return Answer{Status: v.V}, ok
}

func (d *decoder) challenge(e hcl.Expression) (c Value[*challenge.Challenge]) {
	v, ok := d.text(e)
	if !ok {
		return c
	}
	all, faults := challenge.Parse(v.V)
	if len(faults) > 0 || len(all) != 1 {
		d.errorf(e.Range(), "%s is not one challenge, as \"Basic\" is, or \"Basic realm=\\\"Staff\\\"\"", quote(v.V))
		return c
	}
	return Value[*challenge.Challenge]{&all[0], v.Span}
}
