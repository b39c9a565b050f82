package wire

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// shape is what a command's body must have beyond what the decoder sees to:
// every member present, if it is not optional, and not null, and what is of an enumeration in it.
type shape struct {
	name     string
	optional bool     // may be missing; null is refused all the same
	allowed  []string // nil: any
	members  []shape  // of the object, or of each one in the list
	list     bool
}

// shapeOf reads the shape of a struct from its struct tags.
func shapeOf(t reflect.Type) []shape {
	var members []shape
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		m := shape{name: name, optional: options == "omitzero"}
		if e := f.Tag.Get("enum"); e != "" {
			m.allowed = strings.Split(e, ",")
		}
		t := f.Type
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		switch {
		case t.Kind() == reflect.Struct:
			m.members = shapeOf(t)
		case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
			m.list, m.members = true, shapeOf(t.Elem())
		}
		members = append(members, m)
	}
	return members
}

// complete reports the first member of raw, an object that is already known to
// decode, that is missing, null or outside its enumeration.
func complete(members []shape, raw jsontext.Value) error {
	if len(members) == 0 {
		return nil
	}
	var have map[string]jsontext.Value
	if err := unmarshal(raw, &have); err != nil {
		return err
	}
	for _, m := range members {
		v, ok := have[m.name]
		if !ok && m.optional {
			continue
		}
		if !ok || v.Kind() == jsontext.KindNull {
			return fmt.Errorf("member %s is missing", m.name)
		}
		if m.allowed != nil {
			s := string(v) // of a number
			if v.Kind() == jsontext.KindString {
				if err := unmarshal(v, &s); err != nil {
					return err
				}
			}
			if !slices.Contains(m.allowed, s) {
				return fmt.Errorf("member %s is none of %q", m.name, m.allowed)
			}
		}
		each := []jsontext.Value{v}
		if m.list {
			if err := unmarshal(v, &each); err != nil {
				return err
			}
		}
		for _, v := range each {
			if err := complete(m.members, v); err != nil {
				return err
			}
		}
	}
	return nil
}
