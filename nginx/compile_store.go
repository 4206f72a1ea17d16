package nginx

import (
	"path"
	"sync"

	"github.com/authlint/authlint/lint/model"
)

// maxStores bounds how many files a variable may name: whoever sends requests
// may choose them.
const maxStores = 64

// openStore finds the files that auth_basic_user_file names with a variable.
func (c *compiler) openStore(n *Node) func(file string) *model.FileRef {
	var mu sync.Mutex
	known := map[string]*model.FileRef{}
	return func(file string) *model.FileRef {
		mu.Lock()
		defer mu.Unlock()
		if ref, ok := known[file]; ok || len(known) >= maxStores {
			return ref
		}
		ref := &model.FileRef{Written: n.Word(n.Words[0])}
		known[file] = ref
		c.p.find(ref, file)
		c.p.loader.Credentials(ref, model.Passwords, model.Nginx)
		return ref
	}
}

// find sets where a credential file lies.
func (p *program) find(ref *model.FileRef, file string) {
	if !path.IsAbs(file) {
		if p.prefix == "" {
			ref.Why = "it is relative to the folder of nginx.conf, which is not in view"
			return
		}
		file = path.Join(p.prefix, file)
	}
	at, known, why := p.loader.Locate(path.Clean(file))
	if known {
		ref.Path = at
		return
	}
	ref.Why = why
}
