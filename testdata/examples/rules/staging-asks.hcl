custom_rule "staging-asks" {
  target        = "location"
  when          = self.kind == "host" && self.url != null && anytrue([for name in self.hosts : startswith(name, "staging.")])
  condition     = decision(self.url).outcome == "challenged"
  error_message = "staging answers \"${decision(self.url).outcome}\" to a visitor without a password: it must ask for one"
  outcome       = "exposes"
  docs          = "What is not yet released is for us alone. The engine is asked what a stranger gets."

  test "a host without a password" {
    file "site/nginx.conf" {
      content = <<-EOT
        events {}
        http {
          server {
            listen 80;
            server_name staging.example.com;
            root /site/htdocs;
          }
        }
      EOT
    }
    file "site/htdocs/index.html" {
      content = "soon\n"
    }
    config = "site/nginx.conf"
    want   = ["site/nginx.conf:3"]
  }

  test "a host with one, and the real one without" {
    file "site/nginx.conf" {
      content = <<-EOT
        events {}
        http {
          server {
            listen 80;
            server_name staging.example.com;
            auth_basic "Staging";
            auth_basic_user_file users;
          }
          server {
            listen 80;
            server_name www.example.com;
          }
        }
      EOT
    }
    file "site/users" {
      content = "ada:$6$abcdefgh$PkQ0GzZcaKpDXWGQmRdoWuHPzGXWlNEs0Gkt8MxZw7qB4lqTFOxFEKGYyTQWmKUbpvfbX.o5M2Y3qJzT5G9aG1\n"
    }
    config = "site/nginx.conf"
    ok     = true
  }
}
