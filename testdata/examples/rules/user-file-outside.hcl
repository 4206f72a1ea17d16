custom_rule "user-file-outside" {
  target        = "protection"
  when          = self.user_file != null
  condition     = !matches(self.user_file, "^/(var/www|srv/www|home/[^/]+/public_html)/")
  error_message = "${coalesce(self.user_file, "")} lies where files are served from: passwords belong into /etc/acme/passwords"
  at            = "user_file"
  outcome       = "exposes"
  severity      = "warning"
  docs          = "Files of passwords lie outside of all document roots, whatever else keeps them from being served."

  test "below a document root" {
    file "site/.htaccess" {
      content = "AuthUserFile /home/ada/public_html/.htpasswd\n"
    }
    want = ["site/.htaccess:1"]
  }

  test "elsewhere" {
    file "site/.htaccess" {
      content = "AuthUserFile /etc/acme/passwords/site\n"
    }
    ok = true
  }
}
