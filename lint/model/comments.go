package model

// CommentRuns cuts comments into runs of lines that follow each other in one
// scope, as far as a line of a run would be a directive about access if its
// sign were taken off. The comments are in the order of the site.
func CommentRuns(comments []*Comment) [][]*Comment {
	var runs [][]*Comment
	start, said := 0, false
	flush := func(end int) {
		if said {
			runs = append(runs, comments[start:end:end])
		}
		start, said = end, false
	}
	for i, c := range comments {
		if i > 0 && !follows(comments[i-1], c) {
			flush(i)
		}
		said = said || c.Directive != ""
	}
	flush(len(comments))
	return runs
}

// follows says that a comment stands on the line after another.
func follows(before, c *Comment) bool {
	if c.Scope != before.Scope || c.Span.File != before.Span.File || c.Span.Start < before.Span.End {
		return false
	}
	between := c.Span.File.Data[before.Span.End:c.Span.Start]
	lines := 0
	for _, b := range between {
		switch b {
		case '\n':
			lines++
		case ' ', '\t', '\r', '\v', '\f':
		default:
			return false
		}
	}
	return lines == 1
}
