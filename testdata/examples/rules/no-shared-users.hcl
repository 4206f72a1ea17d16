custom_rule "no-shared-users" {
  target        = "credential"
  condition     = !contains(["admin", "guest", "root", "test", "user"], lower(self.name))
  error_message = "\"${self.name}\" is nobody's name: whoever logs in by it cannot be told from others, give each person a user"
  at            = "name"
  docs          = "Every user is one person, so that the log says who it was and one who leaves can be taken out."

  test "names of nobody" {
    file "site/.htpasswd" {
      content = <<-EOT
        ada:$apr1$abcdefgh$abcdefghijklmnopqrstuv
        Admin:$apr1$abcdefgh$abcdefghijklmnopqrstuv
        test:$apr1$abcdefgh$abcdefghijklmnopqrstuv
      EOT
    }
    want = ["site/.htpasswd:2", "site/.htpasswd:3"]
  }

  test "a name with one of them in it" {
    file "site/.htpasswd" {
      content = "testa:$apr1$abcdefgh$abcdefghijklmnopqrstuv\n"
    }
    ok = true
  }
}
