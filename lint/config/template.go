package config

// Template is a file to begin with: it asks for nothing, and shows in comments
// what may be asked for.
const Template = `# What this project wants of authlint: authlint config --help.
# Paths and patterns start from the folder of this file.

authlint {
  required_version = ">= 0.1.0"
}

# What is assumed of the server where its configuration is not in view.
# apache {
#   version        = "2.4"
#   modules        = ["auth_basic", "authn_file", "authz_core", "authz_user"] # all that are loaded
#   allow_override = ["AuthConfig", "Limit"]
# }

# Where folders of the server lie here.
# path_map = { "/var/www/html" = "public" }

# What is not checked.
# exclude = ["**/cache/**"]

# rule "weak-password-hash" {
#   severity        = "error"
#   min_bcrypt_cost = 12
# }

# rule "legacy-access-directives" {
#   enabled = false
# }

# In some files: what is said here takes the place of what is said above.
# override {
#   files = ["legacy/**"]
#   rule "legacy-access-directives" {
#     severity = "note"
#   }
# }

# suppress "auth-over-http" {
#   files   = ["public/downloads/.htaccess"]
#   reason  = "TLS ends at the balancer"
#   expires = "2027-01-31"
# }

# A rule of your own: authlint explain custom_rule.
# custom_rule "realm-names-company" {
#   target        = "protection"
#   when          = self.realm != null
#   condition     = startswith(self.realm, "ACME")
#   error_message = "the realm \"${self.realm}\" does not name the company"
#   at            = "realm"
# }

# What the server should answer: authlint expect --record URL writes such blocks.
# site { root = "public" }
# expect "strangers are asked" {
#   url       = "https://shop.test/staff/"
#   status    = 401
#   challenge = "Basic realm=\"Staff\""
# }
`
