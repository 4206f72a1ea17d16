package rules

import (
	"net/netip"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/model"
)

// XmlrpcBlockedButUsed reports that xmlrpc.php is refused while a plugin is
// active that its maker's servers reach by it.
var XmlrpcBlockedButUsed = &lint.Rule{
	ID:      "xmlrpc-blocked-but-used",
	Summary: "xmlrpc.php is refused, and a plugin needs it to be reached from outside",
	Outcome: lint.LocksOut,
	Doc:     doc("xmlrpc-blocked-but-used"),
	Run: func(p *lint.Pass) {
		for app := range wordpresses(p.Site) {
			needs := activePlugin(app, xmlrpcUsers...)
			if needs == "" {
				continue
			}
			for g := range guardsOf(app) {
				if g.XMLRPC.Known() && g.XMLRPC.Value == model.XMLRPCOff {
					p.Report(placed(lint.Diagnostic{
						Assumption: ifActive(g),
						Message:    g.Name + " has switched xmlrpc.php off, by which the servers of " + quoted(needs) + " reach the site: switch it on, or that plugin off",
					}, app, g, model.Word{Span: g.XMLRPC.Span}, "xmlrpc.php"))
				}
			}
			reportXMLRPC(p, app, needs)
		}
	},
}

// xmlrpcUsers are plugins with a connection to WordPress.com, which comes in by
// xmlrpc.php. Source: the connection package of Jetpack.
var xmlrpcUsers = []string{"jetpack", "jetpack-protect", "jetpack-backup", "jetpack-social", "vaultpress", "woocommerce-payments"}

// theirAddress is one of those that Jetpack's servers come from. Source:
// https://jetpack.com/ips-v4.txt.
const theirAddress = "192.0.64.10"

// reportXMLRPC asks the server, as a stranger and as one of Jetpack's servers.
func reportXMLRPC(p *lint.Pass, app *model.App, needs string) {
	for _, r := range asksBelow(p, app.Dir, "xmlrpc.php") {
		r.Method, r.Remote = "POST", netip.MustParseAddr(theirAddress)
		w, gate := refusedAt(p, r)
		if w == nil {
			continue
		}
		stranger := r
		stranger.Remote = access.DefaultRemote
		if w2, _ := refusedAt(p, stranger); w2 != nil {
			w = w2
		}
		p.Report(lint.Diagnostic{
			Span: gate.Span, Missing: "exemption of xmlrpc.php", Witness: w,
			Message: "xmlrpc.php is refused with " + statusOf(w) + ", by which the servers of " + quoted(needs) + " reach the site: let their addresses in, or switch that plugin off",
		})
		return
	}
}
