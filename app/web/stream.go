package web

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
	"time"
)

// streamTimeout ends an answer whose reader has stalled.
const streamTimeout = 10 * time.Minute

// Stream returns a body that write fills while it is read, and calls done
// when write has ended. A write that fails breaks the connection off, so that
// the browser does not take half a file for a whole one; a reader that closes
// the body early ends the write.
func Stream(write func(ctx context.Context, w io.Writer) error, done func(error)) io.ReadCloser {
	ctx, cancel := context.WithTimeout(context.Background(), streamTimeout)
	r, w := io.Pipe()
	context.AfterFunc(ctx, func() { w.CloseWithError(context.Cause(ctx)) })
	go func() {
		defer cancel()
		err := safely(func() error { return write(ctx, w) })
		w.CloseWithError(err)
		done(err)
	}()
	return &body{PipeReader: r, cancel: cancel}
}

// safely runs fn, which no middleware stands around, and turns a panic of it
// into an error.
func safely(fn func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return fn()
}

// body ends the work behind it when it is closed.
type body struct {
	*io.PipeReader
	cancel context.CancelFunc
}

func (b *body) Close() error {
	err := b.PipeReader.Close()
	b.cancel()
	return err
}
