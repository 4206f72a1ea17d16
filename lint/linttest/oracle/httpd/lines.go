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

// SectionEnd is the line that closes the section which a line opens, or the
// line itself.
func (s *server) SectionEnd(lines []string, i int) int {
	depth := 0
	for k := i; k < len(lines); k++ {
		line := strings.TrimSpace(lines[k])
		switch {
		case strings.HasPrefix(line, "</"):
			depth--
		case strings.HasPrefix(line, "<"):
			depth++
		}
		if depth <= 0 {
			if depth < 0 {
				return i
			}
			return k
		}
	}
	return i
}
