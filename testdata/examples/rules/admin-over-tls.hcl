custom_rule "admin-over-tls" {
  target        = "wordpress_setting"
  when          = self.kind == "constant" && self.name == "FORCE_SSL_ADMIN"
  condition     = self.value == "true"
  error_message = "FORCE_SSL_ADMIN is ${coalesce(self.value, "off")}: who logs in over plain http sends the password for everybody on the way"
  at            = "value"
  outcome       = "weakens"
  docs          = "Nobody switches TLS off for administrators, not even for a day."

  test "switched off" {
    file "site/.htaccess" {
      content = "Options -Indexes\n"
    }
    file "site/wp-includes/version.php" {
      content = "<?php\n$wp_version = '6.8';\n"
    }
    file "site/wp-config.php" {
      content = "<?php\ndefine('FORCE_SSL_ADMIN', false);\n"
    }
    want = ["site/wp-config.php:2"]
  }

  test "switched on" {
    file "site/.htaccess" {
      content = "Options -Indexes\n"
    }
    file "site/wp-includes/version.php" {
      content = "<?php\n$wp_version = '6.8';\n"
    }
    file "site/wp-config.php" {
      content = "<?php\ndefine('FORCE_SSL_ADMIN', true);\n"
    }
    ok = true
  }
}
