custom_rule "realm-names-company" {
  target        = "protection"
  when          = self.realm != null
  condition     = matches(self.realm, "^ACME( |$)")
  error_message = "the realm \"${self.realm}\" does not begin with ACME, so that people cannot tell whose password is asked for"
  at            = "realm"
  severity      = "note"
  docs          = "A browser shows the realm when it asks for a password, and people should know who asks."

  test "another name, and one that only begins like it" {
    file "site/.htaccess" {
      content = "AuthType Basic\nAuthName \"Members\"\nRequire valid-user\n"
    }
    file "site/a/.htaccess" {
      content = "AuthType Basic\nAuthName ACMEX\nRequire valid-user\n"
    }
    want = ["site/.htaccess:2", "site/a/.htaccess:2"]
  }

  test "the company, and a place without a realm" {
    file "site/.htaccess" {
      content = "AuthType Basic\nAuthName \"ACME staff\"\nRequire valid-user\n"
    }
    file "site/b/.htaccess" {
      content = "Require all denied\nAuthType None\n"
    }
    ok = true
  }
}
