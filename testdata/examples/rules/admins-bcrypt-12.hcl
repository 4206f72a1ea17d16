custom_rule "admins-bcrypt-12" {
  target        = "credential"
  when          = contains(self.groups, "admins")
  condition     = self.scheme == "bcrypt" && self.cost != null && self.cost >= 12
  error_message = "\"${self.name}\" is one of the admins, whose passwords are stored as bcrypt with a cost of at least 12: htpasswd -B -C 12"
  at            = "scheme"
  outcome       = "weakens"
  docs          = "Passwords of the admins cost more to guess than those of others."

  test "a cost of 10, and another scheme" {
    file "site/.htaccess" {
      content = <<-EOT
        AuthType Basic
        AuthName "Admin"
        AuthUserFile /site/.htpasswd
        AuthGroupFile /site/.htgroups
        Require group admins
      EOT
    }
    file "site/.htpasswd" {
      content = <<-EOT
        ada:$2y$10$abcdefghijklmnopqrstuuZ2Tq9bUNFtzHJg2a1xV9Bq5bB6Lh0Uq
        bob:$2y$10$abcdefghijklmnopqrstuuZ2Tq9bUNFtzHJg2a1xV9Bq5bB6Lh0Uq
        eve:$apr1$abcdefgh$abcdefghijklmnopqrstuv
      EOT
    }
    file "site/.htgroups" {
      content = "admins: ada eve\nauthors: bob\n"
    }
    want = ["site/.htpasswd:1", "site/.htpasswd:3"]
  }

  test "a cost of 12" {
    file "site/.htaccess" {
      content = "AuthUserFile /site/.htpasswd\nAuthGroupFile /site/.htgroups\n"
    }
    file "site/.htpasswd" {
      content = "ada:$2y$12$abcdefghijklmnopqrstuuZ2Tq9bUNFtzHJg2a1xV9Bq5bB6Lh0Uq\n"
    }
    file "site/.htgroups" {
      content = "admins: ada\n"
    }
    ok = true
  }
}
