package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authlint/authlint/lint/config"
	"github.com/authlint/authlint/lint/standard"
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
	b.WriteString(`What a project wants of authlint stands in ` + config.Name + `. In force is the one in
the nearest folder at or above what is checked, as far up as the repository goes;
outside a repository, as far up as the working directory. Nothing is taken from
two files. authlint check --rules-config FILE names another, --no-config none.
One that root would read although it is another user's is ignored, with a note.

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
      a file with the settings of the site
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
  suppress "ID" {
    files   = ["a/.htaccess"]
    reason  = "why"
    expires = "2027-01-31"
  }
      what the rule finds in these files does not count, through that day; it
      stays in the JSON formats. The reason is required. One that is for nothing
      is told when all below the file is checked

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
		return fmt.Errorf("%s: %w", name, bare(err))
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
				if name, err = new(projectFlags).find(s, []string{"."}); err != nil {
					return err
				}
			}
			if name == "" {
				return fmt.Errorf("no %s is in force here; authlint config init writes one", config.Name)
			}
			if _, err := loadConfig(s, color.value, name); err != nil {
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
default.`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{"."}
			}
			c, err := project.load(s, color.value, args)
			if err != nil {
				return err
			}
			return c.Show(s.out, standard.Rules())
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
