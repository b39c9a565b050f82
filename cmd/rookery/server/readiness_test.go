package server

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestAllWhoAskWithinASecondShareOneLookAtTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var (
			r     readiness
			looks int
			full  error
		)
		look := func(context.Context) error {
			looks++
			return full
		}
		all := func(want error) {
			var wg sync.WaitGroup
			for range 100 {
				wg.Go(func() {
					if err := r.ask(look); !errors.Is(err, want) {
						t.Errorf("told %v, want %v", err, want)
					}
				})
			}
			wg.Wait()
		}
		all(nil)
		full = errors.New("no space")
		time.Sleep(readyKept - time.Nanosecond)
		all(nil)
		if looks != 1 {
			t.Errorf("%d looks within a second", looks)
		}
		time.Sleep(time.Nanosecond)
		all(full)
		if looks != 2 {
			t.Errorf("%d looks after it", looks)
		}
	})
}

func TestALookThatHangsIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r readiness
		began := time.Now()
		err := r.ask(func(ctx context.Context) error {
			<-ctx.Done()
			return context.Cause(ctx)
		})
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != readyWait {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}
