package nginx

import (
	"strings"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
)

// TestSlotsLive asks a live nginx about every directive of the table: it must
// accept it once and refuse it twice.
func TestSlotsLive(t *testing.T) {
	if testing.Short() {
		t.Skip("it asks nginx some hundred times")
	}
	asked := 0
	for line := range strings.Lines(slotsTSV) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "#") || fields[2] == "main" || fields[2] == "events" {
			continue
		}
		once := fields[0] + " " + field(fields, 3) + ";"
		if strings.HasSuffix(once, "};") {
			once = strings.TrimSuffix(once, ";")
		}
		asked++
		ok, says := live.NginxTest(t, live.NginxConfig{HTTP: around(fields[2], once+" "+once)})
		if ok || !strings.Contains(says, "duplicate") {
			t.Errorf("%s twice: nginx: %s", fields[0], says)
		}
	}
	t.Logf("%d directives", asked)
	if asked < 300 {
		t.Error("hardly any were asked about")
	}
}

func field(fields []string, i int) string {
	if i < len(fields) {
		return fields[i]
	}
	return ""
}

// around puts a text into the block it belongs to.
func around(where, text string) string {
	switch where {
	case "location":
		return "server {\nlisten 127.0.0.1:${PORT};\nlocation / {\n" + text + "\n}\n}\n"
	case "server":
		return "server {\nlisten 127.0.0.1:${PORT};\n" + text + "\n}\n"
	}
	return text + "\n"
}
