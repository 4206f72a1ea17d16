package lint

import (
	"bytes"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// notAFile is why nothing is edited that only looks like a file.
const notAFile = "what it would change is no file by itself but a part of a dump, a database or a macro"

// refusal says why a fix is left to people: it would edit what is no file, or
// what belongs to a program, which is named. It is empty where nothing speaks
// against it.
func refusal(site *model.Site, x *Fix) string {
	for _, e := range x.Edits {
		f := e.Span.File
		if f.Virtual || f.Path == "" || f.Base != (source.Base{}) {
			return notAFile
		}
		if m := site.OwnerOf(e.Span); m != nil && m != x.Part {
			return ownedBy(m)
		}
		switch by, is := model.Generated(f.Data); {
		case is && by == "":
			return "the comment at the top of the file says that a program writes it: change it there"
		case is:
			return "the comment at the top of the file says that " + by + " writes it: change it there"
		}
		if by := signer(e.Span); by != "" {
			return by + " writes this line: change it there"
		}
	}
	return ""
}

// ownedBy says whose a part is and where it is changed instead.
func ownedBy(m *model.Marker) string {
	switch {
	case m.Panel:
		return m.Owner + " writes this block: change it in the control panel"
	case m.App == "wordpress" && m.Slug == "":
		return m.Owner + " writes this block: save the permalinks in its settings"
	case m.Slug != "":
		return m.Owner + " writes this block: change it in the settings of the plugin"
	}
	return "the comments round this block say that a program writes it: change it there"
}

// signature is what some programs write behind each directive of theirs, as
// Certbot does.
const signature = "# managed by "

// signer is the program that signs one of the lines that an edit changes; empty
// for none. An edit that adds lines changes no other.
func signer(edit source.Span) string {
	data := edit.File.Data
	if edit.Start < 0 || edit.Start > edit.End || edit.End > len(data) {
		return ""
	}
	from, to := bytes.LastIndexByte(data[:edit.Start], '\n')+1, edit.File.LineSpan(edit.End).End
	if edit.Start == edit.End && (edit.Start == from || edit.Start == to) {
		return ""
	}
	for line := range bytes.Lines(data[from:to]) {
		if _, name, found := bytes.Cut(line, []byte(signature)); found {
			word, _, _ := bytes.Cut(bytes.TrimSpace(name), []byte(" "))
			return string(word)
		}
	}
	return ""
}
