package nginx

import (
	"net/netip"
	"path"
	"strconv"
	"strings"

	"github.com/authlint/authlint/lint/model"
)

// value makes a setting of a directive's first word.
func value(n *Node) model.Setting[string] {
	s := model.Setting[string]{State: model.Set, Span: n.WordSpan(n.Name), Cause: n.Head()}
	if len(n.Words) == 0 {
		return s
	}
	w := n.Words[0]
	s.Value, s.Span = w.Text, n.WordSpan(w)
	return s
}

// dynamic is a setting whose value may hold variables.
func dynamic(s model.Setting[string]) model.Setting[string] {
	if strings.Contains(s.Value, "$") {
		s.State = model.Dynamic
	}
	return s
}

// switched is a setting that "off" switches off: nginx compares its letters.
func switched(s model.Setting[string]) model.Setting[string] {
	if s.Value == "off" {
		s.State = model.Off
	}
	return s
}

func (l *lowerer) realm(n *Node) { l.scope.Own.Realm = switched(dynamic(value(n))) }

// userFile finds where nginx looks for a file: a relative path starts from the
// folder of nginx.conf. To it "off" is a file like any other.
func (l *lowerer) userFile(n *Node) {
	s := dynamic(value(n))
	ref := &model.FileRef{}
	if len(n.Words) > 0 {
		ref.Written = n.Word(n.Words[0])
	}
	l.scope.Own.UserFile = model.Setting[*model.FileRef]{State: s.State, Value: ref, Span: s.Span, Cause: s.Cause}
	switch {
	case s.Value == "":
		ref.Why = "no file is named"
	case s.State == model.Dynamic:
		ref.Why = "it is known only at run time"
	default:
		ref.Path, ref.Why = l.locate(s.Value)
		ref.Beside = l.beside(s.Value, ref.Path)
	}
}

// beside finds a file where people take a relative path to start from: beside
// the file that names it.
func (l *lowerer) beside(written, found string) string {
	at := path.Join(path.Dir(l.tree.Path), written)
	if path.IsAbs(written) || at == found {
		return ""
	}
	if info, err := l.loader.Stat(at); err != nil || !info.IsRegular() {
		return ""
	}
	return at
}

// locate finds a path of the configuration in the tree; why is not empty where
// it cannot.
func (l *lowerer) locate(written string) (treePath, why string) {
	if !path.IsAbs(written) {
		if l.p.prefix == "" {
			return "", "it is relative to the folder of nginx.conf, which is not in view"
		}
		written = path.Join(l.p.prefix, written)
	}
	treePath, known, why := l.loader.Locate(path.Clean(written))
	if !known {
		return "", why
	}
	return treePath, ""
}

// other notes a directive by which another module decides who may enter.
func (l *lowerer) other(n *Node) {
	s := switched(value(n))
	s.Value = n.Name.Text
	own := &l.scope.Own
	own.Others = append(own.Others, s)
}

// satisfy takes its word in any letter case, as nginx does.
func (l *lowerer) satisfy(n *Node) {
	l.scope.Own.Address.Satisfies = []model.SatisfyRule{{Any: strings.EqualFold(n.Arg(0), "any"), Span: n.Head()}}
}

// addressRule lowers allow and deny.
func (l *lowerer) addressRule(n *Node, allow bool) {
	r := model.AddressRule{Allow: allow, Kind: model.AddressMalformed, Span: n.Head(), Scope: l.scope}
	if len(n.Words) > 0 {
		r.Operand = n.Word(n.Words[0])
	}
	r.Kind, r.Prefix = addressKind(n.Arg(0))
	own := &l.scope.Own
	own.Address.Rules = append(own.Address.Rules, r)
}

// addressKind says what an operand of allow or deny is. nginx takes no names
// of hosts.
func addressKind(operand string) (model.AddressKind, netip.Prefix) {
	switch operand {
	case "all":
		return model.AddressAll, netip.Prefix{}
	case "unix:":
		return model.AddressUnix, netip.Prefix{}
	}
	address, bits, masked := strings.Cut(operand, "/")
	addr, err := netip.ParseAddr(plainDecimals(address))
	if err != nil || addr.Zone() != "" {
		return model.AddressMalformed, netip.Prefix{}
	}
	n := addr.BitLen()
	if masked {
		if n, err = strconv.Atoi(bits); err != nil {
			return model.AddressMalformed, netip.Prefix{}
		}
	}
	p, err := addr.Prefix(n)
	if err != nil {
		return model.AddressMalformed, netip.Prefix{}
	}
	return model.AddressRange, p
}

// plainDecimals takes leading zeros off the numbers of an IPv4 address, which
// nginx reads as decimal all the same.
func plainDecimals(address string) string {
	if strings.Contains(address, ":") {
		return address
	}
	parts := strings.Split(address, ".")
	for i, p := range parts {
		for len(p) > 1 && p[0] == '0' {
			p = p[1:]
		}
		parts[i] = p
	}
	return strings.Join(parts, ".")
}
