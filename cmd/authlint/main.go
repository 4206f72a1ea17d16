// Command authlint checks who gets into a web site, and what happens to the
// rest. Begin with run.go; each subcommand has a file of its own.
package main

import "os"

func main() {
	os.Exit(run(os.Args[1:], streams{
		in:     os.Stdin,
		out:    os.Stdout,
		err:    os.Stderr,
		getenv: os.Getenv,
	}))
}
