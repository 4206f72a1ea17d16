package apache

import (
	"testing"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// mergeCases are folders in folders; httpd says what a stranger gets below.
var mergeCases = []struct{ name, parent, child string }{
	{"child replaces", "Require all denied", "Require all granted"},
	{"merging and", "Require all denied", "AuthMerging And\nRequire all granted"},
	{"merging or", "Require all denied", "AuthMerging Or\nRequire all granted"},
	{"merging off alone", "Require all denied", "AuthMerging Off"},
	{"merging and alone", "Require all denied", "AuthMerging And"},
	{"forbidden alone", "Require all denied", "AuthzSendForbiddenOnFailure On"},
	{"merging off and forbidden", "Require all denied", "AuthMerging Off\nAuthzSendForbiddenOnFailure On"},
	{"deny is dropped by an allow", "Deny from all", "Allow from 192.0.2.1"},
	{"deny is dropped by an order", "Deny from all", "Order deny,allow"},
	{"deny is dropped by satisfy", "Deny from all", "Satisfy All"},
	{"deny is kept", "Deny from all", "Options -Indexes"},
	{"satisfy any is inherited", "Require all denied\nSatisfy Any", "Options -Indexes"},
	{"satisfy any is dropped", "Require all denied\nSatisfy Any", "Order deny,allow"},
	{"both generations", "Deny from all", "Require all granted"},
	{"limit leaves other methods", "Require all denied", "<Limit POST>\nRequire all denied\n</Limit>"},
	{"user after type", "AuthType Basic\nAuthName x\nAuthUserFile /nowhere", "Require valid-user"},
	{"type none below", "AuthType Basic\nAuthName x\nAuthUserFile /nowhere\nRequire valid-user", "AuthType None"},
	{"type none and granted", "AuthType Basic\nAuthName x\nRequire valid-user", "AuthType None\nRequire all granted"},
	{"all of address and user", "", "AuthType Basic\nAuthName x\n<RequireAll>\nRequire ip 192.0.2.1\nRequire valid-user\n</RequireAll>"},
	{"only negatives in all", "", "<RequireAll>\nRequire not ip 192.0.2.1\n</RequireAll>"},
	{"negative and granted", "", "<RequireAll>\nRequire all granted\nRequire not ip 192.0.2.1\n</RequireAll>"},
	{"satisfy any without deny", "", "AuthType Basic\nAuthName x\nRequire valid-user\nSatisfy Any"},
	{"satisfy any with deny", "", "AuthType Basic\nAuthName x\nRequire valid-user\nOrder deny,allow\nDeny from all\nSatisfy Any"},
	{"basic without a realm", "AuthType Basic", "Require valid-user"},
	{"digest without a realm", "Require valid-user", "AuthType Digest"},
	{"form without a realm", "", "AuthType Form\nAuthFormProvider file\nRequire valid-user"},
}

// TestMergeLive asks a live httpd for every pair of folders.
func TestMergeLive(t *testing.T) {
	h := live.StartHttpd(t, live.HttpdConfig{})
	for i, c := range mergeCases {
		dir := "m" + string(rune('a'+i))
		h.Write(t, dir+"/.htaccess", c.parent+"\n")
		h.Write(t, dir+"/in/.htaccess", c.child+"\n")
		h.Write(t, dir+"/in/page.txt", "page\n")
		got := h.Do(t, live.Request{Method: "GET", Path: "/" + dir + "/in/page.txt"}).Status

		site := &model.Site{}
		load(source.NewFile("/"+dir+"/.htaccess", []byte(c.parent+"\n")), blindLoader{}, site)
		load(source.NewFile("/"+dir+"/in/.htaccess", []byte(c.child+"\n")), blindLoader{}, site)
		merged := &site.Above("/" + dir + "/in/x").Merged
		want := map[access.Entry]int{access.Enters: 200, access.Asked: 401, access.Refused: 403, access.Broken: 500}
		if entry := access.Enter(merged, access.Stranger("GET")); want[entry] != got {
			t.Errorf("%s: httpd answers %d, the merged settings say %v (%d)", c.name, got, entry, want[entry])
		}
	}
	if h.Requests() != len(mergeCases) {
		t.Errorf("%d requests were answered, want %d", h.Requests(), len(mergeCases))
	}
}
