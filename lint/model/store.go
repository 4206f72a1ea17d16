package model

import "github.com/authlint/authlint/lint/source"

// FileRef is a file that a setting names.
type FileRef struct {
	// Written is the text of the setting.
	Written Word
	// Path is where the server looks, as a path in the tree; empty when
	// that cannot be known.
	Path string
	// Beside is where a file of that name lies beside the one that names it, and
	// the server does not look; empty where none does.
	Beside string
	// Status says what is there.
	Status FileStatus
	// Why says in a clause what stood in the way, where something did.
	Why string
	// Info describes the file, where it is there.
	Info source.Info
	// Store is its content, when it was read.
	Store *Store
}

// FileStatus says what is known of a file.
type FileStatus uint8

// The states of a file. The zero value claims nothing.
const (
	FileUnknown    FileStatus = iota // outside what may be read, or its path is not known
	FilePresent                      // read
	FileMissing                      // its folder can be seen, and it is not there
	FileNotRegular                   // a folder, FIFO, socket or device
	FileUnreadable                   // there, and the server's user cannot read it
)

// StoreKind says what a credential file holds.
type StoreKind uint8

// The kinds of credential file.
const (
	Passwords StoreKind = iota // user:hash
	Groups                     // group: user user
	Digests                    // user:realm:hash
)

// Store is a credential file as one server reads it: there is one for each
// file and reader.
type Store struct {
	File   *source.File
	Kind   StoreKind
	Reader ServerKind // NoServer when no server in view refers to it
	// Entries are the users, in order; Members the lines of a group file.
	Entries []*Entry
	Groups  []*Group
	Faults  []*StoreFault
	// Addressed are the comments that speak to authlint.
	Addressed []*Comment
	// Refs are the settings that name it.
	Refs []*FileRef

	lookups lookups
}

// Entry is a user's line. The hash itself is not kept: whoever verifies a
// password reads its bytes through the masked span.
type Entry struct {
	User  Word
	Realm Word // of a digest file
	Hash  Hash
	// Shadowed is the earlier entry of the same user and realm, which wins.
	Shadowed *Entry
	Span     source.Span // the line
}

// Group is one line of a group file.
type Group struct {
	Name    Word
	Members []Word
	Span    source.Span
}

// HashScheme is how a password is stored.
type HashScheme uint8

// The schemes that are told apart. HashOther is what none of them fits.
const (
	HashOther     HashScheme = iota
	HashEmpty                // nothing
	HashPlain                // looks like no hash at all: the password in clear
	HashPlainTag             // nginx's {PLAIN}
	HashDES                  // traditional crypt(3)
	HashBSDi                 // _J9..
	HashMD5                  // $1$
	HashApr1                 // $apr1$
	HashSHA1                 // {SHA}
	HashSSHA                 // {SSHA}
	HashSHA256               // $5$
	HashSHA512               // $6$
	HashBcrypt               // $2a$, $2y$
	HashBcrypt2b             // $2b$, $2x$
	HashYescrypt             // $y$, $gy$
	HashScrypt               // $7$
	HashNT                   // $3$
	HashArgon2               // $argon2
	HashPhpass               // $P$, $H$
	HashWordPress            // $wp$
	HashHex                  // bare hexadecimal digest
	HashDigest               // the third field of an htdigest line
	HashTag                  // {SHA256} and other tags no server reads
	HashLocked               // "!", "*", "x"
)

// Hash is what is known of a stored password without its text.
type Hash struct {
	Scheme HashScheme
	// Cost is the work factor as the scheme counts it, 0 where it has none.
	Cost int
	// Works says whether the server that reads the file can ever verify it.
	Works Fact
	// Empty says that the password is known to be the empty one.
	Empty bool
	// Span is the scheme's marker, never the digest; where a scheme has no
	// marker it is empty, at the hash's place.
	Span source.Span
	// Secret is the masked span of the whole stored password.
	Secret source.Span
}

// StoreFault is a line, or a file, that does not say what it was meant to.
type StoreFault struct {
	Kind StoreFaultKind
	Span source.Span
	// Entry is the user's line concerned; nil when it made none.
	Entry *Entry
	// Group is the group line concerned; nil elsewhere.
	Group *Group
	Text  string // what matters of the text, never a secret
	// Correction is what makes the line say what was meant, where that is
	// certain; nil elsewhere. It holds nothing of the text.
	Correction *Correction
}

// StoreFaultKind says what is wrong.
type StoreFaultKind uint8

// The faults of credential files.
const (
	FaultNoColon         StoreFaultKind = iota
	FaultBlankAroundUser                // "bob :", or a leading blank where it counts
	FaultBlankBeforeHash                // "bob: hash"
	FaultTrailingText                   // something after the hash
	FaultQuoted                         // quotes round user or hash
	FaultByteOrderMark
	FaultUTF16
	FaultCarriageReturns // lines end in CR alone
	FaultLongLine        // hides the rest of the file
	FaultNUL
	FaultContinuation // a backslash at the end joins the next line
	FaultEmptyUser
	FaultEmptyHash
	FaultDigestLine // an htdigest line where passwords are read
	FaultGroupComma
	FaultGroupComment
	FaultGroupSystem // the form of /etc/group
	FaultGroupNoColon
	FaultBinary // no text at all
)
