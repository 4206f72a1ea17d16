package php

import (
	"math"
	"strconv"
	"strings"
)

// Kind is what PHP takes a value for.
type Kind uint8

// The kinds.
const (
	Null Kind = iota
	Bool
	Int
	Float
	String
	Array
	// Opaque is an object, an enumeration or a reference: its end is known, and
	// nothing more.
	Opaque
)

// Value is one value of PHP's. Its methods may be called on nil, which is null.
type Value struct {
	Kind  Kind
	Bool  bool
	Int   int64
	Float float64
	Text  string
	// Items are those of an array, in the order in which they were written.
	Items []Item
	// Start and End are the bytes of the decoded text that the value was made
	// of.
	Start, End int
}

// Item is one element of an array. Key is an Int or a String.
type Item struct{ Key, Value Value }

// Get is the element of an array under a key, written as text; nil for none. Of
// two with the same key the later one counts.
func (v *Value) Get(key string) *Value {
	if v == nil || v.Kind != Array {
		return nil
	}
	for i := len(v.Items) - 1; i >= 0; i-- {
		if k := &v.Items[i].Key; k.Kind == String && k.Text == key || k.Kind == Int && k.String() == key {
			return &v.Items[i].Value
		}
	}
	return nil
}

// String is the text that PHP makes of the value.
func (v *Value) String() string {
	switch {
	case v == nil:
		return ""
	case v.Kind == Bool && v.Bool:
		return "1"
	case v.Kind == Int:
		return strconv.FormatInt(v.Int, 10)
	case v.Kind == Float:
		return floatText(v.Float)
	case v.Kind == String:
		return v.Text
	case v.Kind == Array:
		return "Array"
	}
	return ""
}

// True is PHP's truth: null, false, "", "0", 0, 0.0 and the empty array are
// not.
func (v *Value) True() bool {
	switch {
	case v == nil:
		return false
	case v.Kind == Bool:
		return v.Bool
	case v.Kind == Int:
		return v.Int != 0
	case v.Kind == Float:
		return v.Float != 0
	case v.Kind == String:
		return v.Text != "" && v.Text != "0"
	case v.Kind == Array:
		return len(v.Items) > 0
	}
	return v.Kind == Opaque
}

// Number is the whole number that PHP takes the value for, as forms store it:
// 12, "12", " 12", true. It is not known of any other text.
func (v *Value) Number() (int64, bool) {
	switch {
	case v == nil:
		return 0, false
	case v.Kind == Int:
		return v.Int, true
	case v.Kind == Bool && v.Bool:
		return 1, true
	case v.Kind == Bool:
		return 0, true
	case v.Kind == Float && math.Abs(v.Float) < 1<<53:
		return int64(v.Float), true
	case v.Kind == String:
		n, err := strconv.ParseInt(strings.Trim(v.Text, " \t\n\r\v\f"), 10, 64)
		return n, err == nil
	}
	return 0, false
}

// Key is what a text becomes as the key of an array: one that PHP would write
// as a whole number is that number.
func Key(text string) Value {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && strconv.FormatInt(n, 10) == text {
		return Value{Kind: Int, Int: n}
	}
	return Value{Kind: String, Text: text}
}

// Shift moves the places of a value and of all in it.
func (v *Value) Shift(by int) {
	v.Start, v.End = v.Start+by, v.End+by
	for i := range v.Items {
		v.Items[i].Key.Shift(by)
		v.Items[i].Value.Shift(by)
	}
}

// floatText writes a number as PHP does with its usual 14 digits.
func floatText(f float64) string {
	switch {
	case math.IsNaN(f):
		return "NAN"
	case math.IsInf(f, 0):
		return strings.Trim(strings.ToUpper(strconv.FormatFloat(f, 'g', -1, 64)), "+")
	}
	text := strconv.FormatFloat(f, 'G', 14, 64)
	digits, exponent, found := strings.Cut(text, "E")
	if !found {
		return text
	}
	if !strings.Contains(digits, ".") {
		digits += ".0"
	}
	return digits + "E" + exponent[:1] + strings.TrimLeft(exponent[1:], "0")
}
