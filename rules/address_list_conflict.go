package rules

import (
	"net/netip"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// AddressListConflict reports bans that cannot have been meant: of an address
// that is allowed in the same plugin, of everybody, or of the server itself.
var AddressListConflict = &lint.Rule{
	ID:      "address-list-conflict",
	Summary: "a plugin's list bans an address that it also allows, everybody's, or the server's own",
	Outcome: lint.LocksOut,
	Doc:     doc("address-list-conflict"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			for g := range guardsOf(app) {
				allowed := map[netip.Prefix]*model.GuardAddress{}
				for i := range g.Allowed {
					allowed[g.Allowed[i].Prefix] = &g.Allowed[i]
				}
				for i := range g.Banned {
					ban := &g.Banned[i]
					if why := badBan(ban, allowed[ban.Prefix]); why != "" {
						d := lint.Diagnostic{
							Assumption: ifActive(g),
							Message:    "ban of " + quoted(ban.Text.Text) + " by " + g.Name + " " + why,
						}
						if ban.Prefix.Addr().IsPrivate() {
							d.Assumption = both(d.Assumption, "people or a proxy come from there")
						}
						if a := allowed[ban.Prefix]; a != nil {
							d.Related = refersTo(a.Text, "is allowed here")
						}
						p.Report(placed(d, app, g, ban.Text, "ban"))
					}
				}
			}
		}
	},
}

// badBan says why a ban cannot have been meant; empty where it can.
func badBan(ban, allowed *model.GuardAddress) string {
	switch {
	case !ban.Prefix.IsValid() || !ban.Until.IsZero():
		return ""
	case ban.Prefix.Bits() == 0:
		return "is for everybody: take it out"
	case allowed != nil:
		return "is for one that is allowed, too, and which of them wins is the plugin's secret: take one of them out"
	case ban.Prefix.Addr().IsLoopback():
		return "is for the server itself, which asks itself for wp-cron.php: take it out"
	case ban.Prefix.Addr().IsPrivate():
		return "is for a private network, from which only proxies and people of the house come: take it out"
	}
	return ""
}
