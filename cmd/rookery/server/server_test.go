package server

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestAShutdownThatHangsIsGivenUpInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		began := time.Now()
		err := within(shutdownLimit, func() error { <-release; return nil })
		if took := time.Since(began); !errors.Is(err, errHangs) || took > 10*time.Second {
			t.Errorf("%v after %v", err, took)
		}
	})
}

func TestAShutdownThatEndsSaysHow(t *testing.T) {
	failed := errors.New("the disk failed")
	for _, want := range []error{nil, failed} {
		if err := within(time.Minute, func() error { return want }); !errors.Is(err, want) {
			t.Errorf("%v, want %v", err, want)
		}
	}
}
