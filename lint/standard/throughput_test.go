package standard_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authlint/authlint/lint/access"
	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/standard"
)

// What the comparison asks for.
const (
	rounds      = 5
	liveRound   = 3000  // requests that the server gets in a round
	engineRound = 30000 // requests that the engine gets
	connections = 8     // as many as the harness's httpd has workers
	leastFactor = 10    // of the engine over the server
	leastShare  = 0.8   // of the cores that the engine has in its rounds, for a fair comparison
	clientRoom  = 3     // of the client against a server that does nothing, over httpd
)

// load is one request in the words of both sides.
type load struct {
	path, user, password string
	status               int // the answer to it; 0 for any
}

// loadOf is the i-th request. No two have the same URL.
func loadOf(i int) load {
	switch i % 8 {
	case 0:
		return load{path: fmt.Sprintf("/media/%d/p%d.css?%d", i%10, i%1000, i), status: 200}
	case 1:
		return load{path: fmt.Sprintf("/private/p%d.html?%d", i%1000, i), status: 401}
	case 2:
		return load{path: fmt.Sprintf("/private/p%d.html?%d", i%1000, i), user: "alice", password: "secret", status: 200}
	case 3:
		return load{path: fmt.Sprintf("/private/p%d.html?%d", i%1000, i), user: "bob", password: "apr1-secret", status: 200}
	case 4:
		return load{path: fmt.Sprintf("/private/p%d.html?%d", i%1000, i), user: "alice", password: "wrong", status: 401}
	case 5:
		return load{path: fmt.Sprintf("/plain/missing-%d.html", i), status: 404}
	default:
		return load{path: fmt.Sprintf("/2026/11/a-post-%d/", i), status: 200}
	}
}

// live is the request for a server.
func (l load) live() live.Request {
	return live.Request{Path: l.path, User: l.user, Password: l.password}
}

// decided is the request for the engine.
func (l load) decided(addr netip.AddrPort) *access.Request {
	r := &access.Request{
		Method: "GET", Host: addr.Addr().String(), Port: int(addr.Port()), Target: l.path,
		Remote: addr.Addr(), Local: addr.Addr(),
	}
	if l.user != "" {
		r.Credentials = &access.Credentials{User: l.user, Password: []byte(l.password)}
	}
	return r
}

// TestThroughput decides the same requests as a live httpd answers over
// loopback, and asserts by how much the engine is faster.
func TestThroughput(t *testing.T) {
	skipUnlessMeasuring(t)
	httpd := live.StartHttpd(t, live.HttpdConfig{KeepAlive: true})
	layBlog(t, httpd.Folder, httpd.Path)
	throughput(t, "httpd", httpd.Addr, httpd.Config(), clientRoom)
}

// TestThroughputNginx is TestThroughput with a live nginx, which has as many
// workers as there are cores.
func TestThroughputNginx(t *testing.T) {
	skipUnlessMeasuring(t)
	nginx := live.StartNginx(t, live.NginxConfig{Workers: runtime.NumCPU(), LogLevel: "emerg"})
	nginx.Restart(t, live.NginxConfig{
		Workers: runtime.NumCPU(), LogLevel: "emerg", Server: strings.ReplaceAll(nginxBlog, "$R", nginx.Path),
	})
	layBlog(t, nginx.Folder, nginx.Path)
	// nginx is nearly as fast as the client can be: what it could do more of
	// belongs to a faster client.
	throughput(t, "nginx", nginx.Addr, nginx.Config(), 1)
}

// nginxBlog is the blog's server as nginx has it.
const nginxBlog = `location / {
	try_files $uri $uri/ /index.php?$args;
}
location ^~ /private/ {
	auth_basic "Staff";
	auth_basic_user_file "$R/.htusers";
}
location /plain/ {
	try_files $uri =404;
}
location = /wp-login.php {
	allow 192.0.2.7;
	deny all;
}
location ~* \.(css|js|png|jpg|gif|ico)$ {
	expires max;
}
location ~ /\.ht {
	deny all;
}
`

func skipUnlessMeasuring(t *testing.T) {
	t.Helper()
	if testing.Short() || standard.Racing {
		t.Skip("it measures time")
	}
}

// throughput compares the engine with a server that serves the blog. The client
// has to be so many times as fast as the server.
func throughput(t *testing.T, name, address, config string, room float64) {
	t.Helper()
	g, err := standard.Open(context.Background(), standard.Config{Server: config, AllowRoots: []string{"/"}})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	addr := netip.MustParseAddrPort(address)
	trivial := startTrivial(t)

	next := 0 // of the requests, so that each is asked once
	take := func(n int) []load {
		list := make([]load, n)
		for i := range list {
			list[i] = loadOf(next)
			next++
		}
		return list
	}
	sendAll(t, address, take(liveRound), true)
	decideAll(t, g, addr, take(liveRound))
	var served, answered, decided, shares []float64
	for range rounds {
		served = append(served, sendAll(t, address, take(liveRound), true))
		requests := take(engineRound)
		had, begin := standard.ProcessTime(), time.Now()
		decided = append(decided, decideAll(t, g, addr, requests))
		shares = append(shares, float64(standard.ProcessTime()-had)/float64(time.Since(begin))/float64(runtime.GOMAXPROCS(0)))
		answered = append(answered, sendAll(t, trivial, take(liveRound), false))
	}
	ofServer, ofEngine, ofClient, share := median(served), median(decided), median(answered), median(shares)
	t.Logf("cores %d, connections %d, rounds %d: %s %.0f requests/s, the engine %.0f decisions/s, factor %.1f with %.0f %% of the cores; the client can send %.0f requests/s",
		runtime.GOMAXPROCS(0), connections, rounds, name, ofServer, ofEngine, ofEngine/ofServer, 100*share, ofClient)
	if ofClient < room*ofServer {
		t.Errorf("the client sends %.0f requests/s at most, which is too near to the %.0f of %s to measure it", ofClient, ofServer, name)
	}
	switch {
	case ofEngine >= leastFactor*ofServer:
	case share > 0 && share < leastShare:
		// The server's many threads get more of a busy machine than the engine's few.
		t.Skipf("other programs use the cores: the engine had %.0f %% of them", 100*share)
	default:
		t.Errorf("the engine is %.1f times as fast as %s, want %d", ofEngine/ofServer, name, leastFactor)
	}
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// sendAll sends requests over several connections that are kept, and says how
// many a second were answered. With judge it checks the answers.
func sendAll(t *testing.T, addr string, list []load, judge bool) (perSecond float64) {
	t.Helper()
	return together(connections, list, func(part []load) {
		client := live.Client{Addr: addr}
		defer client.Close()
		for _, l := range part {
			got, err := client.Do(l.live())
			if err != nil {
				t.Error(err)
				return
			}
			if judge && got.Status != l.status {
				t.Errorf("the server answers %d to %s by %q, want %d", got.Status, l.path, l.user, l.status)
			}
		}
	})
}

// decideAll has the engine decide requests on all cores.
func decideAll(t *testing.T, g *standard.Gatekeeper, addr netip.AddrPort, list []load) (perSecond float64) {
	t.Helper()
	return together(runtime.GOMAXPROCS(0), list, func(part []load) {
		for _, l := range part {
			if d := g.Decide(l.decided(addr)); d.Status != l.status {
				t.Errorf("the engine answers %+v to %s by %q, want %d", d, l.path, l.user, l.status)
			}
		}
	})
}

// together hands the list out to n goroutines, and says how many a second they
// got done.
func together(n int, list []load, do func([]load)) (perSecond float64) {
	var wait sync.WaitGroup
	begin := time.Now()
	for part := range slices.Chunk(list, (len(list)+n-1)/n) {
		wait.Go(func() { do(part) })
	}
	wait.Wait()
	return float64(len(list)) / time.Since(begin).Seconds()
}

// startTrivial starts a server that answers the same to everything, and does
// nothing for it.
func startTrivial(t *testing.T) (addr string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go answerTrivially(conn)
		}
	}()
	return listener.Addr().String()
}

func answerTrivially(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return
		}
		if len(line) > len("\r\n") {
			continue
		}
		if _, err := io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\npage\n"); err != nil {
			return
		}
	}
}

// hostile is one of many requests by somebody who wants the engine to keep
// something of each: of its texts, and, where sections is set, of the sections
// that hold.
func hostile(i int, sections bool) *access.Request {
	n := strconv.Itoa(i)
	r := blogRequest(i)
	r.Headers = append(r.Headers, access.Header{Name: "X-" + n, Value: n}, access.Header{Name: "Authorization", Value: "Basic " + n})
	for bit := range hostileIfs {
		if sections && i>>bit&1 == 1 {
			r.Headers = append(r.Headers, access.Header{Name: fmt.Sprintf("X-Bit%d", bit), Value: "1"})
		}
	}
	switch i % 5 {
	case 0:
		r.Target = "/" + strings.Repeat("long", 100) + n + "/x/../y//%41" + n
	case 1:
		r.Target = "/elsewhere/" + n + "/" + n // which the rules look for beside what may be read
	case 2:
		r.Host = "host-" + n + ".test"
	case 3:
		r.Credentials = &access.Credentials{User: "alice", Password: []byte(n)}
		r.Target = "/private/p1.html?" + n
	default:
		r.Method = "M" + n
	}
	return r
}

// hostileIfs is how many If sections the hostile requests choose from.
const hostileIfs = 17

// openHostile is the blog with sections and rules that hostile requests choose
// from.
func openHostile(t *testing.T) *standard.Gatekeeper {
	t.Helper()
	dir := t.TempDir()
	var ifs strings.Builder
	for bit := range hostileIfs {
		fmt.Fprintf(&ifs, "<If \"%%{HTTP:X-Bit%d} == '1'\">\nSetEnvIf X-A b c%d\n</If>\n", bit, bit)
	}
	const rules = "RewriteEngine On\nRewriteCond /no-$1 -f\nRewriteRule ^/elsewhere/(.*) - [F]\n"
	config := strings.Replace(blogConfig, "DocumentRoot", rules+ifs.String()+"DocumentRoot", 1)
	write(t, filepath.Join(dir, "httpd.conf"), strings.ReplaceAll(config, "$R", dir))
	layBlog(t, folder(filepath.Join(dir, "www")), filepath.Join(dir, "www"))
	g, err := standard.Open(context.Background(), standard.Config{Server: filepath.Join(dir, "httpd.conf")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.Close)
	return g
}

// TestMemoryStays shows that what requests ask for is not kept.
func TestMemoryStays(t *testing.T) {
	skipUnlessMeasuring(t)
	for _, c := range []struct {
		name     string
		sections bool
		requests int
		// room is for what is kept until it is too much. All combinations of
		// sections together need half a gigabyte.
		room int64
	}{
		{"texts", false, 100_000, 1 << 20},
		{"sections", true, 40_000, 64 << 20},
	} {
		t.Run(c.name, func(t *testing.T) {
			const warm = 10_000
			g := openHostile(t)
			for i := range warm {
				g.Decide(hostile(i, c.sections))
			}
			before := heap()
			for i := warm; i < warm+c.requests; i++ {
				g.Decide(hostile(i, c.sections))
			}
			after := heap()
			t.Logf("%d requests: the heap had %d KiB, and has %d KiB", c.requests, before>>10, after>>10)
			if after > before+c.room {
				t.Errorf("the heap has grown by %d KiB", (after-before)>>10)
			}
		})
	}
}

// TestDecideTogether decides in several goroutines what one alone has decided;
// the race detector looks on.
func TestDecideTogether(t *testing.T) {
	const requests = 400
	alone, shared := openHostile(t), openHostile(t)
	var want [requests]access.Decision
	for i := range want {
		want[i] = alone.Decide(hostile(i, true))
	}
	var wait sync.WaitGroup
	for begin := range 4 {
		wait.Go(func() {
			for i := range requests {
				i := (i + begin) % requests
				if got := shared.Decide(hostile(i, true)); got.Outcome != want[i].Outcome || got.Status != want[i].Status {
					t.Errorf("request %d: %+v, alone %+v", i, got, want[i])
				}
			}
		})
	}
	wait.Wait()
}

// heap is what is in use when nothing is left to be collected.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
