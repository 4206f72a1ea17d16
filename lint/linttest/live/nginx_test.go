package live

import (
	"net/http"
	"strings"
	"testing"
)

// TestNginxServesTextOfTheTest has nginx listen at two ports of its own, and
// then at others with another configuration.
func TestNginxServesTextOfTheTest(t *testing.T) {
	config := func(status string) NginxConfig {
		return NginxConfig{HTTP: "server {\nlisten 127.0.0.1:${PORT};\nreturn " + status + ";\n}\nserver {\nlisten 127.0.0.1:${PORT2};\nreturn 410;\n}\n"}
	}
	n := StartNginx(t, config("403"))
	for _, want := range []int{403, 404} {
		if want == 404 {
			n.Restart(t, config("404"))
		}
		if got := n.Do(t, Request{Path: "/"}).Status; got != want {
			t.Errorf("the first port answers %d, not %d", got, want)
		}
		resp, err := exchange(n.Addr2, Request{Path: "/", Header: http.Header{"Host": nil}})
		if err != nil || resp.Status != 400 {
			t.Errorf("a request without Host gets %d, %v", resp.Status, err)
		}
	}
	if ok, said := NginxTest(t, NginxConfig{HTTP: "server {\nlisten 127.0.0.1:${PORT};\nretrun 404;\n}\n"}); ok || !strings.Contains(said, "http.conf:3") {
		t.Errorf("nginx accepts a slip of the pen, or does not say where: %s", said)
	}
}
