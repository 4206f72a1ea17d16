package oracle

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// RealFile is a configuration that somebody wrote.
type RealFile struct{ Name, Text string }

// RealFiles reads folders of the corpus of real files. It is no part of the
// repository, so without it there are none.
func RealFiles(tb testing.TB, folders ...string) []RealFile {
	tb.Helper()
	shared := os.Getenv("AUTHLINT_SHARED")
	if shared == "" {
		shared = findShared()
	}
	var files []RealFile
	for _, folder := range folders {
		entries, err := os.ReadDir(filepath.Join(shared, folder))
		if err != nil {
			tb.Logf("no real files: %v", err)
			return nil
		}
		for _, e := range entries {
			data, err := os.ReadFile(filepath.Join(shared, folder, e.Name()))
			if err != nil {
				tb.Fatal(err)
			}
			files = append(files, RealFile{e.Name(), strings.ReplaceAll(string(data), "\x00", "")})
		}
	}
	return files
}

// findShared looks for the folder beside the repository.
func findShared() string {
	for dir := "../../.."; len(dir) < 24; dir += "/.." {
		if _, err := os.Stat(filepath.Join(dir, "shared", "corpus")); err == nil {
			return filepath.Join(dir, "shared")
		}
	}
	return "shared"
}
