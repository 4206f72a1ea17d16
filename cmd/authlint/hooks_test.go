package main

import (
	"os"
	"regexp"
	"testing"
)

// TestHookFiles wants the hook to be handed what authlint would look at.
func TestHookFiles(t *testing.T) {
	hooks, err := os.ReadFile("../../.pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	written := regexp.MustCompile(`(?m)^  files: '(.*)'$`).FindSubmatch(hooks)
	if written == nil {
		t.Fatal("the hook names no files")
	}
	files := regexp.MustCompile(string(written[1]))
	for path, want := range map[string]bool{
		".htaccess":                     true,
		"public/.htaccess":              true,
		"public/.HTACCESS.bak":          true,
		"etc/secure.htaccess":           true,
		"public/.htpasswd":              true,
		"auth/htpasswd-staff":           true,
		"auth/passwd":                   true,
		"auth/.htgroups":                true,
		"apache2.conf":                  true,
		"etc/apache2/sites-enabled/000": true,
		"docker/vhosts/site":            true,
		"README.md":                     false,
		"public/index.php":              false,
		"src/white-access.c":            false,
		"etc/sites-enabled.md":          false,
	} {
		if files.MatchString(path) != want {
			t.Errorf("%s: handed to the hook is %v", path, !want)
		}
	}
}
