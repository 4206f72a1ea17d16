// Command bench writes a server full of sites to measure scans with:
//
//	go run ./testdata/bench -sites 2000 /tmp/farm
//	time find /tmp/farm/home -name .htaccess | wc -l
//	time authlint scan --root-fs /tmp/farm --summary
//
// The same seed writes the same files. With -hostile, as root and on Linux, there
// are sites among them that attack whoever reads them.
// A list of the sites, and what must be found in each, goes to standard output,
// a JSON object a line.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"github.com/authlint/authlint/lint/linttest/farm"
)

func main() {
	o := farm.Options{}
	flag.Uint64Var(&o.Seed, "seed", 1, "what the files are made of")
	flag.IntVar(&o.Sites, "sites", 2000, "how many sites to write")
	flag.IntVar(&o.Broken, "broken", 10, "one in so many is broken; 0 for none")
	hostile := flag.Bool("hostile", false, "write sites that attack their reader, too")
	flag.Parse()
	if err := run(o, *hostile, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(o farm.Options, hostile bool, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("one folder is needed, not %d", len(args))
	}
	if hostile {
		if _, err := farm.WriteHostile(args[0]); err != nil {
			return err
		}
	}
	sites, counts, err := farm.Write(args[0], o)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%d sites, %d files, %d folders, %d .htaccess files\n", len(sites), counts.Files, counts.Folders, counts.Overrides)
	out := json.NewEncoder(os.Stdout)
	for _, s := range sites {
		if err := out.Encode(s); err != nil {
			return err
		}
	}
	return nil
}
