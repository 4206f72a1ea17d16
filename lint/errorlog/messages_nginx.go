package errorlog

// Facts: nginx 1.22.1 and the source of 1.31, its log. nginx has no codes, and
// authlint does not read its configuration: the rules are those that read
// password files whoever uses them.

// nginxMessages are what nginx writes while it answers.
func nginxMessages() []*Message {
	return []*Message{{
		Text:   "no user/password was provided for basic authentication",
		Says:   "The request came without a user and password for auth_basic.",
		Answer: "401",
		Causes: []Cause{
			{Text: "it is the first request of a browser, which asks for the password upon this answer: nothing is wrong"},
			{Text: "a program sends no Authorization header, or a token (Bearer), to a place that auth_basic protects"},
			{Text: "the header is no Base64, or has no colon or no user in it"},
		},
	}, {
		Text:   `user "..." was not found in "..."`,
		Says:   "The file of auth_basic_user_file has no such user.",
		Answer: "401",
		Causes: []Cause{
			{Text: "it was mistyped; upper and lower case are different users"},
			{Text: "a byte-order mark stands before the name and became a part of it", Rules: []string{"byte-order-mark"}},
			{Text: "a blank stands before the name, which is one to nginx alone"},
			{Text: "the line has no colon, or the line before it begins like this one and has none", Rules: []string{"malformed-entry"}},
			{Text: "the line ends are those of old Macs (CR), so that the file is one line", Rules: []string{"htpasswd-syntax"}},
			{Text: "it is another file than the one that was edited: a relative path starts from the folder of nginx.conf"},
		},
	}, {
		Text:   `user "...": password mismatch`,
		Says:   "The user exists, and the password is not the one in the file.",
		Answer: "401",
		Causes: []Cause{
			{Text: "it was mistyped"},
			{Text: "it is stored in a way that nginx cannot verify, such as plain text, a bare MD5 or SHA-256, or a line of htdigest", Rules: []string{"unusable-password-hash", "hash-not-portable"}},
			{Text: "another line of the same user comes first", Rules: []string{"duplicate-user"}},
			{Text: "a blank at the end of the line became a part of it"},
		},
	}, {
		Text:   "crypt_r() failed",
		Says:   "The system's library refuses the way in which the password is stored.",
		Answer: "500",
		Causes: []Cause{
			{Text: "the scheme is one that the library does not know, as bcrypt in older glibc and yescrypt in musl", Rules: []string{"hash-not-portable"}},
			{Text: "the hash is damaged", Rules: []string{"unusable-password-hash"}},
		},
	}, {
		Text: `open() "..." failed (2: no such file or directory)`,
		Says: "A file does not exist. Visitors who enter a password get 403 where it is the one of auth_basic_user_file, else the answer is 404.",
		Causes: []Cause{
			{Text: "the path is relative, and is looked for in the folder of nginx.conf"},
			{Text: "auth_basic_user_file off, which names a file: auth_basic off switches the password off"},
			{Text: "the file lies outside of the container or chroot that nginx runs in"},
		},
	}, {
		Text: `open() "..." failed (13: permission denied)`,
		Says: "The worker's user may not open a file. The answer is 500 where it is the one of auth_basic_user_file, else 403.",
		Causes: []Cause{
			{Text: "the file belongs to root alone: it needs the worker's group and mode 0640"},
			{Text: "a folder on the way lacks the permission to be entered (x)"},
			{Text: "SELinux or AppArmor forbids it"},
		},
	}, {
		Text:   `read() "..." failed (21: is a directory)`,
		Says:   "What auth_basic_user_file names is a folder.",
		Answer: "500",
		Causes: []Cause{{Text: "a variable in the path is empty, or a container's volume was mounted for a file that was not there"}},
	}, {
		Text:   "access forbidden by rule",
		Says:   "An allow or deny refused the visitor's address; a password does not help.",
		Answer: "403",
		Causes: []Cause{
			{Text: "the first rule that fits wins, and a deny stands above the allow that was meant"},
			{Text: "nginx stands behind a proxy and sees its address: real_ip_header and set_real_ip_from are missing"},
			{Text: "the visitor came by IPv6, and the rules speak of IPv4"},
			{Text: "rules in a location take the place of all those above it"},
			{Text: "the place is closed on purpose, as locations for .htpasswd and .git are"},
		},
	}, {
		Text:   `directory index of "..." is forbidden`,
		Says:   "A folder has no index file and may not be listed; no access rule refused it.",
		Answer: "403",
		Causes: []Cause{{Text: "the index file is missing, index does not name it, or root leads to another folder"}},
	}, {
		Text:   `" is forbidden (13: permission denied)`,
		Says:   "The worker's user cannot get through to the folder.",
		Answer: "403",
		Causes: []Cause{{Text: "a folder on the way lacks the permission to be entered (x)"}},
	}, {
		Text:   "auth request unexpected status",
		Says:   "The request of auth_request was answered by something else than 2xx, 401 or 403.",
		Answer: "500",
		Causes: []Cause{
			{Text: "the login service redirects (302): it has to answer 401, and error_page 401 redirects"},
			{Text: "the location that auth_request names does not exist (404), or its service is down (502)"},
		},
	}, {
		Text:   "rewrite or internal redirection cycle",
		Says:   "The request was sent round within the server until it gave up.",
		Answer: "500",
		Causes: []Cause{
			{Text: "the last argument of try_files, or a rewrite, leads to itself"},
			{Text: "the page of error_page is forbidden itself"},
		},
	}, {
		Text:   "could not find named location",
		Says:   "error_page or try_files names a location (@name) that the server does not have.",
		Answer: "500",
		Causes: []Cause{{Text: "it is misspelled, or stands in another server block"}},
	}, {
		Text:   "limiting requests",
		Says:   "limit_req refused the request; it was no question of passwords.",
		Answer: "503, unless limit_req_status says otherwise",
		Causes: []Cause{
			{Text: "somebody tries passwords"},
			{Text: "the limit is too low for a page with its pictures, or all visitors come from one proxy"},
		},
	}}
}

// nginxConfigMessages are why nginx does not start, or goes on with the
// configuration it had.
func nginxConfigMessages() []*Message {
	const stays = "The server does not start; one that runs goes on with its old configuration."
	return []*Message{{
		Text: `unknown directive "..." in`,
		Says: "nginx knows no such directive. " + stays,
		Causes: []Cause{
			{Text: "it is misspelled, or its module is not loaded"},
			{Text: "it is of Apache's language, as Require and AuthType are"},
			{Text: "the file begins with a byte-order mark"},
		},
	}, {
		Text: `" directive is not allowed here in`,
		Says: "A directive may not stand in this block. " + stays,
		Causes: []Cause{
			{Text: "auth_basic, allow and deny may not stand in an if: a location or limit_except takes them, and a map may switch the realm off"},
			{Text: "a brace is missing or too many further up"},
		},
	}, {
		Text:   `" directive is duplicate in`,
		Says:   "A directive stands twice in one block. " + stays,
		Causes: []Cause{{Text: "an included file sets it too: auth_basic off belongs into a location of its own"}},
	}, {
		Text:   `invalid parameter "..." in`,
		Says:   "A parameter is not of the kind that the directive takes. " + stays,
		Causes: []Cause{{Text: "allow and deny take addresses, networks and all: no host names, and no from"}},
	}, {
		Text:   "low address bits of",
		Says:   "The address of an allow or deny has bits beyond its mask, which nginx leaves out: the rule is for the whole network.",
		Causes: []Cause{{Text: "a single address was meant, which takes no mask"}},
	}}
}
