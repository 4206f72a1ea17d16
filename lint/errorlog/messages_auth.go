package errorlog

// basicMessages are about AuthType Basic and its password files.
func basicMessages() []*Message {
	return []*Message{{
		Codes:  []string{"AH01614"},
		Says:   "The browser or program sent credentials of another scheme than Basic.",
		Answer: "401",
		Causes: []Cause{{Text: "a program sends a token (Bearer) or Digest to a place that Basic protects; the application behind it never sees the token"}},
	}, {
		Codes:  []string{"AH01615"},
		Says:   "A password is to be asked for, and AuthName is missing.",
		Answer: "500",
		Causes: []Cause{{Text: "no AuthName in this scope or above", Rules: []string{"realm-missing"}}},
	}, {
		Codes:  []string{"AH01616"},
		Says:   "There is nothing that passwords could be compared with.",
		Answer: "500",
		Causes: []Cause{{Text: "AuthBasicProvider names none that is loaded, or mod_authn_file is not loaded", Rules: []string{"auth-provider-unknown"}}},
	}, {
		Codes:  []string{"AH01617"},
		Says:   "The user exists, and the password is not the one in the file.",
		Answer: "401",
		Causes: []Cause{
			{Text: "it was mistyped"},
			{Text: "the server cannot verify the way in which it is stored", Rules: []string{"unusable-password-hash", "hash-not-portable"}},
			{Text: "another line of the same user comes first", Rules: []string{"duplicate-user"}},
			{Text: "a blank, a comment or an editor's line break got into the line", Rules: []string{"malformed-entry"}},
			{Text: "the browser sends the password of another area with the same realm", Rules: []string{"realm-shared"}},
		},
	}, {
		Codes:  []string{"AH01618"},
		Says:   "The user file has no such user.",
		Answer: "401",
		Causes: []Cause{
			{Text: "it was mistyped; upper and lower case are different users"},
			{Text: "the file has no user at all", Rules: []string{"user-file-empty"}},
			{Text: "a blank before the colon or a byte-order mark became a part of the name", Rules: []string{"malformed-entry", "byte-order-mark"}},
			{Text: "a line or byte of the file is one that the server cannot read", Rules: []string{"htpasswd-syntax"}},
			{Text: "the name has letters that browsers send in different ways", Rules: []string{"user-name-not-ascii"}},
			{Text: "the browser sends the user of another area with the same realm", Rules: []string{"realm-shared"}},
		},
	}, {
		Codes:  []string{"AH01619", "AH01621"},
		Says:   "A password was entered, and no file says which one is right.",
		Answer: "500",
		Causes: []Cause{{Text: "no AuthUserFile in this scope or above", Rules: []string{"user-file-not-set"}}},
	}, {
		Codes:  []string{"AH01620", "AH01622"},
		Says:   "The user file could not be opened; the end of the line says why.",
		Answer: "500",
		Causes: []Cause{
			{Text: "it does not exist", Rules: []string{"user-file-missing"}},
			{Text: "its path begins without a slash, and is looked for in ServerRoot", Rules: []string{"user-file-relative"}},
			{Text: "its path is an example that was never replaced", Rules: []string{"user-file-placeholder"}},
			{Text: "the server's user may not read it, or it is a folder", Rules: []string{"user-file-unreadable"}},
		},
	}, {
		Codes:  []string{"AH01623"},
		Says:   "The request's method is not among those of AllowMethods.",
		Answer: "405",
	}}
}

// digestMessages are about AuthType Digest.
func digestMessages() []*Message {
	return []*Message{{
		Codes:  []string{"AH01780"},
		Says:   "A password is to be asked for, and AuthName is missing.",
		Answer: "500",
		Causes: []Cause{{Text: "no AuthName in this scope or above", Rules: []string{"realm-missing"}}},
	}, {
		Codes:  []string{"AH01781"},
		Says:   "The browser or program sent credentials of another scheme than Digest.",
		Answer: "401",
		Causes: []Cause{{Text: "a program that knows Basic alone"}},
	}, {
		Codes:  []string{"AH01788"},
		Says:   "The browser answered for another realm than that of AuthName.",
		Answer: "401",
		Causes: []Cause{{Text: "AuthName was changed while the browser remembered the old one"}},
	}, {
		Codes:  []string{"AH01790"},
		Says:   "The digest file has no such user in this realm.",
		Answer: "401",
		Causes: []Cause{
			{Text: "its lines were made for another realm than AuthName", Rules: []string{"realm-digest-mismatch"}},
			{Text: "the file is one for Basic, or a line of it is damaged", Rules: []string{"malformed-entry"}},
			{Text: "the name was mistyped"},
		},
	}, {
		Codes:  []string{"AH01792", "AH01794"},
		Says:   "The user exists, and the password is not the one in the digest file.",
		Answer: "401",
		Causes: []Cause{
			{Text: "it was mistyped"},
			{Text: "the digest was computed for another realm or name than the line has"},
		},
	}, {
		Codes:  []string{"AH01796"},
		Says:   "AuthType names a scheme that no loaded module serves.",
		Answer: "500",
		Causes: []Cause{
			{Text: "it is misspelled, or its module is not loaded", Rules: []string{"auth-type-unknown"}},
			{Text: "AuthBasicAuthoritative Off hands the user on, and nobody takes him"},
		},
	}}
}

// formMessages are about AuthType Form.
func formMessages() []*Message {
	return []*Message{{
		Codes:  []string{"AH01806"},
		Says:   "There is nothing that the passwords of the form could be compared with.",
		Answer: "500",
		Causes: []Cause{{Text: "AuthFormProvider is missing, or names none that is loaded", Rules: []string{"auth-provider-unknown"}}},
	}, {
		Codes:  []string{"AH01807"},
		Says:   "The user of the form exists, and the password is not the one in the file.",
		Answer: "401",
		Causes: []Cause{
			{Text: "it was mistyped"},
			{Text: "the server cannot verify the way in which it is stored", Rules: []string{"unusable-password-hash"}},
			{Text: "another line of the same user comes first", Rules: []string{"duplicate-user"}},
		},
	}, {
		Codes:  []string{"AH01808"},
		Says:   "The user file has no such user as the form was sent with.",
		Answer: "401",
		Causes: []Cause{
			{Text: "it was mistyped"},
			{Text: "the file has no user at all", Rules: []string{"user-file-empty"}},
			{Text: "a line of the file is damaged", Rules: []string{"malformed-entry"}},
		},
	}, {
		Codes:  []string{"AH01810"},
		Says:   "The form is to log users in, and AuthName is missing.",
		Answer: "500",
		Causes: []Cause{{Text: "no AuthName in this scope or above", Rules: []string{"realm-missing"}}},
	}}
}
