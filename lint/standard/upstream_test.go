package standard_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/standard"
)

// upstreamRow is one request of the case matrices in the shared folder.
type upstreamRow struct {
	Htaccess map[string]string
	Path     string
	Present  []any
	Status   int
}

// TestUpstream decides every row of the matrices by the whole engine, each in
// a folder of its own.
func TestUpstream(t *testing.T) {
	file, err := os.Open("../../../shared/conformance/apache-upstream.jsonl")
	if err != nil {
		t.Skip("the case matrices are not part of the repository: ", err)
	}
	defer file.Close()
	dir := t.TempDir()
	var rows []upstreamRow
	for sc := bufio.NewScanner(file); sc.Scan(); {
		var row upstreamRow
		if err := json.Unmarshal(sc.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		row.write(t, filepath.Join(dir, fmt.Sprint(len(rows))), dir)
		rows = append(rows, row)
	}
	write(t, filepath.Join(dir, "pwd/basic1"), "user1:{SHA}s9qne0wEqVUbh4HQMZH+CY8yXmc=\nuser2:{SHA}oYgcBu7JbbmQHHu/5BxCo/COnLQ=\nuser3:{SHA}C3+ElEbTODVG0VpICWYIRELNIZM=\n")
	write(t, filepath.Join(dir, "httpd.conf"), strings.ReplaceAll(`ServerRoot "$R"
Listen 80
ServerName www.test
DocumentRoot "$R"
DirectoryIndex index.html
SetEnvIf X-Allowed1 "yes" allowed1
SetEnvIf X-Allowed2 "yes" allowed2
SetEnvIf X-Allowed3 "yes" allowed3
SetEnvIf X-Allowed4 "yes" allowed4
<Directory "$R">
	AllowOverride All
</Directory>
`, "$R", dir))
	g, err := standard.Open(context.Background(), standard.Config{Server: filepath.Join(dir, "httpd.conf")})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	for i, row := range rows {
		r := row.request()
		r.Target = fmt.Sprintf("/%d%s", i, row.Path)
		if d := g.Decide(r); d.Status != row.Status {
			t.Errorf("row %d: %s with %v: %+v, httpd answered %d", i+1, row.Path, row.Present, d, row.Status)
		}
	}
	if len(rows) != 912 {
		t.Errorf("%d rows compared, want 912", len(rows))
	}
}

// write lays out the folders of a row.
func (row *upstreamRow) write(t *testing.T, at, dir string) {
	t.Helper()
	for folder, text := range row.Htaccess {
		write(t, filepath.Join(at, folder, "index.html"), "")
		write(t, filepath.Join(at, folder, ".htaccess"), strings.ReplaceAll(text, "$R", dir))
	}
	write(t, filepath.Join(at, row.Path, "index.html"), "")
}

func write(t testing.TB, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// request is the row's, whose passwords are the names of the users.
func (row *upstreamRow) request() *access.Request {
	r := &access.Request{Method: "GET", Host: "www.test", Port: 80, Remote: netip.MustParseAddr("127.0.0.1")}
	for _, p := range row.Present {
		switch name := fmt.Sprint(p); {
		case strings.HasPrefix(name, "user"):
			r.Credentials = &access.Credentials{User: name, Password: []byte(name)}
		default:
			r.Headers = append(r.Headers, access.Header{Name: "X-Allowed" + name, Value: "yes"})
		}
	}
	return r
}
