package engine

import (
	"sync"
	"sync/atomic"

	"github.com/authlint/authlint/apache/expr"
	"github.com/authlint/authlint/lint/model"
)

// memory is what a Program has worked out for requests and may need again. A
// request keeps to one memory from its beginning to its end, inner requests
// with it: what it has merged once must be the same Settings again.
type memory struct {
	merges sync.Map // mergeKey -> *Settings
	made   sync.Map // of requirements, realms and files: expressions, texts and facts
	size   atomic.Int64
}

// maxMemory is how many of both a memory holds. Who asks may
// choose which conditions hold: of twenty If sections that look at headers
// there are a million combinations.
const maxMemory = 1 << 14

// remembers is the memory for a new request, which is an empty one where the
// last is full.
func (p *Program) remembers() *memory {
	m := p.memory.Load()
	if m != nil && m.size.Load() < maxMemory {
		return m
	}
	p.memory.CompareAndSwap(m, &memory{})
	return p.memory.Load()
}

// mergeKey names two settings that were merged.
type mergeKey struct{ parent, child *Settings }

// merge is Merge, once for each pair. parent may be nil.
func (m *memory) merge(parent, child *Settings) *Settings {
	if parent == nil {
		return child
	}
	key := mergeKey{parent, child}
	if s, ok := m.merges.Load(key); ok {
		return s.(*Settings)
	}
	s, known := m.merges.LoadOrStore(key, Merge(parent, child))
	if !known {
		m.size.Add(1)
	}
	return s.(*Settings)
}

// condition compiles the expression of a requirement, once.
func (m *memory) condition(leaf *model.Requirement) (*expr.Condition, error) {
	return once(m, leaf, func() (*expr.Condition, error) { return expr.Parse(leaf.Text) })
}

// text compiles the words of a requirement.
func (m *memory) text(leaf *model.Requirement) (*expr.Text, error) {
	return once(m, leaf, func() (*expr.Text, error) { return expr.ParseText(leaf.Text) })
}

// realm compiles a realm, once for each text.
func (m *memory) realm(text string) (*expr.Text, error) {
	return once(m, text, func() (*expr.Text, error) { return expr.ParseText(text) })
}

// opens is Worker.Opens, asked once for each file.
func (m *memory) opens(p *Program, ref *model.FileRef) model.Fact {
	is, _ := once(m, ref, func() (model.Fact, error) { return p.Worker.Opens(p.Disk, ref), nil })
	return is
}

// once is what belongs to a key, made when it is asked for first.
func once[T any](m *memory, key any, make func() (T, error)) (T, error) {
	if known, ok := m.made.Load(key); ok {
		return known.(T), nil
	}
	v, err := make()
	if err != nil {
		return v, err
	}
	if _, known := m.made.LoadOrStore(key, v); !known {
		m.size.Add(1)
	}
	return v, nil
}
