package pcre

// operation is what an instruction does.
type operation uint8

const (
	opMatch   operation = iota // the pattern matches
	opByte                     // one byte
	opText                     // several bytes
	opSet                      // one byte of a set
	opRun                      // as many bytes of a set as min and max say
	opJump                     // goes on at x
	opAlt                      // goes on at the first of branches that can match
	opMaybe                    // greedy: the next instruction, then x; lazy: the other way round
	opMark                     // remembers the place in a slot, where a loop's body begins
	opLoop                     // back to x, but not after an empty body, whose place is in a slot
	opSave                     // remembers the place in a slot, where a group begins
	opClose                    // sets a group, which began at the place in a slot
	opRef                      // what a group has matched
	opAssert                   // a condition on the place
	opBack                     // steps back, in a look-behind
	opEnter                    // remembers the choices there are, before what is atomic
	opCut                      // forgets the choices since, after it
	opLook                     // opEnter, and remembers the place
	opLookEnd                  // opCut, and returns to the place
	opNot                      // opEnter, and a choice: x, when what follows does not match
	opNotEnd                   // takes everything back, and fails
)

// instruction is one of a program. The next one follows unless it says otherwise.
type instruction struct {
	op       operation
	mode     mode
	assert   assertion
	fold     bool
	byte     byte
	text     string
	x        int32 // an instruction, a group or a number of bytes
	slot     int32
	min, max int32 // max is -1 when there is no bound
	set      *set  // of opRun; of opMaybe what its body may begin with, if known
	next     *set  // of opRun: what has to follow, if known
	every    bool  // of opRun: the set has all bytes
	// settled says of opRun that no byte of the set can follow: only the longest run can be right.
	settled  bool
	width    int // of the body of opMaybe and opLoop
	branches []branch
}

// branch is one of an alternation.
type branch struct {
	at    int32
	first *set // what it may begin with; nil for anything
	width int
}

// program is a pattern as instructions.
type program struct {
	code  []instruction
	slots int // two for each group, then those of loops and the like

	first        *set // what a match begins with; nil for anything
	only         int  // the byte that it begins with, or -1
	anchored     bool // only at the start of the subject
	fromStart    bool // what fails at the start fails everywhere
	pastNewlines bool // and newlines do not change that
}

// assemble makes the program of a pattern that keeps some of its groups. It is
// nil for a program that is too large.
func assemble(root *node, kept []bool) *program {
	a := assembler{kept: kept, slots: 2 * len(kept)}
	a.node(root)
	a.emit(instruction{op: opMatch})
	if a.full() {
		return nil
	}
	for i := range a.code {
		a.look(i)
	}
	p := &program{code: a.code, slots: a.slots, only: -1, anchored: root.anchored}
	if !root.anything {
		p.first = &root.first
		if p.first.size() == 1 {
			p.only = int(p.first.only())
		}
	}
	if !root.refers() {
		p.fromStart, p.pastNewlines = root.beginsWithAnything()
	}
	return p
}

func (n *node) refers() bool {
	refers := false
	n.walk(func(n *node) { refers = refers || n.kind == kindRef })
	return refers
}

// What an instruction takes at most in PCRE, in bytes.
const (
	baseSize = 12
	wrapSize = 6
	setSize  = 33 // as a table of 256 bits
)

type assembler struct {
	size  int
	code  []instruction
	kept  []bool
	slots int
}

// full says that there is no use in going on.
func (a *assembler) full() bool { return a.size > maxProgram }

// emit adds an instruction, which counts for more than it takes in PCRE.
func (a *assembler) emit(i instruction) int {
	a.size += baseSize + 2*len(i.text)
	if i.set != nil {
		a.size += setSize
	}
	a.code = append(a.code, i)
	return len(a.code) - 1
}

func (a *assembler) here() int32 { return int32(len(a.code)) }

func (a *assembler) slot(n int) int32 {
	a.slots += n
	return int32(a.slots - n)
}

func (a *assembler) node(n *node) {
	a.size += wrapSize * (1 + n.wraps)
	if a.full() {
		return
	}
	switch n.kind {
	case kindSet:
		a.one(&n.set)
	case kindCat:
		a.cat(n.subs)
	case kindAlt:
		a.alt(n.subs)
	case kindRepeat:
		a.repeat(n)
	case kindGroup:
		a.group(n)
	case kindAtomic:
		a.atomic(func() { a.node(n.subs[0]) })
	case kindLook:
		a.around(n)
	case kindRef:
		a.emit(instruction{op: opRef, x: int32(n.group), fold: n.fold})
	case kindAssert:
		a.emit(instruction{op: opAssert, assert: n.assert})
	}
}

func (a *assembler) one(s *set) {
	if s.size() == 1 {
		a.emit(instruction{op: opByte, byte: s.only()})
	} else {
		a.emit(instruction{op: opSet, set: s})
	}
}

// cat joins single bytes to texts.
func (a *assembler) cat(items []*node) {
	for len(items) > 0 {
		var text []byte
		for _, n := range items {
			if n.kind != kindSet || n.set.size() != 1 {
				break
			}
			text = append(text, n.set.only())
		}
		if len(text) < 2 {
			a.node(items[0])
			items = items[1:]
			continue
		}
		a.emit(instruction{op: opText, text: string(text)})
		items = items[len(text):]
	}
}

func (a *assembler) alt(branches []*node) {
	at := a.emit(instruction{op: opAlt})
	var list []branch
	var ends []int
	for _, n := range branches {
		b := branch{at: a.here(), width: n.width}
		if !n.anything {
			b.first = &n.first
		}
		list = append(list, b)
		a.node(n)
		ends = append(ends, a.emit(instruction{op: opJump}))
		if a.full() {
			return
		}
	}
	a.code[at].branches = list
	a.arrive(ends)
}

// arrive lets instructions go on here.
func (a *assembler) arrive(from []int) {
	for _, i := range from {
		a.code[i].x = a.here()
	}
}

func (a *assembler) group(n *node) {
	if !a.kept[n.group] {
		a.node(n.subs[0])
		return
	}
	began := a.slot(1)
	a.emit(instruction{op: opSave, slot: began})
	a.node(n.subs[0])
	a.emit(instruction{op: opClose, slot: began, x: int32(n.group)})
}

func (a *assembler) atomic(body func()) {
	slot := a.slot(1)
	a.emit(instruction{op: opEnter, slot: slot})
	body()
	a.emit(instruction{op: opCut, slot: slot})
}

func (a *assembler) around(n *node) {
	slot := a.slot(2)
	enter := a.emit(instruction{op: opLook, slot: slot})
	if n.negative {
		a.code[enter].op = opNot
	}
	if n.behind {
		a.behind(n.subs[0])
	} else {
		a.node(n.subs[0])
	}
	if n.negative {
		a.emit(instruction{op: opNotEnd, slot: slot})
		a.code[enter].x = a.here()
	} else {
		a.emit(instruction{op: opLookEnd, slot: slot})
	}
}

// behind steps back before each branch as far as that branch is long.
func (a *assembler) behind(inside *node) {
	back := func(n *node) {
		length, _ := n.length()
		a.emit(instruction{op: opBack, x: int32(length)})
		a.node(n)
	}
	if inside.kind != kindAlt {
		back(inside)
		return
	}
	at := a.emit(instruction{op: opAlt})
	var list []branch
	var ends []int
	for _, n := range inside.subs {
		list = append(list, branch{at: a.here()})
		back(n)
		ends = append(ends, a.emit(instruction{op: opJump}))
	}
	a.code[at].branches = list
	a.arrive(ends)
}

// repeat unrolls a repetition as PCRE does: copies that are needed, then copies
// in each other that are not, or a loop.
func (a *assembler) repeat(n *node) {
	body := n.subs[0]
	switch {
	case body.kind == kindSet:
		a.emit(instruction{op: opRun, set: &body.set, min: int32(n.min), max: int32(n.max), mode: n.mode,
			every: body.set.size() == 256})
		return
	case n.mode == possessive:
		a.atomic(func() { a.times(body, n.min, n.max, greedy) })
		return
	}
	a.times(body, n.min, n.max, n.mode)
}

func (a *assembler) times(body *node, low, high int, m mode) {
	needed := low
	if high < 0 && low > 0 {
		needed-- // the loop's body runs once at least
	}
	for i := 0; i < needed && !a.full(); i++ {
		a.node(body)
	}
	var leave []int
	maybe := func() {
		i := instruction{op: opMaybe, mode: m, width: body.width}
		if !body.anything {
			i.set = &body.first
		}
		leave = append(leave, a.emit(i))
	}
	switch {
	case high >= 0:
		for i := low; i < high && !a.full(); i++ {
			maybe()
			a.node(body)
		}
	case low == 0:
		maybe()
		fallthrough
	default:
		a.loop(body, m)
	}
	a.arrive(leave)
}

// loop runs a body once or more often.
func (a *assembler) loop(body *node, m mode) {
	again := instruction{op: opLoop, x: a.here(), mode: m, slot: -1, width: body.width}
	if !body.anything {
		again.set = &body.first
	}
	if body.nullable() {
		again.slot = a.slot(1)
		a.emit(instruction{op: opMark, slot: again.slot})
	}
	a.node(body)
	a.emit(again)
}

// look finds out what has to follow a run.
func (a *assembler) look(at int) {
	run := &a.code[at]
	if run.op != opRun {
		return
	}
	for i := at + 1; ; i++ {
		switch next := &a.code[i]; next.op {
		case opSave, opClose, opMark:
			continue
		case opJump:
			i = int(next.x) - 1
			continue
		case opByte:
			run.next = &set{}
			run.next.add(next.byte)
		case opText:
			run.next = &set{}
			run.next.add(next.text[0])
		case opSet:
			run.next = next.set
		case opRun:
			if next.min > 0 {
				run.next = next.set
			}
		}
		break
	}
	run.settled = run.next != nil && !run.next.meets(run.set)
}
