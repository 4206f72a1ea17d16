package apache

import (
	"strconv"
	"strings"
)

// indexFlags are the words of IndexOptions without a value, in lower case.
var indexFlags = map[string]bool{
	"fancyindexing": true, "foldersfirst": true, "htmltable": true, "iconsarelinks": true, "ignorecase": true,
	"ignoreclient": true, "scanhtmltitles": true, "suppresscolumnsorting": true, "suppressdescription": true,
	"suppresshtmlpreamble": true, "suppressicon": true, "suppresslastmodified": true, "suppresssize": true,
	"suppressrules": true, "trackmodified": true, "versionsort": true, "xhtml": true, "showforbidden": true,
	"addaltclass": true,
}

func (l *lowerer) checkIndexOptions(n *Node) objection {
	nothing, other := l.memory(n).indexNone, (*Word)(nil)
	for i, w := range n.Words {
		if w.Text == "" && i == len(n.Words)-1 {
			break
		}
		name, sign := w.Text, ""
		if strings.HasPrefix(name, "+") || strings.HasPrefix(name, "-") {
			name, sign = name[1:], name[:1]
		}
		lower := strings.ToLower(name)
		if says := indexOption(lower, sign); says != "" {
			return objection{word: w, says: says}
		}
		switch {
		case lower == "none":
			nothing, other = true, nil
		case indexFlags[lower] && sign == "":
			other = &n.Words[i]
		}
	}
	if nothing && other != nil {
		return objection{word: *other, says: "IndexOptions None goes with no other word"}
	}
	if l.undecided(n) == "" {
		l.memory(n).indexNone = nothing
	}
	return none
}

// indexOption says what is wrong with one word, in lower case, and its sign.
func indexOption(name, sign string) string {
	key, value, valued := strings.Cut(name, "=")
	switch {
	case indexFlags[name], name == "useolddateformat", valued && (key == "type" || key == "charset"):
		return ""
	case name == "none":
		if sign != "" {
			return "IndexOptions None has no sign before it"
		}
		return ""
	case key == "iconwidth" || key == "iconheight":
		if valued && sign == "-" {
			return key + " with a value has no minus before it"
		}
		return ""
	case key == "namewidth":
		return indexWidth(key, value, valued, sign, 5)
	case key == "descriptionwidth":
		return indexWidth(key, value, valued, sign, 12)
	}
	return strconv.Quote(name) + " is nothing IndexOptions takes"
}

// indexWidth looks at NameWidth and DescriptionWidth.
func indexWidth(key, value string, valued bool, sign string, least int) string {
	switch {
	case !valued && sign != "-":
		return key + " needs a value, but for -" + key
	case valued && sign == "-":
		return key + " with a value has no minus before it"
	case valued && !strings.HasPrefix(value, "*"):
		if n := leadingNumber(value); n != 0 && n < least {
			return key + " must be " + strconv.Itoa(least) + " at least"
		}
	}
	return ""
}

func (l *lowerer) checkIndexOrder(n *Node) objection {
	switch {
	case !amongFold(n.Words[0].Text, "Ascending", "Descending"):
		return objection{word: n.Words[0], says: "IndexOrderDefault begins with Ascending or Descending"}
	case !amongFold(n.Words[1].Text, "Name", "Date", "Size", "Description"):
		return objection{word: n.Words[1], says: "IndexOrderDefault sorts by Name, Date, Size or Description"}
	}
	return none
}

// checkIcon: "(TEXT,URL)" must be one word.
func (l *lowerer) checkIcon(n *Node) objection {
	if w := n.Words[0]; strings.HasPrefix(w.Text, "(") && !strings.Contains(w.Text, ")") && len(iterated(n.Words)) > 1 {
		return objection{word: w, says: "a parenthesis is not closed: what stands in it is one word, or quoted"}
	}
	return none
}

func (l *lowerer) checkIndexRedirect(n *Node) objection {
	w := n.Words[0]
	if isDigit(w.Text[0]) {
		if status := leadingNumber(w.Text); status < 300 || status > 399 {
			return objection{word: w, says: "DirectoryIndexRedirect takes a status from 300 to 399"}
		}
		return none
	}
	if amongFold(w.Text, "On", "Off", "permanent", "temp", "seeother") {
		return none
	}
	return objection{word: w, says: strconv.Quote(w.Text) + " is nothing DirectoryIndexRedirect takes: On, Off, permanent, temp, seeother or a status"}
}
