package password

import (
	"strconv"
	"sync"
	"testing"

	"github.com/authlint/authlint/apache/htpasswd"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// A cache that several goroutines fill stays within its bound and right.
func TestCacheBound(t *testing.T) {
	store := htpasswd.Parse(source.NewFile("f", []byte("bob:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n")), model.Passwords, model.Apache)
	bob := store.Find("bob")
	var cache Cache
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range cacheLimit {
				if fact, _ := cache.Verify(model.Apache, bob, []byte(strconv.Itoa(g)+"-"+strconv.Itoa(i))); fact != model.No {
					t.Errorf("a wrong password: %d", fact)
				}
				if fact, _ := cache.Verify(model.Apache, bob, []byte("secret")); fact != model.Yes {
					t.Errorf("the right password: %d", fact)
				}
			}
		})
	}
	wg.Wait()
	if n := len(cache.answers); n == 0 || n > cacheLimit {
		t.Errorf("%d answers are kept", n)
	}
}

// Two caches digest the same question in different ways.
func TestCacheKeys(t *testing.T) {
	var one, two Cache
	ask := func(c *Cache, stored, password string) [32]byte {
		return c.question(model.Apache, model.Hash{}, []byte(stored), []byte(password))
	}
	first := ask(&one, "a", "b")
	if first == ask(&two, "a", "b") {
		t.Error("two caches have the same key")
	}
	if first != ask(&one, "a", "b") {
		t.Error("the same question has two digests")
	}
	if ask(&one, "ab", "c") == ask(&one, "a", "bc") {
		t.Error("stored text and password run into each other")
	}
}
