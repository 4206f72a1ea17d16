package rules

import (
	"strings"

	"github.com/authlint/authlint/lint"
	"github.com/authlint/authlint/lint/model"
)

// ClientAddressWrong reports plugins that count somebody else's address: the
// proxy's, so that all visitors are one, or one that the visitor writes himself.
var ClientAddressWrong = &lint.Rule{
	ID:      "client-address-wrong",
	Summary: "a plugin takes the proxy's address for everybody's, or believes what the visitor says of his own",
	Outcome: lint.LocksOut,
	Doc:     doc("client-address-wrong"),
	Run: func(p *lint.Pass) {
		header, proxy := proxyHeader(p.Site)
		for app := range wordpresses(p.Site) {
			for g := range guardsOf(app) {
				source := g.AddressSource
				counts := g.MaxAttempts.Known() && g.MaxAttempts.Value > 0 || len(g.Banned) > 0
				switch {
				case g.Plugin == nil || !source.Known() || !counts:
				case source.Value == "REMOTE_ADDR" && header != "" && !clientTold(p.Site):
					p.Report(placed(lint.Diagnostic{
						Assumption: both(ifActive(g), "all requests come through that proxy"), Related: refersTo(proxy, "knows of a proxy"),
						Message: g.Name + " counts failed logins by the address of the connection, which is that of the proxy in front of this server for all visitors: " +
							"one of them locks all others out, tell it the header with the client's address",
					}, app, g, model.Word{Span: source.Span}, "source of addresses"))
				case source.State == model.Set && believed(source.Value) && len(g.Proxies) == 0 && header == "":
					p.Report(placed(lint.Diagnostic{
						Outcome: lint.Weakens, Assumption: both(ifActive(g), "no proxy in front of the server writes that header"),
						Message: g.Name + " takes a visitor's address from " + source.Value + ", which every visitor can send: " +
							"failed logins are counted for nobody and bans are evaded, REMOTE_ADDR is sure",
					}, app, g, model.Word{Span: source.Span}, "source of addresses"))
				}
			}
		}
	},
}

// believed says that an address comes from a header.
func believed(source string) bool { return strings.HasPrefix(source, "HTTP_") }
