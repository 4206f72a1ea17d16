package wordpress

import (
	"crypto/sha256"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/wordpress/php"
)

const (
	configFile   = "wp-config.php"
	settingsFile = "wp-settings.php"
)

// config is what wp-config.php says, and the programs that it includes.
type config struct {
	home string // the installation's folder
	// files are wp-config.php and the plain ones that it includes, in the order
	// in which PHP comes to them.
	files []*configPart
	// whole says that nothing else defines constants, so that what is not found
	// is not defined.
	whole bool
	names map[string]*named
	order []string
	// prefix is the last assignment of $table_prefix.
	prefix model.Setting[string]
}

// configPart is one of the files.
type configPart struct {
	file    *source.File
	program *php.Program
}

// named is a constant with the text that the model does not keep.
type named struct {
	constant *model.Constant
	literal  php.Literal
	part     *configPart
	text     string // known where the constant is Set
}

// maxConfigFiles bounds how many files a configuration is read from.
const maxConfigFiles = 16

// readConfig reads the configuration of the installation in a folder. WordPress
// takes the one a level up where the folder has none, unless another
// installation is there. It is nil where there is none to read.
func readConfig(l lint.Loader, dir string) *config {
	at := path.Join(dir, configFile)
	f, err := l.Open(at)
	if err != nil {
		if _, there := l.Stat(at); there == nil || dir == "/" {
			return nil
		}
		if _, other := l.Stat(path.Join(path.Dir(dir), settingsFile)); other == nil {
			return nil
		}
		if f, err = l.Open(path.Join(path.Dir(dir), configFile)); err != nil {
			return nil
		}
	}
	c := &config{home: dir, whole: true, names: map[string]*named{}}
	c.read(l, f, true)
	return c
}

// read takes the definitions of a file, and those of the files it includes in
// the place where it does.
func (c *config) read(l lint.Loader, f *source.File, sure bool) {
	part := &configPart{f, php.Read(f.Data)}
	c.files = append(c.files, part)
	maskProgram(f)
	c.whole = c.whole && !part.program.Open
	late := lateFrom(part.program)
	includes := part.program.Includes
	for i := range part.program.Definitions {
		d := &part.program.Definitions[i]
		for len(includes) > 0 && includes[0].Start < d.Start {
			c.include(l, part, includes[0], sure, late)
			includes = includes[1:]
		}
		c.define(part, d, sure && d.Start < late)
	}
	for _, i := range includes {
		c.include(l, part, i, sure, late)
	}
}

// lateFrom is where WordPress starts: it reads most constants there.
func lateFrom(p *php.Program) int {
	for _, i := range p.Includes {
		if path.Base(i.File.Text) == settingsFile {
			return i.Start
		}
	}
	return len(p.Data)
}

// include reads an included file in its turn. One that cannot be told, or that
// nobody may read, may define anything; those of plugins define nothing that
// matters here.
func (c *config) include(l lint.Loader, part *configPart, i php.Include, sure bool, late int) {
	if i.Start >= late || path.Base(i.File.Text) == settingsFile {
		return
	}
	at := c.locate(l, part, i.File)
	if at != "" && plugged(at) {
		return
	}
	f, err := (*source.File)(nil), error(nil)
	if at != "" && len(c.files) < maxConfigFiles {
		f, err = l.Open(at)
	}
	if f == nil || err != nil {
		c.whole = false
		return
	}
	for _, p := range c.files {
		if p.file == f {
			return
		}
	}
	c.read(l, f, sure && i.Sure)
}

// plugged says that a file is a plugin's own program, which security plugins
// put in front of all others.
func plugged(at string) bool {
	return strings.Contains(at, "/wp-content/") || path.Base(at) == "aios-bootstrap.php" || path.Base(at) == "wordfence-waf.php"
}

// locate is the path in the tree of a file or folder that the configuration
// names; empty where that cannot be told.
func (c *config) locate(l lint.Loader, part *configPart, v php.Literal) string {
	switch {
	case v.Kind != php.Words:
		return ""
	case v.Base == php.Here:
		return path.Join(path.Dir(part.file.Path), v.Text)
	case v.Base == php.Home:
		return path.Join(c.home, v.Text)
	case !path.IsAbs(v.Text):
		return path.Join(path.Dir(part.file.Path), v.Text)
	}
	at, known, _ := l.Locate(v.Text)
	if !known {
		return ""
	}
	return at
}

// define takes a definition of a constant, or of $table_prefix.
func (c *config) define(part *configPart, d *php.Definition, sure bool) {
	f := part.file
	value := model.Setting[string]{State: model.Dynamic, Span: f.Span(d.From, d.To), Cause: f.Span(d.Start, d.End)}
	if d.Value.End > d.Value.Start {
		value.Span = f.Span(d.Value.Start, d.Value.End)
	}
	if sure && d.Value.Kind != php.Computed && d.Value.Base == php.NoBase {
		value.State, value.Value = model.Set, d.Value.Text
	}
	if d.Variable {
		if d.Name == "table_prefix" {
			c.prefix = value
		}
		return
	}
	n := &named{part: part, text: value.Value, constant: &model.Constant{Name: d.Name, Value: value, Kind: kindOf(d)}}
	if sure {
		n.literal = d.Value
	}
	if n.constant.Kind == model.ConstantSecret {
		n.constant.Value.Value = ""
	}
	first := c.names[d.Name]
	if first == nil {
		c.names[d.Name] = n
		c.order = append(c.order, d.Name)
		return
	}
	for at := first.constant; ; at = at.Again {
		if at.Again == nil {
			at.Again = n.constant
			return
		}
	}
}

func kindOf(d *php.Definition) model.ConstantKind {
	switch {
	case secretName(d.Name):
		return model.ConstantSecret
	case d.Value.Kind == php.Flag:
		return model.ConstantBool
	case d.Value.Kind == php.Whole:
		return model.ConstantNumber
	}
	return model.ConstantText
}

// secretWords are words in names of constants and variables that hold what
// nobody may see.
var secretWords = regexp.MustCompile(`(?i)(^|_)(pass(word|wd|phrase)?|pwd|auth_pass|secret|salt|key|token|licen[cs]e|credentials?|dsn)(_|$)|[a-z](Password|Secret|Token|Key)$|(^|_)[a-z]*(key|pass|secret|token)$`)

// secretStems are what a name has somewhere that secretWords matches, in lower
// case.
var secretStems = [...]string{"pass", "pwd", "secret", "salt", "key", "token", "licen", "credential", "dsn"}

func secretName(name string) bool { return hasStem(name) && secretWords.MatchString(name) }

// hasStem keeps nearly all names from the pattern, which took an eighth of the
// time of a scan of many sites. Beyond ASCII it leaves the answer to the pattern.
func hasStem(name string) bool {
	for i := range len(name) {
		c := name[i]
		if c >= utf8.RuneSelf {
			return true
		}
		for _, stem := range secretStems {
			if c|0x20 == stem[0] && len(name)-i >= len(stem) && strings.EqualFold(name[i:i+len(stem)], stem) {
				return true
			}
		}
	}
	return false
}

// constant is a constant in force; nil where it is not defined in view.
func (c *config) constant(name string) *model.Constant {
	if c == nil || c.names[name] == nil {
		return nil
	}
	return c.names[name].constant
}

// constants are all, in the order of the files.
func (c *config) constants() []*model.Constant {
	var all []*model.Constant
	for _, name := range c.order {
		all = append(all, c.names[name].constant)
	}
	return all
}

// folder is the path in the tree of the folder that a constant names. It is
// false where it is moved somewhere that cannot be told.
func (c *config) folder(l lint.Loader, name, usual string) (string, bool) {
	if c == nil {
		return usual, true
	}
	n := c.names[name]
	if n == nil {
		return usual, true
	}
	at := c.locate(l, n.part, n.literal)
	return at, at != ""
}

// text is a constant's value as a setting; Unset where it is not defined.
func (c *config) text(name string) model.Setting[string] {
	if k := c.constant(name); k != nil {
		return k.Value
	}
	if c != nil && !c.whole {
		return model.Setting[string]{State: model.Dynamic}
	}
	return model.Setting[string]{}
}

// flag is what PHP takes a constant for in a condition: the same as off where
// it is not defined.
func (c *config) flag(name string) model.Fact {
	k := c.constant(name)
	switch {
	case c == nil, k == nil && !c.whole, k != nil && k.Value.State != model.Set:
		return model.Unknown
	case k == nil, !truth(k):
		return model.No
	}
	return model.Yes
}

func truth(k *model.Constant) bool {
	return k.Value.Value != "" && k.Value.Value != "0" && (k.Value.Value != "false" || k.Kind != model.ConstantBool)
}

// saltNames are the keys and salts, as WordPress has them.
var saltNames = [...]string{
	"AUTH_KEY", "SECURE_AUTH_KEY", "LOGGED_IN_KEY", "NONCE_KEY",
	"AUTH_SALT", "SECURE_AUTH_SALT", "LOGGED_IN_SALT", "NONCE_SALT",
}

// minSecret is how many bytes a key should have; WordPress makes 64.
const minSecret = 32

const placeholder = "put your unique phrase here"

// salts tells what the keys and salts are like. Those that are the same are
// found by their hashes; no text is kept.
func (c *config) salts() []*model.Salt {
	if c == nil {
		return nil
	}
	var salts []*model.Salt
	seen := map[[sha256.Size]byte]*model.Salt{}
	for i, name := range append(saltNames[:], "SECRET_KEY", "SECRET_SALT") {
		if c.constant(name) == nil && i >= len(saltNames) {
			continue // of old, and not missed
		}
		s := &model.Salt{Name: name, Secret: c.secret(name)}
		salts = append(salts, s)
		if s.Secret.State != model.Set {
			continue
		}
		hash := sha256.Sum256([]byte(c.names[name].text))
		if s.Same = seen[hash]; s.Same == nil {
			seen[hash] = s
		} else if s.Same.Same == nil {
			s.Same.Same = s
		}
	}
	return salts
}

// secret tells what a constant that is a secret is like: Off where it is
// empty.
func (c *config) secret(name string) model.SecretState {
	value := c.text(name)
	s := model.SecretState{State: value.State, Span: value.Span}
	if s.State != model.Set {
		return s
	}
	text := c.names[name].text
	if text == "" {
		s.State = model.Off
		return s
	}
	s.Placeholder = text == placeholder
	s.Short = !s.Placeholder && len(text) < minSecret
	return s
}
