package lint

// Block is a suppression that stands outside of the files that it is for, as
// in a configuration. Fault and Ran are for whoever makes it to say.
type Block struct {
	Ignore
	// Fits says whether it is for what is found in a file, by its name.
	Fits func(file string) bool
}

// blocks are those of one run, by their rule.
type blocks struct {
	all    []*Block
	byRule map[string][]*Block
}

func (c *checker) blocks() *blocks {
	b := &blocks{byRule: map[string][]*Block{}}
	if c.Blocks == nil {
		return b
	}
	b.all = c.Blocks()
	for _, x := range b.all {
		b.byRule[x.Rule] = append(b.byRule[x.Rule], x)
	}
	return b
}

// mark suppresses the findings that a block is for: of several the first one.
// What a comment suppresses already makes it no less useful.
func (b *blocks) mark(all []found) {
	for i := range all {
		f := &all[i]
		for _, x := range b.byRule[f.Rule.ID] {
			if x.Fault != IgnoreSound || !x.Fits(f.File) {
				continue
			}
			x.Matched = true
			if f.Suppressed == nil {
				f.Suppressed = &Suppression{Kind: External, Reason: x.Reason}
			}
			break
		}
	}
}

func (b *blocks) ignores() []Ignore {
	list := make([]Ignore, 0, len(b.all))
	for _, x := range b.all {
		list = append(list, x.Ignore)
	}
	return list
}
