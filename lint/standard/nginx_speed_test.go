package standard

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/linttest/live"
)

// maxToNginx is how many times as long as "nginx -t" a check may take.
const maxToNginx = 3

// manyServers is a configuration of some 10,000 lines, with nothing wrong in it.
func manyServers() string {
	var b strings.Builder
	for i := range 435 {
		fmt.Fprintf(&b, `server {
	listen ${PORT};
	server_name s%[1]d.example.test www.s%[1]d.example.test;
	root /srv/www/s%[1]d;
	auth_basic "Staff %[1]d";
	auth_basic_user_file users;
	location / {
		try_files $uri $uri/ =404;
	}
	location ^~ /admin/ {
		allow 192.0.2.%[2]d;
		deny all;
	}
	location ~ \.php$ {
		return 404;
	}
	location = /health {
		auth_basic off;
		return 204;
	}
	error_page 404 /404.html;
	client_max_body_size 8m;
}
`, i, i%250)
	}
	return b.String()
}

// TestCheckSpeedNginx checks a long configuration in the time that nginx takes to
// test it, or a few times as long.
func TestCheckSpeedNginx(t *testing.T) {
	if testing.Short() || Racing {
		t.Skip("it measures time")
	}
	text := manyServers()
	config, test := live.TimeNginxTest(t, live.NginxConfig{HTTP: text, Beside: map[string]string{"users": "alice:$2y$12$0123456789012345678901uRpLr1Yb3iKJUQ5aUzZ1aZ1aZ1aZ1aZ1a\n"}})
	nginx, check := time.Hour, time.Hour
	for round := range 15 {
		nginx = min(nginx, test())
		begin := time.Now()
		result, _, err := Check(context.Background(), Config{Paths: []string{config}})
		if err != nil {
			t.Fatal(err)
		}
		check = min(check, time.Since(begin))
		if len(result.Findings) > 0 {
			t.Fatalf("%d findings, the first is %s", len(result.Findings), result.Findings[0].Message)
		}
		if round >= 3 && ratio(check, nginx) <= maxToNginx {
			break
		}
	}
	t.Logf("%d lines: nginx -t %v, check %v (%.1f times)", strings.Count(text, "\n"), nginx, check, ratio(check, nginx))
	if ratio(check, nginx) > maxToNginx {
		t.Errorf("a check takes %.1f times as long as nginx -t, want %d at most", ratio(check, nginx), maxToNginx)
	}
}
