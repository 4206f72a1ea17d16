package jail

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"io/fs"
	"maps"
	"slices"
	"time"

	"github.com/authlint/authlint/lint/source"
)

// A manifest is everything that was asked of a site's files: a digest of what
// they are, and each path with what was asked of it. As long as the digest is the
// same, so is every answer.

// asked is what was asked of a path, and whether it was there.
type asked uint8

const (
	askedStat    asked = 1 << iota // what the path leads to, and what it holds if it is a file
	askedLstat                     // the path itself
	askedList                      // the entries of the folder
	askedThere                     // it was there
	askedMissing                   // it was not
)

// settleTime is how long ago a file must have changed for the last time: what
// changes twice within a tick of the file system's clock looks the same.
const settleTime = 2 * time.Second

// note keeps a question for the manifest.
func (t *Tree) note(name string, what asked, err error) {
	if t.manifest == nil {
		return
	}
	if errors.Is(err, fs.ErrNotExist) {
		what |= askedMissing
	} else {
		what |= askedThere
	}
	t.manifest[name] |= what
}

// Record begins a manifest.
func (t *Tree) Record() { t.manifest = map[string]asked{} }

// Manifest is what was asked since Record, if a later run can go by it: nothing
// has changed while, or just before, it was asked, which began at since.
func (t *Tree) Manifest(since time.Time) ([]byte, bool) {
	recorded := t.manifest
	t.manifest = nil
	m := make([]byte, sha256.Size)
	for _, name := range slices.Sorted(maps.Keys(recorded)) {
		m = append(m, byte(recorded[name]))
		m = binary.AppendUvarint(m, uint64(len(name)))
		m = append(m, name...)
	}
	newest, known := t.sum(m)
	return m, known && newest < since.Add(-settleTime).UnixNano()
}

// Unchanged says that every answer of a manifest would be the same today.
func (t *Tree) Unchanged(m []byte) bool {
	if len(m) < sha256.Size {
		return false
	}
	was := bytes.Clone(m[:sha256.Size])
	_, known := t.sum(m)
	return known && bytes.Equal(was, m[:sha256.Size])
}

// sum asks anew about every path of a manifest and puts the digest in front. It
// returns when any of them changed for the last time, and false where one cannot
// be known, or is there no more.
func (t *Tree) sum(m []byte) (newest int64, known bool) {
	digest := sha256.New()
	for rest := m[sha256.Size:]; len(rest) > 0; {
		what := asked(rest[0])
		length, n := binary.Uvarint(rest[1:])
		if n <= 0 || length > uint64(len(rest)-1-n) {
			return 0, false
		}
		name := string(rest[1+n : 1+n+int(length)])
		rest = rest[1+n+int(length):]
		for _, one := range []asked{askedStat, askedLstat, askedList} {
			if what&one == 0 {
				continue
			}
			changed, same := t.sumOne(digest, name, one, what)
			if !same {
				return 0, false
			}
			newest = max(newest, changed)
		}
	}
	digest.Sum(m[:0])
	return newest, true
}

// sumOne takes in what a path is. It is false where it was something else when
// it was asked, or cannot be known.
func (t *Tree) sumOne(digest hash.Hash, name string, one, what asked) (changed int64, same bool) {
	stat := t.Stat
	if one == askedLstat {
		stat = t.Lstat
	}
	i, err := stat(name)
	var record [80]byte
	b := append(record[:0], byte(one))
	switch {
	case err == nil && what&askedMissing == 0:
		facts := []uint64{i.ID.Device, i.ID.Inode, uint64(i.Mode), uint64(i.UID), uint64(i.GID)}
		if !i.IsDir() || one == askedList {
			// What comes and goes in a folder matters to who has listed it.
			changed = i.ID.Changed
			facts = append(facts, i.ID.Links, uint64(changed), uint64(i.Size), uint64(i.ModTime.UnixNano()))
		}
		for _, v := range facts {
			b = binary.LittleEndian.AppendUint64(b, v)
		}
	case errors.Is(err, fs.ErrNotExist) && what&askedThere == 0:
		b = append(b, 'm')
	case errors.Is(err, source.ErrOutside) && what&askedMissing == 0:
		b = append(b, 'o')
	default:
		return 0, false
	}
	digest.Write(b)
	return changed, true
}
