custom_rule "private-ranges-only" {
  target = "protection"
  when   = length(self.addresses) > 0
  condition = alltrue([
    for rule in self.addresses :
    !startswith(rule, "allow ") || rule == "allow all" || cidr_contains("10.0.0.0/8", trimprefix(rule, "allow "))
  ])
  error_message = "an address outside of 10.0.0.0/8 is let in: ${join(", ", [for rule in self.addresses : rule if startswith(rule, "allow ")])}"
  at            = "addresses"
  outcome       = "exposes"
  severity      = "warning"
  docs          = "Whoever comes from outside comes by the VPN, and has an address of ours."

  test "an address of somebody" {
    file "site/nginx.conf" {
      content = <<-EOT
        events {}
        http {
          server {
            location /admin/ {
              allow 10.1.0.0/16;
              allow 198.51.100.7;
              deny all;
            }
            location /stats/ {
              allow 10.2.3.4;
              deny all;
            }
          }
        }
      EOT
    }
    config = "site/nginx.conf"
    want   = ["site/nginx.conf:5"]
  }

  test "Apache's, with ours alone" {
    file "site/.htaccess" {
      content = "Order Deny,Allow\nDeny from all\nAllow from 10.0.0.0/8\n"
    }
    ok = true
  }
}
