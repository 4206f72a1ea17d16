// Package php reads what PHP programs keep: settings in PHP files that assign
// plain values, and values that serialize has written.
//
// Nothing is run. What is computed, conditional or of a class stays unknown.
package php

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// What Decode takes where nobody says otherwise.
const (
	// MaxDepth is PHP's own bound of arrays within arrays.
	MaxDepth = 4096
	// MaxCount is how many values a text may hold.
	MaxCount = 1 << 18
	// MaxBytes is how long a text may be.
	MaxBytes = 16 << 20
)

// Limits bound what Decode takes. A zero stands for the usual bound.
type Limits struct{ Depth, Count, Bytes int }

// Error says why a text is no value of PHP's, and where. It never quotes it.
type Error struct {
	Offset int
	Why    string
	// Limit says that it is a bound of ours that was hit: PHP may read it.
	Limit bool
}

func (e *Error) Error() string { return fmt.Sprintf("byte %d: %s", e.Offset, e.Why) }

// Decode reads a value that PHP's serialize has written, and takes what PHP's
// unserialize takes: it too stops behind the value, whatever follows. Value.End
// tells. Texts may hold any bytes. The error is always an *Error.
//
// Nothing is allocated because of a number in the text, only because of what
// stands there.
func Decode(data []byte, limits Limits) (Value, error) {
	d := decoder{text: string(data[:min(len(data), or(limits.Bytes, MaxBytes))]),
		depth: or(limits.Depth, MaxDepth), count: or(limits.Count, MaxCount)}
	if len(d.text) < len(data) {
		return Value{}, &Error{Offset: len(d.text), Why: "the text is longer than " + strconv.Itoa(len(d.text)) + " bytes", Limit: true}
	}
	v, err := d.value()
	if err != nil {
		return Value{}, err
	}
	return v, nil
}

func or(limit, usual int) int {
	if limit > 0 {
		return limit
	}
	return usual
}

// Serialized says whether WordPress takes a stored text for a serialized one
// and decodes it: is_serialized of its functions.php.
func Serialized(text string) bool {
	text = strings.Trim(text, Blanks)
	if text == "N;" {
		return true
	}
	if len(text) < 4 || text[1] != ':' {
		return false
	}
	last := text[len(text)-1]
	if last != ';' && last != '}' {
		return false
	}
	switch text[0] {
	case 's', 'a', 'O', 'E':
		if text[0] == 's' && text[len(text)-2] != '"' {
			return false
		}
		n := len(text) - len(strings.TrimLeft(text[2:], "0123456789"))
		return n > 2 && n < len(text) && text[n] == ':'
	case 'b', 'i', 'd':
		return last == ';' && len(text) > 3 && strings.Trim(text[2:len(text)-1], "0123456789.E+-") == ""
	}
	return false
}

// Blanks is what PHP's trim takes away.
const Blanks = " \n\r\t\v\x00"

type decoder struct {
	text         string
	at           int
	depth, count int // what is left of the bounds
	values       int
	custom       bool // a class that reads its own text may hold values unseen
}

func (d *decoder) fail(at int, why string) *Error { return &Error{Offset: at, Why: why} }

// value reads one value.
func (d *decoder) value() (Value, *Error) {
	start := d.at
	if d.count--; d.count < 0 {
		return Value{}, &Error{Offset: start, Why: "there are too many values", Limit: true}
	}
	d.values++
	v := Value{Start: start}
	var err *Error
	switch rest := d.text[start:]; {
	case strings.HasPrefix(rest, "N;"):
		d.at += 2
	case strings.HasPrefix(rest, "b:0;"), strings.HasPrefix(rest, "b:1;"):
		d.at += 4
		v.Kind, v.Bool = Bool, rest[2] == '1'
	case rest == "":
		return Value{}, d.fail(start, "the text ends where a value should stand")
	case len(rest) < 2 || rest[1] != ':':
		return Value{}, d.fail(start, "no value begins here")
	default:
		d.at += 2
		err = d.tagged(&v, rest[0])
	}
	v.End = d.at
	return v, err
}

// tagged reads what stands behind the letter of a value and its colon.
func (d *decoder) tagged(v *Value, tag byte) (err *Error) {
	switch tag {
	case 'i':
		v.Kind = Int
		v.Int, err = d.integer()
	case 'd':
		v.Kind = Float
		v.Float, err = d.float()
	case 's':
		v.Kind = String
		v.Text, err = d.quoted(';')
	case 'S':
		v.Kind = String
		v.Text, err = d.escaped()
	case 'a':
		v.Kind = Array
		v.Items, err = d.elements(true)
	case 'O', 'C', 'E':
		v.Kind = Opaque
		err = d.object(tag)
	case 'R', 'r':
		v.Kind = Opaque
		at := d.at
		var n int
		if n, err = d.number(';'); err == nil && (n < 1 || n >= d.values && !d.custom) {
			err = d.fail(at, "a reference to a value that is not there")
		}
	default:
		err = d.fail(d.at-2, "no value begins here")
	}
	return err
}

// number reads digits and the byte behind them. What does not fit is as large
// as can be, and so is more than any text holds.
func (d *decoder) number(end byte) (int, *Error) {
	start := d.at
	for d.at < len(d.text) && isDigit(d.text[d.at]) {
		d.at++
	}
	if d.at == start || !d.take(end) {
		return 0, d.fail(d.at, "a number and "+strconv.QuoteRune(rune(end))+" should stand here")
	}
	n, err := strconv.Atoi(d.text[start : d.at-1])
	if err != nil {
		n = math.MaxInt
	}
	return n, nil
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// take steps over one byte if it stands there.
func (d *decoder) take(c byte) bool {
	if d.at < len(d.text) && d.text[d.at] == c {
		d.at++
		return true
	}
	return false
}

// upTo returns the text before the next semicolon and steps over it.
func (d *decoder) upTo() (string, *Error) {
	n := strings.IndexByte(d.text[d.at:], ';')
	if n < 0 {
		return "", d.fail(d.at, "the text ends within a number")
	}
	text := d.text[d.at : d.at+n]
	d.at += n + 1
	return text, nil
}

// integer reads a whole number. One that does not fit is the nearest that does,
// as PHP has it.
func (d *decoder) integer() (int64, *Error) {
	start := d.at
	text, err := d.upTo()
	if err != nil {
		return 0, err
	}
	digits := text
	if digits != "" && (digits[0] == '-' || digits[0] == '+') {
		digits = digits[1:]
	}
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, d.fail(start, "this is no whole number")
	}
	n, _ := strconv.ParseInt(text, 10, 64) // at the bound when it is out of range
	return n, nil
}

// float reads a number with a fraction, or one that is none.
func (d *decoder) float() (float64, *Error) {
	start := d.at
	text, err := d.upTo()
	if err != nil {
		return 0, err
	}
	switch text {
	case "NAN":
		return math.NaN(), nil
	case "INF":
		return math.Inf(1), nil
	case "-INF":
		return math.Inf(-1), nil
	}
	f, bad := strconv.ParseFloat(text, 64)
	if text == "" || strings.Trim(text, "0123456789.eE+-") != "" || bad != nil && !math.IsInf(f, 0) {
		return 0, d.fail(start, "this is no number")
	}
	return f, nil
}
