package wordpress

import "testing"

// BenchmarkFind looks at an installation with every plugin's folder.
func BenchmarkFind(b *testing.B) {
	files := map[string]string{"/srv/wp/wp-includes/version.php": versionText, "/srv/wp/wp-config.php": configText}
	for i := range plugins {
		files["/srv/wp/wp-content/plugins/"+plugins[i].slug+"/"+plugins[i].main] = "<?php\n/* Version: 1 */"
	}
	for b.Loop() {
		if Find(inMemory(files), "/srv/wp") == nil {
			b.Fatal("not found")
		}
	}
}
