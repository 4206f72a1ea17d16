package apache

import "strings"

// ThirdPartyOwner names the module that brings a directive which httpd's own modules do not have, going by the way
// such modules name their directives: "mod_php" for php_value. It is "" for httpd's own directives and for names
// that tell nothing.
func ThirdPartyOwner(directive string) string {
	if Lookup(directive) != nil {
		return ""
	}
	name := strings.TrimPrefix(directive, "<")
	for _, owner := range thirdPartyOwners {
		for _, prefix := range owner.prefixes {
			if len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix) {
				return owner.module
			}
		}
	}
	return ""
}

// Removed says in a short clause what became of a directive of httpd 1.3, 2.0 or 2.2 that 2.4 no longer knows; it is
// "" for any other name.
func Removed(directive string) string {
	for _, gone := range removedDirectives {
		for _, name := range gone.names {
			if strings.EqualFold(name, directive) {
				return gone.became
			}
		}
	}
	return ""
}

// thirdPartyOwners has the beginnings of directive names, by module. The first row that fits wins, so a longer
// beginning stands above a shorter one.
var thirdPartyOwners = [...]struct {
	module   string
	prefixes []string
}{
	{"mod_php", []string{"php_", "PHPINIDir", "php3_", "php4_", "php5_"}},
	{"mod_suphp", []string{"suPHP_"}},
	{"mod_lsapi", []string{"lsapi_", "mod_lsapi_"}},
	{"LiteSpeed", []string{"CacheLookup", "CacheEngine", "CacheKeyModify", "LSPHP_", "LiteMage", "LSCache"}},
	{"mod_fcgid", []string{"Fcgid", "FCGIWrapper", "DefaultInitEnv", "IPCCommTimeout", "IPCConnectTimeout", "BusyTimeout"}},
	{"mod_fastcgi", []string{"FastCgi"}},
	{"mod_perl", []string{"Perl"}},
	{"mod_python", []string{"Python"}},
	{"mod_ruby", []string{"Ruby"}},
	{"mod_wsgi", []string{"WSGI"}},
	{"mod_uwsgi", []string{"uWSGI"}},
	{"mod_mono", []string{"Mono"}},
	{"mod_passenger", []string{"Passenger", "RailsEnv", "RailsBaseURI", "RackEnv", "RackBaseURI"}},
	{"mod_jk", []string{"Jk"}},
	{"mod_security", []string{"SecFilter"}},
	{"mod_security2", []string{"Sec"}},
	{"mod_evasive", []string{"DOS"}},
	{"mod_qos", []string{"QS_"}},
	{"mod_limitipconn", []string{"MaxConnPerIP", "NoIPLimit", "OnlyIPLimit"}},
	{"mod_bw", []string{"BandWidth", "ForceBandWidthModule", "LargeFileLimit", "MinBandWidth"}},
	{"mod_bwlimited", []string{"BWLimited"}},
	{"mod_cband", []string{"CBand"}},
	{"mod_throttle", []string{"Throttle"}},
	{"mod_ruid2", []string{"RMode", "RUidGid", "RMinUidGid", "RDefaultUidGid", "RDocumentChRoot", "RGroups"}},
	{"mpm_itk", []string{"AssignUserID", "MaxClientsVHost", "LimitUIDRange", "LimitGIDRange", "EnableCapabilities", "NiceValue"}},
	{"mod_hostinglimits", []string{"LVE", "AllowedHandlers", "SkipErrors"}},
	{"mod_pagespeed", []string{"ModPagespeed"}},
	{"mod_gzip", []string{"mod_gzip_"}},
	{"mod_xsendfile", []string{"XSendFile"}},
	{"mod_rpaf", []string{"RPAF"}},
	{"mod_cloudflare", []string{"CloudFlareRemoteIP", "DenyAllButCloudFlare"}},
	{"mod_geoip", []string{"GeoIP"}},
	{"mod_maxminddb", []string{"MaxMindDB"}},
	{"mod_gnutls", []string{"GnuTLS"}},
	{"mod_nss", []string{"NSS"}},
	{"mod_dav_svn", []string{"SVN"}},
	{"mod_authz_svn", []string{"AuthzSVN"}},
	{"mod_auth_openidc", []string{"OIDC"}},
	{"mod_oauth2", []string{"OAuth2"}},
	{"mod_auth_mellon", []string{"Mellon"}},
	{"mod_shib", []string{"Shib"}},
	{"mod_auth_cas", []string{"CAS"}},
	{"mod_auth_gssapi", []string{"Gssapi"}},
	{"mod_auth_kerb", []string{"Krb", "KerberosAuth", "AuthKerberos"}},
	{"mod_auth_mysql", []string{"AuthMySQL", "Auth_MySQL"}},
	{"mod_auth_pgsql", []string{"Auth_PG_"}},
	{"mod_auth_pam", []string{"AuthPAM_"}},
	{"mod_auth_pubtkt", []string{"TKTAuthPublicKey", "TKTAuthFakeBasicAuth", "TKTAuthPassthru"}},
	{"mod_auth_tkt", []string{"TKTAuth"}},
	{"mod_auth_memcookie", []string{"Auth_memCookie"}},
	{"mod_authnz_external", []string{"AuthExternal", "AddExternal", "DefineExternal", "GroupExternal"}},
	{"mod_authz_unixgroup", []string{"AuthzUnixgroup"}},
	{"mod_authnz_pam", []string{"AuthPAM"}},
	{"mod_ntlm", []string{"NTLM", "AuthNTGroups"}},
	{"mod_authnz_sspi", []string{"SSPI"}},
	{"mod_cosign", []string{"Cosign"}},
	{"mod_pubcookie", []string{"Pubcookie"}},
}

// removedDirectives has what httpd 2.4 refuses as an invalid command though an older httpd took it, as the older
// servers' command tables have it.
var removedDirectives = [...]struct {
	became string
	names  []string
}{
	{"httpd 2.4 has AuthBasicAuthoritative in its place", []string{
		"AuthAuthoritative", "AuthDBMAuthoritative", "AuthDBAuthoritative", "Anonymous_Authoritative"}},
	{"httpd 2.4 has AuthUserFile together with AuthDigestProvider file in its place", []string{"AuthDigestFile"}},
	{"httpd 2.4 has AuthGroupFile in its place", []string{"AuthDigestGroupFile"}},
	{"httpd 2.4 has AuthDBMUserFile together with AuthBasicProvider dbm in its place", []string{"AuthDBUserFile"}},
	{"httpd 2.4 has AuthDBMGroupFile in its place", []string{"AuthDBGroupFile"}},
	{"httpd 2.4 has AuthBasicProvider ldap together with AuthBasicAuthoritative in its place", []string{
		"AuthLDAPAuthoritative", "AuthLDAPEnabled"}},
	{"httpd 2.4 combines Require lines by RequireAll, RequireAny and AuthMerging in its place", []string{
		"AuthzUserAuthoritative", "AuthzGroupFileAuthoritative", "AuthzDBMAuthoritative", "AuthzOwnerAuthoritative",
		"AuthzLDAPAuthoritative", "AuthzDefaultAuthoritative"}},
	{"httpd 2.4 refuses by itself where no provider knows the user, so the line can go", []string{
		"AuthDefaultAuthoritative"}},
	{"no httpd acts on it, so the line can go", []string{
		"AuthDigestNonceFormat", "AuthDigestRealmSeed", "AuthLDAPFrontPageHack"}},
	{"httpd 2.4 has LDAPTrustedGlobalCert in its place", []string{"LDAPTrustedCA", "LDAPTrustedCAType"}},
	{"httpd 2.4 has LogLevel rewrite:trace1 to rewrite:trace8 in its place", []string{"RewriteLog", "RewriteLogLevel"}},
	{"httpd 2.4 has LogLevel dumpio:trace7 in its place", []string{"DumpIOLogLevel"}},
	{"httpd 2.4 has Mutex in its place", []string{
		"AcceptMutex", "LockFile", "RewriteLock", "SSLMutex", "SSLStaplingMutex"}},
	{"httpd 2.4 has CustomLog with a %{NAME}C, %{User-agent}i or %{Referer}i format in its place", []string{
		"CookieLog", "AgentLog", "RefererLog", "RefererIgnore"}},
	{"httpd 2.4 has Header always in its place", []string{"ErrorHeader"}},
	{"httpd 2.4 has CookieName and CookieStyle in its place", []string{"CookieFormat", "CookiePrefix"}},
	{"httpd 2.4 always allows the -A test in conditions, so the line can go", []string{"SSIAccessEnable"}},
	{"httpd 2.4 has Include in its place", []string{"AccessConfig", "ResourceConfig"}},
	{"httpd 2.4 has Listen in its place", []string{"BindAddress"}},
	{"httpd 2.4 has LoadModule alone, in the order of its lines", []string{"AddModule", "ClearModuleList"}},
	{"httpd 2.4 always runs standalone, so the line can go", []string{"ServerType"}},
	{"httpd 2.4 has MaxConnectionsPerChild in its place", []string{"ExcessRequestsPerChild", "MaxRequestsPerThread"}},
	{"httpd 2.4 has MaxRequestWorkers and ServerLimit in its place", []string{
		"MaxServers", "NumServers", "ServersSafetyLimit", "MaxThreadsPerChild"}},
	{"httpd 2.4 has AcceptFilter in its place", []string{"Win32DisableAcceptEx"}},
	{"httpd 2.4 has mod_cache_socache in its place", []string{
		"MCacheMaxObjectCount", "MCacheMaxObjectSize", "MCacheMaxStreamingBuffer", "MCacheMinObjectSize",
		"MCacheRemovalAlgorithm", "MCacheSize"}},
	{"httpd 2.4 has CacheDisable in its place", []string{"NoCache"}},
	{"httpd 2.4 has the htcacheclean program in its place", []string{
		"CacheExpiryCheck", "CacheForceCompletion", "CacheGcClean", "CacheGcDaily", "CacheGcInterval",
		"CacheGcMemUsage", "CacheGcUnused", "CacheSize", "CacheTimeMargin"}},
	{"httpd 2.4 runs virtual hosts under their own users by mod_privileges or suexec alone", []string{
		"ChildperUserID"}},
}
