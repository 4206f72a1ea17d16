package model

import "testing"

func TestSiteOf(t *testing.T) {
	httpd, nginx := &Server{Kind: Apache}, &Server{Kind: Nginx}
	ours, theirs := &Scope{Server: httpd}, &Scope{Server: nginx}
	host := &Host{Server: nginx, Scope: theirs}
	site := &Site{
		Servers: []*Server{nginx, httpd}, Hosts: []*Host{host}, Roots: []*Root{{Host: host}, {}},
		Aliases: []*Alias{{Host: host}}, Scopes: []*Scope{theirs, ours}, Markers: []*Marker{{Scope: theirs}},
		Comments: []*Comment{{Scope: ours}, {Scope: theirs}}, Oddities: []*Oddity{{Scope: theirs}},
		Stores: []*Store{{Reader: Nginx}, {Reader: Apache}, {Reader: NoServer}},
	}
	site.Refuse(&Refusal{Scope: theirs})
	site.Refuse(&Refusal{})
	view := site.Of([]ServerKind{Apache})
	if len(view.Servers) != 1 || view.Servers[0] != httpd || len(view.Scopes) != 1 || view.Scopes[0] != ours ||
		len(view.Hosts)+len(view.Aliases)+len(view.Markers)+len(view.Oddities) != 0 ||
		len(view.Roots) != 1 || len(view.Comments) != 1 || len(view.Stores) != 2 || len(view.Refusals) != 1 {
		t.Errorf("rules about httpd see %+v", view)
	}
	if site.Of(nil) != site || site.Of([]ServerKind{Apache, Nginx}) != site || len(site.Scopes) != 2 {
		t.Error("a site with nothing to leave out is not itself, or was changed")
	}
	if alone := (&Site{}); alone.Of([]ServerKind{Nginx}) != alone {
		t.Error("a site without servers is not itself")
	}
}
