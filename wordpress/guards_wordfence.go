package wordpress

import (
	"encoding/base64"
	"net/netip"
	"strings"
	"time"

	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
	"github.com/authlint/authlint/wordpress/options"
	"github.com/authlint/authlint/wordpress/php"
)

// wordfence reads Wordfence's tables, and the part of them that it writes into
// files for its firewall. What it does of itself is from lib/wfConfig.php and
// modules/login-security/classes/controller/settings.php of 8.2.2.
func (f *finder) wordfence(g *model.Guard) {
	c, logins := rows(f.tableOf("wfconfig")), rows(f.tableOf("wfls_settings"))
	synced := f.wflogs()
	on := c.yes("loginSecurityEnabled", true)
	g.MaxAttempts = under(on, c.count("loginSec_maxFailures", 20))
	g.Window = under(on, c.lasts("loginSec_countFailMins", 240, time.Minute))
	g.Lockout = under(on, c.lasts("loginSec_lockoutMins", 240, time.Minute))
	if g.Lockout.State == model.Unset {
		g.Lockout = lockedOutTime(synced)
	}
	g.LockoutAnswer, g.BannedAnswer = usual(503), usual(503)
	g.ApplicationPasswords = not(c.yes("loginSec_disableApplicationPasswords", true))
	g.XMLRPC = policy(logins.yes("allow-xml-rpc", true), model.XMLRPCOpen, model.XMLRPCNoLogin)
	g.AddressSource = mapped(c.or(within(synced, false)).text("howGetIPs", ""), automatic)
	both := c.or(within(synced, false))
	g.Proxies = both.list("howGetIPs_trusted_proxies")
	g.Allowed = addresses(c.list("whitelisted"))
	if len(g.Allowed) == 0 {
		g.Allowed = addresses(within(synced, false).list("whitelistedIPs"))
	}
	g.SecondFactor = required(f.tableOf("wfls_settings"))
	g.Grace = logins.lasts("2fa-user-grace-period", 10, 24*time.Hour)
	if off := both.yes("disableWAFIPBlocking", false); !off.Known() || !off.Value {
		f.wordfenceBlocks(g, synced)
	}
}

func automatic(source string) string {
	if source == "" {
		return "automatic"
	}
	return source
}

// wflogs is the file that the firewall works with where the database is not
// reached. The places of its values are those of the file.
func (f *finder) wflogs() *options.Option {
	dir := f.below("wflogs")
	if dir == "" {
		return nil
	}
	f.dataFile(dir + "/config.php")
	synced := f.dataFile(dir + "/config-synced.php")
	if synced != nil && synced.Fault == nil {
		f.versions = synced
	}
	return synced
}

// lockedOutTime is how long a lockout lasts, as the firewall has it.
func lockedOutTime(synced *options.Option) model.Setting[time.Duration] {
	if synced == nil {
		return model.Setting[time.Duration]{}
	}
	text := synced.Value.Get("lockouts")
	return inner(synced, text).lasts("lockedOutTime", 14400, time.Second)
}

// inner are the settings that a text of an option holds in JSON.
func inner(o *options.Option, text *php.Value) values {
	v := o.JSON(text)
	if v == nil {
		return values{}
	}
	return values{read: true, get: func(name string) stored {
		if at := v.Get(name); at != nil {
			return stored{at, o.At(text)}
		}
		return stored{}
	}}
}

// required are the roles that need a second factor: those with the time from
// which on they do.
func required(r options.Rows) []model.Word {
	const prefix = "required-2fa-role."
	var roles []model.Word
	for i := range r.List {
		name := r.List[i].Get("name")
		if name == nil || !strings.HasPrefix(string(name.Raw), prefix) {
			continue
		}
		value := r.List[i].Get("value")
		if value == nil {
			continue
		}
		if n, ok := value.Value.Number(); ok && n >= 0 {
			roles = append(roles, model.Word{Text: strings.TrimPrefix(string(name.Raw), prefix), Span: value.Span})
		}
	}
	return roles
}

// Types of rows in wfblocks7. Source: models/block/wfBlock.php.
const (
	wfManual, wfCountry, wfPattern, wfPermanent = "1", "3", "4", "9"
)

// wordfenceBlocks takes the bans that last from the table, else from the file.
func (f *finder) wordfenceBlocks(g *model.Guard, synced *options.Option) {
	table := f.tableOf("wfblocks7")
	for i := range table.List {
		row := &table.List[i]
		kind, ip := row.Get("type"), row.Get("IP")
		if kind == nil {
			continue
		}
		switch string(kind.Raw) {
		case wfManual, wfPermanent:
			if ip != nil {
				g.Banned = append(g.Banned, binaryAddress(ip.Raw, ip.Span, until(row)))
			}
		case wfCountry, wfPattern:
			if o := row.Get("parameters"); o != nil {
				f.parameters(g, o, until(row))
			}
		}
	}
	if !table.Known && synced != nil && synced.Fault == nil {
		syncedBlocks(g, synced)
	}
}

func until(row *options.Row) time.Time {
	o := row.Get("expiration")
	if o == nil {
		return time.Time{}
	}
	return epoch(&o.Value)
}

// binaryAddress is an address in 16 bytes.
func binaryAddress(raw []byte, at source.Span, end time.Time) model.GuardAddress {
	a, ok := netip.AddrFromSlice(raw)
	if !ok {
		return model.GuardAddress{Text: model.Word{Span: at}, Until: end}
	}
	a = a.Unmap()
	return model.GuardAddress{Text: model.Word{Text: a.String(), Span: at}, Prefix: netip.PrefixFrom(a, a.BitLen()), Until: end}
}

// parameters are the countries, or the range of addresses, of a block.
func (f *finder) parameters(g *model.Guard, o *options.Option, end time.Time) {
	v := inner(o, &o.Value)
	g.Countries = append(g.Countries, v.list("countries")...)
	for _, w := range v.list("ipRange") {
		g.Banned = append(g.Banned, model.GuardAddress{Text: w, Prefix: prefix(w.Text), Until: end})
	}
}

// syncedBlocks takes bans from the firewall's file. Source:
// waf/wfWAFIPBlocksController.php of 8.2.2, synchronizeConfigSettings.
func syncedBlocks(g *model.Guard, o *options.Option) {
	each := func(name, list string, take func(item *php.Value, at source.Span)) {
		text := o.Value.Get(name)
		v := o.JSON(text)
		if list != "" {
			v = v.Get(list)
		}
		if v == nil {
			return
		}
		for i := range v.Items {
			take(&v.Items[i].Value, o.At(text))
		}
	}
	each("otherBlocks", "blocks", func(item *php.Value, at source.Span) {
		if raw, err := base64.StdEncoding.DecodeString(item.Get("IP").String()); err == nil && len(raw) > 0 {
			g.Banned = append(g.Banned, binaryAddress(raw, at, epoch(item.Get("expiration"))))
		}
	})
	each("patternBlocks", "", func(item *php.Value, at source.Span) {
		if w := item.Get("ipRange").String(); w != "" {
			g.Banned = append(g.Banned, model.GuardAddress{Text: model.Word{Text: w, Span: at}, Prefix: prefix(w), Until: epoch(item.Get("expiration"))})
		}
	})
	each("countryBlocks", "blocks", func(item *php.Value, at source.Span) {
		if countries := item.Get("countries"); countries != nil {
			for i := range countries.Items {
				g.Countries = append(g.Countries, model.Word{Text: countries.Items[i].Value.String(), Span: at})
			}
		}
	})
}
