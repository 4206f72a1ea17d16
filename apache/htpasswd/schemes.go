package htpasswd

import (
	"github.com/authlint/authlint/lint/model"
)

// A recogniser knows one way of storing a password.
type recogniser struct {
	scheme model.HashScheme
	// marker is what such a password begins with; shape may tell those
	// apart that have none.
	marker string
	// shape looks at what is behind the marker.
	shape func(rest []byte) shape
	// httpd and nginx say whether the server verifies a password stored
	// whole in this way, on a system whose crypt(3) knows the scheme.
	httpd, nginx model.Fact
}

// A shape is what the text behind a marker looks like.
type shape struct {
	other  bool // it is not this scheme at all
	marker int  // how much of it still belongs to the marker
	cost   int
	whole  bool // nothing is missing and nothing too much: it can match
	empty  bool // it is the empty password
}

// recognisers are tried in order. Sources: the readers of apr_passwd.c in APR
// and ngx_crypt.c in nginx, which look for exactly these markers, and crypt(5)
// for what both leave to the system.
var recognisers = []recogniser{
	{model.HashApr1, "$apr1$", salted(anyByte, 8, 22, low2), model.Yes, model.Yes},
	{model.HashSHA1, "{SHA}", sha1Digest, model.Yes, model.Yes},
	{model.HashSSHA, "{SSHA}", saltedSHA1, model.No, model.Yes},
	{model.HashPlainTag, "{PLAIN}", clearText, model.No, model.Yes},
	{model.HashBcrypt, "$2y$", bcrypt, model.Yes, model.Yes},
	{model.HashBcrypt, "$2a$", bcrypt, model.Yes, model.Yes},
	{model.HashBcrypt2b, "$2b$", bcrypt, model.Yes, model.Yes},
	{model.HashBcrypt2b, "$2x$", bcrypt, model.Yes, model.Yes},
	{model.HashSHA512, "$6$", shaCrypt(86, low2), model.Yes, model.Yes},
	{model.HashSHA256, "$5$", shaCrypt(43, low4), model.Yes, model.Yes},
	{model.HashMD5, "$1$", salted(saltByte, 8, 22, low2), model.Yes, model.Yes},
	{model.HashYescrypt, "$y$", yescrypt, model.Yes, model.Yes},
	{model.HashYescrypt, "$gy$", yescrypt, model.Yes, model.Yes},
	{model.HashScrypt, "$7$", scrypt, model.Yes, model.Yes},
	{model.HashNT, "$3$", ntDigest, model.Yes, model.Yes},
	{model.HashArgon2, "$argon2", upToDollar, model.No, model.No},
	{model.HashPhpass, "$P$", nothingMore, model.No, model.No},
	{model.HashPhpass, "$H$", nothingMore, model.No, model.No},
	{model.HashWordPress, "$wp$", nothingMore, model.No, model.No},
	{model.HashOther, "$", modular, model.Unknown, model.Unknown},
	{model.HashTag, "{", tag, model.No, model.No},
	{model.HashLocked, "!", nothingMore, model.No, model.No},
	{model.HashLocked, "*", nothingMore, model.No, model.No},
	{model.HashLocked, "x", nothingAtAll, model.No, model.No},
	{model.HashBSDi, "_", bsdi, model.Yes, model.Yes},
	{model.HashDES, "", des, model.Yes, model.Yes},
	{model.HashHex, "", hexDigest, model.No, model.No},
}

// clearForm is what none of the recognisers knows.
var clearForm = recogniser{model.HashPlain, "", nothingMore, model.No, model.No}

// minHash is the length of the shortest hash, DES.
const minHash = 13

// recognise says how a password is stored and what its text looks like. The
// recogniser is never nil.
func recognise(field []byte) (*recogniser, shape) {
	for i := range recognisers {
		r := &recognisers[i]
		if len(field) < len(r.marker) || string(field[:len(r.marker)]) != r.marker {
			continue
		}
		if s := r.shape(field[len(r.marker):]); !s.other {
			s.marker += len(r.marker)
			return r, s
		}
	}
	return &clearForm, shape{}
}

// works says whether the server can ever verify the password.
func (r *recogniser) works(s shape, reader model.ServerKind) model.Fact {
	switch {
	case !s.whole:
		return model.No
	case reader == model.Nginx:
		return r.nginx
	case reader == model.NoServer && r.httpd != r.nginx:
		return model.Unknown
	}
	return r.httpd
}
