custom_rule "proxy-asks" {
  target        = "location"
  when          = self.handler == "proxy_pass" && self.url != null
  condition     = decision(self.url).outcome != "upstream"
  error_message = "everybody reaches ${coalesce(self.handler_target, "the program behind")}: what is behind the proxy has no passwords of its own"
  at            = "handler"
  outcome       = "exposes"
  docs          = "Our programs leave passwords to nginx. A location that hands a stranger's request on is open."

  test "one of two is open" {
    file "site/nginx.conf" {
      content = <<-EOT
        events {}
        http {
          server {
            listen 80;
            location /app/ {
              auth_basic "App";
              auth_basic_user_file users;
              proxy_pass http://127.0.0.1:8080;
            }
            location /api/ {
              proxy_pass http://127.0.0.1:8081;
            }
          }
        }
      EOT
    }
    file "site/users" {
      content = "ada:$6$abcdefgh$PkQ0GzZcaKpDXWGQmRdoWuHPzGXWlNEs0Gkt8MxZw7qB4lqTFOxFEKGYyTQWmKUbpvfbX.o5M2Y3qJzT5G9aG1\n"
    }
    config = "site/nginx.conf"
    want   = ["site/nginx.conf:11"]
  }

  test "inherited" {
    file "site/nginx.conf" {
      content = <<-EOT
        events {}
        http {
          auth_basic "All";
          auth_basic_user_file users;
          server {
            listen 80;
            location / {
              proxy_pass http://127.0.0.1:8080;
            }
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
