package wordpress

import (
	"bytes"
	"path"
	"strings"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/wordpress/php"
)

// findPrepends looks for the files that PHP is told to run before every
// program: in .user.ini and php.ini, and in the .htaccess of the folder.
func (f *finder) findPrepends() {
	for _, name := range []string{".user.ini", "php.ini"} {
		if file := f.open(path.Join(f.app.Dir, name)); file != nil {
			f.ini(file)
		}
	}
	if file := f.open(path.Join(f.app.Dir, ".htaccess")); file != nil {
		f.overrides(file)
	}
}

// ini reads a file of PHP's settings: of several lines the last one counts.
func (f *finder) ini(file *source.File) {
	var last *model.Prepend
	var comments []source.Span
	for c := source.NewCursor(file.Data); !c.EOF(); {
		start, end := c.Line()
		line := bytes.TrimSpace(file.Data[start:end])
		if len(line) == 0 {
			continue
		}
		start += bytes.Index(file.Data[start:end], line)
		end = start + len(line)
		if line[0] == ';' || line[0] == '#' {
			comments = append(comments, file.Span(start, end))
			continue
		}
		name, _, found := bytes.Cut(line, []byte("="))
		if !found || !strings.EqualFold(string(bytes.TrimSpace(name)), "auto_prepend_file") {
			continue
		}
		last = f.prepend(file, start, start+len(name)+1, iniEnd(file.Data, start+len(name)+1, end))
	}
	if last != nil {
		f.app.Prepends = append(f.app.Prepends, last)
	}
	f.markers(file, comments)
}

// iniEnd is where a value ends: a comment may follow it.
func iniEnd(data []byte, start, end int) int {
	value := bytes.TrimLeft(data[start:end], " \t")
	at := end - len(value)
	if len(value) > 0 && (value[0] == '"' || value[0] == '\'') {
		if i := bytes.IndexByte(value[1:], value[0]); i >= 0 {
			return at + i + 2
		}
		return end
	}
	if i := bytes.IndexByte(value, ';'); i >= 0 {
		return at + i
	}
	return end
}

// overrides reads the lines of a .htaccess that set PHP's values. Which of them
// are in force depends on the modules of the conditions round them.
func (f *finder) overrides(file *source.File) {
	if !bytes.Contains(file.Data, []byte("auto_prepend_file")) {
		return
	}
	var modules []string
	for c := source.NewCursor(file.Data); !c.EOF(); {
		start, end := c.Line()
		words := bytes.Fields(file.Data[start:end])
		if len(words) == 0 {
			continue
		}
		switch name := strings.ToLower(string(words[0])); {
		case name == "<ifmodule" && len(words) > 1:
			modules = append(modules, strings.TrimSuffix(string(words[1]), ">"))
		case strings.HasPrefix(name, "</ifmodule") && len(modules) > 0:
			modules = modules[:len(modules)-1]
		case (name == "php_value" || name == "php_admin_value") && len(words) > 2 && strings.EqualFold(string(words[1]), "auto_prepend_file"):
			value := start + bytes.Index(file.Data[start:end], words[1]) + len(words[1])
			if p := f.prepend(file, start+bytes.Index(file.Data[start:end], words[0]), value, end); p != nil {
				if len(modules) > 0 {
					p.Module = modules[len(modules)-1]
				}
				f.app.Prepends = append(f.app.Prepends, p)
			}
		}
	}
}

// prepend makes one of the value between two places; nil where it names no
// file.
func (f *finder) prepend(file *source.File, line, start, end int) *model.Prepend {
	text := bytes.TrimSpace(file.Data[start:end])
	start += bytes.Index(file.Data[start:end], text)
	quoted := len(text) > 1 && (text[0] == '"' || text[0] == '\'') && text[len(text)-1] == text[0]
	if quoted {
		text, start = text[1:len(text)-1], start+1
	}
	name := string(text)
	if name == "" || strings.EqualFold(name, "none") {
		return nil
	}
	written := model.Word{Text: name, Span: file.Span(start, start+len(name)), Quoted: quoted}
	p := &model.Prepend{File: model.FileRef{Written: written}, Owner: prependOwner(name), Span: file.Span(line, end)}
	f.look(&p.File)
	return p
}

// look fills in what is known of the file that a setting names.
func (f *finder) look(ref *model.FileRef) {
	at, known, why := f.l.Locate(ref.Written.Text)
	if !known {
		ref.Why = why
		return
	}
	ref.Path = at
	info, err := f.l.Stat(at)
	switch {
	case err == nil && info.IsRegular():
		ref.Status, ref.Info = model.FilePresent, info
	case err == nil:
		ref.Status, ref.Info = model.FileNotRegular, info
	default:
		if folder, err := f.l.Stat(path.Dir(at)); err == nil && folder.IsDir() {
			ref.Status = model.FileMissing
		} else {
			ref.Why = "the folder that should hold it is not in view"
		}
	}
}

// prependOwner is the plugin that makes a file of that name.
func prependOwner(name string) string {
	switch path.Base(name) {
	case "wordfence-waf.php":
		return "wordfence"
	case "aios-bootstrap.php":
		return "all-in-one-wp-security-and-firewall"
	}
	switch {
	case strings.HasSuffix(name, "/nfwlog/ninjafirewall.php"):
		return "ninjafirewall"
	case strings.HasSuffix(name, "/jetpack-waf/bootstrap.php"):
		return "jetpack-protect"
	}
	return ""
}

// markers pairs the comments of a file that is no server's.
func (f *finder) markers(file *source.File, comments []source.Span) {
	site, pairs := &model.Site{}, model.Pairs{}
	for _, c := range comments {
		pairs.Comment(site, nil, string(file.Data[c.Start:c.End]), c)
	}
	pairs.Finish(len(file.Data))
	f.app.Markers = append(f.app.Markers, site.Markers...)
}

// configMarkers are the markers in the files of the configuration.
func (f *finder) configMarkers() {
	if f.config == nil {
		return
	}
	for _, part := range f.config.files {
		var comments []source.Span
		for _, t := range part.program.Comments {
			comments = append(comments, commentLines(part.file, t)...)
		}
		f.markers(part.file, comments)
	}
}

// commentLines are the lines of a comment, each by itself.
func commentLines(file *source.File, t php.Token) []source.Span {
	var lines []source.Span
	c := source.Cursor{Data: file.Data, Pos: t.Start, End: t.End}
	for !c.EOF() {
		start, end := c.Line()
		lines = append(lines, file.Span(start, end))
	}
	return lines
}
