package errorlog

// authzMessages are about what is required.
func authzMessages() []*Message {
	return []*Message{{
		Codes:  []string{"AH01624"},
		Says:   "A container requires nothing but that something is not so, which lets nobody in: the server does not start.",
		Causes: []Cause{{Text: "a positive Require has to stand beside the negative ones", Rules: []string{"require-negative-alone"}}},
	}, {
		Codes: []string{"AH01625", "AH01626", "AH01628"},
		Says:  "How each Require was decided; no error. It is written with LogLevel authz_core:debug, and the best way to see which line refused.",
	}, {
		Codes:  []string{"AH01627"},
		Says:   "A login is set up, and nothing is required, here or in any folder above.",
		Answer: "500",
		Causes: []Cause{{Text: "there is no Require, such as Require valid-user", Rules: []string{"auth-not-enforced"}}},
	}, {
		Codes:  []string{"AH01629"},
		Says:   "Something requires a user, and after the login there was none.",
		Answer: "401",
		Causes: []Cause{{Text: "the login accepts visitors without a name, or another module did it and set none"}},
	}, {
		Codes:  []string{"AH01630"},
		Says:   "The requirements refuse the request, whoever the visitor is: no password would help. Where nobody should get in, that is what was asked for.",
		Answer: "403",
		Causes: []Cause{
			{Text: "Require all denied is in force, often from a folder above or from the server's own configuration"},
			{Text: "Allow from was meant to open what Require denies: they are two gates, and both must open", Rules: []string{"access-generations-mixed"}},
			{Text: "what is required cannot be met by anybody", Rules: []string{"never-granted", "require-malformed"}},
			{Text: "a <RequireAll> holds negative requirements alone", Rules: []string{"require-negative-alone"}},
			{Text: "the visitor's address or host name is not the one that is required, as behind a proxy", Rules: []string{"address-malformed", "access-depends-on-dns"}},
			{Text: "a variable that is required is never set", Rules: []string{"condition-never-set"}},
		},
	}, {
		Codes:  []string{"AH01631"},
		Says:   "The password is right, and the user is not among those required.",
		Answer: "401, and the browser asks again (403 with AuthzSendForbiddenOnFailure On)",
		Causes: []Cause{
			{Text: "the requirement names others; nobody can tell this from a wrong password", Rules: []string{"refused-user-asked-again"}},
			{Text: "the name in the requirement is written otherwise than in the file", Rules: []string{"required-user-unknown", "require-malformed"}},
			{Text: "the user is in no group that is required", Rules: []string{"required-group-unknown", "group-file-malformed"}},
			{Text: "no user can meet all requirements", Rules: []string{"never-granted"}},
		},
	}, {
		Codes: []string{
			"AH01632", "AH01633", "AH01634", "AH01635", "AH01636",
			"AH01637", "AH01638", "AH01639", "AH01640", "AH01641",
		},
		Says:   "The user is not the owner of the file, or not in its group, as Require file-owner or file-group asks.",
		Answer: "401",
	}, {
		Codes:  []string{"AH01663"},
		Says:   "The user is not among those of Require user; written with LogLevel debug.",
		Causes: []Cause{{Text: "the name is written otherwise, or nobody of that name exists", Rules: []string{"required-user-unknown", "require-malformed"}}},
	}, {
		Codes:  []string{"AH01664", "AH01668"},
		Says:   "A group is required, and no AuthGroupFile says who is in it.",
		Answer: "401",
		Causes: []Cause{{Text: "AuthGroupFile is missing in this scope and above"}},
	}, {
		Codes:  []string{"AH01665", "AH01669"},
		Says:   "The group file could not be opened; the end of the line says why.",
		Answer: "401",
		Causes: []Cause{{Text: "it does not exist there, or the server's user may not read it"}},
	}, {
		Codes: []string{"AH01666", "AH01667"},
		Says:  "The user is in no group that is required; written with LogLevel debug.",
		Causes: []Cause{
			{Text: "the group file has no such group", Rules: []string{"required-group-unknown"}},
			{Text: "the line of the group is damaged", Rules: []string{"group-file-malformed"}},
		},
	}}
}

// addressMessages are about where visitors come from.
func addressMessages() []*Message {
	return []*Message{{
		Codes:  []string{"AH01753"},
		Says:   "A host name is required, and none is known for the visitor's address.",
		Answer: "403",
		Causes: []Cause{{Text: "the address has no name in DNS, or the name does not lead back to it", Rules: []string{"access-depends-on-dns"}}},
	}, {
		Codes:  []string{"AH01797"},
		Says:   "Order, Allow and Deny refuse the request. With Satisfy Any it may have been let in all the same.",
		Answer: "403",
		Causes: []Cause{
			{Text: "with Order Allow,Deny a Deny from all refuses those too whom an Allow names", Rules: []string{"deny-from-all-locks-out"}},
			{Text: "Require grants and the old directives deny: both have to let the visitor in", Rules: []string{"access-generations-mixed"}},
			{Text: "the visitor's address is not one of those allowed, as behind a proxy", Rules: []string{"address-malformed", "access-depends-on-dns"}},
		},
	}}
}

// textMessages are those without a code. httpd writes them for a .htaccess, or
// behind AH00526 for its own configuration.
func textMessages() []*Message {
	return []*Message{{
		Text:   "not allowed here",
		Says:   "A directive or section may not stand in this file.",
		Answer: "500",
		Causes: []Cause{
			{Text: "AllowOverride does not permit it in a .htaccess: passwords need AuthConfig, Order, Allow and Deny need Limit"},
			{Text: "it belongs into the server's own configuration, as Directory and Location do", Rules: []string{"apache-syntax"}},
		},
	}, {
		Text:   "invalid command",
		Says:   "The server knows no such directive.",
		Answer: "500",
		Causes: []Cause{
			{Text: "it is misspelled, or its module is not loaded", Rules: []string{"apache-syntax"}},
			{Text: "it was of an older httpd, or needs mod_access_compat", Rules: []string{"directive-removed", "legacy-access-directives"}},
			{Text: "a byte-order mark stands before it", Rules: []string{"byte-order-mark"}},
			{Text: "it is of another server's or program's language", Rules: []string{"foreign-syntax"}},
		},
	}, {
		Text:   "unknown authz provider",
		Says:   "A Require names something that no loaded module can check.",
		Answer: "500",
		Causes: []Cause{{Text: "it is misspelled, upper and lower case counting, or the module is not loaded, as mod_authz_groupfile for groups", Rules: []string{"require-unknown-provider"}}},
	}, {
		Text:   "unknown authn provider",
		Says:   "A provider of passwords is named that no loaded module is.",
		Answer: "500",
		Causes: []Cause{{Text: "it is misspelled, or its module is not loaded", Rules: []string{"auth-provider-unknown"}}},
	}, {
		Text:   "directive has no effect in",
		Says:   "A negative requirement stands where it can never let anybody in.",
		Answer: "500",
		Causes: []Cause{{Text: "it needs a <RequireAll> round it with a positive one beside it", Rules: []string{"require-negative-alone"}}},
	}, {
		Text:   "contains no authorization directives",
		Says:   "A container of requirements is empty.",
		Answer: "500",
		Causes: []Cause{{Text: "what stood in it is gone or commented out", Rules: []string{"require-malformed"}}},
	}, {
		Text:   "appears to be invalid",
		Says:   "The operand of an address rule is no address.",
		Answer: "500",
		Causes: []Cause{{Text: "it has a comma, a star, a host name or a wrong mask", Rules: []string{"address-malformed", "require-malformed"}}},
	}, {
		Text:   "takes one argument",
		Says:   "A directive that takes one argument has several, or none.",
		Answer: "500",
		Causes: []Cause{
			{Text: "the realm of AuthName has several words and no quotes", Rules: []string{"realm-malformed"}},
			{Text: "a comment stands behind it on the same line", Rules: []string{"inline-comment", "apache-syntax"}},
		},
	}, {
		Text:   "was not closed",
		Says:   "A section has no end.",
		Answer: "500",
		Causes: []Cause{{Text: "its closing line is missing, misspelled, or part of a comment", Rules: []string{"apache-syntax", "comment-continuation"}}},
	}, {
		Text:   "without matching <",
		Says:   "A section ends that never began.",
		Answer: "500",
		Causes: []Cause{{Text: "its opening line is missing, or part of a comment", Rules: []string{"apache-syntax", "comment-continuation"}}},
	}, {
		Text:   "could not register method",
		Says:   "Limit names no method that the server knows; methods are written in capitals.",
		Answer: "500",
		Causes: []Cause{{Text: "it is misspelled", Rules: []string{"apache-syntax"}}},
	}, {
		Text:   "flex scanner jammed",
		Says:   "The worker that answered has exited, in the middle of the request.",
		Answer: "an empty reply",
		Causes: []Cause{{Text: "an argument ends in a backslash", Rules: []string{"trailing-backslash-crash"}}},
	}}
}
