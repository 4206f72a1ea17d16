package apache

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/authlint/authlint/lint/linttest/live"
	"github.com/authlint/authlint/lint/model"
	"github.com/authlint/authlint/lint/source"
)

// oracle is a live httpd with the modules of the assumed server, and perhaps
// more, which says of texts whether it accepts them as .htaccess files.
type oracle struct {
	*live.Httpd
	folders int
}

// shut keeps requests from going on once httpd has read the .htaccess: nothing
// in it is carried out.
const shut = `
<Location />
	Require all denied
	Order allow,deny
	Satisfy all
	ErrorDocument 403 default
</Location>
`

func newOracle(tb testing.TB, override string, more ...string) *oracle {
	tb.Helper()
	symbols := more
	for m := range Modules() {
		if m.Usual && !m.Builtin {
			symbols = append(symbols, strings.TrimSuffix(m.Symbol, "_module"))
		}
	}
	return &oracle{Httpd: live.StartHttpd(tb, live.HttpdConfig{Modules: symbols, AllowOverride: override, Server: shut})}
}

// verdict is what httpd says to one file.
type verdict struct {
	status  int
	closed  bool   // the worker ended
	message string // why httpd refuses the file, without its name
}

func (v verdict) refused() bool { return v.message != "" || v.closed }

func (v verdict) String() string {
	if v.closed {
		return "the worker ended"
	}
	return strconv.Itoa(v.status) + " " + v.message
}

// complaint is the line that httpd logs for a .htaccess it does not accept.
var complaint = regexp.MustCompile(`(?m)/t(\d+)/\.htaccess: (.*)$`)

// ask puts every text into a folder of its own and requests something there.
func (o *oracle) ask(tb testing.TB, texts []string) []verdict {
	tb.Helper()
	verdicts := make([]verdict, len(texts))
	mark := o.Mark()
	first := o.folders
	o.folders += len(texts)
	name := func(i int) string { return "t" + strconv.Itoa(first+i) }
	for i, text := range texts {
		o.Write(tb, name(i)+"/"+AccessFile, text)
	}
	inParallel(len(texts), func(i int) {
		r := o.Do(tb, live.Request{Path: "/" + name(i) + "/x"})
		verdicts[i] = verdict{status: r.Status, closed: r.Closed && r.Status == 0}
	})
	for _, found := range complaint.FindAllStringSubmatch(o.LogSince(mark), -1) {
		n, err := strconv.Atoi(found[1])
		if err != nil || n < first || n >= first+len(texts) {
			tb.Fatalf("a complaint about no folder of these: %s", found[0])
		}
		if v := &verdicts[n-first]; v.message == "" && v.status == 500 {
			v.message = strings.ReplaceAll(found[2], o.Path+"/t"+found[1]+"/", "")
		}
	}
	for i := range texts {
		o.Remove(tb, name(i))
	}
	return verdicts
}

// inParallel runs f for 0 to n-1 with a few at a time.
func inParallel(n int, f func(int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range 4 {
		wg.Go(func() {
			for i := range next {
				f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

// loadText loads a text as the only .htaccess of a site.
func loadText(text string) *model.Site {
	site := &model.Site{}
	load(source.NewFile("/site/"+AccessFile, []byte(text)), blindLoader{}, site)
	return site
}

// opinion sums up what the front end says to a file.
type opinion struct {
	sure, assumed int // refusals
	first         *model.Refusal
	// undecided says that the file has a condition of which nobody knows
	// whether httpd enters it.
	undecided bool
}

func opinionOf(text string) opinion {
	var o opinion
	site := loadText(text)
	for _, s := range site.Scopes {
		for _, c := range s.Conditions {
			o.undecided = o.undecided || c.Verdict == model.Undecided
		}
	}
	for _, r := range site.Refusals {
		if r.Assumption != "" {
			o.assumed++
			continue
		}
		o.sure++
		if o.first == nil || r.Cause.Start < o.first.Cause.Start {
			o.first = r
		}
	}
	return o
}

func (o opinion) String() string {
	switch {
	case o.first != nil:
		p := o.first.Span.Position()
		return fmt.Sprintf("refused at %d:%d: %s", p.Line, p.Column, o.first.Message)
	case o.assumed > 0:
		return "refused under an assumption"
	}
	return "accepted"
}
