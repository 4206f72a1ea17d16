package hosting

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/gob"
	"fmt"
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/hosting/jail"
)

// A site is remembered by what was found in it and a manifest of everything that
// this was read from. The next run tells the same again, as long as nothing of
// the manifest has changed.

// memory is what is remembered of a site.
type memory struct {
	about    [8]byte // which site it was, and how it lay
	files    int
	skipped  int
	bytes    int64
	manifest []byte
	findings []byte // gob of []remembered; empty for none
}

// remembered is a finding without its rule, which is code.
type remembered struct {
	Rule    string
	Finding lint.Finding
}

// about is a digest of what makes a site what it is beside its files.
func (r *run) about(s *Site) (sum [8]byte) {
	whole := sha256.Sum256(fmt.Appendf(nil, "%+v %q", s.Site, r.nested[s.Root]))
	copy(sum[:], whole[:])
	return sum
}

// recall tells what is remembered of a site, if that still holds.
func (r *run) recall(tree *jail.Tree, res *result) (recalled bool) {
	if r.o.Cache == nil || r.o.Cache.Due(res.site.ID) {
		return false
	}
	err := r.o.Cache.Get(res.site.ID, func(value []byte) {
		// A copy: what is read of the file is not to be written to.
		m, ok := readMemory(bytes.Clone(value))
		if !ok || m.about != r.about(res.site) {
			return
		}
		findings, ok := r.findings(m.findings)
		if !ok || !tree.Unchanged(m.manifest) {
			return
		}
		res.findings, recalled = findings, true
		res.done.Files, res.done.Bytes, res.done.Skipped, res.done.Cached = m.files, m.bytes, m.skipped, true
		res.count()
	})
	return recalled && err == nil
}

// remember keeps what was found. A site that was not checked whole, or that has
// just changed, is forgotten.
func (r *run) remember(tree *jail.Tree, res *result) {
	if r.o.Cache == nil {
		return
	}
	manifest, settled := tree.Manifest(res.started)
	if !settled || res.done.Status != Checked {
		return
	}
	m := memory{about: r.about(res.site), files: res.done.Files, bytes: res.done.Bytes, skipped: res.done.Skipped, manifest: manifest}
	if len(res.findings) > 0 {
		kept := make([]remembered, len(res.findings))
		for i := range res.findings {
			kept[i] = remembered{res.findings[i].Rule.ID, res.findings[i]}
			kept[i].Finding.Rule = nil
		}
		var b bytes.Buffer
		if gob.NewEncoder(&b).Encode(kept) != nil {
			return
		}
		m.findings = b.Bytes()
	}
	res.memory = m.write()
}

// findings are those that were kept; false where a rule is gone.
func (r *run) findings(kept []byte) ([]lint.Finding, bool) {
	if len(kept) == 0 {
		return nil, true
	}
	var all []remembered
	if gob.NewDecoder(bytes.NewReader(kept)).Decode(&all) != nil {
		return nil, false
	}
	findings := make([]lint.Finding, len(all))
	for i := range all {
		rule := slices.IndexFunc(r.o.Rules, func(rule *lint.Rule) bool { return rule.ID == all[i].Rule })
		if rule < 0 {
			return nil, false
		}
		findings[i] = all[i].Finding
		findings[i].Rule = r.o.Rules[rule]
	}
	return findings, true
}

// memoryVersion is the first byte of what is written.
const memoryVersion = 1

func (m *memory) write() []byte {
	b := append([]byte{memoryVersion}, m.about[:]...)
	for _, n := range []uint64{uint64(m.files), uint64(m.skipped), uint64(m.bytes), uint64(len(m.manifest))} {
		b = binary.AppendUvarint(b, n)
	}
	return append(append(b, m.manifest...), m.findings...)
}

func readMemory(b []byte) (m memory, ok bool) {
	if len(b) < 1+len(m.about) || b[0] != memoryVersion {
		return m, false
	}
	b = b[1+copy(m.about[:], b[1:]):]
	var numbers [4]uint64
	for i := range numbers {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			return m, false
		}
		numbers[i], b = v, b[n:]
	}
	if numbers[3] > uint64(len(b)) {
		return m, false
	}
	m.files, m.skipped, m.bytes = int(numbers[0]), int(numbers[1]), int64(numbers[2])
	m.manifest, m.findings = b[:numbers[3]], b[numbers[3]:]
	return m, true
}
