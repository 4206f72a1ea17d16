package scan

import (
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// What httpd does with a .htaccess that it cannot read, as measured: all but a
// FIFO is refused at once.
const (
	answers403  = "httpd answers 403 for everything below"
	neverEnds   = "httpd waits for its writer and answers no request below"
	deniedToo   = "the server's user cannot read it either"
	outsideText = "it is a symbolic link to outside the folders that may be read"
)

// unreadable says why a file was not read.
func (o *Options) unreadable(at string, info source.Info, err error, limit int64) *model.Unread {
	u := &model.Unread{Path: o.display(at)}
	switch {
	case errors.Is(err, fs.ErrPermission):
		u.Why, u.Denied = "authlint may not read it", true
	case errors.Is(err, source.ErrTooLarge):
		u.Why = "it is larger than " + size(o.limit(limit)) + ", the most authlint reads"
	case errors.Is(err, source.ErrNotRegular):
		u.Why = "it is " + kindInWords(info.Mode) + ", not a file"
	case errors.Is(err, source.ErrOutside):
		u.Why = outsideText
	default:
		u.Why = source.Cause(err).Error()
	}
	return u
}

func kindInWords(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a FIFO"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	}
	return "a device"
}

// deniedOverride says what is wrong with reading a .htaccess: for authlint, by
// err, or for the server's user, by mode and owner. It is nil when nothing is,
// and when there is no such file, which a link that leads nowhere is to httpd.
func (o *Options) deniedOverride(at, root string, info source.Info, err error) *model.Unread {
	if err == nil {
		why := o.serverCannotRead(at, root, info)
		if why == "" {
			return nil
		}
		return &model.Unread{Path: o.display(at), Why: why, Denied: true, Server: answers403}
	}
	u := o.unreadable(at, info, err, MaxConfigSize)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case errors.Is(err, source.ErrTooLarge), errors.Is(err, source.ErrOutside), errors.Is(err, source.ErrForeign),
		errors.Is(err, source.ErrMount), errors.Is(err, source.ErrUnsettled):
	case errors.Is(err, source.ErrNotRegular) && info.Mode&fs.ModeNamedPipe != 0:
		u.Server = neverEnds
	case u.Denied:
		u.Server, u.Assumption = answers403, deniedToo
		if why := o.serverCannotRead(at, root, info); why != "" {
			u.Why, u.Assumption = why, ""
		}
	default:
		u.Server = answers403
	}
	return u
}

// serverCannotRead says why the server's user cannot read a file; it is empty
// when it can, and when that cannot be known. Servers run as all kinds of
// users but never as root, so only what root keeps to itself is certain, and
// only below a folder of the site that is open to all: where nothing is, the
// copy at hand is not the one that is served.
func (o *Options) serverCannotRead(at, root string, info source.Info) string {
	perm := info.Mode.Perm()
	switch {
	case info == source.Info{}: // not even that could be seen
	case perm&0o004 == 0 && info.UID == 0 && (perm&0o040 == 0 || info.GID == 0):
		if o.open(root) {
			return fmt.Sprintf("it has mode %04o and owner root: the server's user cannot read it", perm)
		}
	case perm&0o444 == 0 && info.UID >= 0:
		if o.open(root) {
			return fmt.Sprintf("it has mode %04o: the server's user cannot read it", perm)
		}
	}
	return ""
}

// serverCannotEnter says the same of the folders above a file, those aside
// that the site's own root lies in.
func (o *Options) serverCannotEnter(at, root string) string {
	for dir := path.Dir(at); !source.Below(dir, root); dir = path.Dir(dir) {
		info, err := o.Tree.Stat(dir)
		if err != nil {
			return ""
		}
		perm := info.Mode.Perm()
		if perm&0o001 == 0 && info.UID == 0 && (perm&0o010 == 0 || info.GID == 0) && o.open(root) {
			return fmt.Sprintf("its folder has mode %04o and owner root: the server's user cannot enter it", perm)
		}
	}
	return ""
}

// open says that everybody may list and enter a folder, or the folder of a
// file.
func (o *Options) open(root string) bool {
	info, err := o.Tree.Stat(root)
	if err == nil && !info.IsDir() {
		info, err = o.Tree.Stat(path.Dir(root))
	}
	return err == nil && info.Mode.Perm()&0o005 == 0o005
}
