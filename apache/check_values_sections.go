package apache

func (l *lowerer) checkFiles(n *Node) objection {
	if n.Args == "" {
		return objection{word: n.Name, says: n.Name.Text + "> names no file"}
	}
	words := n.Words
	pattern := n.Is("<FilesMatch")
	if len(words) > 0 && words[0].Text == "~" && !pattern {
		words, pattern = words[1:], true
	}
	if len(words) == 0 {
		return none
	}
	if pattern {
		if o := checkPattern(words[0], words[0].Text); o.says != "" {
			return o
		}
	}
	return oneWord(n, words)
}

// oneWord objects to more than one word before a section's ">".
func oneWord(n *Node, words []Word) objection {
	if len(words) < 2 {
		return none
	}
	w := words[1]
	w.End = words[len(words)-1].End
	return objection{word: w, says: n.Name.Text + "> takes one argument: a blank in it needs quotes round it"}
}

func (l *lowerer) checkIf(n *Node) objection {
	if n.Args == "" {
		return objection{word: n.Name, says: n.Name.Text + "> has no condition"}
	}
	if o := oneWord(n, n.Words); o.says != "" {
		return o
	}
	condition := n.Name
	if len(n.Words) > 0 {
		condition = n.Words[0]
	} else {
		condition.Text = ""
	}
	if o := l.checkCondition(condition); o.says != "" {
		return o
	}
	if n.Is("<ElseIf") {
		return l.checkAfterIf(n)
	}
	l.sawBranch(n)
	return none
}

func (l *lowerer) checkElse(n *Node) objection {
	if len(n.Words) > 0 {
		return objection{word: n.Words[0], says: "<Else> takes no argument: <ElseIf> takes a condition"}
	}
	return l.checkAfterIf(n)
}

// checkAfterIf objects to an Else or ElseIf whose scope has no If before it.
func (l *lowerer) checkAfterIf(n *Node) objection {
	o := objection{word: n.Name, says: n.Name.Text + "> has no <If> before it in the same scope"}
	switch l.memory(n).branch {
	case branchNone:
		return o
	case branchMaybe:
		o.assumed = "httpd does not read the <If> before it"
		return o
	}
	l.sawBranch(n)
	return none
}

// sawBranch remembers what an Else may follow.
func (l *lowerer) sawBranch(n *Node) {
	branch := branchIf
	if n.Is("<Else") {
		branch = branchNone
	}
	m := l.memory(n)
	if l.undecided(n) != "" && m.branch != branch {
		branch = branchMaybe
	}
	m.branch = branch
}

// branch says whether an Else may come.
type branch uint8

const (
	branchNone branch = iota
	branchIf
	branchMaybe // an If stands in a condition that is not decided
)

// memory is what httpd's handlers remember of earlier directives of a scope.
type memory struct {
	branch    branch
	indexNone bool // IndexOptions None
	views     multiviews
	languages languages
}

// memory returns that of the scope a node stands in: conditions, Limit and
// Require containers are none.
func (l *lowerer) memory(n *Node) *memory {
	at := n.Parent
	for at != nil && transparent(at) {
		at = at.Parent
	}
	if l.memories == nil {
		l.memories = map[*Node]*memory{}
	}
	m := l.memories[at]
	if m == nil {
		m = &memory{}
		l.memories[at] = m
	}
	return m
}

// transparent says that what stands in a section belongs to the scope round
// it.
func transparent(n *Node) bool {
	if n.Condition() {
		return true
	}
	switch n.folded() {
	case "<limit", "<limitexcept", "<requireall", "<requireany", "<requirenone":
		return true
	}
	return false
}
