package model

import "strings"

// RealmControl returns the first control character that httpd would have to
// send with a realm, as it is written: it answers 500 instead. It is empty
// when there is none. To httpd a realm is a text with variables, in which a
// backslash and a letter stand for some of them.
func RealmControl(realm string) string {
	for i := 0; i < len(realm); i++ {
		c := realm[i]
		if c == '\\' && i+1 < len(realm) {
			i++
			if strings.IndexByte("nrbf", realm[i]) >= 0 {
				return realm[i-1 : i+1]
			}
		} else if c < ' ' && c != '\t' || c == 0x7f {
			return realm[i : i+1]
		}
	}
	return ""
}
