package walk

import (
	"slices"
	"strings"

	"github.com/authlint/authlint/lint/access"
)

// hint is what can be done about a verdict.
type hint struct {
	verdict access.Verdict
	gates   []access.Gate // any of them; nil for all
	note    string        // a part of the passage's note
	// advice is a clause, in which {remote}, {method}, {user} and {file}
	// stand for those of the request and of the first place that decided.
	advice string
}

var (
	atRequire  = []access.Gate{access.GateRequire}
	atPassword = []access.Gate{access.GatePassword}
	atAddress  = []access.Gate{access.GateAddress}
	atUser     = []access.Gate{access.GateRequireUser}
	atHtaccess = []access.Gate{access.GateHtaccess}
	atRewrite  = []access.Gate{access.GateServerRewrite, access.GateRewrite}
)

// hints are looked through in this order, and the first that fits is given.
var hints = []hint{
	{access.Challenges, atPassword, "no credentials", "whoever comes has to log in; authlint why --user NAME shows what a login comes to"},
	{access.Challenges, atPassword, "another scheme", "the client has to log in by the scheme that AuthType names"},
	{access.Challenges, atPassword, "no such user in this realm", "htdigest FILE REALM {user} adds the user; the realm must be that of AuthName, letter by letter"},
	{access.Challenges, atPassword, "no such user", "htpasswd -B FILE {user} adds the user to the file that AuthUserFile names"},
	{access.Challenges, atPassword, "no password fits", "htpasswd -B {file} {user} stores the password in a way that httpd can verify"},
	{access.Challenges, atPassword, "password is wrong", "htpasswd -B {file} {user} sets a new password"},
	{access.Challenges, atUser, "", "name the user in Require user, or in the group that is required; with AuthzSendForbiddenOnFailure On the answer is 403 and not another prompt"},

	{access.Refuses, atPassword, "AuthName is missing", "add an AuthName: without a realm httpd cannot ask"},
	{access.Refuses, atPassword, "AuthUserFile is not set", "add AuthUserFile with the whole path of the password file"},
	{access.Refuses, atPassword, "cannot be opened", "AuthUserFile must be the whole path of a file that the server's user can read"},
	{access.Refuses, atPassword, "AuthType says no way", "add AuthType Basic, or require no user"},
	{access.Refuses, atPassword, "AuthType", "load the module of the AuthType, or write Basic"},
	{access.Refuses, atPassword, "AuthBasicAuthoritative", "take AuthBasicAuthoritative Off away: no other module answers for users"},

	{access.Refuses, atRequire, "nothing in force requires it", "add Require valid-user, or take AuthType away"},
	{access.Refuses, atRequire, "", "no login changes this: the lines shown must be met, or be written otherwise"},
	{access.Refuses, atAddress, "", "name {remote} in an Allow line; under Order Allow,Deny a Deny line that fits wins over it, under Order Deny,Allow it does not"},

	{access.Refuses, nil, "SSLRequireSSL", "ask by https"},
	{access.Refuses, nil, "plain http", "ask by https"},
	{access.Refuses, nil, "certificate", "--client-cert valid shows what a client with a certificate gets"},

	{access.Refuses, nil, "does not start", "mend the line that is shown; authlint check names what is wrong with it"},
	{access.Refuses, atHtaccess, "may not enter", "let the server's user enter the folder: chmod o+x"},
	{access.Refuses, atHtaccess, "symbolic link", "Options +FollowSymLinks lets httpd follow the link"},
	{access.Refuses, atHtaccess, "not allowed here", "AllowOverride has to allow the directive there, or it has to go"},
	{access.Refuses, atHtaccess, "", "mend the line that is shown: until then nothing below the folder is answered; authlint check {file} says more"},

	{access.Refuses, nil, "may not read", "let the server's user read the file: chmod o+r"},
	{access.Refuses, nil, "no index file", "put an index file there, or let httpd list the folder with Options +Indexes"},
	{access.Refuses, nil, "Options do not let programs run", "Options +ExecCGI lets programs run there"},
	{access.Refuses, nil, "no execute bit", "make the program executable: chmod +x"},
	{access.Refuses, nil, "AllowMethods", "AllowMethods has to name {method}"},
	{access.Refuses, nil, "TraceEnable", "this is as it should be: TRACE shows a client its own headers"},
	{access.Refuses, nil, "internal redirects", "the rules never come to an end: the rule that rewrites needs a condition that its own result does not meet"},
	{access.Refuses, atRewrite, "", "the rule that is shown refuses the request, whoever asks: give it a condition, or take it away"},

	{access.Unsure, nil, "lies outside the folders that may be read", "--allow-root DIR lets it be read, --path-map SERVER=LOCAL says where it lies here"},
	{access.Unsure, nil, "relative to ServerRoot", "--config FILE brings the server's configuration into view"},
	{access.Unsure, nil, "local_addr", "--local-addr ADDRESS says where the request comes in"},
	{access.Unsure, nil, "DNS", "httpd asks DNS for each client's name; write the addresses instead"},
	{access.Unsure, nil, "module", "--config FILE shows which modules are loaded, as modules does in the apache block of .authlint.hcl"},
}

// maxAdvice is how much advice a story gets.
const maxAdvice = 3

// Advice says what can be done where gates refused, asked, or could not be
// judged.
func Advice(s *Story) []string {
	var all []string
	for _, l := range legs(s.Trace) {
		if l.lookup {
			continue
		}
		for i := range l.passages {
			p := &l.passages[i]
			text := s.adviceFor(p)
			if text != "" && !slices.Contains(all, text) && len(all) < maxAdvice {
				all = append(all, text)
			}
			if p.Verdict == access.Unsure {
				return all // what comes behind it may never be reached
			}
		}
	}
	return all
}

func (s *Story) adviceFor(p *access.Passage) string {
	if p.Gate == access.GatePassword && len(s.Login) > 0 {
		return "" // what the login lacks is told already
	}
	for i := range hints {
		h := &hints[i]
		if h.verdict == p.Verdict && (h.gates == nil || slices.Contains(h.gates, p.Gate)) && strings.Contains(p.Note, h.note) {
			return s.fill(h.advice, p)
		}
	}
	return ""
}

// fill puts the request's own words into an advice.
func (s *Story) fill(advice string, p *access.Passage) string {
	user, file := "NAME", "FILE"
	if c := s.Request.Credentials; c != nil && c.User != "" {
		user = shellWord(c.User)
	}
	if len(p.Because) > 0 {
		file = shellWord(p.Because[0].File.Name)
	}
	return strings.NewReplacer("{remote}", s.Request.Remote.String(), "{method}", s.Request.Method, "{user}", user, "{file}", file).Replace(advice)
}

// shellWord is a word as a shell takes it for one.
func shellWord(word string) string {
	plain := func(c rune) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("-_./@+,=:", c)
	}
	if word != "" && word[0] != '-' && !strings.ContainsFunc(word, func(c rune) bool { return !plain(c) }) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
