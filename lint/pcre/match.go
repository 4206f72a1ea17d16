package pcre

import "strings"

// machine carries out programs. It keeps its memory from run to run.
type machine struct {
	subject string
	slots   []int32
	stack   []entry
	steps   int // from one place of the subject
}

// entry is a choice that is left, or something to be undone on the way back to
// the choices below it.
type entry struct {
	kind entryKind
	at   int32 // an instruction, or a slot
	pos  int32
	more int32
}

type entryKind uint8

const (
	choice  entryKind = iota // go on at an instruction and a place
	undo                     // a slot had a value
	shorter                  // a run may end earlier, but not before a place
	longer                   // a lazy run may go on, so many times more
	branchy                  // the branches of an alternation from a number on
)

// run looks for the first match of a program in a subject.
func (m *machine) run(p *program, subject string) Answer {
	m.subject = subject
	if cap(m.slots) < p.slots {
		m.slots = make([]int32, p.slots)
	}
	m.slots = m.slots[:p.slots]
	for start, total := 0, 0; start <= len(subject); start++ {
		if start = p.next(subject, start); start < 0 {
			return DoesNot
		}
		for i := range m.slots {
			m.slots[i] = -1
		}
		m.stack, m.steps = m.stack[:0], 0
		end, answer := m.try(p, int32(start))
		switch total += m.steps; {
		case answer == Matches:
			m.slots[0], m.slots[1] = int32(start), end
			return Matches
		case answer == CannotSay, total > maxTotal:
			return CannotSay
		case p.anchored, p.fromStart && (p.pastNewlines || strings.IndexByte(subject, '\n') < 0):
			return DoesNot
		}
	}
	return DoesNot
}

// next is the first place from start on where a match could begin, or -1.
func (p *program) next(subject string, start int) int {
	switch {
	case p.only >= 0:
		i := strings.IndexByte(subject[start:], byte(p.only))
		if i < 0 {
			return -1
		}
		return start + i
	case p.first != nil:
		for ; start < len(subject); start++ {
			if p.first.has(subject[start]) {
				return start
			}
		}
		return -1
	}
	return start
}

func (m *machine) push(kind entryKind, at, pos, more int32) {
	m.stack = append(m.stack, entry{kind, at, pos, more})
}

// put sets a slot until the machine goes back.
func (m *machine) put(slot, value int32) {
	m.push(undo, slot, m.slots[slot], 0)
	m.slots[slot] = value
}

// try carries out a program from one place on, and says where the match ends.
func (m *machine) try(p *program, pos int32) (int32, Answer) {
	s := m.subject
	pc := int32(0)
	for {
		if m.steps++; m.steps > maxSteps {
			return 0, CannotSay
		}
		i := &p.code[pc]
		pc++
		ok := true
		switch i.op {
		case opMatch:
			return pos, Matches
		case opByte:
			if ok = int(pos) < len(s) && s[pos] == i.byte; ok {
				pos++
			}
		case opText:
			if ok = strings.HasPrefix(s[pos:], i.text); ok {
				pos += int32(len(i.text))
			}
		case opSet:
			if ok = int(pos) < len(s) && i.set.has(s[pos]); ok {
				pos++
			}
		case opRun:
			pos, ok = m.start(i, pc, pos)
		case opJump:
			pc = i.x
		case opAlt:
			pc, ok = m.branch(i, pc-1, pos, 0)
		case opMaybe:
			if !m.begins(i, pos) {
				pc = i.x
			} else if i.mode == lazy {
				m.push(choice, pc, pos, 0)
				pc = i.x
			} else {
				m.push(choice, i.x, pos, 0)
			}
		case opMark, opSave:
			m.put(i.slot, pos)
		case opLoop:
			if i.slot >= 0 && m.slots[i.slot] == pos || !m.begins(i, pos) {
				break
			}
			if i.mode == lazy {
				m.push(choice, i.x, pos, 0)
			} else {
				m.push(choice, pc, pos, 0)
				pc = i.x
			}
		case opClose:
			m.put(2*i.x, m.slots[i.slot])
			m.put(2*i.x+1, pos)
		case opRef:
			pos, ok = m.again(i, pos)
		case opAssert:
			ok = holds(i.assert, s, int(pos))
		case opBack:
			pos -= i.x
			ok = pos >= 0
		default:
			pc, pos, ok = m.enclosed(i, pc, pos)
		}
		if !ok {
			if pc, pos, ok = m.back(p); !ok {
				return 0, DoesNot
			}
		}
	}
}

// begins says whether the body of a repetition may match at a place.
func (m *machine) begins(i *instruction, pos int32) bool {
	if i.set == nil || int(pos) < len(m.subject) && i.set.has(m.subject[pos]) {
		return true
	}
	m.steps += i.width
	return false
}

// enclosed carries out what is atomic and what looks around.
func (m *machine) enclosed(i *instruction, pc, pos int32) (int32, int32, bool) {
	switch i.op {
	case opEnter:
		m.slots[i.slot] = int32(len(m.stack))
	case opCut:
		m.cut(m.slots[i.slot])
	case opLook:
		m.slots[i.slot], m.slots[i.slot+1] = int32(len(m.stack)), pos
	case opLookEnd:
		m.cut(m.slots[i.slot])
		pos = m.slots[i.slot+1]
	case opNot:
		m.slots[i.slot] = int32(len(m.stack))
		m.push(choice, i.x, pos, 0)
	case opNotEnd:
		m.undoTo(int(m.slots[i.slot]))
		return pc, pos, false
	}
	return pc, pos, true
}

// cut forgets choices, and keeps what has to be undone.
func (m *machine) cut(height int32) {
	kept := m.stack[:height]
	for _, e := range m.stack[height:] {
		if e.kind == undo {
			kept = append(kept, e)
		}
	}
	m.steps += len(m.stack) - int(height)
	m.stack = kept
}

func (m *machine) undoTo(height int) {
	for len(m.stack) > height {
		e := m.stack[len(m.stack)-1]
		m.stack = m.stack[:len(m.stack)-1]
		if e.kind == undo {
			m.slots[e.at] = e.pos
		}
	}
}

// back returns to the last choice that is left.
func (m *machine) back(p *program) (pc, pos int32, ok bool) {
	for len(m.stack) > 0 {
		m.steps++
		top := len(m.stack) - 1
		e := m.stack[top]
		m.stack = m.stack[:top]
		switch e.kind {
		case choice:
			return e.at, e.pos, true
		case undo:
			m.slots[e.at] = e.pos
		case shorter:
			pos, ok = m.shorten(&p.code[e.at-1], e.at, e.pos-1, e.more)
			pc = e.at
		case longer:
			pos, ok = m.lengthen(&p.code[e.at-1], e.at, e.pos, e.more)
			pc = e.at
		case branchy:
			pos = e.pos
			pc, ok = m.branch(&p.code[e.at], e.at, e.pos, int(e.more))
		}
		if ok {
			return pc, pos, true
		}
	}
	return 0, 0, false
}

// branch goes on at the first branch that can match, from one on, and leaves a
// choice if there are others.
func (m *machine) branch(i *instruction, at, pos int32, from int) (int32, bool) {
	var chosen int32 = -1
	for n := from; n < len(i.branches); n++ {
		b := &i.branches[n]
		if b.first != nil && (int(pos) >= len(m.subject) || !b.first.has(m.subject[pos])) {
			m.steps += b.width
			continue
		}
		if chosen >= 0 {
			m.push(branchy, at, pos, int32(n))
			return chosen, true
		}
		chosen = b.at
	}
	return chosen, chosen >= 0
}

// start begins a run.
func (m *machine) start(i *instruction, pc, pos int32) (int32, bool) {
	most := int32(len(m.subject)) - pos
	if i.max >= 0 && i.max < most {
		most = i.max
	}
	if i.mode == lazy {
		most = min(most, i.min)
	}
	n := int32(0)
	if i.every {
		n = most
	}
	for n < most && i.set.has(m.subject[pos+n]) {
		n++
	}
	m.steps += int(n)
	switch {
	case n < i.min:
		return pos, false
	case i.mode == lazy:
		more := int32(-1)
		if i.max >= 0 {
			more = i.max - i.min
		}
		return m.lazily(i, pc, pos+n, more)
	case i.mode == possessive:
		return pos + n, true
	case i.settled:
		return pos + n, true
	}
	return m.shorten(i, pc, pos+n, pos+i.min)
}

// shorten ends a run at a place or before it, where what follows may match.
func (m *machine) shorten(i *instruction, pc, pos, least int32) (int32, bool) {
	if i.next != nil {
		from := pos
		for pos >= least && (int(pos) >= len(m.subject) || !i.next.has(m.subject[pos])) {
			pos--
		}
		m.steps += int(from - pos)
	}
	if pos < least {
		return pos, false
	}
	if pos > least {
		m.push(shorter, pc, pos, least)
	}
	return pos, true
}

// lazily ends a run and leaves the choice to go on.
func (m *machine) lazily(i *instruction, pc, pos, more int32) (int32, bool) {
	for i.next != nil && (int(pos) >= len(m.subject) || !i.next.has(m.subject[pos])) {
		m.steps++
		if more == 0 || int(pos) >= len(m.subject) || !i.set.has(m.subject[pos]) {
			return pos, false
		}
		pos++
		more--
	}
	if more != 0 {
		m.push(longer, pc, pos, more)
	}
	return pos, true
}

// lengthen takes one byte more into a lazy run.
func (m *machine) lengthen(i *instruction, pc, pos, more int32) (int32, bool) {
	if int(pos) >= len(m.subject) || !i.set.has(m.subject[pos]) {
		return pos, false
	}
	return m.lazily(i, pc, pos+1, more-1)
}

// again matches what a group has matched. A group that is unset matches nothing.
func (m *machine) again(i *instruction, pos int32) (int32, bool) {
	from, to := m.slots[2*i.x], m.slots[2*i.x+1]
	if from < 0 || int(to-from) > len(m.subject)-int(pos) {
		return pos, false
	}
	a, b := m.subject[from:to], m.subject[pos:pos+to-from]
	m.steps += len(a)
	if a == b {
		return pos + to - from, true
	}
	for n := range len(a) {
		if a[n] != b[n] && !(i.fold && isLetter(a[n]) && a[n]^b[n] == 0x20) {
			return pos, false
		}
	}
	return pos + to - from, true
}

func isWord(s string, i int) bool {
	if i < 0 || i >= len(s) {
		return false
	}
	return isLetter(s[i]) || isDigit(s[i]) || s[i] == '_'
}

// holds says whether a condition holds at a place.
func holds(a assertion, s string, pos int) bool {
	switch a {
	case assertBegin:
		return pos == 0
	case assertBeginLine: // but not after a newline that ends the subject
		return pos == 0 || s[pos-1] == '\n' && pos < len(s)
	case assertEnd:
		return pos == len(s)
	case assertEndBefore:
		return pos == len(s) || pos == len(s)-1 && s[pos] == '\n'
	case assertEndLine:
		return pos == len(s) || s[pos] == '\n'
	case assertWord:
		return isWord(s, pos-1) != isWord(s, pos)
	}
	return isWord(s, pos-1) == isWord(s, pos)
}
