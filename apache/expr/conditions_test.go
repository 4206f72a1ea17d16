package expr

import (
	"strings"
	"testing"
)

// conditions are written by hand: what each part of the language does.
const conditions = `
true
false
TRUE
True
!true
not false
! ! true
!!!false
true && false
true and true
false or true
true || false && false
(true || false) && false
!true || true
!(true || true)
!false && false
true true
true &&
&& true
()
(true
true)
((((true))))
! (false)
''
'a'
-n 'a'
-n ''
-z ''
-z ""
-z 'a'
-n "%{X}"
-n %{X}
-n %{REQUEST_URI}
-z %{REMOTE_USER}
-z %{remote_user}
-T 'on'
-T 'off'
-T 'OFF'
-T 'no'
-T 'false'
-T '0'
-T '00'
-T ''
-T 'none'
-T "fals"
-T 0
-T 1
-N 'a'
-Z ''
-t 'a'
-q 'a'
'a' == 'a'
'a' = 'a'
'a' === 'a'
'a' eq 'a'
'1' eq '01'
'a' == "a"
"a" != 'a'
'a' < 'b'
'a' > 'b'
'b' >= 'b'
'b' <= 'a'
'10' < '9'
'10' -lt '9'
'10' lt '9'
'10' -gt '9'
10 -gt 9
10 == 10
010 == 10
010 -eq 10
-5 -lt 3
-5 < 3
'-5' -lt '3'
' 7' -eq '7'
'+7' -eq '7'
'7a' -eq '7b'
'a' -eq '0'
'' -eq 0
'0x10' -eq 16
'0x10' -eq 0
'9223372036854775807' -eq '9223372036854775808'
'-9223372036854775808' -eq '-9223372036854775809'
1 -ne 2
1 -le 1
1 -ge 2
1 ne 2
1 le 1
1 ge 2
1 gt 2
1 -EQ 1
1.5 == 15
1 . 5 == '15'
10.0.0.1 == 10001
'a' . 'b' == 'ab'
'a'.'b' . 'c' == 'abc'
"a%{X}" == 'a'
"a%{REMOTE_USER}" == 'a'
"%{REMOTE_ADDR}" == '127.0.0.1'
%{REMOTE_ADDR} == '127.0.0.1'
%{REMOTE_ADDR} == 127.0.0.1
%{REQUEST_METHOD} == 'GET'
%{REQUEST_METHOD} == 'get'
%{REQUEST_METHOD} in {'POST', 'GET'}
%{REQUEST_METHOD} -in {'POST', 'PUT'}
%{REQUEST_METHOD} -in {'GET'}
%{REQUEST_METHOD} -in {}
%{REQUEST_METHOD} -in {'GET',}
%{REQUEST_METHOD} -in {'a' 'GET'}
%{REQUEST_METHOD} -in 'GET'
! %{REQUEST_METHOD} -in {'GET'}
%{REQUEST_METHOD} !in {'GET'}
%{REQUEST_METHOD} not in {'GET'}
'a' -in {'b', "a"}
1 -in { 1 , 2 }
'' -in {''}
'a' -in split('a')
'a' -in PeerExtList('a')
'a' -in tolower('a')
%{QUERY_STRING} =~ /a=1/
%{QUERY_STRING} =~ m#two#
%{QUERY_STRING} =~ m#two#i
%{QUERY_STRING} =~ /TWO/i
%{QUERY_STRING} !~ /TWO/i
%{QUERY_STRING} !~ /TWO/
%{QUERY_STRING} =~ /a=1
%{QUERY_STRING} =~ m
%{QUERY_STRING} =~ m/a/
%{QUERY_STRING} =~ m_a_
%{QUERY_STRING} =~ m_a=1_
%{QUERY_STRING} =~ m'a=1'
%{QUERY_STRING} =~ m"a=1"
%{QUERY_STRING} =~ m"a=1"i
%{QUERY_STRING} =~ m,a=1,
%{QUERY_STRING} =~ m;a=1;
%{QUERY_STRING} =~ m:a=1:
%{QUERY_STRING} =~ m$a=1$
%{QUERY_STRING} =~ m%a=1%
%{QUERY_STRING} =~ m^a=1^
%{QUERY_STRING} =~ m!a=1!
%{QUERY_STRING} =~ m?a=1?
%{QUERY_STRING} =~ m|a=1|
%{QUERY_STRING} =~ m-a=1-
%{QUERY_STRING} =~ m.a=1.
%{QUERY_STRING} =~ m(a=1)
%{QUERY_STRING} =~ m{a=1}
%{QUERY_STRING} =~ m@a=1@
%{QUERY_STRING} =~ m=a=
%{QUERY_STRING} =~ 'a=1'
%{QUERY_STRING} =~ "a=1"
%{QUERY_STRING} =~ /a=1/ig
%{QUERY_STRING} =~ /a=1/g
%{QUERY_STRING} =~ /a=1/ && true
%{QUERY_STRING} =~ /a=1/i&&true
%{QUERY_STRING} =~ /a=1/i || m#x
true /never closed
true m#never closed
true || 'a' =~ /(/
'a' =~ /(/
'a' =~ /[/
'a' =~ /*/
'a' =~ //
'' =~ //
'a/b' =~ /a\/b/
'a/b' =~ m#a/b#
'abc' =~ /b(.)/ && $1 == 'c'
'abc' =~ /b(.)/ && "$1" == 'c'
'abc' =~ /b(.)/ && "x$1y" == 'xcy'
'abc' =~ /b(.)/ && $0 == 'bc'
'abc' =~ /b(.)/ && $2 == ''
'abc' =~ /b(.)/ && -z $2
'abc' =~ /b/ && $0 == ''
'abc' =~ /b/ && $0 == 'b'
'abc' =~ /(a)/ && 'xyz' =~ /y/ && $1 == 'a'
'abc' =~ /(a)/ && 'xyz' !~ /(a)/ && $1 == 'a'
'abc' =~ /(a)/ && 'xyz' !~ /(a)/ && $1 == ''
'abc' !~ /(z)/ || $1 == 'a'
'abc' =~ /(x)?a/ && $1 == ''
'abc' =~ /(x)?a(b)/ && $2 == 'b'
'abcdefghijkl' =~ /(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)/ && $9 == 'i'
'abcdefghijkl' =~ /(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)/ && "$10" == 'a0'
$1 == ''
"$1" == ''
$a == 'b'
$ == 'a'
"$" == "$"
"$a" == '$a'
'$1' == ''
'\$1' == '$1'
"a%b" == 'a%b'
"a}b" == 'a}b'
"a\}b" == 'a}b'
"\%{REQUEST_URI}" == '%{REQUEST_URI}'
"%{" == 'a'
"%{REQUEST_URI" == 'a'
"%{REQUEST_URI}" =~ m#^/t\d+/f.html$#
"%{}" == ''
"%{ REQUEST_URI}" == ''
"%{REQUEST_URI }" == ''
"%{REQUEST-URI}" == ''
"%{1}" == ''
%{REQUEST_URI
%{REQUEST_URI}
%{NO_SUCH} == ''
%{SSL_PROTOCOL} == ''
%{ssl_protocol} == ''
%{HC_BODY} == ''
SSL('SSL_PROTOCOL') == ''
%{SSL:SSL_PROTOCOL} == ''
nosuch('a') == ''
%{nosuch:a} == ''
%{LA-U:REMOTE_USER} == ''
%{HTTP_HOST} =~ /^127/
%{HTTP_USER_AGENT} =~ /^Mozilla/
%{http_user_agent} =~ /^Mozilla/
%{HTTP_REFERER} == 'http://example.org/x?y=1'
%{HTTP_COOKIE} =~ /sid=12/
%{HTTP_ACCEPT} == ''
%{HTTP_FORWARDED} == ''
%{HTTP_PROXY_CONNECTION} == ''
%{HTTP_X_NAME} == ''
%{HTTP:X-Name} == 'Anna Lena'
%{http:x-name} == 'Anna Lena'
%{REQ:X-Name} == 'Anna Lena'
%{req_novary:X-Name} == 'Anna Lena'
req('X-Name') == 'Anna Lena'
http('x-name') == 'Anna Lena'
req("X-%{REMOTE_USER}Name") == 'Anna Lena'
req(X-Name) == 'Anna Lena'
req() == ''
req('') == ''
req 'X-Name' == ''
req('X-Name' == '')
%{HTTP:} == ''
%{HTTP:X-None} == ''
%{HTTP:Host} =~ /^127/
reqenv('WHO') == 'Anna Lena'
reqenv('who') == 'Anna Lena'
%{reqenv:WHO} == 'Anna Lena'
%{ENV:WHO} == 'Anna Lena'
env('SEEN') == 'yes'
env('NOT_THERE_AT_ALL') == ''
osenv('WHO') == ''
osenv('NOT_THERE_AT_ALL') == ''
note('WHO') == ''
-T reqenv('OFF')
-T reqenv('ZERO')
-T reqenv('SEEN')
-n reqenv('NOTHING_SET')
reqenv('NUMBER') -eq 42
reqenv('NUMBER') == 42
tolower('AbC') == 'abc'
tolower(req('X-Name')) == 'anna lena'
toupper('AbC1') == 'ABC1'
TOLOWER('AbC') == 'abc'
%{tolower:AbC} == 'abc'
%{tolower:%{HTTP:X-Name}} == 'anna lena'
%{tolower:A%{HTTP:X-Name}B} == 'aanna lenab'
%{tolower:A:B} == 'a:b'
%{tolower:A\}B} == 'a}b'
%{tolower:$1} == ''
%{tolower:%} == '%'
%{tolower:a b} == 'a b'
escape('a b%') == 'a%20b%25'
escape('a/b?c#d"e') == 'a/b%3fc%23d%22e'
unescape('a%20b') == 'a b'
unescape('a%2Fb') == 'a%2Fb'
unescape('a%2fb') == 'a%2fb'
unescape('a%zz') == ''
unescape('a%2') == ''
unescape('a%00b') == ''
unescape('%41%7e') == 'A~'
base64('hello') == 'aGVsbG8='
base64('') == ''
unbase64('aGVsbG8=') == 'hello'
unbase64('aGVsbG8') == 'hello'
unbase64('aGVsbG9') == 'hello'
unbase64('aGVsb') == 'hel'
unbase64('a') == ''
unbase64('aG') == 'h'
unbase64('aGV sbG8=') == 'he'
unbase64('!') == ''
unbase64(req('X-Base')) == 'hello'
sha1('a') == '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'
md5('a') == '0cc175b9c0f1b6a831c399e269772661'
md5('') == 'd41d8cd98f00b204e9800998ecf8427e'
ldap('a*b') == 'a\\2ab'
replace('a','b','c') == 'a'
'\101' == 'A'
'\1011' == 'A1'
'\400' == 'a'
'\8' == '8'
'\18' == 'a'
'\n' == 'n'
'\t' =~ /^\t$/
'\q' == 'q'
'a\'b' == "a'b"
"a'b" == 'a\'b'
'a\000b' == 'a'
'\\' == "\\"
'a' == 'b
"a
'a' -strmatch 'a'
'abc' -strmatch 'a*'
'abc' -strmatch 'A*'
'abc' -strcmatch 'A*'
'abc' -STRMATCH 'a*'
'a/b' -strmatch 'a*'
'a/b' -fnmatch 'a*'
'a/b' -fnmatch 'a/*'
'a/b' -strmatch 'a?b'
'a/b' -strmatch '??b'
'a/b' -fnmatch 'a?b'
'a/b' -fnmatch 'a[/]b'
'a/b' -strmatch 'a[/]b'
'ab' -strmatch '[a-c]?'
'ab' -strmatch '[!a-c]?'
'ab' -strmatch '[^a-c]?'
'a]' -strmatch 'a[]]'
'a[' -strmatch 'a['
'a[b' -strmatch 'a[b'
'a*' -strmatch 'a\*'
'ab' -strmatch 'a\*'
'a' -strmatch ''
'' -strmatch ''
'' -strmatch '*'
'.a' -fnmatch '*'
%{REQUEST_URI} -strmatch '/t*/f.*'
%{REQUEST_URI} -nosuch '/t*'
-R '127.0.0.1'
-R '127.0.0.0/8'
-R '127'
-R '127.'
-R '127.0'
-R '10.0.0.0/8'
-R '127.0.0.1/255.0.0.0'
-R '127.0.0.1/0'
-R '127.0.0.1/33'
-R '127.0.0.1/'
-R '127.0.0.1/a'
-R '127/16'
-R '127.5/16'
-R '127.5'
-R '300.1.1.1'
-R '127.0.0.1.1'
-R ''
-R 'localhost'
-R '::1'
-R '::ffff:127.0.0.1'
-R '::/0'
-R '0/0'
-R '0.0.0.0/0'
-R '010.1.1.1/8'
-R '0127.0.0.1'
-R '127.000.000.001'
-R '127.000.000.001/8'
-R '10.1.2.3.'
-R '127.0.0.1.'
-R '127.0.0.1./8'
-R '127.0.0.1/ 8'
-R '127.0.0.1/+8'
-R '127.0.0.1/-8'
-R '127.0.0.1/08'
-R '127.0.0.1/0x8'
-R '127.0.0.1/8 '
-R ' 127.0.0.1'
-R '127.0.0.1 '
-R '127.0.0.1/99999999999999999999'
-R '127.9.0.1/255.0.255.0'
-R '127.9.9.1/255.0.255.0'
-R '127.0.0.1/0255.0.0.0'
-R '127.0.0.1/255.0.0'
-R '127.0.0.1/::'
-R '127..1'
-R '0000000000000127.0.0.1'
-R '127.0.0.+1'
-R '127.0.0.1_1'
-R '1_27.0.0.1/8'
-R '.127'
-R '.'
-R '127.00000000000000'
-R '127.0000000000000'
-R '127.256'
-R '::1/128'
-R '::1/129'
-R '::1/255.0.0.0'
-R '::ffff:127.0.0.1/104'
-R 'fe80::1%lo'
-R 127.0.0.1
-R %{REMOTE_ADDR}
-R "127.0.0.%{REMOTE_USER}"
%{REMOTE_ADDR} -ipmatch '127.0.0.0/8'
%{REMOTE_ADDR} -ipmatch '10.0.0.0/8'
req('X-Address') -ipmatch '10.1'
req('X-Address') -ipmatch '10.1.2.0/24'
req('X-V6') -ipmatch '2001:db8::/32'
req('X-V6') -ipmatch '2001:db9::/32'
req('X-V6') -ipmatch '10.0.0.0/8'
'' -ipmatch '0.0.0.0/1'
'10.1.2.3' -ipmatch %{REMOTE_ADDR}
'::ffff:10.1.2.3' -ipmatch '10.0.0.0/8'
-f '/etc/passwd'
-d '/etc/passwd'
-d '/etc'
-e '/etc'
-e '/no/such'
-s '/etc/passwd'
-L '/etc'
-x '/no/such'
-f ''
-f "%{DOCUMENT_ROOT}/files/full.txt"
-s "%{DOCUMENT_ROOT}/files/full.txt"
-s "%{DOCUMENT_ROOT}/files/empty.txt"
-f "%{DOCUMENT_ROOT}/files/empty.txt"
-d "%{DOCUMENT_ROOT}/files"
-f "%{DOCUMENT_ROOT}/files"
-L "%{DOCUMENT_ROOT}/files/link"
-h "%{DOCUMENT_ROOT}/files/link"
-f "%{DOCUMENT_ROOT}/files/link"
-e "%{DOCUMENT_ROOT}/files/dangling"
-L "%{DOCUMENT_ROOT}/files/dangling"
-L "%{DOCUMENT_ROOT}/files/full.txt"
-e %{REQUEST_FILENAME}
file("%{DOCUMENT_ROOT}/files/full.txt") =~ /two lines/
file("%{DOCUMENT_ROOT}/files/empty.txt") == ''
file('/no/such') == ''
!(file('/no/such') == 'a')
file('/no/such') == '' || true
true || file('/no/such') == ''
filesize("%{DOCUMENT_ROOT}/files/full.txt") -gt 5
filesize("%{DOCUMENT_ROOT}/files/empty.txt") == '0'
filesize("%{DOCUMENT_ROOT}/files") == '0'
filesize('/no/such') == 0
%{HTTPS} == 'off'
%{HTTPS} == off
%{IPV6} == 'off'
%{HTTP2} == 'off'
%{SERVER_PROTOCOL} == 'HTTP/1.1'
%{SERVER_PORT} -gt 80
%{SERVER_NAME} == '127.0.0.1'
%{THE_REQUEST} =~ m#^GET /t\d+/f\.html\?a=1#
%{IS_SUBREQ} == 'false'
%{IS_SUBREQ} == false
%{REQUEST_SCHEME} == 'http'
%{TIME_HOUR} -lt 99 || true
%{TIME_HOUR} -lt 99 && false
true || %{TIME_HOUR} -lt 99
false && %{TIME} == 0
!(%{TIME} == 0 && false)
(%{TIME} == 0 || %{TIME} != 0) && false
'a' == a
a == 'a'
android == 'a'
'a' and 'b'
true and(true)
true&&true
true||false
!true&&true
nottrue
not true
true,true
true;true
'a' ~ 'a'
'a' & 'a'
true & true
true | true
[true]
"%{REQUEST_URI}" =~ /^\/t/
unary -e
-e
-
--
!
.
/
m
'a' == -5
-5 == '-5'
-5-5
- 5
1 - 1
-f-e
-eq 1
-in {1}
1 -in{1}
req('X-Bytes') > 'z'
toupper(req('X-Bytes')) == req('X-Bytes')
escape(req('X-Bytes')) == '%e4%ff~'
base64(req('X-Bytes')) == '5P9+'
'X-Name' . '' == 'X-Name'
req('X' . '-' . 'Name') == 'Anna Lena'
req('X-Name') . 'x' == 'Anna Lenax'
tolower('A' . 'B') == 'ab'
`

func handWritten() []string {
	list := strings.Split(strings.Trim(conditions, "\n"), "\n")
	// The bound on depth, from either side.
	for n := 17; n <= 22; n++ {
		list = append(list,
			strings.Repeat("tolower(", n)+"'A'"+strings.Repeat(")", n)+" == 'a'",
			strings.Repeat("(", n)+"true"+strings.Repeat(")", n),
			strings.Repeat("!", n)+"true",
			strings.Repeat("true && ", n)+"true",
			strings.Repeat("(true && ", n)+"true"+strings.Repeat(")", n),
			strings.Repeat("(", n)+"true"+strings.Repeat(" && true)", n),
			strings.Repeat("(", n)+"true"+strings.Repeat(" || true)", n),
			strings.Repeat("(", n)+"false"+strings.Repeat(" || true)", n),
			"'a'"+strings.Repeat(" . 'a'", n)+" != ''",
			`"a`+strings.Repeat("%{REMOTE_USER}", n)+`" == 'a'`,
			strings.Repeat("'a' . tolower('b' . ", n/2)+"'c'"+strings.Repeat(")", n/2)+" != ''",
			strings.Repeat("'a' . \"a%{tolower:$1}\" . ", n)+"'c' != ''",
			"true || "+strings.Repeat("tolower(", n)+"'A'"+strings.Repeat(")", n)+" == 'a'",
		)
	}
	return list
}

// TestConditionsLive compares hand-written conditions with httpd.
func TestConditionsLive(t *testing.T) {
	s := newSite(t)
	list := handWritten()
	decided, undecided := s.compare(t, list)
	t.Logf("%d conditions, %d decided", len(list), decided)
	if decided < 400 || undecided > len(list)/50 {
		t.Errorf("%d conditions were decided and %d were not", decided, undecided)
	}
}
