package pcre

import (
	"regexp"
	"testing"
)

// BenchmarkMatch compares with Go's regexp, for patterns and paths as they
// are in real files.
func BenchmarkMatch(b *testing.B) {
	paths := []string{"/", "/index.php", "/wp-content/uploads/2024/01/picture-of-a-house.jpg", "/wp-admin/admin-ajax.php", "/blog/2024/some-long-title-of-an-article/"}
	for name, pattern := range map[string]string{
		"prefix":      `^/wp-admin`,
		"suffix":      `\.php$`,
		"text":        `wp-login`,
		"extension":   `\.(jpg|jpeg|png|gif|webp|svg|css|js)$`,
		"groups":      `^/blog/(\d{4})/([^/]+)/?$`,
		"anything":    `^(.*)\.php$`,
		"alternation": `(eval\(|base64_|union.*select|\.\./|etc/passwd|wp-config|phpinfo|<script|cmd=|shell)`,
	} {
		re := Compile(pattern, DotAll|DollarEndOnly)
		b.Run(name+"/here", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, path := range paths {
					if re.Match(path) == CannotSay {
						b.Fatal(re.Why())
					}
				}
			}
		})
		std := regexp.MustCompile("(?s)" + pattern)
		b.Run(name+"/regexp", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, path := range paths {
					std.MatchString(path)
				}
			}
		})
	}
}
