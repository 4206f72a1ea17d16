package custom

import (
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
)

// answerType is what decision() returns.
var answerType = cty.Object(map[string]cty.Type{
	"status": cty.Number, "outcome": cty.String, "challenge": textList, "location": cty.String, "undecided": cty.String,
})

// requestFields are what a request may be given by, with what each is.
var requestFields = map[string]struct {
	doc string
	set func(*access.Request, string) error
}{
	"url":         {"the address, or a path of the site's first host", nil},
	"method":      {"GET where it is not given", setMethod},
	"as":          {"the user who logs in; nobody where it is not given", nil},
	"password":    {"\"right\", where it is not given, or \"wrong\"; never a password itself", nil},
	"remote_addr": {"the visitor's address, 203.0.113.9 where it is not given", setRemote},
	"local_addr":  {"the server's address that the request comes in at", setLocal},
	"client_cert": {"\"none\", \"valid\" or \"invalid\"", setCertificate},
	"headers":     {"an object of headers, as in { \"X-Forwarded-For\" = \"192.0.2.1\" }", nil},
}

func setMethod(r *access.Request, text string) error {
	r.Method = text
	return access.CheckMethod(text)
}

func setRemote(r *access.Request, text string) (err error) {
	r.Remote, err = address(text)
	return err
}

func setLocal(r *access.Request, text string) (err error) {
	r.Local, err = address(text)
	return err
}

func address(text string) (netip.Addr, error) {
	a, err := netip.ParseAddr(text)
	if err != nil {
		return a, fmt.Errorf("%q is no address", text)
	}
	return a, nil
}

func setCertificate(r *access.Request, text string) error {
	c, ok := access.ParseCertificate(text)
	if r.Certificate = c; !ok {
		return fmt.Errorf("client_cert is \"none\", \"valid\" or \"invalid\", not %q", text)
	}
	return nil
}

// asker answers decision(). It is one of a rule and a site.
type asker struct {
	r *reader
	// asked are the requests of one object with the answers, each once.
	asked []*lint.Witness
}

// decisionFunction is decision(URL), decision(URL, REQUEST) or
// decision(REQUEST). Before anything is judged there is nobody to ask, and the
// answer is unknown.
func decisionFunction(a *asker) function.Function {
	return function.New(&function.Spec{
		VarParam: &function.Parameter{Name: "request", Type: cty.DynamicPseudoType, AllowDynamicType: true, AllowUnknown: true},
		Type: func(args []cty.Value) (cty.Type, error) {
			return answerType, checkRequest(args)
		},
		RefineResult: notNull,
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			for _, v := range args {
				if !v.IsWhollyKnown() {
					return unknown(answerType), nil
				}
			}
			request, err := requestOf(args, a)
			if err != nil || a == nil {
				return unknown(answerType), err
			}
			return a.answer(request), nil
		},
	})
}

// checkRequest holds the arguments against their types.
func checkRequest(args []cty.Value) error {
	if len(args) == 0 || len(args) > 2 {
		return fmt.Errorf("decision takes a URL, a URL and a request, or a request")
	}
	for i, v := range args {
		t := v.Type()
		switch {
		case t == cty.DynamicPseudoType, i == 0 && t == cty.String:
			continue
		case !t.IsObjectType() || i == 1 && args[0].Type().IsObjectType():
			return function.NewArgErrorf(i, "a URL is needed, or a request as in { url = \"/admin/\", as = \"alice\" }")
		}
		for _, name := range slices.Sorted(maps.Keys(t.AttributeTypes())) {
			of := t.AttributeType(name)
			_, known := requestFields[name]
			switch {
			case !known:
				return function.NewArgErrorf(i, "a request has no %q; it may have %s", name, strings.Join(slices.Sorted(maps.Keys(requestFields)), ", "))
			case name == "headers" && !of.IsObjectType() && !of.IsMapType() && of != cty.DynamicPseudoType:
				return function.NewArgErrorf(i, "headers is an object of texts")
			case name != "headers" && of != cty.String && of != cty.DynamicPseudoType:
				return function.NewArgErrorf(i, "%s is a text", name)
			}
		}
		if i == 0 && !t.HasAttribute("url") {
			return function.NewArgErrorf(i, "the request has no url")
		}
	}
	return nil
}

// requestOf makes a request of known arguments. The reader has the texts as
// they were written: a server compares bytes.
func requestOf(args []cty.Value, a *asker) (*access.Request, error) {
	request := access.Request{Method: "GET", Host: access.DefaultHost, Port: 80, Remote: access.DefaultRemote}
	written := func(v cty.Value) string { return v.AsString() }
	if a != nil {
		written = func(v cty.Value) string { return a.r.written(v.AsString()) }
		if doors := access.Doors(a.r.site, ""); len(doors) > 0 {
			request = doors[0].Request
		}
	}
	fields := map[string]cty.Value{}
	for i, v := range args {
		if v.Type() == cty.String {
			fields["url"] = v
			continue
		}
		for name, field := range v.AsValueMap() {
			if field.IsNull() {
				return nil, function.NewArgErrorf(i, "%s is null", name)
			}
			fields[name] = field
		}
	}
	if err := setURL(&request, written(fields["url"])); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if set := requestFields[name].set; set != nil {
			if err := set(&request, written(fields[name])); err != nil {
				return nil, err
			}
		}
	}
	if err := setCredentials(&request, fields, written); err != nil {
		return nil, err
	}
	return &request, setHeaders(&request, fields["headers"], written)
}

// setURL takes a whole address, or a path by the door that the request has.
func setURL(r *access.Request, text string) error {
	if !strings.HasPrefix(text, "/") {
		return r.ParseURL(text)
	}
	path := access.Request{}
	err := path.ParseURL("http://" + access.DefaultHost + text)
	r.Target = path.Target
	return err
}

func setCredentials(r *access.Request, fields map[string]cty.Value, written func(cty.Value) string) error {
	proof := access.ProofRight
	if v, given := fields["password"]; given {
		switch v.AsString() {
		case "right":
		case "wrong":
			proof = access.ProofWrong
		default: // which nobody may see
			return errors.New("password is \"right\" or \"wrong\", and never a password itself")
		}
	}
	if v, given := fields["as"]; given {
		r.Credentials = &access.Credentials{User: written(v), Proof: proof}
	}
	return nil
}

func setHeaders(r *access.Request, headers cty.Value, written func(cty.Value) string) error {
	if headers == cty.NilVal {
		return nil
	}
	if headers.IsNull() {
		return fmt.Errorf("headers is null")
	}
	for name, value := range headers.AsValueMap() {
		if value.IsNull() || value.Type() != cty.String {
			return fmt.Errorf("the header %q is no text", name)
		}
		r.Headers = append(r.Headers, access.Header{Name: name, Value: written(value)})
	}
	slices.SortFunc(r.Headers, func(a, b access.Header) int { return strings.Compare(a.Name, b.Name) })
	return nil
}

// answer asks the engine. What it does not say is unknown, not null: of null a
// comparison would be false, and make a finding of what nobody knows.
func (a *asker) answer(request *access.Request) cty.Value {
	d := a.r.pass.Suppose(request)
	w := &lint.Witness{Request: *request, Decision: d}
	if !slices.ContainsFunc(a.asked, func(x *lint.Witness) bool { return x.String() == w.String() }) {
		a.asked = append(a.asked, w)
	}
	answer := map[string]cty.Value{
		"status": unknown(cty.Number), "outcome": unknown(cty.String), "challenge": unknown(textList),
		"location": cty.UnknownVal(cty.String), "undecided": cty.NullVal(cty.String),
	}
	if d.Outcome == access.Undecided {
		answer["undecided"] = a.r.text(d.Undecided)
		return cty.ObjectVal(answer)
	}
	answer["outcome"] = cty.StringVal(d.Outcome.String())
	if d.HasStatus() {
		answer["status"] = cty.NumberIntVal(int64(d.Status))
		answer["challenge"], answer["location"] = a.r.texts(d.Challenge), a.r.orNull(d.Location)
	}
	return cty.ObjectVal(answer)
}
