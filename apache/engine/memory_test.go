package engine

import (
	"testing"

	"github.com/authlint/authlint/lint/model"
)

func TestMemory(t *testing.T) {
	p := &Program{}
	m := p.remembers()
	if p.remembers() != m {
		t.Fatal("each request has a memory of its own")
	}
	parent, child := &Settings{}, &Settings{}
	if m.merge(nil, child) != child {
		t.Error("what is merged with nothing is not the same")
	}
	merged := m.merge(parent, child)
	if merged == child || m.merge(parent, child) != merged || m.merge(child, parent) == merged {
		t.Error("two settings are not merged once")
	}
	leaf := &model.Requirement{Text: "%{REQUEST_METHOD} == 'GET'"}
	c, err := m.condition(leaf)
	if again, _ := m.condition(leaf); err != nil || c == nil || again != c {
		t.Errorf("an expression is not compiled once: %v", err)
	}
	if _, err := m.condition(&model.Requirement{Text: "=="}); err == nil {
		t.Error("what is no expression is compiled")
	}
	text, err := m.realm("a %{REMOTE_ADDR}")
	if again, _ := m.realm("a %{REMOTE_ADDR}"); err != nil || again != text {
		t.Errorf("a realm is not compiled once: %v", err)
	}
	if m.size.Load() != 4 {
		t.Errorf("it counts %d, want 4", m.size.Load())
	}
}

// TestMemoryForgets: a full memory is left to those that use it.
func TestMemoryForgets(t *testing.T) {
	p := &Program{}
	m := p.remembers()
	parent := &Settings{}
	for range maxMemory {
		m.merge(parent, &Settings{})
	}
	next := p.remembers()
	if next == m || next.size.Load() != 0 {
		t.Fatalf("a new request gets the full memory, of %d", next.size.Load())
	}
	child := &Settings{}
	if merged := m.merge(parent, child); m.merge(parent, child) != merged {
		t.Error("a request that has begun with a memory is left without it")
	}
	if p.remembers() != next {
		t.Error("the new memory is not kept")
	}
}
