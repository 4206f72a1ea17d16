package wordpress

import "testing"

// TestIsShipped verifies stored passwords: in clear, and as WordPress hashed
// them before 6.8 and does since. The second is phpass's own example.
func TestIsShipped(t *testing.T) {
	for _, c := range []struct {
		stored, password string
		want             bool
	}{
		{"aios_http_password!", "aios_http_password!", true},
		{"$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", "test12345", true},
		{"$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", "test12346", false},
		{"$P$", "test12345", false},
		{"$P$zIQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", "test12345", false},
		{"$wp$2y$10$x", "aios_http_password!", false},
		{"$wp$2y$31$YXwjEtFXWStbkC2YxRbgOeLRL.ZGZX1JLXTiGp/CMbcjAQL2uHNlu", "aios_http_password!", false},
		{"", "aios_http_password!", false},
	} {
		if got := isShipped(c.stored, c.password); got != c.want {
			t.Errorf("a stored password of %d bytes is %v", len(c.stored), got)
		}
	}
}
