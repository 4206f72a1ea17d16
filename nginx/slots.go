package nginx

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/authlint/authlint/lint/model"
)

// slotsTSV are the directives that nginx accepts once in a block, with the kind
// of value they take. A test asks a live nginx about each.
//
//go:embed slots.tsv
var slotsTSV string

// slot says what nginx does with the value of a directive that it accepts once
// in a block.
type slot struct {
	kind   slotKind
	values []string // all that it takes, in small letters; nil where they are not listed
}

type slotKind string

// The kinds of slot. What the values of others are is not said here.
const (
	slotNumber  slotKind = "num"
	slotSize    slotKind = "size"
	slotOffset  slotKind = "off"
	slotMsec    slotKind = "msec"
	slotSec     slotKind = "sec"
	slotBuffers slotKind = "bufs"
)

var slots = sync.OnceValue(func() map[string]slot {
	table := map[string]slot{}
	for line := range strings.Lines(slotsTSV) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") || len(fields) < 2 {
			continue
		}
		s := slot{kind: slotKind(fields[1])}
		if len(fields) > 4 {
			s.values = strings.Fields(strings.ToLower(fields[4]))
		}
		table[fields[0]] = s
	}
	return table
})

// checkSlot says what nginx has against the value of a directive that takes a
// number, a size, a time or one of a few words.
func checkSlot(n *Node) objection {
	s := n.known.slot
	if s == nil || len(n.Words) == 0 {
		return objection{}
	}
	value := n.Arg(0)
	wrong := func(says string) objection {
		return objection{model.RefusedValue, 1, len(n.Words), n.Name.Text + " takes " + says}
	}
	switch {
	case s.values != nil && !oneOf(value, s.values):
		return wrong(strings.Join(s.values, ", "))
	case s.kind == slotNumber && !number(value, math.MaxInt64):
		return wrong("a number")
	case s.kind == slotSize && !size(value, "kKmM"):
		return wrong("a size such as 8k or 1m")
	case s.kind == slotOffset && !size(value, "kKmMgG"):
		return wrong("a size such as 8k, 1m or 1g")
	case s.kind == slotMsec && !duration(value, false):
		return wrong("a time such as 500ms, 30s or 5m")
	case s.kind == slotSec && !duration(value, true):
		return wrong("a time such as 30s, 5m or 1h")
	case s.kind == slotBuffers && (!number(value, math.MaxInt64) || value == "0" || !size(n.Arg(1), "kKmM")):
		return wrong("a number and a size")
	}
	return objection{}
}

func oneOf(value string, values []string) bool {
	for _, v := range values {
		if strings.EqualFold(v, value) {
			return true
		}
	}
	return false
}

// number says that a word is one as ngx_atoi reads it: digits and nothing else.
func number(word string, most int64) bool {
	if strings.Trim(word, "0123456789") != "" || word == "" {
		return false
	}
	n, err := strconv.ParseInt(word, 10, 64)
	return err == nil && n <= most
}

// size says that a word is a number that may have a unit behind it.
func size(word, units string) bool {
	digits := word
	if word != "" && strings.IndexByte(units, word[len(word)-1]) >= 0 {
		digits = word[:len(word)-1]
	}
	return number(digits, math.MaxInt64>>30)
}

// timeUnits are those of nginx's times from the longest to the shortest. Each
// may stand once, and only behind longer ones.
const timeUnits = "yMwdhms"

// duration says that a word is a time as ngx_parse_time reads it. In seconds
// there are years, in milliseconds "ms".
func duration(word string, seconds bool) bool {
	step, valid, digits := -1, false, 0
	if !seconds {
		step = 0
	}
	for i := 0; i < len(word); i++ {
		c := word[i]
		if c >= '0' && c <= '9' {
			valid = true
			if digits++; digits > maxDigits {
				return false
			}
			continue
		}
		at := strings.IndexByte(timeUnits, c)
		switch {
		case c == 'm' && i+1 < len(word) && word[i+1] == 's':
			if seconds {
				return false
			}
			at, i = len(timeUnits), i+1
		case c == ' ':
			at = len(timeUnits) - 1 // as "s"
		}
		if at <= step {
			return false
		}
		step, digits = at, 0
		for i+1 < len(word) && word[i+1] == ' ' {
			i++
		}
	}
	return valid
}

// maxDigits is how long a number may be that certainly fits what nginx counts
// times in.
const maxDigits = 12
