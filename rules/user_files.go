package rules

import (
	"iter"
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// answered500 is what comes of a user file that httpd cannot read: it asks, and
// fails over the answer. nginx answers 403 where there is no such file.
const answered500 = "so that whatever visitors enter at the prompt is answered with 500"

// answeredWithout is what a server does whose user file is not there.
func answeredWithout(s *model.Scope) string {
	if onNginx(s) {
		return "so that whatever visitors enter at the prompt is answered with 403"
	}
	return answered500
}

// userFiles are the settings of a user file, at the scope that writes them,
// which decide about the login of somebody who is asked.
func userFiles(site *model.Site) iter.Seq2[*model.Scope, *model.FileRef] {
	used := map[*model.FileRef]bool{}
	for s := range asking(site) {
		if s.Merged.UserFile.State == model.Set && looksInFile(&s.Merged) {
			used[s.Merged.UserFile.Value] = true
		}
	}
	return func(yield func(*model.Scope, *model.FileRef) bool) {
		for s := range scopesInForce(site) {
			ref := s.Own.UserFile.Value
			if s.Own.UserFile.State == model.Set && used[ref] && !yield(s, ref) {
				return
			}
		}
	}
}

// looksInFile says that the user file is among what is asked; an AuthType that
// nobody in view wrote stands in a folder above.
func looksInFile(a *model.Access) bool {
	switch a.Type.State {
	case model.Off:
		return false
	case model.Set:
		if !needsRealm(a.Type.Value) {
			return false
		}
	}
	if !a.Providers.Written() {
		return true
	}
	for _, p := range a.Providers.Value {
		if p.Text == "file" {
			return true
		}
	}
	return false
}

// leftToProgram says that a path is one that a program fills in before the server
// reads it: __DIR__, @dir@, {{ dir }}, %%DIR%%.
func leftToProgram(path string) bool {
	for _, mark := range [...]string{"__", "@", "{{", "%%", "##", "<%", "${", "{%"} {
		if strings.Contains(path, mark) {
			return true
		}
	}
	return false
}

// tutorialPaths are parts of the paths that tutorials write, in lower case.
// Nobody's folders are called so.
var tutorialPaths = [...]string{
	"/path/to/", "/path-to/", "/path_to/", "/full/path/", "/fullpath/", "/absolute/path", "/your/path", "/yourpath", "/path/of/",
	"/path/.ht", "/path/ht", "/real/path/", "/server/path/", "/some/path/", "/complete/path/", "/correct/path/", "/home/path/",
	"yourdirectory", "your_directory", "your-directory", "yourusername", "your_username", "your-username", "yourname", "youruser",
	"your_user", "your-user", "your_name", "yourfolder", "your_folder", "your-folder", "youraccount", "your_account", "your-account",
	"yoursite", "your_site", "your-site", "yourdomain", "your_domain", "your-domain", "/usr/local/you/", "/home/you/", "putyour",
	"path_to", "pathto", "...", "\u2026", "document_root_path", "full_path", "fullserverpath", "full/server/path",
}

// tutorialPath says that a path was copied from a tutorial and never filled in.
func tutorialPath(path string) bool {
	if leftToProgram(path) {
		return false
	}
	lower := strings.ToLower("/" + strings.ReplaceAll(path, `\`, "/"))
	for _, part := range tutorialPaths {
		if strings.Contains(lower, part) {
			return true
		}
	}
	for _, pair := range [...]string{"[]", "<>", "()"} {
		open := strings.IndexByte(lower, pair[0])
		if open >= 0 && strings.IndexByte(lower[open:], pair[1]) > 1 {
			return true
		}
	}
	return false
}
