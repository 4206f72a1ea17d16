package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/lint/standard"
)

// serverFlags say which server is asked, and what may be read for it.
type serverFlags struct {
	server     string // --config
	root       string
	allowRoots []string
	pathMap    pathMap
	project    projectFlags
	stored     storedFlags
}

func newServerFlags() serverFlags { return serverFlags{pathMap: pathMap{}} }

// registerServer registers the flags that name the server, registerFiles those
// that say what else is read.
func (f *serverFlags) registerServer(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.server, "config", "", "the server's configuration `FILE`, as httpd starts with it")
	flags.StringVar(&f.root, "root", "", "a document root `DIR` of the server that is assumed")
}

func (f *serverFlags) registerFiles(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.allowRoots, "allow-root", nil, "a `DIR` that may be read, too (repeatable)")
	flags.Var(f.pathMap, "path-map", "where a folder of the server lies on this machine (repeatable)")
	f.stored.register(cmd)
	f.project.register(cmd)
}

// config says which server is asked.
func (f *serverFlags) config(s streams, color string) (standard.Config, error) {
	c := standard.Config{Server: f.server, AllowRoots: f.allowRoots, PathMap: f.pathMap}
	asked := f.server
	var err error
	switch {
	case f.server != "" && f.root != "":
		return c, errors.New("--config and --root exclude each other: a configuration has its own document roots")
	case f.server == stdinPath:
		if c.Stdin, err = f.dump(s); err != nil {
			return c, err
		}
		c.Server, asked = c.Stdin.Name, c.Stdin.Name
	case f.server != "":
		if err := isServerConfig(f.server); err != nil {
			return c, err
		}
	default:
		root, err := f.documentRoot(s)
		if err != nil {
			return c, err
		}
		c.Paths, asked = []string{root}, root
	}
	if c.Stored, err = f.stored.read(); err != nil {
		return c, err
	}
	c.Projects, err = f.project.load(s, color, []string{asked}, true)
	return c, err
}

// documentRoot is --root, or what is taken for it.
func (f *serverFlags) documentRoot(s streams) (string, error) {
	if f.root == "" {
		return assumedRoot(s)
	}
	info, err := os.Stat(f.root)
	switch {
	case err != nil:
		return "", fmt.Errorf("--root: %s: %w", f.root, source.Cause(err))
	case !info.IsDir():
		return "", fmt.Errorf("--root: %s is no folder; the file of a server's configuration is named by --config", f.root)
	}
	return f.root, nil
}

// assumedRoot is the top of the repository that holds the current folder, or
// that folder.
func assumedRoot(s streams) (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for top := dir; ; top = filepath.Dir(top) {
		if _, err := os.Lstat(filepath.Join(top, ".git")); err == nil {
			rel, err := filepath.Rel(dir, top)
			if err != nil {
				return "", err
			}
			s.note("%s, the repository you are in, is taken for the document root; --root DIR or --config FILE says otherwise", filepath.ToSlash(rel))
			return rel, nil
		}
		if top == filepath.Dir(top) {
			s.note("the current folder is taken for the document root; --root DIR or --config FILE says otherwise")
			return ".", nil
		}
	}
}

// isServerConfig says what is wrong with the value of --config.
func isServerConfig(name string) error {
	if name == "" {
		return nil
	}
	if filepath.Ext(name) == ".hcl" {
		return fmt.Errorf("--config: %s is no configuration of a server; authlint's own is named by --rules-config", name)
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return fmt.Errorf("--config: %s: %w", name, source.Cause(err))
	case info.IsDir():
		return fmt.Errorf("--config: %s is a folder; the file that httpd starts with is meant", name)
	case !info.Mode().IsRegular():
		return fmt.Errorf("--config: %s is no regular file", name)
	}
	return nil
}

// dump reads what "nginx -T" prints from standard input.
func (f *serverFlags) dump(s streams) (*standard.Stdin, error) {
	data, err := readBounded(s.in, stdinMax)
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot read standard input: %w", err)
	case !isDump(data):
		return nil, errors.New("--config -: standard input is not what nginx -T prints")
	}
	return &standard.Stdin{Name: dumpName, Data: data}, nil
}
