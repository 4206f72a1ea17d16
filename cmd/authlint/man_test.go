package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestManPages has groff set every page: it must know nothing to complain
// about, and flags and examples must come out as they are typed.
func TestManPages(t *testing.T) {
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("groff is not installed")
	}
	dir := t.TempDir()
	if out := printed([]string{"man", dir}); out != "" {
		t.Fatal(out)
	}
	pages, err := filepath.Glob(filepath.Join(dir, "*.1"))
	if err != nil || len(pages) < 5 {
		t.Fatalf("only %d pages: %v", len(pages), err)
	}
	var set strings.Builder
	for _, page := range pages {
		cmd := exec.Command(groff, "-ww", "-man", "-Tascii", "-P-c", "-P-bou", "-rLL=200n", page)
		var complaints strings.Builder
		cmd.Stdout, cmd.Stderr = &set, &complaints
		if err := cmd.Run(); err != nil || complaints.Len() > 0 {
			t.Errorf("%s: %v\n%s", filepath.Base(page), err, complaints.String())
		}
	}
	for _, want := range []string{
		"authlint-check - Check files and folders",
		"--stdin-filename PATH",
		"git diff --name-only --diff-filter=d | authlint check --files-from -\n",
		"  3  a directory that held nothing to check\n",
		"the current folder: .htaccess files",
	} {
		if !strings.Contains(set.String(), want) {
			t.Errorf("the pages do not say %q", want)
		}
	}
}

func TestRoff(t *testing.T) {
	for text, want := range map[string]string{
		".htaccess":     `\&.htaccess`,
		`'quoted' \n-x`: `\(aqquoted\(aq \en\-x`,
	} {
		if got := roff(text); got != want {
			t.Errorf("roff(%q) = %q, want %q", text, got, want)
		}
	}
}
