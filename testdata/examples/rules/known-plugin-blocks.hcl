custom_rule "known-plugin-blocks" {
  target        = "rewrite_block"
  condition     = self.panel || contains(["WordPress", "Wordfence"], coalesce(self.owner, "nobody"))
  error_message = "the block \"${self.label}\" was written by ${coalesce(self.owner, "something")}, which is not one of our plugins: take it out"
  docs          = "What a plugin leaves behind in .htaccess stays in force when the plugin is gone."

  test "a plugin of others" {
    file "site/.htaccess" {
      content = <<-EOT
        # BEGIN All In One WP Security
        ServerSignature Off
        # END All In One WP Security
        # BEGIN WordPress
        RewriteEngine On
        # END WordPress
      EOT
    }
    want = ["site/.htaccess:1"]
  }

  test "WordPress itself" {
    file "site/.htaccess" {
      content = "# BEGIN WordPress\nRewriteEngine On\n# END WordPress\n"
    }
    ok = true
  }
}
