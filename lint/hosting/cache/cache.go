// Package cache keeps, from one scan of many sites to the next, what was found in
// each, and what it was read from.
//
// Begin with Open. What a value holds is the scan's own business.
package cache

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// flushAfter is how many values wait to be written at once.
const flushAfter = 500

// lockTimeout is how long another scan may hold the cache.
const lockTimeout = 2 * time.Second

var (
	metaBucket  = []byte("meta")
	sitesBucket = []byte("sites")
	settingsKey = []byte("settings")
	runKey      = []byte("run")
)

// Cache is a file of values, one for each site. Get may be called by several
// goroutines, everything else by one.
type Cache struct {
	db    *bbolt.DB
	run   uint64
	share uint64
	wait  map[string][]byte // to be written
}

// Open opens the file of a cache, which is made where there is none. Values of
// other settings are forgotten. Of share sites one is due in each run, whether or
// not anything has changed; 0 for none.
func Open(name, settings string, share int) (*Cache, error) {
	db, err := bbolt.Open(name, 0o600, &bbolt.Options{
		Timeout: lockTimeout, NoFreelistSync: true,
		OpenFile: func(name string, flags int, mode os.FileMode) (*os.File, error) {
			return os.OpenFile(name, flags|noFollow, mode)
		},
	})
	if errors.Is(err, bolterrors.ErrTimeout) {
		err = errors.New("another scan uses it")
	}
	if err != nil {
		return nil, fmt.Errorf("cannot open the cache %s: %w", name, err)
	}
	c := &Cache{db: db, share: uint64(max(share, 0)), wait: map[string][]byte{}}
	if err := db.Update(func(tx *bbolt.Tx) error { return c.begin(tx, settings) }); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return c, nil
}

// begin counts the run, and empties a cache of other settings.
func (c *Cache) begin(tx *bbolt.Tx, settings string) error {
	meta, err := tx.CreateBucketIfNotExists(metaBucket)
	if err != nil {
		return err
	}
	if string(meta.Get(settingsKey)) != settings && tx.Bucket(sitesBucket) != nil {
		if err := tx.DeleteBucket(sitesBucket); err != nil {
			return err
		}
	}
	if _, err := tx.CreateBucketIfNotExists(sitesBucket); err != nil {
		return err
	}
	if last := meta.Get(runKey); len(last) == 8 {
		c.run = binary.BigEndian.Uint64(last)
	}
	c.run++
	return errors.Join(meta.Put(settingsKey, []byte(settings)), meta.Put(runKey, binary.BigEndian.AppendUint64(nil, c.run)))
}

// Due says that a site is to be scanned in this run even if nothing has changed.
// In as many runs as the share each is, once.
func (c *Cache) Due(site string) bool {
	if c.share == 0 {
		return false
	}
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(site)) // never fails
	return (sum.Sum64()+c.run)%c.share == 0
}

// Get hands the value of a site to f, which must not keep it; no value is nil.
func (c *Cache) Get(site string, f func(value []byte)) error {
	return c.db.View(func(tx *bbolt.Tx) error {
		f(tx.Bucket(sitesBucket).Get([]byte(site)))
		return nil
	})
}

// Put keeps a value, nil for none. It is written before Close returns.
func (c *Cache) Put(site string, value []byte) error {
	c.wait[site] = value
	if len(c.wait) < flushAfter {
		return nil
	}
	return c.flush()
}

func (c *Cache) flush() error {
	err := c.db.Update(func(tx *bbolt.Tx) error {
		sites := tx.Bucket(sitesBucket)
		for site, value := range c.wait {
			err := sites.Delete([]byte(site))
			if value != nil {
				err = sites.Put([]byte(site), value)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	clear(c.wait)
	return err
}

// Close writes what waits.
func (c *Cache) Close() error { return errors.Join(c.flush(), c.db.Close()) }
