package htpasswd

import (
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// Stored passwords for "secret", one of each kind.
const (
	apr1     = "$apr1$vFvdnxOX$RqEdXG9PGoO4kHhs1HVFC1"
	sha1     = "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="
	ssha     = "{SSHA}gVK8WC9YyFT1gMsQHTGCgT3sSv5zYWx0"
	bcrypt2y = "$2y$04$S9aQwuSUCaHkhP1wqGdHEOhyTblFasLL0EQn8mMO09ndFA8AkHWGG"
	bcryptHW = "04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW"
	md5crypt = "$1$abcdefgh$cHJi5PXp/ki/ktXzqlk6I1"
	sha256   = "$5$saltsalt$0IyaXrmV7.sGNS6tirgqHLqX/G.FBvgkYA.lpPdS5sA"
	sha512   = "$6$saltsalt$TVLlQcbpFVof5W3Yz4DTP6gRstiNuHwwTt6GLc1E5n0U0aDehy0S5knV8wiOQSpT0Y77vwPZN.Pq.H91p5hVO1"
	rounds   = "$6$rounds=1234$abc$O3ZOa0XiEWN0HewyM3s5mh16Zs29hmX3DWLNjonHRN//nTlr0lwJJMRhAJl66.NpDwazhmHN3f756IRDgrSzs."
	yes      = "$y$j75$saltsalt$0gBD67sgmJgRX3RZ6wHHO7sHimQEWGCWN85o4Twogh2"
	gost     = "$gy$j75$saltsalt$lKLXtt/QvsyxW9ILYZt1u1hNXyI7ZoBnbdUTsPBwSi5"
	nt       = "$3$$878d8014606cda29677a44efa1353fc7"
	bsdiHash = "_J9..saltLXKE4peqNCg"
	desHash  = "abNANd1rDfiNc"
	digest32 = "6d551e1948672cb1831568e2ee1f4c49" // of dave:Staff Room:secret
	md5hex   = "5ebe2294ecd0e0f08eab7690d2a6ee69"
)

// A fileCase is one file that says one thing. Whoever knows the password tries
// to log in as user.
type fileCase struct {
	name, data string
	kind       model.StoreKind
	user       string // "" means bob
	password   string // "" means secret
	entry      int    // which of the user's lines the password is of
	nobody     bool   // the empty name is meant
	open       bool   // the empty password is meant
}

func (c fileCase) login() (user, password string) {
	user, password = c.user, c.password
	if user == "" && !c.nobody {
		user = "bob"
	}
	if password == "" && !c.open {
		password = "secret"
	}
	return user, password
}

// longUser makes a line of the given length without its ending.
func longLine(size int) string { return "x:" + strings.Repeat("y", size-2) }

// joined makes one long line out of two that are not.
func joinedLine(size int) string {
	return "x:" + strings.Repeat("y", size-2-10) + "\\\n" + strings.Repeat("z", 10) + "\n"
}

const other = "{SHA}0uBa1Y8uEXDPWmEuXgxVDzYrXDM=" // some other password

var passwordCases = []fileCase{
	{name: "apr1", data: "bob:" + apr1 + "\n"},
	{name: "sha1", data: "bob:" + sha1 + "\n"},
	{name: "ssha", data: "bob:" + ssha + "\n"},
	{name: "bcrypt 2y", data: "bob:" + bcrypt2y + "\n"},
	{name: "bcrypt 2a", data: "bob:$2a$" + bcryptHW + "\n"},
	{name: "bcrypt 2b", data: "bob:$2b$" + bcryptHW + "\n"},
	{name: "bcrypt 2x", data: "bob:$2x$" + bcryptHW + "\n"},
	{name: "bcrypt cost 3", data: "bob:$2y$03$" + bcryptHW[3:] + "\n"},
	{name: "bcrypt stray salt bit", data: "bob:$2y$" + strings.Replace(bcryptHW, "uu2", "uv2", 1) + "\n"},
	{name: "bcrypt cut short", data: "bob:" + bcrypt2y[:59] + "\n"},
	{name: "md5 crypt", data: "bob:" + md5crypt + "\n"},
	{name: "md5 crypt without salt", data: "bob:$1$$ysVNzQc4CTMkp5daOdZ.3/\n"},
	{name: "sha256 crypt", data: "bob:" + sha256 + "\n"},
	{name: "sha512 crypt", data: "bob:" + sha512 + "\n"},
	{name: "sha512 crypt rounds", data: "bob:" + rounds + "\n"},
	{name: "sha512 crypt too few rounds", data: "bob:" + strings.Replace(rounds, "1234", "999", 1) + "\n"},
	{name: "yescrypt", data: "bob:" + yes + "\n"},
	{name: "gost yescrypt", data: "bob:" + gost + "\n"},
	{name: "scrypt", data: "bob:$7$6U..../....SodiumChloride$kqu.xk6IIro52ni5.yZ2spzCsfBJaaM0mZIbCydq4B2\n"},
	{name: "nt", data: "bob:" + nt + "\n"},
	{name: "nt capitals", data: "bob:$3$$" + strings.ToUpper(nt[4:]) + "\n"},
	{name: "bsdi", data: "bob:" + bsdiHash + "\n"},
	{name: "des", data: "bob:" + desHash + "\n"},
	{name: "thirteen letters", data: "bob:administrator\n", password: "administrator"},
	{name: "apr1 without salt", data: "bob:$apr1$$g/UEjvgvl9nWOQl6rNKvZ.\n"},
	{name: "apr1 salt too long", data: "bob:$apr1$abcdefghi$h9FWgUz3n9YxylKLlR5SQ/\n"},
	{name: "apr1 capitals", data: "bob:$APR1$" + apr1[6:] + "\n"},
	{name: "sha1 small tag", data: "bob:{sha}" + sha1[5:] + "\n"},
	{name: "sha1 without padding", data: "bob:" + sha1[:len(sha1)-1] + "\n"},
	{name: "sha256 tag", data: "bob:{SHA256}K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols=\n"},
	{name: "clear", data: "bob:secret\n"},
	{name: "clear with blanks", data: "bob:my secret\n", password: "my secret"},
	{name: "plain tag", data: "bob:{PLAIN}secret\n"},
	{name: "plain tag with blanks", data: "bob:{PLAIN} my secret \n", password: " my secret "},
	{name: "plain tag small", data: "bob:{plain}secret\n"},
	{name: "md5 hex", data: "bob:" + md5hex + "\n"},
	{name: "sha1 hex", data: "bob:e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4\n"},
	{name: "argon2", data: "bob:$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$Zm9vYmFyYmF6\n"},
	{name: "phpass", data: "bob:$P$BsaltsaltAbCdEfGhIjKlMnOpQrStU1\n"},
	{name: "wordpress", data: "bob:$wp" + bcrypt2y + "\n"},
	{name: "unknown modular", data: "bob:$zz$9$salt$abcdef\n"},
	{name: "dollar word", data: "bob:$ecret\n", password: "$ecret"},
	{name: "locked", data: "bob:!\nann:*\njim:x\nsue:!" + sha512 + "\n"},
	{name: "htdigest line", data: "dave:Staff Room:" + digest32 + "\n", user: "dave"},

	{name: "crlf", data: "bob:" + apr1 + "\r\n"},
	{name: "no newline at the end", data: "ann:" + other + "\nbob:" + apr1},
	{name: "leading blank", data: " \tbob:" + apr1 + "\n"},
	{name: "trailing blank", data: "bob:" + apr1 + " \n"},
	{name: "trailing blank and return", data: "bob:" + apr1 + "\t\r\n"},
	{name: "vertical tab behind", data: "bob:" + apr1 + "\v\f\n"},
	{name: "no-break space behind", data: "bob:" + apr1 + "\u00a0\n"},
	{name: "blank before colon", data: "bob :" + apr1 + "\n"},
	{name: "blank before colon, as written", data: "bob :" + apr1 + "\n", user: "bob "},
	{name: "blank in name", data: "bob smith:" + apr1 + "\n", user: "bob smith"},
	{name: "blank before hash", data: "bob: " + apr1 + "\n"},
	{name: "comment behind", data: "bob:" + apr1 + " # bob\n"},
	{name: "field behind", data: "bob:" + apr1 + ":Bob Smith:x\n"},
	{name: "blank and field behind", data: "bob:" + apr1 + " :Bob\n"},
	{name: "two colons", data: "bob::" + apr1 + "\n"},
	{name: "comment", data: "#bob:" + apr1 + "\n", user: "#bob"},
	{name: "comment behind blanks", data: "  #bob:" + apr1 + "\n"},
	{name: "empty user", data: ":" + apr1 + "\n", nobody: true},
	{name: "empty hash", data: "bob:\n"},
	{name: "blank hash", data: "bob: :x\n"},
	{name: "empty hash then another line", data: "bob:\nbob:" + apr1 + "\n", entry: 1},
	{name: "quoted hash", data: "bob:\"" + apr1 + "\"\n"},
	{name: "quoted user", data: "'bob':" + apr1 + "\n"},
	{name: "quoted user, as written", data: "'bob':" + apr1 + "\n", user: "'bob'"},
	{name: "quoted line", data: "\"bob:" + apr1 + "\"\n"},
	{name: "duplicate", data: "bob:" + other + "\nbob:" + apr1 + "\n", entry: 1},
	{name: "duplicate, first", data: "bob:" + apr1 + "\nbob:" + other + "\n"},
	{name: "duplicate in capitals", data: "BOB:" + other + "\nbob:" + apr1 + "\n"},
	{name: "no colon", data: "ann\nbob:" + apr1 + "\n"},
	{name: "no colon, then the same name", data: "bob\nbob:" + apr1 + "\n"},
	{name: "no colon, then a longer name", data: "bo\nbob:" + apr1 + "\nbob:" + other + "\n"},
	{name: "no colon twice, then the same name", data: "b\nbo\nbob:" + apr1 + "\n"},
	{name: "no colon, blank line, then the same name", data: "bob\n\nbob:" + apr1 + "\n"},
	{name: "no colon, comment, then the same name", data: "bob\n#\nbob:" + apr1 + "\n"},
	{name: "no colon and crlf, then the same name", data: "bob\r\nbob:" + apr1 + "\n"},
	{name: "no colon, then another name, then the same", data: "bob\nann:" + other + "\nbob:" + apr1 + "\n"},
	{name: "no colon with hash", data: "bob " + apr1 + "\n"},
	{name: "hash as name", data: apr1 + ":bob\n"},
	{name: "utf-8 name", data: "bärbel:" + apr1 + "\n", user: "bärbel"},
	{name: "latin-1 name", data: "b\xe4rbel:" + apr1 + "\n", user: "b\xe4rbel"},

	{name: "mark", data: "\xef\xbb\xbfbob:" + apr1 + "\nann:" + apr1 + "\n"},
	{name: "mark, second user", data: "\xef\xbb\xbfbob:" + apr1 + "\nann:" + apr1 + "\n", user: "ann"},
	{name: "mark before comment", data: "\xef\xbb\xbf# users\nbob:" + apr1 + "\n"},
	{name: "utf-16", data: "\xff\xfeb\x00o\x00b\x00:\x00x\x00\n\x00"},
	{name: "utf-16 without mark", data: "\x00b\x00o\x00b\x00:\x00x\x00\n"},
	{name: "carriage returns alone", data: "ann:" + other + "\rbob:" + apr1 + "\r"},
	{name: "carriage returns alone, first", data: "bob:" + apr1 + "\rann:" + other + "\r"},
	{name: "one line with a return", data: "bob:" + apr1 + "\r"},
	{name: "return between two lines", data: "bob:" + apr1 + "\rann:" + other + "\njim:" + apr1 + "\n", user: "jim"},
	{name: "return in front", data: "\rbob:" + apr1 + "\n"},
	{name: "nul in name", data: "b\x00ob:" + apr1 + "\nann:" + apr1 + "\n", user: "ann"},
	{name: "nul behind hash", data: "bob:" + apr1 + "\x00 # old\n"},
	{name: "nul in hash", data: "bob:" + apr1[:20] + "\x00" + apr1[20:] + "\n"},
	{name: "nul in a long line", data: "bob\x00" + strings.Repeat("x", 8187) + "bob:" + apr1 + "\n"},
	{name: "backslash joins", data: "ann:" + other + "\\\nbob:" + apr1 + "\n"},
	{name: "backslash joins name and hash", data: "bob:\\\n" + apr1 + "\n"},
	{name: "backslash before blank line", data: "bob:" + apr1 + "\\\n\nann:" + other + "\n"},
	{name: "backslash before crlf", data: "ann:" + other + "\\\r\nbob:" + apr1 + "\n"},
	{name: "backslash at the end", data: "bob:" + apr1 + "\\"},
	{name: "backslash at the end of the last line", data: "bob:" + apr1 + "\\\n"},
	{name: "two backslashes and a blank line", data: "ann:" + other + "\\\\\n\nbob:" + apr1 + "\n"},
	{name: "comment joins", data: "# old \\\nbob:" + apr1 + "\n"},
	{name: "8190 bytes", data: longLine(8190) + "\nbob:" + apr1 + "\n"},
	{name: "8191 bytes", data: longLine(8191) + "\nbob:" + apr1 + "\n"},
	{name: "8189 bytes and crlf", data: longLine(8189) + "\r\nbob:" + apr1 + "\n"},
	{name: "8190 bytes and crlf", data: longLine(8190) + "\r\nbob:" + apr1 + "\n"},
	{name: "8190 bytes at the end", data: "ann:" + other + "\n" + "bob:" + apr1 + ":" + strings.Repeat("x", 8190-5-len(apr1))},
	{name: "8191 bytes at the end", data: "ann:" + other + "\n" + "bob:" + apr1 + ":" + strings.Repeat("x", 8191-5-len(apr1))},
	{name: "long comment", data: "#" + strings.Repeat("x", 9000) + "\nbob:" + apr1 + "\n"},
	{name: "joined 8190 bytes", data: joinedLine(8190) + "bob:" + apr1 + "\n"},
	{name: "joined 8191 bytes", data: joinedLine(8191) + "bob:" + apr1 + "\n"},
	{name: "nginx buffer", data: "bob:{PLAIN}" + strings.Repeat("x", 3000) + "\n", password: strings.Repeat("x", 3000)},
	{name: "empty password sha1", data: "bob:{SHA}2jmj7l5rSw0yVb/vlWAYkK/YBwk=\n", open: true},
	{name: "empty password plain", data: "bob:{PLAIN}\n", open: true},
	{name: "empty file", data: ""},
	{name: "blank lines", data: "\n  \n\t\r\n"},
	{name: "binary", data: "\x7fELF\x01\x02\x00\x00bob:" + apr1 + "\n"},
	{name: "php", data: "<?php\n$db = array('a:b' => 'secret');\n"},
	{name: "private key", data: "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----\n"},
	{name: "passwd of the system", data: "root:x:0:0:root:/root:/bin/sh\nbob:x:1000:1000::/home/bob:/bin/sh\n"},
	{name: "many lines without colon", data: strings.Repeat("word\n", 23) + "bob:" + apr1 + "\n"},
	{name: "group line", data: "staff: bob ann\n"},
}

var digestCases = []fileCase{
	{name: "digest", data: "dave:Staff Room:" + digest32 + "\n", user: "dave"},
	{name: "digest in capitals", data: "dave:Staff Room:" + strings.ToUpper(digest32) + "\n", user: "dave"},
	{name: "digest of another realm", data: "dave:Staff:" + digest32 + "\n", user: "ann"},
	{name: "digest colons", data: "dave::Staff Room:::" + digest32 + ":more\n", user: "dave"},
	{name: "digest comment behind", data: "dave:Staff Room:" + digest32 + " # x\n", user: "dave"},
	{name: "digest blank before", data: "dave:Staff Room: " + digest32 + "\n", user: "dave"},
	{name: "digest blanks around", data: "  dave:Staff Room:" + digest32 + "  \r\n", user: "dave"},
	{name: "digest user blank", data: "dave :Staff Room:" + digest32 + "\n", user: "dave"},
	{name: "digest quoted", data: "dave:Staff Room:\"" + digest32 + "\"\n", user: "dave"},
	{name: "digest missing", data: "dave:Staff Room\n", user: "dave"},
	{name: "digest empty", data: "dave:Staff Room:\n", user: "dave"},
	{name: "password line in digests", data: "dave:" + apr1 + "\n", user: "dave"},
	{name: "password line with field in digests", data: "dave:" + apr1 + ":Dave\n", user: "dave"},
	{name: "digest two realms", data: "dave:Other:" + md5hex + "\ndave:Staff Room:" + digest32 + "\n", user: "dave", entry: 1},
	{name: "digest duplicate", data: "dave:Staff Room:" + md5hex + "\ndave:Staff Room:" + digest32 + "\n", user: "dave", entry: 1},
	{name: "digest name alone", data: "dave\n", user: "dave"},
	{name: "digest mark", data: "\xef\xbb\xbfdave:Staff Room:" + digest32 + "\n", user: "dave"},
}

var groupCases = []fileCase{
	{name: "group", data: "staff: ann bob\n"},
	{name: "group tabs", data: "staff:\tann\tbob\t\n"},
	{name: "group blank before colon", data: "  staff : ann bob\n"},
	{name: "group capitals", data: "STAFF: bob\n"},
	{name: "group member capitals", data: "staff: BOB\n"},
	{name: "group comma", data: "staff: bob, ann\n"},
	{name: "group commas alone", data: "staff: ann,bob\n"},
	{name: "group comment", data: "staff: ann # bob\n"},
	{name: "group comment line", data: "  # staff: bob\n"},
	{name: "group quoted member", data: "staff: \"bob\" ann\n"},
	{name: "group open quote", data: "staff: ann \"bob\n"},
	{name: "group quoted blank", data: "staff: 'bob smith'\n", user: "bob smith"},
	{name: "group quote inside", data: "staff: b\"ob\n", user: "b\"ob"},
	{name: "group text behind quote", data: "staff: 'bob'ann jim\n", user: "ann"},
	{name: "group backslash", data: "staff: a\\\\b \"q\\\"t\" bob\n", user: "q\"t"},
	{name: "group quoted name", data: "\"staff\": bob\n"},
	{name: "group two lines", data: "staff: ann\nstaff: bob\n"},
	{name: "group of the system", data: "staff:x:1000:ann,bob\n"},
	{name: "group of the system, empty", data: "staff::1000:bob\n"},
	{name: "group no colon", data: "staff bob\n"},
	{name: "group two colons", data: "staff:: bob\n"},
	{name: "group without members", data: "staff:\n"},
	{name: "group joined", data: "staff: ann \\\n  bob\nadmin: jim\n"},
	{name: "group hidden by comment", data: "# staff \\\nstaff: bob\n"},
	{name: "group long line", data: "staff: " + strings.Repeat("ann ", 5000) + "bob\n"},
	{name: "group mark", data: "\xef\xbb\xbfstaff: bob\n"},
	{name: "group nul", data: "staff: ann\x00 bob\nadmin: x\n"},
	{name: "group returns", data: "admin: ann\rstaff: bob\r"},
	{name: "group return inside", data: "admin: ann\rstaff: bob\nx: y\n"},
	{name: "password file as group file", data: "staff:" + sha512 + "\nbob:" + desHash + "\n"},
	{name: "digest file as group file", data: "bob:staff:" + digest32 + "\n"},
	{name: "group of thirteen letters", data: "staff: administrator bob\n"},
}

// kinds puts the kind into the cases of a table.
func kinds(kind model.StoreKind, cases []fileCase) []fileCase {
	out := make([]fileCase, len(cases))
	for i, c := range cases {
		c.kind = kind
		out[i] = c
	}
	return out
}

// allCases are the cases of all three tables.
func allCases() []fileCase {
	all := kinds(model.Passwords, passwordCases)
	all = append(all, kinds(model.Digests, digestCases)...)
	return append(all, kinds(model.Groups, groupCases)...)
}
