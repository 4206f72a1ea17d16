package nginx

import (
	"path"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// Bounds of the files that are known of locations.
const (
	maxEndings = 6    // files of a location, each with another ending
	maxFolders = 4    // folders below that of a location
	maxListed  = 256  // folders of a configuration
	maxEntries = 4096 // of a folder
)

// someFiles names files below the folder of each location, where that is in
// view: which location a request comes to depends on the ending of the file.
func (l *lowerer) someFiles(s *model.Scope) {
	if dir, url := servedFolder(s); dir != "" {
		if at, known, _ := l.loader.Locate(dir); known {
			s.Serving.Files = l.filesBelow(at, url)
		}
	}
	for _, c := range s.Children {
		l.someFiles(c)
	}
}

// servedFolder is the folder that a location with a plain path stands for, and
// the path by which it is asked for; nothing where that is not written.
func servedFolder(s *model.Scope) (dir, url string) {
	text := s.Matcher.Pattern.Text
	url = strings.TrimSuffix(text, "/") + "/"
	if s.Kind != model.ScopeLocation || s.Matcher.Form != model.MatchPrefix || s.Serving.Handler != nil || path.Join(url, "x") != url+"x" {
		return "", ""
	}
	if a := s.Serving.Alias; a.Written() {
		folder := path.Clean(a.Value.Written.Text)
		switch slash := strings.HasSuffix(a.Value.Written.Text, "/"); {
		case a.State != model.Set || !slash && strings.HasSuffix(text, "/"):
			return "", ""
		case slash && !strings.HasSuffix(text, "/"):
			return path.Dir(folder), text + "../" // what lies beside can be asked for as well
		}
		return folder, url
	}
	from := s.Nearest(func(s *model.Scope) bool { return s.Serving.Root.Written() })
	if from == nil || from.Serving.Root.State != model.Set || !path.IsAbs(from.Serving.Root.Value.Written.Text) {
		return "", ""
	}
	return path.Join(from.Serving.Root.Value.Written.Text, url), url
}

// filesBelow are URLs of files in a folder and in the first few of its folders,
// one for each ending.
func (l *lowerer) filesBelow(dir, url string) []string {
	var files []string
	endings := map[string]bool{}
	inside, folders := l.entries(dir), 0
	add := func(entries []source.Info, url string) {
		for _, e := range entries {
			ending := path.Ext(e.Name)
			if e.IsRegular() && !hidden(e.Name) && !endings[ending] && len(files) < maxEndings {
				endings[ending] = true
				files = append(files, url+e.Name)
			}
		}
	}
	add(inside, url)
	for _, e := range inside {
		if e.IsDir() && !hidden(e.Name) && folders < maxFolders {
			folders++
			add(l.entries(path.Join(dir, e.Name)), url+e.Name+"/")
		}
	}
	return files
}

func hidden(name string) bool { return strings.HasPrefix(name, ".") }

// entries are what lies in a folder; nothing where that is too much, or cannot
// be known.
func (l *lowerer) entries(dir string) []source.Info {
	known, asked := l.listed[dir]
	if asked || len(l.listed) == maxListed {
		return known
	}
	all, err := l.loader.Tree().ReadDir(dir)
	if err != nil || len(all) > maxEntries {
		all = nil
	}
	l.listed[dir] = all
	return all
}
