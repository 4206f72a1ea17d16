package custom_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/custom"
)

const (
	protected = "AuthType Basic\nAuthName \"ACME staff\"\nAuthUserFile /site/.htpasswd\nRequire valid-user\n"
	users     = "alice:$apr1$abcdefgh$abcdefghijklmnopqrstuv\nbob:$2y$12$abcdefghijklmnopqrstuuZ2Tq9bUNFtzHJg2a1xV9Bq5bB6Lh0Uq\n"
)

// HCL evaluates both sides of && and ||, and drops what the side complains of
// that does not matter: a guard works.
func TestBothSides(t *testing.T) {
	s := site{"site/.htpasswd": users}
	wants(t, rule("credential", `self.cost != null && self.cost > 12`, `"x"`), s, "site/.htpasswd:1:1: x", "site/.htpasswd:2:1: x")
	wants(t, rule("credential", `self.cost == null || self.cost > 12`, `"x"`), s, "site/.htpasswd:2:1: x")
	// The other side is asked for all the same, but where && joins the whole.
	asks := site{"site/.htaccess": protected, "site/.htpasswd": users}
	wants(t, rule("protection", `(self.satisfy_any && decision("/").status == 401) || self.satisfy_any`, `"x"`), asks,
		"site/.htaccess:1:1: x (GET / without credentials -> 401)")
	wants(t, rule("protection", `self.satisfy_any && decision("/").status == 401`, `"x"`), asks, "site/.htaccess:1:1: x")
	// What is false somewhere is false although another part fails, as HCL has it.
	wants(t, rule("credential", `self.groups[3] == "a" && self.shadowed`, `"x"`), s, "site/.htpasswd:1:1: x", "site/.htpasswd:2:1: x")
}

// What cannot be known is neither true nor false, and makes no finding; what
// nobody wrote is null.
func TestUnknown(t *testing.T) {
	s := site{"site/nginx.conf": "events {}\nhttp { server { listen 80;\n" +
		"location /a/ { auth_basic $realm; auth_basic_user_file users; }\n" +
		"location /b/ { auth_basic \"b\"; auth_basic_user_file users; }\n" +
		"location /c/ { deny all; }\n} }\n"}
	wants(t, rule("protection", `self.realm == "a"`, `"realm ${coalesce(self.realm, "-")}"`), s,
		"site/nginx.conf:4:1: realm b", "site/nginx.conf:5:1: realm -")
	wants(t, rule("protection", `self.realm != "a"`, `"x"`), s)
	// A message with something unknown in it is no reason to say nothing.
	wants(t, rule("protection", `length(self.hosts) > 3`, `"realm ${coalesce(self.realm, "-")}"`, `at = "realm"`), s,
		"site/nginx.conf:3:27: the condition of the rule does not hold; its error_message holds what is not known here",
		"site/nginx.conf:4:27: realm b", "site/nginx.conf:5:1: realm -")
	// That a value is there is known, and what it is not.
	wants(t, rule("protection", `self.realm == null`, `"x"`), s, "site/nginx.conf:3:1: x", "site/nginx.conf:4:1: x")
}

// A rule that fails while something is judged has found nothing, and is not
// taken for one that has nothing to find.
func TestFailure(t *testing.T) {
	s := site{"site/.htpasswd": users}
	wants(t, rule("credential", `self.groups[3] == "a"`, `"x"`), s,
		"site/.htpasswd:1:1: the rule cannot be judged here: condition fails: invalid index",
		"site/.htpasswd:2:1: the rule cannot be judged here: condition fails: invalid index")
	if r := lint.Run(t.Context(), s.jobs(t), compile(t, rule("credential", `self.groups[3] == "a"`, `"x"`, `severity = "note"`)), lint.Options{}); r.Summary.Errors != 2 {
		t.Errorf("%+v: a failure is no error", r.Summary)
	}
}

func TestPanic(t *testing.T) {
	if got := custom.Panicking(); got != "HCL gave up on it" {
		t.Error(got)
	}
}

// Values of HCL are normalized, and places and bytes are not: a name in two
// letters where others write one is compared as one, marked as it stands, and
// logs in as it is written.
func TestNormalized(t *testing.T) {
	const decomposed, composed = "rene\u0301", "ren\u00e9"
	s := site{
		"site/.htaccess": protected,
		"site/.htpasswd": strings.ReplaceAll(users, "bob", decomposed),
	}
	text := rule("credential", `self.name != "`+composed+`" || decision("/", { as = self.name }).outcome == "challenged"`, `"user ${self.name}"`, `at = "name"`)
	result := lint.Run(t.Context(), s.jobs(t), compile(t, text), lint.Options{})
	if len(result.Findings) != 1 {
		t.Fatalf("%d findings", len(result.Findings))
	}
	f := result.Findings[0]
	if f.Start.Line != 2 || f.End.Column != len(decomposed)+1 || f.Message != "user "+composed || f.Witness.Request.Credentials.User != decomposed {
		t.Errorf("%+v", f)
	}
}

// No message carries a stored password, not by any way a condition has.
func TestSecrets(t *testing.T) {
	s := site{"site/.htpasswd": users}
	wants(t, rule("credential", `startswith(self.hash, "$2y$") && length(self.hash) == 60`, `"${self.name} has no bcrypt"`), s,
		"site/.htpasswd:1:1: alice has no bcrypt")
	wants(t, rule("credential", `[for x in [self.hash] : x][length(self.name) - 4] == "a"`, `"x"`), s,
		"site/.htpasswd:1:1: the rule cannot be judged here: condition fails: invalid index",
		"site/.htpasswd:2:1: the rule cannot be judged here: condition fails: invalid index")
}

// A message is one line of some length, whatever it is made of.
func TestMessage(t *testing.T) {
	long := strings.Repeat("ä", 300)
	got := found(t, rule("protection", `self.realm == null`, `"a\n\tb ${coalesce(self.realm, "")}\u0007"`),
		site{"site/.htaccess": "AuthName \"" + long + "\"\n"})
	if len(got) != 1 || !strings.HasPrefix(got[0], "site/.htaccess:1:1: a b ä") || !strings.HasSuffix(got[0], "ä...") || len(got[0]) > 430 {
		t.Errorf("%q", got)
	}
	wants(t, rule("protection", `self.realm == null`, `" "`), site{"site/.htaccess": "AuthName x\n"},
		"site/.htaccess:1:1: the condition of the rule does not hold")
}

// Bounds are said where they are hit.
func TestBounds(t *testing.T) {
	const limit = "the rule r is handed texts of 2 KiB and lists of 100 at most, larger ones are unknown to it"
	wants(t, rule("protection", `self.realm == null`, `"x"`), site{"site/.htaccess": "AuthName \"" + strings.Repeat("a", 2049) + "\"\n"},
		"site/.htaccess:1:1: "+limit, "site/.htaccess:1:1: x")
	wants(t, rule("directive", `length(self.args) < 50`, `"x"`), site{"site/.htaccess": "Require user" + strings.Repeat(" a", 101) + "\n"},
		"site/.htaccess:1:1: "+limit)
	var many strings.Builder
	for i := range 20_050 {
		fmt.Fprintf(&many, "u%d:$apr1$abcdefgh$abcdefghijklmnopqrstuv\n", i)
	}
	got := found(t, rule("credential", `self.name != "u19999" && self.name != "u20000"`, `"x"`), site{"site/.htpasswd": many.String()})
	if len(got) != 2 || got[1] != "site/.htpasswd:20000:1: x" ||
		!strings.HasSuffix(got[0], "the rule r is asked about 20000 of each site, further ones were not judged") {
		t.Errorf("%q", got)
	}
}

// An expression may not take as long as it likes, either.
func TestTime(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds")
	}
	var many strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&many, "u%d:$apr1$abcdefgh$abcdefghijklmnopqrstuv\n", i)
	}
	slow := "[for x in [" + strings.Repeat("1,", 400) + "] : x > 0 && x < 2 && x != 3]"
	got := found(t, rule("credential", "alltrue("+slow+")", `"x"`), site{"site/.htpasswd": many.String()})
	if len(got) != 1 || !strings.HasSuffix(got[0], "the rule r has 2s for each site, what came later was not judged") {
		t.Errorf("%q", got)
	}
}

// decision() asks the engine. What is undecided is unknown, and says why.
func TestDecision(t *testing.T) {
	s := site{"site/.htaccess": protected, "site/.htpasswd": users, "site/open/.htaccess": "Satisfy any\nRequire all granted\nErrorDocument 404 /x\n"}
	wants(t, rule("location", `decision(coalesce(self.url, "/")).status == 401`, `"${coalesce(self.url, "-")} is open"`), s,
		"site/open/.htaccess:1:1: http://localhost/open/ is open (GET /open/ without credentials -> 403)")
	for condition, answers := range map[string]bool{
		`decision("/").status == 401`:                                                                true,
		`decision("/").outcome == "challenged"`:                                                      true,
		`contains(decision("/").challenge, "Basic realm=\"ACME staff\"")`:                            true,
		`decision("/", { as = "bob", method = "POST" }).outcome == "challenged"`:                     false,
		`decision({ url = "/", as = "bob", password = "wrong" }).status == 401`:                      true,
		`decision("http://localhost/", { as = "nobody" }).status == 401`:                             true,
		`decision("/", { remote_addr = "2001:db8::1", headers = { "X-A" = "b" } }).location == null`: true,
		`decision("/").undecided == null`:                                                            true,
	} {
		if got := found(t, rule("site", condition, `"x"`), s); len(got) == 0 != answers {
			t.Errorf("%s: %q", condition, got)
		}
	}
	undecided := site{"site/.htaccess": "Require ldap-user bob\nAuthType Basic\nAuthName x\nAuthBasicProvider ldap\n"}
	wants(t, rule("site", `decision("/", { as = "bob" }).status == 401`, `"x"`), undecided)
	wants(t, rule("site", `decision("/", { as = "bob" }).status != 401`, `"x"`), undecided)
	if got := found(t, rule("site", `decision("/", { as = "bob" }).undecided == null`, `"x"`), undecided); len(got) != 1 || strings.Contains(got[0], "->") {
		t.Errorf("%q", got)
	}
}
