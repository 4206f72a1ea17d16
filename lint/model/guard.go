package model

import (
	"net/netip"
	"time"

	"github.com/authlint/authlint/lint/source"
)

// Guard is what an application, or one of its plugins, says itself of who gets
// in. The server knows nothing of it. A setting that nobody wrote has the state
// Default where the version's table says what holds, and Unset where nothing is
// known: absent is not off.
type Guard struct {
	// Plugin is the plugin; nil for the application itself.
	Plugin *Plugin
	// Name is how people call it: "Wordfence".
	Name string

	// LoginSlug is the path, without slashes, at which the login form is
	// served in place of the usual one; State Off where it is not moved.
	LoginSlug Setting[string]
	// LoginSlugByServer says that the server's rewriting leads from the slug to
	// the usual form, so that what protects the form protects the slug.
	LoginSlugByServer bool
	// HiddenAnswer is the status that the usual form then answers with.
	HiddenAnswer Setting[int]

	// MaxAttempts within Window lock an address, or a user, out for Lockout.
	// State Off says that nothing counts.
	MaxAttempts     Setting[int]
	Window, Lockout Setting[time.Duration]
	LockoutAnswer   Setting[int] // its status; 200 where the form stays

	// Allowed are never locked out, Banned never get in.
	Allowed, Banned []GuardAddress
	BannedAnswer    Setting[int]
	// Countries are those that may not get in, by their codes.
	Countries []Word

	// AddressSource is where the client's address is taken from: REMOTE_ADDR,
	// the name of a header as PHP has it, or "automatic". Proxies may send it.
	AddressSource Setting[string]
	Proxies       []Word

	// REST says who may use the REST interface, XMLRPC whether xmlrpc.php
	// answers.
	REST   Setting[RESTPolicy]
	XMLRPC Setting[XMLRPCPolicy]
	// RESTAnswer is the status for a stranger whom REST refuses, XMLRPCAnswer
	// that of xmlrpc.php when it is off; 200 where a fault stands in the body.
	RESTAnswer, XMLRPCAnswer Setting[int]
	// ApplicationPasswords says that they may be used.
	ApplicationPasswords Setting[bool]
	// Password is HTTP authentication that the application's own program asks
	// for.
	Password GuardPassword

	// Session and Remember are how long a login lasts, Token how long a token
	// of an interface does. TokenSecret is the one that signs them.
	Session, Remember, Token Setting[time.Duration]
	TokenSecret              SecretState
	// SecondFactor are the roles that need one; Grace is how long they may do
	// without.
	SecondFactor []Word
	Grace        Setting[time.Duration]
}

// GuardAddress is an entry of a list of addresses.
type GuardAddress struct {
	Text   Word
	Prefix netip.Prefix // the zero value for what is no address
	Until  time.Time    // the zero value for ever
}

// RESTPolicy says who may use the REST interface.
type RESTPolicy uint8

// The policies.
const (
	RESTOpen   RESTPolicy = iota // as the application has it
	RESTUsers                    // users alone
	RESTListed                   // strangers may use what is listed
	RESTNobody                   // nobody
	RESTToken                    // with a token of the plugin's own
)

// XMLRPCPolicy says what xmlrpc.php answers.
type XMLRPCPolicy uint8

// The policies.
const (
	XMLRPCOpen      XMLRPCPolicy = iota
	XMLRPCNoLogin                // methods that need a user are refused
	XMLRPCPingbacks              // pingbacks alone are refused
	XMLRPCOff
)

// GuardPassword is HTTP authentication by a program.
type GuardPassword struct {
	// Frontend and Backend say where it is asked for.
	Frontend, Backend Setting[bool]
	User, Realm       Setting[string]
	// Secret is what is known of the password.
	Secret SecretState
	// Challenge says that the answer carries WWW-Authenticate.
	Challenge bool
}

// SecretState is what is known of a secret without its text.
type SecretState struct {
	State State
	// Shipped says that it is the one that the program comes with, Placeholder
	// one of a tutorial, Short that it has fewer bytes than it should.
	Shipped, Placeholder, Short bool
	// Span is the masked place of it.
	Span source.Span
}
