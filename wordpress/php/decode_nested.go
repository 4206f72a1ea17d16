package php

import (
	"fmt"
	"strconv"
	"strings"
)

// quoted reads a length, that many bytes in quotes, and the byte behind.
func (d *decoder) quoted(end byte) (string, *Error) {
	at := d.at
	n, err := d.number(':')
	if err != nil {
		return "", err
	}
	if !d.take('"') {
		return "", d.fail(d.at, "a quote should stand here")
	}
	if left := len(d.text) - d.at; n > left {
		return "", d.fail(at, fmt.Sprintf("the length says %d bytes, and %d follow", n, left))
	}
	text := d.text[d.at : d.at+n]
	d.at += n
	if !d.take('"') || !d.take(end) {
		return "", d.fail(at, fmt.Sprintf("the length says %d bytes, and the text does not end there", n))
	}
	return text, nil
}

// escaped reads the form of a text in which a backslash and two digits stand
// for a byte. Its length counts the bytes that it stands for.
func (d *decoder) escaped() (string, *Error) {
	at := d.at
	n, err := d.number(':')
	if err != nil {
		return "", err
	}
	if !d.take('"') {
		return "", d.fail(d.at, "a quote should stand here")
	}
	var b strings.Builder
	for b.Len() < n {
		switch {
		case d.at >= len(d.text):
			return "", d.fail(at, fmt.Sprintf("the length says %d bytes, and the text ends", n))
		case d.text[d.at] != '\\':
			b.WriteByte(d.text[d.at])
			d.at++
		default:
			code, bad := strconv.ParseUint(d.text[d.at+1:min(d.at+3, len(d.text))], 16, 8)
			if bad != nil || d.at+3 > len(d.text) {
				return "", d.fail(d.at, "two hexadecimal digits should follow the backslash")
			}
			b.WriteByte(byte(code))
			d.at += 3
		}
	}
	if !d.take('"') || !d.take(';') {
		return "", d.fail(at, fmt.Sprintf("the length says %d bytes, and the text does not end there", n))
	}
	return b.String(), nil
}

// shortestElement is "i:0;N;".
const shortestElement = 6

// elements reads how many elements there are, and them between braces. Those of
// an object are read and not kept.
func (d *decoder) elements(keep bool) ([]Item, *Error) {
	at := d.at
	n, err := d.number(':')
	if err != nil {
		return nil, err
	}
	if !d.take('{') {
		return nil, d.fail(d.at, "a brace should stand here")
	}
	if left := len(d.text) - d.at; n > left/shortestElement {
		return nil, d.fail(at, fmt.Sprintf("the count says %d elements, and %d bytes follow", n, left))
	}
	if d.depth--; d.depth < 0 {
		return nil, &Error{Offset: at, Why: "arrays are nested too deep", Limit: true}
	}
	var items []Item
	for range n {
		item, err := d.element()
		if err != nil {
			return nil, err
		}
		if keep {
			items = append(items, item)
		}
	}
	d.depth++
	if !d.take('}') {
		return nil, d.fail(at, fmt.Sprintf("the count says %d elements, and the list does not end there", n))
	}
	return items, nil
}

// element reads a key and its value.
func (d *decoder) element() (Item, *Error) {
	key := Value{Start: d.at}
	var err *Error
	switch rest := d.text[d.at:]; {
	case strings.HasPrefix(rest, "i:"), strings.HasPrefix(rest, "s:"), strings.HasPrefix(rest, "S:"):
		d.at += 2
		err = d.tagged(&key, rest[0])
	default:
		err = d.fail(d.at, "a key should stand here")
	}
	if err != nil {
		return Item{}, err
	}
	key.End = d.at
	if key.Kind == String {
		start := key.Start
		key = Key(key.Text)
		key.Start, key.End = start, d.at
	}
	value, err := d.value()
	return Item{key, value}, err
}

// object steps over an object, an object that reads its own text, or an
// enumeration. Nothing of it is looked at.
func (d *decoder) object(tag byte) *Error {
	at := d.at
	end := byte(':')
	if tag == 'E' {
		end = ';'
	}
	class, err := d.quoted(end)
	switch {
	case err != nil:
		return err
	case !className(class, tag == 'E'):
		return d.fail(at, "this is no name of a class")
	case tag == 'O':
		_, err = d.elements(false)
		return err
	case tag == 'E':
		return nil
	}
	d.custom = true
	at = d.at
	n, err := d.number(':')
	if err != nil {
		return err
	}
	if !d.take('{') {
		return d.fail(d.at, "a brace should stand here")
	}
	if left := len(d.text) - d.at; n > left {
		return d.fail(at, fmt.Sprintf("the length says %d bytes, and %d follow", n, left))
	}
	d.at += n
	if !d.take('}') {
		return d.fail(at, fmt.Sprintf("the length says %d bytes, and the object does not end there", n))
	}
	return nil
}

// className says whether PHP takes the text for the name of a class, or for
// that of an enumeration and its case.
func className(name string, enumeration bool) bool {
	for i := range len(name) {
		c := name[i]
		if !isDigit(c) && (c|0x20 < 'a' || c|0x20 > 'z') && c != '_' && c != '\\' && c < 0x7f && (c != ':' || !enumeration) {
			return false
		}
	}
	return name != ""
}
