package httpd

import (
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/authlint/authlint/lint/linttest/oracle"
)

// featureTable has a name and a pattern on each line.
const featureTable = `
AuthType Basic          => authtype\s+"?basic
AuthType Digest         => authtype\s+"?digest
AuthType None           => authtype\s+"?none
AuthName                => authname\s
AuthUserFile            => authuserfile\s
AuthUserFile missing    => authuserfile\s.*/missing
AuthUserFile wrong      => authuserfile\s.*/(wrong|empty)
AuthGroupFile           => authgroupfile\s
AuthBasicProvider       => authbasicprovider\s
AuthMerging             => authmerging\s
AuthBasicAuthoritative  => authbasicauthoritative\s
Require all             => require\s+all\s
Require valid-user      => require\s+valid-user
Require user            => require\s+user\s
Require group           => require\s+group\s
Require ip              => require\s+ip\s
Require local           => require\s+local
Require env             => require\s+env\s
Require method          => require\s+method\s
Require expr            => require\s+"?expr\s
Require not             => require\s+not\s
RequireAll              => <requireall
RequireAny              => <requireany
RequireNone             => <requirenone
Order                   => order\s
Allow from              => allow\s+from
Deny from               => deny\s+from
Allow/Deny from env     => (allow|deny)\s+from\s+env=
Satisfy                 => satisfy\s
Limit                   => <limit\s
LimitExcept             => <limitexcept\s
Directory               => <directory\s
DirectoryMatch          => (<directorymatch\s|<directory\s+~)
Files                   => <files\s
FilesMatch              => (<filesmatch\s|<files\s+~)
Location                => <location\s
LocationMatch           => (<locationmatch\s|<location\s+~)
If                      => <if\s
ElseIf                  => <elseif\s
Else                    => <else>
IfModule                => <ifmodule\s
IfVersion               => <ifversion\s
AllowOverride None      => allowoverride\s+none
AllowOverride classes   => allowoverride\s+(authconfig|fileinfo|limit|options|indexes)
AllowOverride Nonfatal  => allowoverride\s.*nonfatal
AllowOverrideList       => allowoverridelist\s
SetEnvIf                => setenvif\s
SetEnvIfNoCase          => setenvifnocase\s
SetEnvIfExpr            => setenvifexpr\s
BrowserMatch            => browsermatch
SetEnv                  => setenv\s
Options                 => options\s
Options -FollowSymLinks => options\s.*-followsymlinks
SymLinksIfOwnerMatch    => options\s.*\+symlinksifownermatch
MultiViews              => options\s.*\+?multiviews
Options Indexes         => options\s.*indexes
DirectoryIndex          => directoryindex\s
DirectoryIndex disabled => directoryindex\s+disabled
DirectoryIndex URL      => directoryindex\s.*http
DirectorySlash          => directoryslash\s
FallbackResource        => fallbackresource\s
ErrorDocument 401       => errordocument\s+401
ErrorDocument 403       => errordocument\s+403
ErrorDocument 404       => errordocument\s+404
ErrorDocument 500       => errordocument\s+500
ErrorDocument local     => errordocument\s+\d+\s+["']?/
ErrorDocument text      => errordocument\s+\d+\s+"?[a-z][^:]*$
ErrorDocument URL       => errordocument\s+\d+\s+["']?http
ErrorDocument default   => errordocument\s+\d+\s+["']?default
RewriteEngine           => rewriteengine\s
RewriteRule             => rewriterule\s
RewriteCond             => rewritecond\s
RewriteBase             => rewritebase\s
RewriteOptions          => rewriteoptions\s
front controller        => rewriterule\s+\.\s.*index\.php
RewriteRule [F]         => rewriterule\s.*\[[^]]*\b(f|forbidden)\b
RewriteRule [G]         => rewriterule\s.*\[[^]]*\b(g|gone)\b
RewriteRule [R]         => rewriterule\s.*\[[^]]*\b(r|redirect)\b
RewriteRule [R=4xx]     => rewriterule\s.*\[[^]]*\br=4
RewriteRule [L]         => rewriterule\s.*\[[^]]*\b(l|last)\b
RewriteRule [END]       => rewriterule\s.*\[[^]]*\bend\b
RewriteRule [PT]        => rewriterule\s.*\[[^]]*\bpt\b
RewriteRule [NC]        => rewriterule\s.*\[[^]]*\bnc\b
RewriteCond [OR]        => rewritecond\s.*\[[^]]*\bor\b
RewriteRule [QSA]       => rewriterule\s.*\[[^]]*\bqsa\b
RewriteRule [E]         => rewriterule\s.*\[[^]]*\be=
RewriteRule [S]         => rewriterule\s.*\[[^]]*\bs=
RewriteRule [C]         => rewriterule\s.*\[c\]
RewriteRule [N]         => rewriterule\s.*\[n\b
Redirect                => redirect(permanent|temp)?\s
RedirectMatch           => redirectmatch\s
RedirectPermanent       => redirectpermanent\s
Redirect gone           => redirect(match)?\s+(gone|410|40[34])
Alias                   => alias\s
AliasMatch              => aliasmatch\s
ScriptAlias             => scriptalias
RemoteIPHeader          => remoteipheader\s
RemoteIP proxies        => remoteip(trusted|internal)proxy\s
SetHandler              => sethandler\s
AddHandler              => addhandler\s
AcceptPathInfo          => acceptpathinfo\s
AllowMethods            => allowmethods\s
Header                  => header\s
SSLRequireSSL           => sslrequiressl
SSLEngine               => sslengine\s+on
SSLVerifyClient         => sslverifyclient\s
SSLRequire              => sslrequire\s
`

// unit is a piece of configuration that governs some paths of a site.
type unit struct {
	below    string // URL path, without final slash; "" governs all
	features []string
}

// units takes a batch's site apart.
func units(table []oracle.Feature, conf string, s oracle.Site) []unit {
	out := append(lineUnits(table, conf), lineUnits(table, s.Conf)...)
	out = append(out, unit{"", spellings(s.Conf)})
	for _, f := range s.Files {
		if path.Base(f.Name) == ".htaccess" {
			found := append(oracle.FeaturesOf(table, logicalLines(f.Text)), spellings(f.Text)...)
			out = append(out, unit{strings.TrimSuffix(path.Join("/", path.Dir(f.Name)), "/"), append(found, ".htaccess")})
		}
	}
	return out
}

// spelling is a way to write lines that not everybody has.
var spelling = map[string]*regexp.Regexp{
	"line ends of Windows": regexp.MustCompile(`\r\n`),
	"continued lines":      regexp.MustCompile(`\\\r?\n`),
	"names in capitals":    regexp.MustCompile(`(?m)^[ \t]*<?[A-Z]{4,}[ \t]`),
	"names in small":       regexp.MustCompile(`(?m)^[ \t]*<?[a-z]{4,}[ \t]`),
	"single quotes":        regexp.MustCompile(`(?m)^[ \t]*\w+[ \t]+([^"#\n]*[ \t])?'[^'\n]*'`),
}

// spellings are the spellings that a text uses.
func spellings(text string) []string {
	var found []string
	for name, pattern := range spelling {
		if pattern.MatchString(text) {
			found = append(found, "spelling: "+name)
		}
	}
	return found
}

var literalSection = regexp.MustCompile(`(?i)^<(?:directory|location)\s+"(?:` + oracle.RootMark + `)?(/[^"*?\[]*|)"`)

// lineUnits takes a host's configuration apart into what stands in sections for
// one path, and the rest. Sections for patterns count for every path.
func lineUnits(table []oracle.Feature, conf string) []unit {
	var out []unit
	var rest, inside []string
	below, depth := "", 0
	for _, line := range logicalLines(conf) {
		if m := literalSection.FindStringSubmatch(line); m != nil && depth == 0 {
			below, depth, inside = strings.TrimSuffix(m[1], "/"), 1, nil
		} else if depth > 0 && (strings.HasPrefix(line, "</directory>") || strings.HasPrefix(line, "</location>")) {
			depth = 0
			out = append(out, unit{below, oracle.FeaturesOf(table, inside)})
		}
		if depth > 0 {
			inside = append(inside, line)
		} else {
			rest = append(rest, line)
		}
	}
	return append(out, unit{"", oracle.FeaturesOf(table, rest)})
}

// logicalLines are the lines of a configuration in lower case, comments left
// out and continued ones joined.
func logicalLines(text string) []string {
	text = strings.NewReplacer("\\\r\n", " ", "\\\n", " ").Replace(text)
	var out []string
	for line := range strings.Lines(text) {
		line = strings.ToLower(strings.TrimSpace(line))
		if line != "" && line[0] != '#' {
			out = append(out, strings.Replace(line, strings.ToLower(oracle.RootMark), oracle.RootMark, 1))
		}
	}
	return out
}

// governing are the features of what governs a request.
func governing(us []unit, r oracle.Request) map[string]bool {
	target, _, _ := strings.Cut(r.Target, "?")
	if decoded, err := url.PathUnescape(target); err == nil {
		target = decoded
	}
	target = path.Clean("/" + target)
	found := map[string]bool{}
	for _, name := range oracle.Asked(r) {
		found[name] = true
	}
	for _, u := range us {
		if u.below == "" || target == u.below || strings.HasPrefix(target, u.below+"/") {
			for _, name := range u.features {
				found[name] = true
			}
		}
	}
	return found
}
