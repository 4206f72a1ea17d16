package model

// String is how people call the scheme, with its article where it needs one.
func (s HashScheme) String() string {
	if name, ok := schemeNames[s]; ok {
		return name
	}
	return "something that no scheme fits"
}

var schemeNames = map[HashScheme]string{
	HashEmpty:     "nothing",
	HashPlain:     "plain text",
	HashPlainTag:  "plain text",
	HashDES:       "DES crypt",
	HashBSDi:      "BSDi crypt",
	HashMD5:       "MD5 crypt",
	HashApr1:      "MD5 crypt (APR1)",
	HashSHA1:      "unsalted SHA-1",
	HashSSHA:      "salted SHA-1",
	HashSHA256:    "SHA-256 crypt",
	HashSHA512:    "SHA-512 crypt",
	HashBcrypt:    "bcrypt",
	HashBcrypt2b:  "bcrypt",
	HashYescrypt:  "yescrypt",
	HashScrypt:    "scrypt",
	HashNT:        "an NT hash",
	HashArgon2:    "Argon2",
	HashPhpass:    "a portable PHP hash (phpass)",
	HashWordPress: "a WordPress hash",
	HashHex:       "a bare hexadecimal digest",
	HashDigest:    "a digest for a realm",
	HashTag:       "a tagged hash of another program",
	HashLocked:    "a lock mark",
}
