package password

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"sync"

	"github.com/authlint/authlint/lint/model"
)

// cacheLimit is how many answers a Cache keeps. When it is full it begins
// anew.
const cacheLimit = 4096

// Cache remembers what Verify answered. It keeps neither passwords nor stored
// texts, but digests of both together, with a key that it makes up and that
// leaves it nowhere. The zero value is an empty cache; it may be used by
// several goroutines.
type Cache struct {
	start sync.Once
	key   [sha256.Size]byte

	mutex   sync.Mutex
	answers map[[sha256.Size]byte]answer
}

// Verify is the function Verify, which it calls for what it does not know yet.
func (c *Cache) Verify(reader model.ServerKind, e *model.Entry, password []byte) (model.Fact, string) {
	stored, ok := storedText(reader, e)
	if !ok {
		a := unread(e)
		return a.fact, a.why
	}
	question := c.question(reader, e.Hash, stored, password)
	c.mutex.Lock()
	a, known := c.answers[question]
	c.mutex.Unlock()
	if !known {
		a = verify(reader, e.Hash, stored, password)
		c.keep(question, a)
	}
	return a.fact, a.why
}

// question is the digest of all that an answer depends on, which is why no
// other line of the same text needs another.
func (c *Cache) question(reader model.ServerKind, h model.Hash, stored, password []byte) [sha256.Size]byte {
	// The system's source of random bytes does not fail: the program ends
	// where there is none.
	c.start.Do(func() { _, _ = rand.Read(c.key[:]) })
	text := make([]byte, 0, len(c.key)+3+8+len(stored)+len(password))
	text = append(text, c.key[:]...)
	text = append(text, byte(reader), byte(h.Scheme), byte(h.Works))
	text = binary.BigEndian.AppendUint64(text, uint64(len(stored)))
	text = append(text, stored...)
	return sha256.Sum256(append(text, password...))
}

// keep remembers an answer.
func (c *Cache) keep(question [sha256.Size]byte, a answer) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.answers == nil || len(c.answers) >= cacheLimit {
		c.answers = make(map[[sha256.Size]byte]answer)
	}
	c.answers[question] = a
}
