package web

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rookery/lobby"
	"rookery/lobby/wire"
)

// Field is one thing that a request may carry. It is read off a struct's tags:
// path, query or json name it, omitzero lets it be left out, min and max bound a number,
// and id:"" is a text that is an id.
type Field struct {
	Name     string
	In       string // "path", "query", or "body"
	Type     reflect.Type
	GoName   string
	Optional bool
	Min, Max int64 // of an integer; Max 0 is none
	ID       bool  // a UUID as this server writes it
}

// FieldsOf lists the fields of a request's struct in their order; none of nil.
func FieldsOf(t reflect.Type) []Field {
	if t == nil {
		return nil
	}
	var all []Field
	for f := range t.Fields() {
		for _, in := range []struct{ tag, in string }{{"path", "path"}, {"query", "query"}, {"json", "body"}} {
			tag, ok := f.Tag.Lookup(in.tag)
			if !ok {
				continue
			}
			name, options, _ := strings.Cut(tag, ",")
			least, _ := strconv.ParseInt(f.Tag.Get("min"), 10, 64)
			most, _ := strconv.ParseInt(f.Tag.Get("max"), 10, 64)
			_, id := f.Tag.Lookup("id")
			all = append(all, Field{Name: name, In: in.in, Type: f.Type, GoName: f.Name, Optional: options == "omitzero", Min: least, Max: most, ID: id})
		}
	}
	return all
}

// invalid is a request whose fields are at fault: all faults at once.
type invalid struct{ faults []wire.Field }

func (e *invalid) Error() string { return fmt.Sprintf("%d fields are at fault", len(e.faults)) }

func (e *invalid) Unwrap() error { return errInvalid }

// read reads a request strictly into a T. The error is errBody, for what is no JSON
// object or too large, or *invalid: everything that is unknown, missing, null, doubled
// or of the wrong kind is told, each under its name.
func read[T any](r *http.Request) (T, error) {
	var into T
	fields := FieldsOf(reflect.TypeFor[T]())
	has := map[string]map[string]jsontext.Value{"path": nil, "query": nil, "body": nil}
	faults := &invalid{}
	for _, f := range fields {
		if f.In == "body" && has["body"] == nil {
			body, err := readObject(r)
			if err != nil {
				return into, err
			}
			has["body"] = body
		}
	}
	has["query"] = readQuery(r.URL, fields, faults)
	for _, f := range fields {
		v, ok := has[f.In][f.Name]
		delete(has[f.In], f.Name)
		switch {
		case f.In == "path":
			v = quoted(r.PathValue(f.Name))
		case !ok && f.Optional:
			continue
		case !ok || v.Kind() == jsontext.KindNull:
			faults.add(f.Name, "This is missing.")
			continue
		}
		if said := f.set(reflect.ValueOf(&into).Elem().FieldByName(f.GoName), v); said != "" {
			faults.add(f.Name, said)
		}
	}
	for _, in := range []string{"query", "body"} {
		for _, name := range slices.Sorted(maps.Keys(has[in])) {
			faults.add(name, "There is no such field here.")
		}
	}
	if len(faults.faults) > 0 {
		return into, faults.sorted()
	}
	return into, nil
}

// set reads one value into the field, or says what is wrong with it.
func (f Field) set(into reflect.Value, v jsontext.Value) string {
	if err := json.Unmarshal(v, into.Addr().Interface()); err != nil {
		return "This must be " + kinds[f.Type.Kind()] + "."
	}
	if f.ID && into.String() != "" && !lobby.Canonical(into.String()) {
		return "This must be an id."
	}
	if f.Type.Kind() != reflect.Int {
		return ""
	}
	if n := into.Int(); n < f.Min || f.Max > 0 && n > f.Max {
		return fmt.Sprintf("This must be from %d to %d.", f.Min, f.Max)
	}
	return ""
}

// kinds are what a field may be, in words.
var kinds = map[reflect.Kind]string{
	reflect.String: "a text", reflect.Bool: "true or false", reflect.Int: "a whole number", reflect.Uint64: "a whole number, not below 0",
}

// readObject reads the body, which must be one JSON object without doubled members.
func readObject(r *http.Request) (map[string]jsontext.Value, error) {
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	object := make(map[string]jsontext.Value)
	err = json.Unmarshal(body, &object)
	if err == nil && object == nil { // the body was null
		err = errors.New("null")
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errBody, err)
	}
	return object, nil
}

// readBody reads all of the body: errBody, or a *http.MaxBytesError.
func readBody(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(r.Body)
	if _, big := errors.AsType[*http.MaxBytesError](err); err != nil && !big {
		err = fmt.Errorf("%w: %w", errBody, err)
	}
	return body, err
}

// readQuery reads the query as JSON values, so that one reader judges all fields.
// What an address carries beyond the fields of its route is nobody's business,
// unless the route has such fields.
func readQuery(u *url.URL, fields []Field, faults *invalid) map[string]jsontext.Value {
	kind := make(map[string]reflect.Kind)
	for _, f := range fields {
		if f.In == "query" {
			kind[f.Name] = f.Type.Kind()
		}
	}
	if len(kind) == 0 {
		return nil
	}
	all := make(map[string]jsontext.Value)
	for name, values := range u.Query() {
		if len(values) > 1 {
			faults.add(name, "This is there twice.")
		}
		v := jsontext.Value(values[0])
		if kind[name] == reflect.String || !v.IsValid() {
			v = quoted(values[0])
		}
		all[name] = v
	}
	return all
}

func quoted(s string) jsontext.Value {
	v, _ := jsontext.AppendQuote(nil, strings.ToValidUTF8(s, "\ufffd")) // only invalid UTF-8 fails
	return v
}

// maxFaults is how many faults are told, maxName how much of a name that is not ours.
const (
	maxFaults = 20
	maxName   = 40
)

func (e *invalid) add(field, text string) {
	field = strings.ToValidUTF8(field, "\ufffd")
	if len(field) > maxName {
		field = strings.ToValidUTF8(field[:maxName], "") + "…"
	}
	if len(e.faults) < maxFaults {
		e.faults = append(e.faults, wire.Field{Field: field, Text: text})
	}
}

// sorted puts the faults in an order that is the same for the same request.
func (e *invalid) sorted() *invalid {
	slices.SortFunc(e.faults, func(a, b wire.Field) int { return cmp.Or(cmp.Compare(a.Field, b.Field), cmp.Compare(a.Text, b.Text)) })
	return e
}
