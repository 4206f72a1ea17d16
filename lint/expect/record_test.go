package expect_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/expect"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/lint/walk"
)

func loaded(t *testing.T, text string) *config.Config {
	t.Helper()
	c, diagnostics := config.Load(source.NewFile(config.Name, []byte(text)), "/site", config.Known{})
	if len(diagnostics) > 0 {
		t.Fatalf("%s: %q", text, diagnostics[0].Message)
	}
	return &c
}

// What is written is read again as it was meant, is written once, and leaves
// the rest of the file as it is.
func TestWrite(t *testing.T) {
	const text = `# Ours.
expect "staff" { # who works here
  url    = "/staff/"
  status = 200 # for now
}
rule "x" {}
`
	user := `al"i${ce}`
	asked := walk.NewQuery("/staff/?a=1&b")
	asked.User, asked.Method, asked.RemoteAddr = &user, "POST", "2001:db8::1"
	asked.Headers = []access.Header{{Name: "X-A", Value: "b"}}
	records := []expect.Record{
		{Query: walk.NewQuery("/staff/"), Answer: config.Answer{Status: 401}, Challenge: `Basic realm="A \"b\""`},
		{Query: asked, Wrong: true, Answer: config.Answer{Outcome: access.Upstream}},
		{Query: walk.NewQuery("http://staff/")},
	}
	records[2].Answer.Status = 403
	const rest = "\nsite {\n  root = \"public\"\n}\n"
	c, _ := config.Load(source.NewFile(config.Name, []byte(text[:len(text)-len("rule \"x\" {}\n")])), "/site", config.Known{})

	w, err := expect.Write([]byte(text), &c, expect.Site{Root: "public"}, records, false)
	if err != nil {
		t.Fatal(err)
	}
	const want = text + rest + `
expect "POST /staff/?a=1&b as al\"i$${ce} with a wrong password from 2001:db8::1 with X-A" {
  url         = "/staff/?a=1&b"
  method      = "POST"
  as          = "al\"i$${ce}"
  password    = "wrong"
  remote_addr = "2001:db8::1"
  headers = {
    X-A = "b"
  }
  status = "upstream"
}

expect "GET http://staff/" {
  url    = "http://staff/"
  status = 403
}
`
	if diff := cmp.Diff(want, string(w.Text)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"staff"}, w.Kept); diff != "" {
		t.Error(diff)
	}

	// The second time there is nothing to add, and what is kept is updated.
	again := loaded(t, string(w.Blocks)+text[:len(text)-len("rule \"x\" {}\n")])
	w, err = expect.Write([]byte(text), again, expect.Site{}, records, true)
	if err != nil {
		t.Fatal(err)
	}
	const updated = `# Ours.
expect "staff" { # who works here
  url       = "/staff/"
  status    = 401 # for now
  challenge = "Basic realm=\"A \\\"b\\\"\""
}
rule "x" {}
`
	if len(w.Added) != 0 {
		t.Errorf("added %q", w.Added)
	}
	if diff := cmp.Diff(updated, string(w.Text)); diff != "" {
		t.Error(diff)
	}
}
