package htpasswd

import (
	"testing"

	"github.com/authlint/authlint/lint/model"
)

func TestMatch(t *testing.T) {
	const line = "bob:" + apr1 + "\n"
	tests := []struct {
		name, head string
		want       bool
	}{
		{"site/.htpasswd", line, true},
		{"site/.HTPASSWD", line, true},
		{"site/.htpasswd-staff", line, true},
		{"conf/htpasswd", line, true},
		{"conf/staff.htpasswd", line, true},
		{".htusers", "bob:secret\n", true},
		{".htgroup", "staff: bob ann\n", true},
		{".htdigest", "bob:Staff:" + digest32 + "\n", true},
		{"/home/u/.htpasswds/public_html/wp-admin/passwd", line, true},
		{".htpasswds/passwd", line, true},
		{"site/.htpasswd", "# staff\n\n\xef\xbb\xbfbob:x\n", true},
		{"site/.htpasswd", "\xff\xfeb\x00o\x00b\x00", true},
		{"site/.htpasswd", "ann\nbob:" + apr1 + "\n", true},

		{"etc/passwd", line, false},
		{"my.htpasswds/passwd", line, false},
		{"site/.htaccess", line, false},
		{"site/.htpasswd.bak", line, false},
		{"site/htpasswd.php", line, false},
		{"site/htpasswd", "", false},
		{"site/htpasswd", "#!/bin/sh\necho a:b\n", false},
		{"site/.htpasswd", "<?php $a = 'b:c';\n", false},
		{"site/.htpasswd", "<Files x>\nRequire user bob\n</Files>\n", false},
		{"bin/htpasswd", "\x7fELF\x02\x01\x01\x00:", false},
		{"site/.htpasswd", "version https://git-lfs.github.com/spec/v1\noid sha256:12\n", false},
		{"tests/htpasswd", "def test(a):\n    return {a: 1}\n", false},
		{"notes/htpasswd", "how to make one\nrun the tool\nsee: the manual\n", false},
	}
	for _, test := range tests {
		if got := Match(test.name, []byte(test.head)); got != test.want {
			t.Errorf("Match(%q, %q) = %v", test.name, test.head, got)
		}
	}
}

func TestKindOf(t *testing.T) {
	tests := []struct {
		about, name, head string
		want              model.StoreKind
	}{
		{"password", ".htpasswd", "bob:" + apr1 + "\n", model.Passwords},
		{"clear password", ".htpasswd", "bob:secret\n", model.Passwords},
		{"passwords in a group file", ".htgroup", "bob:" + sha512 + "\n", model.Passwords},
		{"passwords in a digest file", ".htdigest", "bob:" + sha1 + "\n", model.Passwords},
		{"digests by content", "htpasswd", "bob:Staff Room:" + digest32 + "\n", model.Digests},
		{"digest by name", ".htdigest", "bob:Staff Room:\n", model.Digests},
		{"group by name", ".htgroup", "staff:bob\n", model.Groups},
		{"group by content", "htpasswd", "# who\nstaff: bob ann\nadmin: jim sue\n", model.Groups},
		{"blank before hash", ".htpasswd", "bob: " + apr1 + "\n", model.Passwords},
		{"comment behind hash", ".htpasswd", "bob:" + apr1 + " # bob\n", model.Passwords},
		{"empty", ".htpasswd", "", model.Passwords},
	}
	for _, test := range tests {
		if got := KindOf(test.name, []byte(test.head)); got != test.want {
			t.Errorf("%s: KindOf = %d, want %d", test.about, got, test.want)
		}
	}
}
