custom_rule "file-editing-off" {
  target        = "site"
  when          = self.wordpress
  condition     = contains(self.constants, "DISALLOW_FILE_EDIT")
  error_message = "wp-config.php does not define DISALLOW_FILE_EDIT: who takes over one administrator writes programs"
  docs          = "Programs come by deployment, and nobody edits them in the browser."

  test "not defined" {
    file "site/wp-includes/version.php" {
      content = "<?php\n$wp_version = '6.8';\n"
    }
    file "site/wp-config.php" {
      content = "<?php\ndefine('WP_DEBUG', false);\n"
    }
    file "site/.htaccess" {
      content = "Options -Indexes\n"
    }
    count = 1
  }

  test "defined, and no WordPress" {
    file "site/wp-includes/version.php" {
      content = "<?php\n$wp_version = '6.8';\n"
    }
    file "site/wp-config.php" {
      content = "<?php\ndefine('DISALLOW_FILE_EDIT', true);\n"
    }
    file "site/.htaccess" {
      content = "Options -Indexes\n"
    }
    file "other/.htaccess" {
      content = "Options -Indexes\n"
    }
    ok = true
  }
}
