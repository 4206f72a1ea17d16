package engine

import "strings"

// OSEnvironment is a variable of the server's process. What starts servers
// sets only a few, by names that are their own; others are taken to be unset.
func (q *lookup) OSEnvironment(name string) (value, why string) {
	if processVariable(name) {
		return "", "the environment of the server's process is not known from the files"
	}
	q.w.Assume("the environment of the server's process has no variable " + quoted(name))
	return "", ""
}

// processVariable says that shells, init systems or distributions set a
// variable of this name.
func processVariable(name string) bool {
	switch name {
	case "PATH", "HOME", "LANG", "LANGUAGE", "TZ", "USER", "LOGNAME", "SHELL", "PWD", "OLDPWD", "HOSTNAME", "TERM", "MAIL",
		"SHLVL", "_", "TMPDIR", "INVOCATION_ID", "JOURNAL_STREAM", "NOTIFY_SOCKET", "MAINPID", "container":
		return true
	}
	for _, prefix := range []string{"LC_", "LD_", "APACHE_", "HTTPD_", "SYSTEMD_", "LISTEN_", "OPENSSL_", "MALLOC_", "SUDO_", "SSH_"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// Note is a note that a module has made of the request. Those of httpd's own
// modules have names of their own; there are no others in sight.
func (q *lookup) Note(name string) (value, why string) {
	if moduleNotes[strings.ToLower(name)] {
		return "", "the notes of modules are not known from the files"
	}
	return "", ""
}

// moduleNotes are the names of notes that httpd's modules make.
var moduleNotes = map[string]bool{
	"alias-forced-type": true, "ap-mime-exceptions-list": true, "dir-index-names": true, "error-notes": true,
	"forensic-id": true, "isapi-parameter": true, "mod_rewrite_rewritten": true, "mod_rewrite_uri_reduced": true,
	"mod_userdir_user": true, "no-etag": true, "proxy-nocanon": true, "proxy-noencode": true, "proxy-noquery": true,
	"proxy-source-port": true, "proxy-status": true, "redirect-keeps-vary": true, "remoteip-proxy-ip-list": true,
	"cookie": true, "session-route": true, "ssl-renegotiate-forbidden": true, "variant-list": true, "verbose-error-to": true,
	"virtual_script": true,
}
