package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// nameThem writes the names that the words of a requirement stand for, commas
// between them or not; right knows them. It makes no fix where one of them is
// not known.
func nameThem(p *lint.Pass, words []model.Word, right func(string) (string, bool)) []lint.Fix {
	var names []string
	for _, w := range words {
		for part := range strings.FieldsFuncSeq(w.Text, func(c rune) bool { return c == ',' || c == ';' }) {
			name, known := right(part)
			if !known || strings.ContainsAny(name, " \t\"'\\#%$") {
				return nil
			}
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	var e lint.Edits
	all := words[0].Span.To(words[len(words)-1].Span)
	if all.Text() == strings.Join(names, " ") {
		return nil
	}
	e.Replace(all, strings.Join(names, " "))
	return p.Fix("name "+strings.Join(names, " "), &e)
}

// sameButForSlip says that one of two file names was meant for the other.
func sameButForSlip(a, b string) bool {
	a, b = strings.ToLower(strings.TrimLeft(a, ".")), strings.ToLower(strings.TrimLeft(b, "."))
	return a == b || model.OneSlip(a, b)
}

// nameFile writes the path of a file that is there in place of one that is not.
// The server's folder for it is what the setting's own path tells.
func nameFile(p *lint.Pass, ref *model.FileRef, file string) []lint.Fix {
	written := ref.Written.Text
	same := 0
	for same < min(len(written), len(ref.Path)) && written[len(written)-1-same] == ref.Path[len(ref.Path)-1-same] {
		same++
	}
	server, tree := written[:len(written)-same], ref.Path[:len(ref.Path)-same]
	rest, below := strings.CutPrefix(file, tree)
	if !below || !strings.HasPrefix(written, "/") || strings.ContainsAny(server+rest, "\"\\$%\n") {
		return nil
	}
	name := server + rest
	if strings.ContainsAny(name, " \t'") || ref.Written.Quoted {
		name = `"` + name + `"`
	}
	var e lint.Edits
	e.Replace(ref.Written.Span, name)
	return p.Fix("name the file that is there, "+server+rest, &e)
}

// nameGroups writes the groups of the file that were meant.
func nameGroups(p *lint.Pass, l *login) []lint.Fix {
	file := l.in[0].GroupFile
	if file.State != model.Set || file.Value.Store == nil {
		return nil
	}
	lines, meant := groupLines(file.Value.Store)
	return nameThem(p, operands(l.leaf), func(name string) (string, bool) {
		if line := lines[strings.ToLower(name)]; line != nil {
			return name, len(line.Members) > 0
		}
		line := meant[strings.ToLower(model.PlainName(name))]
		if line == nil || file.Value.Store.FaultIn(line.Span) != nil {
			return "", false
		}
		return line.Name.Text, true
	})
}
