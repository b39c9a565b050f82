package wire

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
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

// open are shapes without their enumerations.
func open(members []shape) []shape {
	members = slices.Clone(members)
	for i, m := range members {
		members[i].allowed, members[i].members = nil, open(m.members)
	}
	return members
}

// complete lists the members of raw, an object that is already known to decode, that
// are missing, null or outside their enumeration, or have such in them.
func complete(members []shape, raw jsontext.Value) (wrong []Field, err error) {
	if len(members) == 0 {
		return nil, nil
	}
	var have map[string]jsontext.Value
	if err := unmarshal(raw, &have); err != nil {
		return nil, err
	}
	for _, m := range members {
		v, ok := have[m.name]
		if !ok && m.optional {
			continue
		}
		text, err := m.wrong(v)
		if err != nil {
			return nil, err
		}
		if text != "" {
			wrong = append(wrong, Field{m.name, text})
		}
	}
	return wrong, nil
}

// wrong says what is wrong with the value of a member, of which there is none if it is
// empty; nothing if it is right.
func (m shape) wrong(v jsontext.Value) (text string, err error) {
	if len(v) == 0 || v.Kind() == jsontext.KindNull {
		return "This is missing.", nil
	}
	if m.allowed != nil {
		s := string(v) // of a number
		if v.Kind() == jsontext.KindString {
			if err := unmarshal(v, &s); err != nil {
				return "", err
			}
		}
		if !slices.Contains(m.allowed, s) {
			return "This is one of: " + strings.Join(m.allowed, ", ") + ".", nil
		}
	}
	each := []jsontext.Value{v}
	if m.list {
		if err := unmarshal(v, &each); err != nil {
			return "", err
		}
	}
	for _, v := range each {
		inside, err := complete(m.members, v)
		if err != nil {
			return "", err
		}
		if len(inside) > 0 {
			return fmt.Sprintf("In it, %s: %s", inside[0].Field, inside[0].Text), nil
		}
	}
	return "", nil
}

// misread is the member that err, of decoding, is about. A name that no member of ours
// could have is what somebody sent, and is not repeated.
func misread(members []shape, err error) []Field {
	semantic, ok := errors.AsType[*json.SemanticError](err)
	if !ok {
		return nil
	}
	for name := range semantic.JSONPointer.Tokens() {
		if slices.ContainsFunc(members, func(m shape) bool { return m.name == name }) {
			return []Field{{name, "This is not in the form that the protocol asks for."}}
		}
		if namesMember(name) {
			return []Field{{name, "There is no such field here."}}
		}
		break
	}
	return nil
}

// namesMember reports whether a member could have this name.
func namesMember(name string) bool {
	const longest = 32
	odd := func(r rune) bool { return (r < 'a' || r > 'z') && r != '_' }
	return name != "" && len(name) <= longest && !strings.ContainsFunc(name, odd)
}
