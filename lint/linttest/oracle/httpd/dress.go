package httpd

import "strings"

// dress writes lines the way different people do: with blanks, capitals,
// quotation marks, continued lines, comments, and the line ends of Windows.
func (g *generator) dress(lines []string) string {
	indent, end := g.One("", "", "\t", "  "), "\n"
	if g.Chance(8) {
		end = "\r\n"
	}
	capitals, quotes, continued := g.Chance(10), g.Chance(12), g.Chance(8)
	var b strings.Builder
	depth := 0
	for _, line := range lines {
		if strings.HasPrefix(line, "</") {
			depth = max(0, depth-1)
		}
		pad := strings.Repeat(indent, depth)
		if strings.HasPrefix(line, "<") && !strings.HasPrefix(line, "</") {
			depth++
		}
		if capitals {
			line = g.changeCase(line)
		}
		if quotes && g.Chance(40) {
			line = g.quote(line)
		}
		if continued && g.Chance(25) {
			line = strings.Replace(line, " ", " \\"+end+pad+"  ", 1)
		}
		if g.Chance(3) {
			b.WriteString(pad + g.One("# a comment", "#", "# Require all denied", "") + end)
		}
		b.WriteString(pad + line + g.One("", "", "", "", "", " ") + end)
	}
	return b.String()
}

// changeCase changes the letters of a directive's name.
func (g *generator) changeCase(line string) string {
	name, rest, found := strings.Cut(line, " ")
	if !found || strings.Contains(name, "@") {
		return line
	}
	if g.Chance(50) {
		return strings.ToLower(name) + " " + rest
	}
	return strings.ToUpper(name) + " " + rest
}

// quote puts a directive's last word in quotation marks, where that is the same
// word to httpd.
func (g *generator) quote(line string) string {
	at := strings.LastIndexByte(line, ' ')
	if at < 0 || strings.HasPrefix(line, "<") || strings.HasPrefix(strings.ToLower(line), "require all") && g.Chance(90) || strings.ContainsAny(line, `"'\%`) {
		return line
	}
	mark := g.One(`"`, `'`)
	return line[:at+1] + mark + line[at+1:] + mark
}
