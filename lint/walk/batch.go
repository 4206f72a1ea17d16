package walk

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync"

	"github.com/authlint/authlint/lint/access"
)

const (
	// maxLine is the longest line of a batch that is read.
	maxLine = 1 << 20
	// windowPerJob is how many lines are under way for each that is being
	// decided: one that takes its time must not stop the others at once, and
	// memory must not grow with the batch.
	windowPerJob = 32
)

// Batch answers requests line by line: each line of in is one, and gets a line
// of out in the same order, as soon as all before it have theirs. What cannot
// be read is answered, too, as undecided. Lines of blanks are passed over.
func Batch(ctx context.Context, g Gatekeeper, in io.Reader, out io.Writer, jobs int) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	b := batch{keeper: g, todo: make(chan *task), order: make(chan *task, windowPerJob*jobs)}
	var workers sync.WaitGroup
	for range jobs {
		workers.Go(b.work)
	}
	go b.read(ctx, in)
	err := b.write(ctx, out)
	cancel()
	if err != nil {
		return err
	}
	workers.Wait()
	return b.failed
}

type batch struct {
	keeper Gatekeeper
	todo   chan *task // for whoever is free
	order  chan *task // the same, as they are to be written
	failed error      // of reading; set before order is closed
}

// task is one line on its way.
type task struct {
	line    []byte
	tooLong bool
	answer  bytes.Buffer
	done    chan struct{}
}

// read hands the lines on. It may outlive the batch, waiting for a line that
// never comes.
func (b *batch) read(ctx context.Context, in io.Reader) {
	defer close(b.todo)
	defer close(b.order)
	r := bufio.NewReaderSize(in, 1<<16)
	for {
		t, err := nextLine(r)
		t.line = bytes.TrimSpace(t.line)
		if len(t.line) > 0 || t.tooLong {
			select {
			case <-ctx.Done():
				return
			case b.order <- t:
			}
			select {
			case <-ctx.Done():
				return
			case b.todo <- t:
			}
		}
		if err != nil {
			if !errors.Is(err, io.EOF) {
				b.failed = fmt.Errorf("cannot read the requests: %w", err)
			}
			return
		}
	}
}

// nextLine reads a line, of one that is too long the first part.
func nextLine(r *bufio.Reader) (*task, error) {
	t := &task{done: make(chan struct{})}
	for {
		part, err := r.ReadSlice('\n')
		if len(t.line)+len(part) <= maxLine {
			t.line = append(t.line, part...)
		} else {
			t.tooLong = true
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return t, err
		}
	}
}

func (b *batch) work() {
	for t := range b.todo {
		b.answer(t)
		t.line = nil
		close(t.done)
	}
}

// answer decides a line. Writing to memory cannot fail.
func (b *batch) answer(t *task) {
	q, d, trace := b.decide(t)
	_ = WriteJSON(&t.answer, q.URL, d, trace)
}

func (b *batch) decide(t *task) (Query, access.Decision, []access.Passage) {
	if t.tooLong {
		return Query{}, access.Decision{Undecided: "the line is longer than " + strconv.Itoa(maxLine) + " bytes"}, nil
	}
	q, ignored, err := readLine(t.line)
	var r *access.Request
	if err == nil {
		r, err = q.Request()
	}
	if err != nil {
		if q.URL != "" && parseURL(new(access.Request), q.URL) != nil {
			q.URL = hideUser(q.URL)
		}
		return q, access.Decision{Undecided: err.Error()}, nil
	}
	d, trace := b.keeper.Explain(r)
	for _, name := range ignored {
		d.Assumptions = append(d.Assumptions, "the field "+strconv.Quote(name)+" of the request means nothing")
	}
	return q, d, trace
}

// write writes the answers in order. What is written is held back only as long
// as the next one is there already.
func (b *batch) write(ctx context.Context, out io.Writer) error {
	w := bufio.NewWriterSize(out, 1<<16)
	for {
		var t *task
		more := true
		select {
		case t, more = <-b.order:
		default:
			if err := w.Flush(); err != nil {
				return err
			}
			select {
			case t, more = <-b.order:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if !more {
			return w.Flush()
		}
		if err := t.await(ctx, w); err != nil {
			return err
		}
		if _, err := w.Write(t.answer.Bytes()); err != nil {
			return err
		}
	}
}

// await waits for an answer; what is written already need not wait with it.
func (t *task) await(ctx context.Context, w *bufio.Writer) error {
	select {
	case <-t.done:
		return nil
	default:
	}
	if err := w.Flush(); err != nil {
		return err
	}
	select {
	case <-t.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
