package source

import "strings"

// Renamed returns the files that were renamed since the revision, as far as
// they are known to the index: their paths in the tree now, and then.
func (g *Git) Renamed() (map[string]string, error) {
	// Against the index: git would run filters to look at files on disk.
	out, err := runGit(g.top, "diff-index", "--cached", "--find-renames", "--diff-filter=R", "--name-status",
		"--no-ext-diff", "--no-textconv", "-z", "--end-of-options", g.tree, "--")
	if err != nil {
		return nil, err
	}
	renamed := map[string]string{}
	for rest := string(out); rest != ""; {
		var status, before, now string
		status, rest, _ = strings.Cut(rest, "\x00")
		before, rest, _ = strings.Cut(rest, "\x00")
		now, rest, _ = strings.Cut(rest, "\x00")
		if !strings.HasPrefix(status, "R") || now == "" {
			return nil, errGit
		}
		renamed[g.top+"/"+now] = g.top + "/" + before
	}
	return renamed, nil
}
