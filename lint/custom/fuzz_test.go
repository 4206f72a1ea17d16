package custom_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/lint/standard"
)

// FuzzRule looks for a rule that panics, takes long, says what is no line, or
// tells a stored password.
func FuzzRule(f *testing.F) {
	seeds(f)
	loaded := sites(f)
	f.Fuzz(func(t *testing.T, text string) {
		start := time.Now()
		c, _ := config.Load(source.NewFile(config.Name, []byte(text)), "/", standard.Known(""))
		if len(c.Custom) > 10 {
			return // each has its own bound of time
		}
		for i := range c.Custom {
			for _, site := range loaded {
				limits := site.Limits
				check(t, site, c.Custom[i].Rule.Rule)
				site.Limits = limits
			}
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("it takes %v", took)
		}
	})
}

func check(t *testing.T, site *model.Site, r *lint.Rule) {
	result := lint.Run(t.Context(), []lint.Job{func() *model.Site { return site }}, []*lint.Rule{r}, lint.Options{Jobs: 1})
	for _, f := range result.Findings {
		if f.Message == "" || strings.ContainsAny(f.Message, "\n\r") || len(f.Message) > 600 {
			t.Errorf("%q is no message", f.Message)
		}
		if strings.Contains(f.Message, "vwxyzABC") || strings.Contains(f.Message, "EoOJZ2Tq") {
			t.Error("a message tells a stored password")
		}
	}
}

// sites are small ones with something of every target, two of them the same
// for all runs.
func sites(tb testing.TB) []*model.Site {
	tb.Helper()
	var loaded []*model.Site
	for _, s := range []site{
		{
			"site/.htaccess": protected + "# BEGIN WordPress\nRewriteEngine On\nRewriteRule . /index.php [L]\n# END WordPress\n" +
				"<Files a>\nOrder allow,deny\nAllow from 10.0.0.0/8\n</Files>\n",
			"site/.htpasswd":               "ada:$apr1$abcdefgh$abcdefghijklmvwxyzABCn\nren\u0301e:$2y$12$abcdefghijklmnopqrstuuEoOJZ2Tq9bUNFtzHJg2a1xV9Bq5bB6Lh\n",
			"site/wp-includes/version.php": "<?php\n$wp_version = '6.8';\n",
			"site/wp-config.php":           "<?php\ndefine('FORCE_SSL_ADMIN', false);\ndefine('AUTH_KEY', 'put your unique phrase here');\n",
		}, {
			"site/nginx.conf": "events {}\nhttp { server { listen 80; server_name a.test;\n" +
				"location /a/ { auth_basic $realm; auth_basic_user_file users; proxy_pass http://127.0.0.1:1; }\n} }\n",
			"site/users": "ada:$apr1$abcdefgh$abcdefghijklmvwxyzABCn\n",
		},
	} {
		for _, job := range s.jobs(tb) {
			loaded = append(loaded, job())
		}
	}
	return loaded
}

func seeds(f *testing.F) {
	names, err := filepath.Glob(examples)
	if err != nil || len(names) == 0 {
		f.Fatalf("no example: %v", err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	archive, err := txtar.ParseFile("../config/testdata/wrong_custom.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range archive.Files {
		if !strings.HasSuffix(file.Name, ".want") {
			f.Add(string(file.Data))
		}
	}
	for _, t := range []string{"protection", "credential", "directive", "location", "rewrite_block", "wordpress_setting", "site"} {
		f.Add(rule(t, `matches(self.file, "x") || decision("/", { as = self.file, headers = { "X" = self.file } }).status == 401`,
			`"${self.file} ${join(",", [for x in site.hosts : upper(x)])}"`))
	}
	f.Add(rule("credential", `self.hash == "x" || cidr_contains("10.0.0.0/8", self.name)`, `self.shadowed ? "a" : self.name`, `at = "name"`))
}
