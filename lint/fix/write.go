package fix

import (
	"fmt"

	"github.com/authlint/authlint/lint/source"
)

// Write puts the new texts in the place of the files. All of them are written
// beside those before the first takes its place, so that what can go wrong does
// so before anything is changed.
func Write(d *source.Disk, changed []Changed) error {
	var ready []*source.Replacement
	defer func() {
		for _, r := range ready {
			r.Abandon()
		}
	}()
	for _, c := range changed {
		r, err := d.Replace(c.Old.Path, c.Old.Data, c.Text)
		if err != nil {
			return fmt.Errorf("nothing was written: %s: %w", c.Old.Name, source.Cause(err))
		}
		ready = append(ready, r)
	}
	for i, r := range ready {
		if err := r.Commit(); err != nil {
			return fmt.Errorf("%d of %d files were written: %s: %w", i, len(changed), changed[i].Old.Name, source.Cause(err))
		}
	}
	return nil
}
