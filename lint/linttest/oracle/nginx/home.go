package nginx

import (
	"github.com/authlint/authlint/lint/linttest/oracle"
)

// Files of credentials in other forms than the usual one, for the same made-up
// passwords.
const (
	saltedFile = "alice:{SSHA}vqaraj7TNHUktgPuS+ls/WkHmz9zYWx0\nbob:{PLAIN}open-sesame-bob\n" +
		"carol:$2y$04$oracleoracleoracleoraep.EbZNbBIC12bfuzvpEk4di7xy8I43K\n"
	cryptFile = "alice:ordG.CQUmgPHg\nbob:$1$oracle01$AZ2T15Fe/A/EfzEfZJ/Xi.\n" +
		"carol:$5$oracle01$XEauXpZfETSSYgIwqvu3aaWcA2hXaq.cnLMWg1r58B6\n"
	// oddFile has what people get wrong: a plain password, a comment, blanks, a
	// name twice, no colon, a field more, and no line end.
	oddFile = "# staff\n\nalice:open-sesame-alice\n alice:{PLAIN}open-sesame-alice\nnobody\nbob:{SHA}nothing\n" +
		"bob:{PLAIN}open-sesame-bob\ncarol:{PLAIN}open-sesame-carol:Carol\ndave:\nguest:{PLAIN}"
	windowsFile = "alice:{PLAIN}open-sesame-alice\r\nbob:{PLAIN}open-sesame-bob \r\n#carol:{PLAIN}x\r\ncarol:{plain}open-sesame-carol\r\n"
)

// homeFiles are the files outside the document roots.
func homeFiles() []oracle.File {
	return []oracle.File{
		{Name: "passwd", Text: oracle.PasswordFile()},
		{Name: "salted", Text: saltedFile},
		{Name: "crypt", Text: cryptFile},
		{Name: "odd", Text: oddFile},
		{Name: "windows", Text: windowsFile},
		{Name: "empty"},
		{Name: "closed", Text: oracle.PasswordFile(), Mode: 0o600},
		{Name: "snippets/auth.conf", Text: "auth_basic \"Included\";\nauth_basic_user_file " + oracle.HomeMark + "/passwd;\n"},
		{Name: "snippets/deny.conf", Text: "location ~ /\\. { deny all; }\nlocation = /xmlrpc.php { deny all; }\n"},
		{Name: "snippets/local.conf", Text: "allow 127.0.0.1;\nallow 127.0.0.4/30;\ndeny all;\n"},
		{Name: "snippets/php.conf", Text: "location ~ \\.php$ {\n\ttry_files $uri =404;\n\tfastcgi_pass " + fastcgiMark + ";\n}\n"},
		{Name: "snippets/proxy.conf", Text: "proxy_set_header Host $host;\nproxy_set_header X-Real-IP $remote_addr;\nproxy_set_header Authorization \"\";\n"},
		{Name: "outside/page.txt", Text: "outside\n"},
		{Name: "outside/page.html", Text: "outside\n"},
		{Name: "outside/index.html", Text: "outside\n"},
		{Name: "outside/sub/page.html", Text: "outside\n"},
	}
}
