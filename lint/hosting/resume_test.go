package hosting

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// A stream that was cut at any byte is gone on with behind the last site that
// was finished, and ends as if it had not been cut.
func TestResumeAnywhere(t *testing.T) {
	o := homes(t, map[string]string{"alice": "bad\n", "bob": "bad bad\n", "carol": "good\n"})
	o.Settings = "s"
	var whole bytes.Buffer
	want, err := Scan(t.Context(), o, NewStream(&whole, "1").Write)
	if err != nil {
		t.Fatal(err)
	}
	finished := 0
	for cut := range whole.Len() {
		begun, err := ReadBegun(bytes.NewReader(whole.Bytes()[:cut]))
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		if begun.Complete || begun.End > int64(cut) || begun.Sites() < finished {
			t.Fatalf("cut at %d: %+v", cut, begun)
		}
		if begun.Sites() == finished && cut > 0 {
			continue // as the one before, but for what is cut off
		}
		finished = begun.Sites()
		rest := bytes.NewBuffer(bytes.Clone(whole.Bytes()[:begun.End]))
		again := o
		again.Begun = begun
		got, err := Scan(t.Context(), again, NewStream(rest, "1").Write)
		if err != nil {
			t.Fatal(err)
		}
		same := cmp.Options{cmpopts.IgnoreFields(Summary{}, "Took"), cmpopts.IgnoreUnexported(Summary{}), cmpopts.IgnoreFields(Site{}, "Site")}
		if diff := cmp.Diff(want, got, same); diff != "" {
			t.Errorf("cut at %d: %s", cut, diff)
		}
		for _, kind := range []string{"run-started", "site-finished", "finding", "summary"} {
			event := []byte(`"event":"` + kind + `"`)
			if bytes.Count(rest.Bytes(), event) != bytes.Count(whole.Bytes(), event) {
				t.Errorf("cut at %d: %d times %s", cut, bytes.Count(rest.Bytes(), event), kind)
			}
		}
	}
	if finished != 3 {
		t.Errorf("%d sites are finished in the whole", finished)
	}
	if begun, err := ReadBegun(&whole); err != nil || !begun.Complete || begun.Settings != "s" || begun.Run != "r" {
		t.Errorf("the whole: %+v, %v", begun, err)
	}
}

// What is no stream of this version is not written on.
func TestReadBegunRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"a file\n": "byte 0: no event of a scan",
		`{"event":"run-started","version":2}` + "\n":    "no stream of events of version 1",
		`{"rule":"x"}` + "\n":                           "no stream of events of version 1",
		`{"event":"run-started","version":1}` + "\n{\n": "byte 36: no event of a scan",
	} {
		if _, err := ReadBegun(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Two scans do not write to one file, and nothing else than a file is written to.
func TestOpenOutput(t *testing.T) {
	name := filepath.Join(t.TempDir(), "events")
	first, begun, err := OpenOutput(name, true)
	if err != nil || begun.Run != "" || begun.End != 0 {
		t.Fatal(begun, err)
	}
	if _, _, err := OpenOutput(name, false); !errors.Is(err, errLocked) {
		t.Errorf("a second scan: %v", err)
	}
	if _, err := first.WriteString("old"); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(Cut(first, nil), first.Close()); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(name); err != nil || len(data) > 0 {
		t.Errorf("%q, %v", data, err)
	}
	if _, _, err := OpenOutput(os.DevNull, false); err == nil || !strings.Contains(err.Error(), "no regular file") {
		t.Errorf("a device: %v", err)
	}
}
