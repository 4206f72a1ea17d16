package standard_test

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/standard"
)

// hostileServer is an nginx with whatever may keep something of a request: files and
// files of users named by variables, tables, captures.
const hostileServer = `events { }
http {
	map $request_uri $part { default ""; ~^/(?<word>.*)$ $word; }
	geo $http_x_1 $net { default 0; 10.0.0.0/8 1; }
	server {
		listen 80;
		server_name www.test ~^(?<name>host-.*)\.test$;
		root $R/www;
		set_real_ip_from 0.0.0.0/0;
		if (-f $R/www/$part$net$name) {
			return 403;
		}
		location /private/ {
			auth_basic "Staff $uri";
			auth_basic_user_file $R/www/.htusers;
		}
		location /elsewhere/ {
			auth_basic "Staff";
			auth_basic_user_file $R/www$uri;
		}
		location ~ ^/long(.*)$ {
			try_files /$1 $uri/ @none;
		}
		location @none {
			return 302 /media/0/p0.css?$part;
		}
	}
}
`

// openHostileNginx is the blog on that server.
func openHostileNginx(t *testing.T) *standard.Gatekeeper {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "nginx.conf"), strings.ReplaceAll(hostileServer, "$R", dir))
	layBlog(t, folder(filepath.Join(dir, "www")), filepath.Join(dir, "www"))
	g, err := standard.Open(context.Background(), standard.Config{Server: filepath.Join(dir, "nginx.conf")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.Close)
	return g
}

// TestMemoryStaysNginx is TestMemoryStays for nginx.
func TestMemoryStaysNginx(t *testing.T) {
	skipUnlessMeasuring(t)
	const warm, requests, room = 10_000, 100_000, 1 << 20
	g := openHostileNginx(t)
	outcomes := map[access.Outcome]int{}
	for i := range warm {
		d := g.Decide(hostile(i, false))
		outcomes[d.Outcome]++
	}
	before := heap()
	for i := warm; i < warm+requests; i++ {
		g.Decide(hostile(i, false))
	}
	after := heap()
	t.Logf("%d requests: the heap had %d KiB, and has %d KiB; the first were %v", requests, before>>10, after>>10, outcomes)
	if after > before+room {
		t.Errorf("the heap has grown by %d KiB", (after-before)>>10)
	}
	if len(outcomes) < 4 || outcomes[access.Undecided] > warm/2 {
		t.Errorf("the requests do not come to much: %v", outcomes)
	}
}

// TestDecideTogetherNginx is TestDecideTogether for nginx.
func TestDecideTogetherNginx(t *testing.T) {
	const requests = 400
	alone, shared := openHostileNginx(t), openHostileNginx(t)
	var want [requests]access.Decision
	for i := range want {
		want[i] = alone.Decide(hostile(i, false))
	}
	var wait sync.WaitGroup
	for begin := range 4 {
		wait.Go(func() {
			for i := range requests {
				i := (i + begin) % requests
				if got := shared.Decide(hostile(i, false)); got.Outcome != want[i].Outcome || got.Status != want[i].Status {
					t.Errorf("request %d: %+v, alone %+v", i, got, want[i])
				}
			}
		})
	}
	wait.Wait()
}
