package errorlog

// Facts: httpd 2.4.71, its source and its log.

// requestMessages are about requests before anybody is asked for anything.
func requestMessages() []*Message {
	return []*Message{{
		Codes:  []string{"AH00025"},
		Says:   "No module took up a step of the request that one has to take up.",
		Answer: "500",
		Causes: []Cause{{Text: "the module that would do it, such as the one that checks passwords, is not loaded"}},
	}, {
		Codes:  []string{"AH00027", "AH00028"},
		Says:   "A user is required, and nothing says how users log in.",
		Answer: "500",
		Causes: []Cause{
			{Text: "AuthType is missing, or None", Rules: []string{"auth-type-missing"}},
			{Text: "the lines that set up the login are a comment, or of a file that is not in force", Rules: []string{"comment-continuation", "protection-switched-off"}},
		},
	}, {
		Codes:  []string{"AH00032", "AH00037"},
		Says:   "The path leads over a symbolic link that the server may not follow.",
		Answer: "403",
		Causes: []Cause{
			{Text: "Options has neither FollowSymLinks nor SymLinksIfOwnerMatch"},
			{Text: "with SymLinksIfOwnerMatch, the link and its target have different owners"},
			{Text: "the target does not exist, or the server's user cannot read it"},
		},
	}, {
		Codes:  []string{"AH00035", "AH00036"},
		Says:   "The server's user cannot get through to the file.",
		Answer: "403",
		Causes: []Cause{{Text: "a folder on the way lacks the permission to be entered (x)", Rules: []string{"path-unreadable"}}},
	}, {
		Codes:  []string{"AH00039"},
		Says:   "The expression of an <If> failed, and its section was skipped: what it protects is open.",
		Causes: []Cause{{Text: "a function or variable in it that cannot be evaluated for this request"}},
	}, {
		Codes:  []string{"AH00111"},
		Says:   "A ${NAME} in the configuration is not defined, and stays in the line as it is written.",
		Causes: []Cause{{Text: "the Define is missing, or the environment that apachectl sets was not read"}},
	}, {
		Codes:  []string{"AH00113"},
		Says:   "The ErrorDocument for 401 is a whole URL, which is ignored: a redirect would take the place of the password prompt.",
		Causes: []Cause{{Text: "it has to be a path that begins with a slash, or a text"}},
	}}
}

// configMessages are about configuration that is ignored or refused.
func configMessages() []*Message {
	return []*Message{{
		Codes:  []string{"AH00114", "AH00115"},
		Says:   "AllowOverride stands where it has no effect.",
		Causes: []Cause{{Text: "it is inside Location or Files; it belongs into a Directory"}},
	}, {
		Codes:  []string{"AH00116", "AH02304"},
		Says:   "AllowOverrideList names something that is no directive for a .htaccess, and leaves it out.",
		Causes: []Cause{{Text: "a class such as AuthConfig was written instead of the directives themselves"}},
	}, {
		Codes:  []string{"AH00124"},
		Says:   "The request was redirected within the server until it gave up.",
		Answer: "500",
		Causes: []Cause{
			{Text: "a rewrite rule matches its own result", Rules: []string{"rewrite-block-broken"}},
			{Text: "the rules are of a place where the site no longer is", Rules: []string{"rewrite-base-invalid", "rewrite-block-stale"}},
		},
	}, {
		Codes:  []string{"AH00526"},
		Says:   "The server's own configuration has an error and the server does not start; the next line of the log says which.",
		Causes: []Cause{{Text: "a line that httpd does not accept", Rules: []string{"apache-syntax", "directive-removed", "foreign-syntax"}}},
	}, {
		Codes:  []string{"AH00529"},
		Says:   "A .htaccess could not be read, and everything below it is refused.",
		Answer: "403",
		Causes: []Cause{{Text: "the server's user may not read the file or enter its folder, or it is a folder itself", Rules: []string{"path-unreadable"}}},
	}, {
		Codes: []string{"AH00554"},
		Says:  "Something that has to be a file is none.",
		Causes: []Cause{
			{Text: "AuthUserFile or AuthGroupFile names a folder", Rules: []string{"user-file-unreadable"}},
			{Text: "a .htaccess is a folder or a device", Rules: []string{"path-unreadable"}},
		},
	}, {
		Codes:  []string{"AH00670"},
		Says:   "Rewriting is refused, because symbolic links are not followed here.",
		Answer: "403",
		Causes: []Cause{{Text: "RewriteEngine On in a .htaccess needs Options FollowSymLinks or SymLinksIfOwnerMatch"}},
	}, {
		Codes:  []string{"AH01276"},
		Says:   "A folder has no index file and may not be listed; no access rule refused it.",
		Answer: "403",
		Causes: []Cause{{Text: "the index file is missing, or DirectoryIndex does not name it"}},
	}, {
		Codes:  []string{"AH02296"},
		Says:   "A directive is unknown and was ignored, because AllowOverride has Nonfatal.",
		Causes: []Cause{{Text: "it is misspelled, or its module is not loaded: what it was to protect is open", Rules: []string{"apache-syntax"}}},
	}}
}
