package farm

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// links lead out.
func links() []Attack {
	secret := Victim + "/private/.htaccess"
	link := func(name, target string) func(*writer) { return func(w *writer) { w.link(name, target) } }
	unread := []string{"unread-file"}
	return []Attack{
		{Name: "link-absolute", What: "has another's file for its .htaccess", Rules: unread, write: link(root+"/.htaccess", secret)},
		{Name: "link-relative", What: "has another's file for its .htaccess", Rules: unread, write: link(root+"/.htaccess", "../../victim/private/.htaccess")},
		{Name: "link-system", What: "has the system's passwords for its .htaccess", Rules: unread, write: link(root+"/.htaccess", "/etc/shadow")},
		{Name: "link-chain", What: "leads out by several links", Rules: unread, write: func(w *writer) {
			w.link("a", "b")
			w.link("b", "../victim")
			w.link(root+"/.htaccess", "../a/private/.htaccess")
		}},
		{Name: "link-folder", What: "has another's folder below its root", Rules: unread, write: func(w *writer) {
			w.link(root+"/d", Victim+"/private")
			w.link(root+"/e/.htaccess", "../d/.htaccess")
		}},
		{Name: "link-loop", What: "has links that lead nowhere", Rules: unread, write: func(w *writer) {
			w.link(root+"/.htaccess", ".htaccess")
			for i := range 100 {
				w.link(fmt.Sprintf("%s/l%d.conf", root, i), fmt.Sprintf("l%d.conf", i+1))
			}
		}},
		{Name: "link-process", What: "leads through the process that reads", Rules: unread, write: link(root+"/.htaccess", "/proc/self/root/etc/shadow")},
		{Name: "link-users", What: "has the system's passwords for its users", write: func(w *writer) {
			w.link(".htpasswd", "/etc/shadow")
			protected("/home/link-users/.htpasswd")(w)
		}},
		{Name: "link-config", What: "has another's wp-config.php", write: func(w *writer) {
			install(w)
			w.link(root+"/wp-config.php", Victim+"/private/wp-config.php")
		}},
		{Name: "link-version", What: "has another's file for WordPress's version", write: func(w *writer) {
			override(blog)(w)
			w.link(root+"/wp-includes/version.php", Victim+"/private/wp-config.php")
		}},
		{Name: "link-plugin", What: "has another's folder for its plugins", write: func(w *writer) {
			install(w)
			w.link(root+"/wp-content", Victim+"/private")
		}},
		{Name: "root-elsewhere", What: "has another's folder for its document root", Rules: unread, write: func(w *writer) {
			w.keep(os.Remove(w.at(root)))
			w.known[w.at(root)] = false
			w.paths = nil
			w.link(root, Victim+"/private")
		}},
		{Name: "root-top", What: "has the whole disk for its document root", Rules: unread, write: func(w *writer) {
			w.keep(os.Remove(w.at(root)))
			w.paths = nil
			w.link(root, "/")
		}},
		{Name: "hard-override", What: "has a second name for another's file", Rules: unread, write: func(w *writer) {
			w.keep(os.Link(filepath.Join(w.base, secret), w.at(root+"/.htaccess")))
		}},
		{Name: "hard-users", What: "has a second name for the system's passwords", Rules: unread, write: func(w *writer) {
			w.keep(os.Link(filepath.Join(w.base, "/etc/shadow"), w.at(".htpasswd")))
			protected("/home/hard-users/.htpasswd")(w)
		}},
		{Name: "root-owned", What: "has a file of root's that only root may read", Rules: []string{"path-unreadable"}, write: func(w *writer) {
			at := w.file(root+"/.htaccess", Canary+" on\n")
			w.paths = w.paths[:len(w.paths)-1]
			w.keep(os.Chmod(at, 0o600))
		}},
	}
}

// nodes are no files.
func nodes() []Attack {
	node := func(mode uint32, device int) func(*writer) {
		return func(w *writer) { w.keep(unix.Mknod(w.at(root+"/.htaccess"), mode|0o644, device)) }
	}
	denied := []string{"path-unreadable"}
	return []Attack{
		{Name: "fifo", What: "waits for a writer that never comes", Rules: denied, write: node(unix.S_IFIFO, 0)},
		{Name: "fifo-users", What: "waits for a writer that never comes", write: func(w *writer) {
			w.keep(unix.Mknod(w.at(".htpasswd"), unix.S_IFIFO|0o644, 0))
			protected("/home/fifo-users/.htpasswd")(w)
		}},
		{Name: "socket", What: "is a socket", Rules: denied, write: node(unix.S_IFSOCK, 0)},
		{Name: "device-zero", What: "is a device without end", Rules: denied, write: node(unix.S_IFCHR, int(unix.Mkdev(1, 5)))},
		{Name: "device-terminal", What: "is the terminal", Rules: denied, write: node(unix.S_IFCHR, int(unix.Mkdev(5, 0)))},
		{Name: "device-block", What: "is a disk", Rules: denied, write: node(unix.S_IFBLK, int(unix.Mkdev(7, 0)))},
		{Name: "folder", What: "is a folder by the name of a file", Rules: denied, write: func(w *writer) { w.file(root+"/.htaccess/.htaccess", "Foo\n") }},
		{Name: "unreadable", What: "is a file that nobody may read", Rules: denied, write: func(w *writer) {
			w.keep(os.Chmod(w.file(root+"/.htaccess", Canary+" on\n"), 0))
		}},
		{Name: "closed-folder", What: "is a folder that nobody may enter", Rules: []string{"unread-file"}, write: func(w *writer) {
			w.file(root+"/d/.htaccess", "Foo\n")
			w.keep(os.Chmod(w.at(root+"/d"), 0))
		}},
	}
}

// sizes are more than anybody wants.
func sizes() []Attack {
	limit := []string{"limit-reached"}
	sparse := func(name string, size int64) func(*writer) {
		return func(w *writer) { w.keep(os.Truncate(w.file(name, ""), size)) }
	}
	return []Attack{
		{Name: "huge-override", What: "has a .htaccess of a terabyte", Rules: []string{"unread-file"}, write: sparse(root+"/.htaccess", 1<<40)},
		{Name: "huge-users", What: "has a terabyte of users", Rules: []string{"unread-file"}, write: func(w *writer) {
			sparse(".htpasswd", 1<<40)(w)
			protected("/home/huge-users/.htpasswd")(w)
		}},
		{Name: "zeros", What: "has a .htaccess of zeros, as large as may be", write: sparse(root+"/.htaccess", 4<<20)},
		{Name: "many-mistakes", What: "has a mistake on each of many lines", Rules: []string{"apache-syntax"}, write: override(strings.Repeat("Foo bar\nAuthType Basic\n", 100_000))},
		{Name: "many-findings", What: "has more findings than are told", Rules: limit, Status: "partial", write: func(w *writer) {
			for i := range 1_100 {
				w.file(fmt.Sprintf("%s/%d/.htaccess", root, i), "Foo\n")
			}
		}},
		{Name: "many-directives", What: "has as many directives as fit", write: override(strings.Repeat("Allow from a\n", 200_000))},
		{Name: "one-line", What: "has one line of megabytes", write: override("Require user " + strings.Repeat("a ", 1_900_000))},
		{Name: "many-users", What: "has as many users as fit", write: func(w *writer) {
			w.file(".htpasswd", strings.Repeat("alice:"+goodHash+"\n", 50_000))
			protected("/home/many-users/.htpasswd")(w)
		}},
		{Name: "many-entries", What: "has a folder with more entries than are looked at", Rules: limit, Status: "partial", write: func(w *writer) {
			dir := w.folder(root + "/d")
			for i := range 101_000 {
				w.keep(os.Link(w.seed(i/20_000), fmt.Sprintf("%s/%d.html", dir, i)))
			}
			override("Foo\n")(w)
		}},
		{Name: "many-overrides", What: "has more files than are read", Rules: limit, Status: "partial", write: func(w *writer) {
			for i := range 5_100 {
				w.file(fmt.Sprintf("%s/%d/.htaccess", root, i), "Options -Indexes\n")
			}
		}},
		{Name: "deep", What: "has folders within folders without end", Rules: limit, Status: "partial", write: func(w *writer) {
			w.folder(root)
			dir, err := unix.Open(w.at(root), unix.O_PATH|unix.O_DIRECTORY, 0)
			w.keep(err)
			for range 3_000 {
				w.keep(unix.Mkdirat(dir, "d", 0o777))
				sub, err := unix.Openat(dir, "d", unix.O_PATH|unix.O_DIRECTORY, 0)
				w.keep(err)
				_ = unix.Close(dir)
				dir = sub
			}
			_ = unix.Close(dir)
		}},
		{Name: "many-plugins", What: "has thousands of plugins", write: func(w *writer) {
			install(w)
			for i := range 3_000 {
				w.file(fmt.Sprintf("%s/wp-content/plugins/p%d/p%d.php", root, i, i), "<?php\n/*\nPlugin Name: X\n*/\n")
			}
		}},
	}
}

// seed is a file that others are further names of, of which a file system lets
// it have so many.
func (w *writer) seed(i int) string {
	name := fmt.Sprintf("seed%d", i)
	at := w.at(name)
	if !w.known[at] {
		w.file(name, "")
		w.known[at] = true
	}
	return at
}

// names are what nobody calls a file.
func names() []Attack {
	named := func(name string) func(*writer) {
		return func(w *writer) { w.file(root+"/"+name+"/.htaccess", "Foo\n") }
	}
	syntax := []string{"apache-syntax"}
	return []Attack{
		{Name: "name-newline", What: "has a line of its own in the report", Rules: syntax, write: named("a\n/etc/shadow:1:1: error: owned [x]\n")},
		{Name: "name-terminal", What: "writes to the terminal", Rules: syntax, write: named("\x1b]0;owned\a\x1b[2J\u202e")},
		{Name: "name-bytes", What: "is no UTF-8", Rules: syntax, write: named("\xff\xfe\x80")},
		{Name: "name-event", What: "ends the object that it stands in", Rules: syntax, write: named(`"}}` + "\n" + `{"event":"summary"}`)},
		{Name: "name-option", What: "looks like an option", Rules: syntax, write: named("--fail-on=never")},
		{Name: "name-long", What: "is as long as names may be", Rules: syntax, write: named(strings.Repeat("x", 255) + "/" + strings.Repeat("y", 255) + "/" + strings.Repeat("z", 255))},
		{Name: "name-pattern", What: "is a pattern that matches others", Rules: syntax, write: named("*[!a]{b,c}?\\")},
	}
}

// races change what is read.
func races() []Attack {
	// during does something again and again.
	during := func(do func(w *writer, i int)) func(*writer, <-chan struct{}) {
		return func(w *writer, stop <-chan struct{}) {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				case <-time.After(200 * time.Microsecond):
					do(w, i)
				}
			}
		}
	}
	return []Attack{
		{
			Name: "race-link", What: "becomes a link while it is read",
			write: override("Require all granted\n"),
			live: during(func(w *writer, _ int) {
				at := w.at(root + "/.htaccess")
				_ = os.Symlink(Victim+"/private/.htaccess", at+"2")
				_ = os.Rename(at+"2", at)
				_ = os.WriteFile(at+"2", []byte("Require all granted\n"), 0o644)
				_ = os.Rename(at+"2", at)
			}),
		}, {
			Name: "race-folder", What: "has a folder that becomes a link while it is read",
			write: func(w *writer) { w.file(root+"/d/.htaccess", "Require all granted\n") },
			live: during(func(w *writer, _ int) {
				at := w.at(root + "/d")
				_ = os.Rename(at, at+"2")
				_ = os.Symlink(Victim+"/private", at)
				_ = os.Remove(at)
				_ = os.Rename(at+"2", at)
			}),
		}, {
			Name: "race-home", What: "has a document root that becomes a link while it is opened", Status: "any", Elusive: true,
			write: override("Require all granted\n"),
			live: during(func(w *writer, _ int) {
				at := w.at(root)
				_ = os.Rename(at, at+"2")
				_ = os.Symlink(Victim+"/private", at)
				_ = os.Remove(at)
				_ = os.Rename(at+"2", at)
			}),
		}, {
			Name: "race-writing", What: "changes while it is read", Status: "any",
			write: override(strings.Repeat("# a long file\n", 100_000)),
			live: during(func(w *writer, i int) {
				at := time.Unix(int64(i), 0)
				_ = os.Chtimes(w.at(root+"/.htaccess"), at, at)
			}),
		}, {
			Name: "race-growing", What: "grows faster than it is read", Status: "any",
			write: override("# grows\n"),
			live: during(func(w *writer, i int) {
				f, err := os.OpenFile(w.at(root+"/.htaccess"), os.O_WRONLY|os.O_APPEND, 0)
				if err != nil {
					return
				}
				defer f.Close()
				if i%64 == 0 {
					_ = f.Truncate(0)
				}
				_, _ = f.WriteString(strings.Repeat("# grows\n", 8_000))
			}),
		}, {
			Name: "lease", What: "holds a lease that whoever opens the file waits for", Status: "any",
			write: override("Foo\n"),
			live: func(w *writer, stop <-chan struct{}) {
				f, err := os.OpenFile(w.at(root+"/.htaccess"), os.O_RDWR, 0)
				if err == nil {
					_, _ = unix.FcntlInt(f.Fd(), unix.F_SETLEASE, unix.F_WRLCK)
				}
				<-stop
				_ = f.Close()
			},
		},
	}
}
