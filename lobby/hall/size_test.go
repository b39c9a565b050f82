package hall

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"rookery/lobby/wire"
)

// longest is how long texts of a frame get, by the name of their member; others are ids.
var longest = map[string]int{
	"Nick": 20, "Pool": longestPool, "Last": 5, "Side": 6, "Running": 5, "Doing": 8, "Mode": 9,
	"FEN":    92, // 64 squares, 7 slashes, and the rest of a position as the game writes it
	"Result": 7, "Reason": 21, "Claimed": 5,
}

// fill gives every member of a message, however deep, a value as long as any.
func fill(v reflect.Value, name string) {
	switch v.Kind() {
	case reflect.String:
		n, known := longest[name]
		if !known {
			n = 36
		}
		v.SetString(strings.Repeat("W", n))
	case reflect.Int, reflect.Int64:
		v.SetInt(99_999_999)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), name)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2)) // the stages of a control
		for i := range v.Len() {
			fill(v.Index(i), name)
		}
	case reflect.Struct:
		for f := range v.Type().Fields() {
			fill(v.FieldByIndex(f.Index), f.Name)
		}
	default:
		panic("fill " + v.Kind().String())
	}
}

func filled[T any](n int) []T {
	var one T
	fill(reflect.ValueOf(&one).Elem(), "")
	list := make([]T, n)
	for i := range list {
		list[i] = one
	}
	return list
}

// Whatever people do, and whatever members the messages will have, a frame of the lobby
// fits into 64 KiB.
func TestTheLargestLobbyFitsItsFrame(t *testing.T) {
	v := filled[wire.Lobby](1)[0]
	v.Seeks, v.Games, v.Finished = filled[wire.OpenSeek](seeksShown), filled[wire.LiveGame](gamesShown), filled[wire.LiveGame](FinishedShown)
	v.Pools, v.People = filled[wire.Pool](poolsShown), filled[wire.Here](peopleShown)
	frame := wire.EncodeNews("", v)
	t.Logf("%d bytes", len(frame))
	if len(frame) > 64<<10 {
		t.Errorf("the frame has %d bytes", len(frame))
	}
	if n := bytes.Count(frame, []byte(`"white_rating"`)); n != gamesShown+FinishedShown+1 {
		t.Errorf("%d games are in it", n)
	}
}
