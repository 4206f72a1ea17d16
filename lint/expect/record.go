package expect

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/challenge"
	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/walk"
)

// Record is an expectation that today's answer meets.
type Record struct {
	Query walk.Query
	Wrong bool
	// Answer is the answer, Challenge what it asks for first; empty for none.
	Answer    config.Answer
	Challenge string
	// Assumptions are what the answer rests on.
	Assumptions []string
}

// Today is what the server answers to a query. What cannot be known is an error
// that says why.
func Today(s Server, q walk.Query, wrong bool) (Record, error) {
	record := Record{Query: q, Wrong: wrong}
	r, err := request(s.Site(), &q, wrong)
	if err != nil {
		return record, err
	}
	d := s.Decide(r)
	record.Assumptions, record.Answer = d.Assumptions, config.Answer{Outcome: d.Outcome}
	switch {
	case d.Outcome == access.Undecided:
		return record, fmt.Errorf("it cannot be known what the server answers: %s", d.Undecided)
	case d.HasStatus() && d.Status != 0:
		record.Answer = config.Answer{Status: d.Status}
	}
	if d.Outcome == access.Challenged && len(d.Challenge) > 0 {
		if all, _ := challenge.Parse(d.Challenge[0]); len(all) > 0 {
			record.Challenge = short(&all[0])
		}
	}
	return record, nil
}

// short is a challenge by its scheme and realm: the rest is of no concern to
// who gets in.
func short(c *challenge.Challenge) string {
	if realm, there := c.Param("realm"); there {
		return c.Scheme + " realm=" + challenge.Quote(realm)
	}
	return c.Scheme
}

// Callers are a query as each of those asks it whom the settings that cover it
// tell apart, the query's own first. What cannot be written down is left out.
func Callers(s Server, audience *access.Audience, q walk.Query) ([]Record, error) {
	all := []Record{{Query: q}}
	r, err := request(s.Site(), &q, false)
	if err != nil {
		return nil, err
	}
	for _, c := range audience.Of(r) {
		asked := Record{Query: q}
		if c.Certificate != access.NoCertificate || q.User != nil && c.Credentials != nil {
			continue
		}
		if c.Method != "" {
			asked.Query.Method = c.Method
		}
		if c.Remote.IsValid() {
			asked.Query.RemoteAddr = c.Remote.String()
		}
		if c.Credentials != nil {
			if c.Credentials.User == config.Anonymous {
				continue
			}
			asked.Query.User, asked.Wrong = &c.Credentials.User, c.Credentials.Proof == access.ProofWrong
		}
		if !slices.ContainsFunc(all, func(known Record) bool { return known.key() == asked.key() }) {
			all = append(all, asked)
		}
	}
	return all, nil
}

// key tells requests apart.
func (r *Record) key() string { return keyOf(&r.Query, r.Wrong) }

func keyOf(q *walk.Query, wrong bool) string {
	user := ""
	if q.User != nil {
		user = strconv.Quote(*q.User) + strconv.FormatBool(wrong)
	}
	return fmt.Sprintf("%s %s %s %s %q", q.Method, q.URL, user, q.RemoteAddr, q.Headers)
}

// Name is what a new expectation is called.
func (r *Record) Name() string {
	text := r.Query.Method + " " + r.Query.URL
	if r.Query.User != nil {
		text += " as " + *r.Query.User
		if r.Wrong {
			text += " with a wrong password"
		}
	}
	if r.Query.RemoteAddr != walk.DefaultRemote {
		text += " from " + r.Query.RemoteAddr
	}
	for _, h := range r.Query.Headers {
		text += " with " + h.Name
	}
	return text
}

// Written is what became of a text of expectations.
type Written struct {
	// Text is all of it, Blocks the part that was added.
	Text, Blocks []byte
	// Added and Updated are the names of those that are new, or changed; Kept
	// those that are there and expect another answer.
	Added, Updated, Kept []string
}

// Write adds expectations to the text of a configuration, c, which is valid, and
// the block site where that is not the zero value. One whose request is expected
// something of already is left alone, unless update says that it is to expect
// what is answered today. All else stays as it is.
func Write(text []byte, c *config.Config, site Site, records []Record, update bool) (*Written, error) {
	file, diags := hclwrite.ParseConfig(text, config.Name, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, diags
	}
	w := &Written{}
	names := map[string]bool{}
	there := map[string]int{}
	for i := range c.Expect {
		x := &c.Expect[i]
		names[x.Name.V] = true
		there[keyOf(&x.Query, x.Wrong)] = i
	}
	var added bytes.Buffer
	site.block(&added)
	for i := range records {
		r := &records[i]
		at, known := there[r.key()]
		switch {
		case !known:
			name := r.Name()
			for n := 2; names[name]; n++ {
				name = fmt.Sprintf("%s (%d)", r.Name(), n)
			}
			names[name] = true
			r.block(&added, name)
			w.Added = append(w.Added, name)
		case r.met(&c.Expect[at]):
		case update:
			r.update(file, &c.Expect[at])
			w.Updated = append(w.Updated, c.Expect[at].Name.V)
		default:
			w.Kept = append(w.Kept, c.Expect[at].Name.V)
		}
	}
	w.Text, w.Blocks = file.Bytes(), added.Bytes()
	if len(w.Text) == 0 {
		w.Blocks = bytes.TrimPrefix(w.Blocks, []byte("\n"))
	} else if !bytes.HasSuffix(w.Text, []byte("\n")) {
		w.Text = append(w.Text, '\n')
	}
	w.Text = append(w.Text, w.Blocks...)
	return w, nil
}

// met says that an expectation is met by the answer.
func (r *Record) met(x *config.Expect) bool {
	d := access.Decision{Outcome: r.Answer.Outcome, Status: r.Answer.Status}
	if r.Answer.Status != 0 {
		d.Outcome = access.OutcomeOf(r.Answer.Status)
	}
	if r.Challenge != "" {
		d.Challenge = []string{r.Challenge}
	}
	return fits(answersOf(x), &d) && (!x.Challenge.Set() || asks(&d, x.Challenge.V))
}

// block writes a new expectation.
func (r *Record) block(to *bytes.Buffer, name string) {
	q, plain := &r.Query, walk.NewQuery("")
	block := hclwrite.NewBlock("expect", []string{name})
	body := block.Body()
	body.SetAttributeValue("url", cty.StringVal(q.URL))
	if q.Method != plain.Method {
		body.SetAttributeValue("method", cty.StringVal(q.Method))
	}
	if q.User != nil {
		body.SetAttributeValue("as", cty.StringVal(*q.User))
	}
	if r.Wrong {
		body.SetAttributeValue("password", cty.StringVal("wrong"))
	}
	if q.RemoteAddr != plain.RemoteAddr {
		body.SetAttributeValue("remote_addr", cty.StringVal(q.RemoteAddr))
	}
	if len(q.Headers) > 0 {
		headers := map[string]cty.Value{}
		for _, h := range q.Headers {
			headers[h.Name] = cty.StringVal(h.Value)
		}
		body.SetAttributeValue("headers", cty.ObjectVal(headers))
	}
	r.answer(body)
	writeBlock(to, block)
}

// Site says which server the expectations are for; at most one is set, as it
// stands in the file.
type Site struct{ Config, Root string }

func (s Site) block(to *bytes.Buffer) {
	block := hclwrite.NewBlock("site", nil)
	switch {
	case s.Config != "":
		block.Body().SetAttributeValue("config", cty.StringVal(s.Config))
	case s.Root != "":
		block.Body().SetAttributeValue("root", cty.StringVal(s.Root))
	default:
		return
	}
	writeBlock(to, block)
}

// writeBlock writes a block behind an empty line.
func writeBlock(to *bytes.Buffer, block *hclwrite.Block) {
	to.WriteByte('\n')
	f := hclwrite.NewEmptyFile()
	f.Body().AppendBlock(block)
	to.Write(hclwrite.Format(f.Bytes()))
}

// answer writes the answer into a block.
func (r *Record) answer(body *hclwrite.Body) {
	value := cty.NumberIntVal(int64(r.Answer.Status))
	if r.Answer.Status == 0 {
		value = cty.StringVal(r.Answer.Outcome.String())
	}
	body.SetAttributeValue("status", value)
	if r.Challenge != "" {
		body.SetAttributeValue("challenge", cty.StringVal(r.Challenge))
	} else {
		body.RemoveAttribute("challenge")
	}
}

// update lets an expectation of the file expect the answer.
func (r *Record) update(file *hclwrite.File, x *config.Expect) {
	for _, b := range file.Body().Blocks() {
		if labels := b.Labels(); b.Type() == "expect" && len(labels) == 1 && labels[0] == x.Name.V {
			r.answer(b.Body())
		}
	}
}
