package probe

import (
	"slices"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// OfSites are the requests by which sites are asked what they do, sent to the
// host of base: those that only read and carry nothing that lets somebody in, at
// most limit of them. more says that there are others. A site without a name of
// its own is taken to be base's.
func OfSites(sites []*model.Site, base *access.Request, limit int) (all []access.Request, more bool) {
	for _, site := range sites {
		for _, p := range access.Probes(site, nil).All() {
			r := p.Request
			if r.Method != "GET" && r.Method != "HEAD" || r.Credentials != nil || r.Certificate != access.NoCertificate ||
				slices.ContainsFunc(r.Headers, access.Header.Secret) || !sameDoor(&r, base) {
				continue
			}
			asked := *base
			asked.Method, asked.Target = r.Method, r.Target
			asked.Headers = append(slices.Clip(base.Headers), r.Headers...)
			if slices.ContainsFunc(all, func(known access.Request) bool {
				return known.Method == asked.Method && known.Target == asked.Target && slices.Equal(known.Headers, asked.Headers)
			}) {
				continue
			}
			if len(all) == limit {
				return all, true
			}
			all = append(all, asked)
		}
	}
	return all, false
}

// sameDoor says that a request is for the host that is asked.
func sameDoor(r, base *access.Request) bool {
	return r.Host == access.DefaultHost || r.Host == base.Host && r.TLS == base.TLS
}

// URL is that of a request.
func URL(r *access.Request) string { return (&lint.Witness{Request: *r}).URL() }
