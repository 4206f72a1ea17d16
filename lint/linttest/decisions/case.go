package decisions

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/authlint/authlint/lint/linttest"
)

// conformanceCase is one archive.
type conformanceCase struct {
	file, name string
	software   *software
	config     map[string]string // sections that are configuration
	nodes      []linttest.Node
	lines      []line

	needsRoot, needsIPv6 bool
	with, without        []string

	archive *txtar.Archive
}

// requestsSection is the one that every case has.
const requestsSection = "requests"

// load reads the cases that a glob names.
func (s *software) load(glob string) ([]*conformanceCase, error) {
	files, err := filepath.Glob(glob)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no file matches %s", glob)
	}
	var cases []*conformanceCase
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		c, err := s.parse(file, data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		cases = append(cases, c)
	}
	return cases, nil
}

// parse reads an archive.
func (s *software) parse(file string, data []byte) (*conformanceCase, error) {
	c := &conformanceCase{file: file, name: caseName(file), software: s, config: map[string]string{}, archive: txtar.Parse(data)}
	if err := c.comment(string(c.archive.Comment)); err != nil {
		return nil, err
	}
	site := &linttest.Case{}
	for _, f := range c.archive.Files {
		if err := c.section(site, f); err != nil {
			return nil, fmt.Errorf("section %q: %w", f.Name, err)
		}
	}
	c.nodes = site.Nodes
	if !slices.ContainsFunc(c.lines, func(l line) bool { return l.request != nil }) {
		return nil, errors.New("no request")
	}
	return c, nil
}

func (c *conformanceCase) section(site *linttest.Case, f txtar.File) (err error) {
	top, _, _ := strings.Cut(strings.TrimPrefix(f.Name, `"`), "/")
	switch {
	case f.Name == requestsSection:
		c.lines, err = parseLines(string(f.Data), c.host())
	case slices.Contains(c.software.sections, f.Name):
		c.config[f.Name] = string(f.Data)
	case slices.Contains(c.software.folders, top):
		err = site.Add(f.Name, f.Data)
	default:
		err = fmt.Errorf("files lie in %s/", strings.Join(c.software.folders, "/ and "))
	}
	return err
}

func (c *conformanceCase) comment(text string) error {
	point, rest, _ := strings.Cut(text, "\n")
	if strings.TrimSpace(point) == "" {
		return errors.New("the first line is empty: it says in prose what the case shows")
	}
	for text := range strings.Lines(rest) {
		key, value, _ := strings.Cut(strings.TrimSpace(text), ": ")
		switch key {
		case "needs":
			if value != "root" && value != "ipv6" {
				return fmt.Errorf("needs: %q is not root or ipv6", value)
			}
			c.needsRoot, c.needsIPv6 = c.needsRoot || value == "root", c.needsIPv6 || value == "ipv6"
		case "with":
			c.with = strings.Fields(value)
		case "without":
			c.without = strings.Fields(value)
		}
	}
	return nil
}

// host is the name that requests of the case ask for.
func (c *conformanceCase) host() string {
	area, slug, _ := strings.Cut(c.name, "/")
	return slug + "." + area + ".test"
}

// asksElsewhere reports whether a request is for another host than the case's
// own, or for another address.
func (c *conformanceCase) asksElsewhere() bool {
	return slices.ContainsFunc(c.lines, func(l line) bool {
		return l.request != nil && (l.request.Host != c.host()+":"+portMark || l.request.To != "")
	})
}

// format is the archive with the requests as they now are.
func (c *conformanceCase) format() []byte {
	a := &txtar.Archive{Comment: c.archive.Comment}
	for _, f := range c.archive.Files {
		if f.Name == requestsSection {
			f.Data = []byte(formatLines(c.lines))
		}
		a.Files = append(a.Files, f)
	}
	return txtar.Format(a)
}
