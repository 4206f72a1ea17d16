package nginx

import (
	"slices"
	"strconv"
	"testing"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// treeLoader is folderLoader with files in the tree.
type treeLoader struct {
	folderLoader
	tree *source.Memory
}

func (l treeLoader) Tree() source.Tree { return l.tree }

// TestFiles: of the files below a location one of each ending is known, by the
// path by which it is asked for.
func TestFiles(t *testing.T) {
	tree := source.NewMemory("/srv")
	for _, name := range []string{
		"a.html", "b.html", ".hidden.css", "a/c.png", "a/d.html", "a/deep/e.js", "a/.git/f.txt", "b/page", "b/i.ico", "files/z.gz", "up/v.webm",
	} {
		tree.Add("/srv/www/"+name, []byte("x"))
	}
	for i := range 9 {
		tree.Add("/srv/www/many/f."+strconv.Itoa(i), []byte("x"))
	}
	for _, c := range []struct {
		location string
		want     []string
	}{
		{"location / { }", []string{"/a.html", "/a/c.png", "/b/i.ico", "/b/page", "/files/z.gz", "/many/f.0"}},
		{"location /a { }", []string{"/a/c.png", "/a/d.html", "/a/deep/e.js"}},
		{"location ^~ /a/ { }", []string{"/a/c.png", "/a/d.html", "/a/deep/e.js"}},
		{"location /many { }", []string{"/many/f.0", "/many/f.1", "/many/f.2", "/many/f.3", "/many/f.4", "/many/f.5"}},
		{"location /b { alias /srv/www/a; }", []string{"/b/c.png", "/b/d.html", "/b/deep/e.js"}},
		{"location /b/ { alias /srv/www/files/; }", []string{"/b/z.gz"}},
		{"location /up/ { root /srv/www; }", []string{"/up/v.webm"}},
		{"location /b { alias /srv/www/a/deep/; }", []string{"/b../c.png", "/b../d.html", "/b../deep/e.js"}},
		{"location /b/ { alias /srv/www/files; }", nil},
		{"location /b { alias /srv/www/$host; }", nil},
		{"location /b { root www; }", nil},
		{"location /b { root /var/www; }", nil},
		{"location /b { proxy_pass http://127.0.0.1; }", nil},
		{"location /b/../a { }", nil},
		{"location = /a { }", nil},
		{"location ~ /a { }", nil},
		{"location @a { }", nil},
		{"location /none/ { }", nil},
	} {
		site := &model.Site{}
		f := source.NewFile("/etc/nginx/nginx.conf", []byte("events {}\nhttp { server { root /srv/www; "+c.location+" } }\n"))
		f.Path = f.Name
		serverOf(site, treeLoader{tree: tree}, &Options{}).lower(parse(f))
		var got []string
		for _, s := range site.Scopes {
			got = append(got, s.Serving.Files...)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.location, got, c.want)
		}
	}
}
