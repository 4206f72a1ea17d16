package httpd

import "strings"

// Plain joins continued lines and leaves comments and indentation out.
func (s *server) Plain(text string) []string {
	text = strings.NewReplacer("\\\r\n", "", "\\\n", "").Replace(text)
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, line+"\n")
		}
	}
	return out
}

// Nests says that a line opens a section, or closes one.
func (s *server) Nests(line string) int {
	switch {
	case strings.HasPrefix(line, "</"):
		return -1
	case strings.HasPrefix(line, "<"):
		return 1
	}
	return 0
}
