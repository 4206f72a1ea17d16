custom_rule "no-listings" {
  target        = "directive"
  when          = self.read && (self.name == "Options" || self.name == "autoindex")
  condition     = !anytrue([for word in self.args : contains(["indexes", "+indexes", "all", "on"], lower(word))])
  error_message = "${self.name} ${join(" ", self.args)} lists folders to everybody"
  at            = "args"
  outcome       = "exposes"
  severity      = "warning"
  docs          = "No folder is listed, on no server."

  test "Apache and nginx" {
    file "site/.htaccess" {
      content = <<-EOT
        Options -MultiViews
        <IfModule mod_autoindex.c>
        Options +Indexes
        </IfModule>
      EOT
    }
    file "nginx/nginx.conf" {
      content = "events {}\nhttp { autoindex on; }\n"
    }
    want = ["site/.htaccess:3", "nginx/nginx.conf:2"]
  }

  test "taken away, and what the server does not read" {
    file "site/.htaccess" {
      content = <<-EOT
        Options -Indexes
        <IfModule !mod_rewrite.c>
        Options +Indexes
        </IfModule>
      EOT
    }
    file "nginx/nginx.conf" {
      content = "events {}\nhttp { autoindex off; }\n"
    }
    ok = true
  }
}
