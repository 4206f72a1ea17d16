package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/report"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/lint/standard"
	"github.com/spf13/cobra"
)

func newConfig(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Write, validate or show " + config.Name,
		Long:  configHelp(),
		Example: `  authlint config init
  authlint config validate
  authlint config show public`,
		Args: knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cmd.SetOut(s.err)
			if err := cmd.Help(); err != nil {
				return err
			}
			return statusFailure
		},
	}
	cmd.AddCommand(newConfigInit(s), newConfigValidate(s), newConfigShow(s))
	return cmd
}

// configHelp is the page of everything the file may say.
func configHelp() string {
	var b strings.Builder
	b.WriteString(`What a project wants of authlint stands in ` + config.Name + `. In force for a file is
the one in the nearest folder at or above it, as far up as the repository goes;
outside a repository, as far up as the working directory. Nothing is taken from
two files, and one run may go by several: what is found is judged by the one
nearest to its file, and what is assumed of the server is that of the one nearest
to the topmost .htaccess. authlint check --rules-config FILE names one for all,
--no-config none. One that root would read although it is another user's is
ignored, with a note.

A file with a mistake is shown with the place, ends in exit code 2, and nothing
is checked. Paths and patterns start from the folder of the file. A pattern that
fits a folder stands for all that lies in it; ** stands for any number of folders.

  authlint { required_version = ">= 0.1.0" }
      looked at before anything else; operators = != > >= < <=, commas between
  apache {
    version        = "2.4"              2.4, or with a patch level
    modules        = ["rewrite", ...]   all modules that are loaded
    allow_override = ["All"]            All, None, or classes
  }
      what is assumed of httpd where its configuration is not in view
  nginx { prefix = "/etc/nginx" }
      where the server's relative paths start
  wordpress { options = "wp-options.json" }
      a file with the stored options of the site: WP-CLI's JSON, an SQL dump or
      an export of All-In-One Security; check --wp-options wins
  path_map = { "/var/www/html" = "public" }
      where folders of the server lie here; check --path-map wins
  exclude = ["**/cache/**"]
      what is not checked. Files that are named one by one are checked all the
      same, unless check --force-exclude is given. What an excluded .htaccess
      says still holds for the folders below it
  rule "ID" {
    severity = "error"                  error, warning or note
    enabled  = true
  }
      the severity is that of all the rule reports; enabled = false switches it
      off, unless check --rule asks for it
  override {
    files = ["legacy/**"]
    rule "ID" { severity = "note" }
  }
      what is said of rules otherwise in some files, in blocks as above. Each
      argument takes the place of the one in the rule's own block, and of those
      in overrides further up
  suppress "ID" {
    files   = ["a/.htaccess"]
    reason  = "why"
    expires = "2027-01-31"
  }
      what the rule finds in these files does not count, through that day; it
      stays in the JSON formats. The reason is required. One that is over, and
      one that is for nothing where all below the file is checked, is a finding
      (suppression-expired, unused-suppression)
  site { root = "public" }
      which server the expectations are asked of, where check --config does not
      say it: root is a document root of the server that is assumed, config the
      file of a server's configuration. Without the block it is the configuration
      found below the folder of the file, or that folder with its .htaccess
  expect "NAME" {
    url         = "https://shop.test/staff/"
    method      = "GET"
    as          = "alice"               who logs in; anonymous (default) for nobody
    password    = "right"               right (default) or wrong, never a password
    remote_addr = "203.0.113.9"
    headers     = { "Origin" = "https://b.test" }
    status      = 401                   or [401, 403], or outcomes: "upstream", ...
    challenge   = "Basic realm=\"Staff\""
  }
      what the server should answer; what it answers otherwise is a finding
      (expectation-failed). url may be a path where the server has one way in.
      status or challenge may be left out. A challenge is met by one of its scheme
      with the parameters that are named
  custom_rule "ID" {
    target        = "protection"        or credential, directive, location,
                                        rewrite_block, wordpress_setting, site
    when          = self.realm != null
    condition     = startswith(self.realm, "ACME")
    error_message = "the realm \"${self.realm}\" does not name the company"
    at            = "realm"
    severity      = "warning"           also outcome, docs, help
    test "NAME" {
      file "site/.htaccess" { content = "AuthName x\n" }
      want = ["site/.htaccess:1"]       or count = 1, or ok = true
    }
  }
      a rule of your own: what must hold of each object of a target. What else
      may be written there says authlint explain custom_rule; authlint rules test
      runs the tests

Options of rules, in their blocks:
`)
	for _, r := range standard.Rules() {
		for _, o := range r.Options {
			fmt.Fprintf(&b, "  %s: %s\n      %s, from %d to %d (default %d)\n", r.ID, o.Name, o.Doc, o.Min, o.Max, o.Default)
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func newConfigInit(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a " + config.Name + " to begin with",
		Long: `Writes a file that asks for nothing and shows in comments what may be asked for,
into the current folder or DIR. A file that is there is left as it is.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			name := filepath.Join(append(args, config.Name)...)
			if err := writeNew(name, config.Template); err != nil {
				return err
			}
			_, err := fmt.Fprintln(s.out, "wrote "+name)
			return err
		},
	}
}

// writeNew writes a file that must not be there yet.
func writeNew(name, text string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s: is there already and was left as it is", name)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, source.Cause(err))
	}
	if _, err = f.WriteString(text); err != nil {
		return errors.Join(err, f.Close())
	}
	return f.Close()
}

func newConfigValidate(s streams) *cobra.Command {
	color := colorFlag()
	cmd := &cobra.Command{
		Use:   "validate [FILE]",
		Short: "Say whether a configuration file is right",
		Long:  `Validates FILE, or the file that is in force in the current folder.`,
		Args:  cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			name := strings.Join(args, "")
			if name == "" {
				var err error
				if name, err = s.inForce(); err != nil {
					return err
				}
			}
			if name == "" {
				return fmt.Errorf("no %s is in force here; authlint config init writes one", config.Name)
			}
			if _, err := loadConfig(s, color.value, name, true); err != nil {
				return err
			}
			_, err := fmt.Fprintln(s.out, name+": valid")
			return err
		},
	}
	cmd.Flags().Var(&color, "color", "auto, always or never")
	completeFlag(cmd, "color", words(color.of))
	return cmd
}

func newConfigShow(s streams) *cobra.Command {
	color := colorFlag()
	var project projectFlags
	cmd := &cobra.Command{
		Use:   "show [PATH...]",
		Short: "Print what is in force, and where it comes from",
		Long: `Prints what is in force for the current folder, or for what is named, in the form
of a configuration file: each value with the line it was written in, or as a
default. Where several files are in force, each is printed with the folders it
is in force for; so are those that lie below what is named.`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{"."}
			}
			return project.show(s, color.value, args)
		},
	}
	project.register(cmd)
	cmd.Flags().Var(&color, "color", "auto, always or never")
	completeFlag(cmd, "color", words(color.of))
	return cmd
}

func colorFlag() choice {
	return choice{value: colorAuto, of: []string{colorAuto, colorAlways, colorNever}, kind: "WHEN"}
}

// show prints what is in force for some paths and for what lies below them.
func (p *projectFlags) show(s streams, color string, paths []string) error {
	set, err := p.load(s, color, paths, false)
	if err != nil {
		return err
	}
	dir, absolute, err := placesOf(paths)
	if err != nil {
		return err
	}
	var order []*config.Config
	folders := map[*config.Config][]string{}
	for _, at := range absolute {
		for _, folder := range append([]string{at}, set.Below(at)...) {
			c := set.In(filepath.ToSlash(folder))
			if folders[c] == nil {
				order = append(order, c)
			}
			folders[c] = append(folders[c], shortest(dir, folder))
		}
	}
	if err := set.Err(); err != nil {
		return err
	}
	for _, c := range order {
		if _, err := fmt.Fprintf(s.out, "# in force for %s: %s\n", quoted(folders[c]), report.Escape(cmp.Or(c.File, "no file"))); err != nil {
			return err
		}
		if err := c.Show(s.out, standard.Rules()); err != nil {
			return err
		}
	}
	return nil
}
