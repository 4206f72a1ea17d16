package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/authlint/authlint/lint/report"
	"github.com/authlint/authlint/lint/standard"
)

// A sample is one report to validate.
type sample struct{ name, text string }

// samples are the reports of a format on every site in testdata, and those
// that package report is tested with, in which each feature occurs.
func samples(t *testing.T, format string) []sample {
	t.Helper()
	var all []sample
	for _, file := range matching(t, "../../lint/report/testdata/"+format+"*.golden") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, sample{filepath.Base(file), string(text)})
	}
	for _, site := range matching(t, "../../testdata/sites/*") {
		all = append(all, sample{filepath.Base(site) + "." + format, checkSite(t, format, site)})
	}
	return all
}

func matching(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) == 0 {
		t.Fatalf("nothing matches %s: %v", pattern, err)
	}
	return found
}

// checkSite writes a report as the command does, but as a release: a test has
// no version.
func checkSite(t *testing.T, format, site string) string {
	t.Helper()
	// As seen from the top, so that paths do not climb.
	t.Chdir("../..")
	defer t.Chdir("cmd/authlint")
	name := strings.TrimPrefix(filepath.ToSlash(site), "../../")
	result, _, err := standard.Check(t.Context(), standard.Config{Paths: []string{name}})
	if err != nil {
		t.Fatal(err)
	}
	f, _ := report.Lookup(format)
	var b bytes.Buffer
	if err := f.Write(&b, result, report.Options{Version: "v0.1.0", Rules: standard.Rules()}); err != nil {
		t.Fatal(err)
	}
	if len(result.Findings) == 0 {
		t.Errorf("%s has nothing to report", name)
	}
	return b.String()
}

func TestGitLabSchema(t *testing.T) {
	validateJSON(t, "testdata/gitlab.schema.json", samples(t, "gitlab"))
}

// The schema is that of the package with Microsoft's validator.
func TestSARIFSchema(t *testing.T) {
	validateJSON(t, filepath.Join(multitool(t), "sarif-2.1.0.json"), samples(t, "sarif"))
}

func validateJSON(t *testing.T, schemaFile string, samples []sample) {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range samples {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(s.text))
		if err == nil {
			err = schema.Validate(value)
		}
		if err != nil {
			t.Errorf("%s: %v", s.name, err)
		}
	}
}

// TestSARIFValidator asks Microsoft's validator, whose rules include GitHub's.
// Its exit code is 0 whatever it finds. Notes are advice that does not fit,
// such as rule ids with numbers.
func TestSARIFValidator(t *testing.T) {
	dir := multitool(t)
	var files []string
	out := t.TempDir()
	for _, s := range samples(t, "sarif") {
		file := filepath.Join(out, s.name+".sarif")
		if err := os.WriteFile(file, []byte(s.text), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	policy, err := filepath.Abs("testdata/sarif-policy.xml")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(dir, "Sarif.Multitool"), append([]string{"validate",
		"--config", policy, "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--kind", "Fail",
		"--output", filepath.Join(out, "validation.sarif")}, files...)...)
	cmd.Dir = out
	cmd.Env = append(os.Environ(), "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1")
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("the validator: %v\n%s", err, said)
	}
	if !strings.Contains(string(said), fmt.Sprintf("Done. %d files scanned.", len(files))) {
		t.Errorf("the validator did not read all of %d files\n%s", len(files), said)
	}
	for line := range strings.Lines(string(said)) {
		if strings.Contains(line, ": error ") || strings.Contains(line, ": warning ") && !strings.Contains(line, "RuleExplicitlyDisabled") {
			t.Error(strings.TrimSpace(strings.TrimPrefix(line, out)))
		}
	}
}

// multitool is the folder of the npm package @microsoft/sarif-multitool-linux.
func multitool(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("AUTHLINT_SARIF_MULTITOOL")
	if dir == "" {
		missing(t, "AUTHLINT_SARIF_MULTITOOL does not name the folder of Microsoft's validator")
	}
	return dir
}

// missing skips a test that needs a tool, but where all have to be there.
func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("AUTHLINT_VALIDATORS") == "required" {
		t.Fatalf("%s, and AUTHLINT_VALIDATORS=required", why)
	}
	t.Skip(why)
}

func TestXMLSchemas(t *testing.T) {
	for _, format := range []string{"checkstyle", "junit"} {
		for _, s := range samples(t, format) {
			wellFormed(t, s)
			validateXML(t, "testdata/"+format+".xsd", s)
		}
	}
}

// What a page may be made of is tested in package report.
func TestHTMLWellFormed(t *testing.T) {
	for _, s := range samples(t, "html") {
		wellFormed(t, s)
	}
}

func wellFormed(t *testing.T, s sample) {
	t.Helper()
	for d := xml.NewDecoder(strings.NewReader(s.text)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Errorf("%s: %v", s.name, err)
			return
		}
	}
}

func validateXML(t *testing.T, schema string, s sample) {
	t.Helper()
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		missing(t, "xmllint is not installed")
	}
	cmd := exec.Command(xmllint, "--nonet", "--noout", "--schema", schema, "-")
	cmd.Stdin = strings.NewReader(s.text)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", s.name, err, said)
	}
}
