package main

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
)

// validator knows the few words of JSON Schema that the document uses, and
// complains about any other.
type validator struct{ doc any }

func resolve(doc any, ref string) any {
	at := doc
	for step := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		o, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = o[step]
	}
	return at
}

func (v validator) check(schema, value any, at string) []string {
	rules, ok := schema.(map[string]any)
	if !ok {
		return []string{at + ": there is no schema"}
	}
	var all []string
	complain := func(format string, args ...any) { all = append(all, at+": "+fmt.Sprintf(format, args...)) }
	for word, rule := range rules {
		switch word {
		case "description", "additionalProperties", "propertyNames":
		case "$ref":
			all = append(all, v.check(resolve(v.doc, rule.(string)), value, at)...)
		case "type":
			if !isA(value, rule.(string)) {
				complain("%v is no %s", value, rule)
			}
		case "const":
			if !reflect.DeepEqual(value, rule) {
				complain("%v is not %v", value, rule)
			}
		case "enum":
			if !contains(rule.([]any), value) {
				complain("%v is none of %v", value, rule)
			}
		case "minimum":
			if n, ok := value.(float64); ok && n < rule.(float64) {
				complain("%v is less than %v", n, rule)
			}
		case "pattern":
			if !regexp.MustCompile(rule.(string)).MatchString(value.(string)) {
				complain("%v does not match %v", value, rule)
			}
		case "required":
			for _, name := range rule.([]any) {
				if _, ok := value.(map[string]any)[name.(string)]; !ok {
					complain("%v is missing", name)
				}
			}
		case "properties":
			all = append(all, v.checkMembers(rules, value, at)...)
		case "items":
			for i, e := range value.([]any) {
				all = append(all, v.check(rule, e, fmt.Sprintf("%s[%d]", at, i))...)
			}
		case "oneOf":
			fitting := 0
			for _, s := range rule.([]any) {
				if len(v.check(s, value, at)) == 0 {
					fitting++
				}
			}
			if fitting != 1 {
				complain("%d cases fit %v", fitting, value)
			}
		default:
			complain("the schema uses %q, which this test does not know", word)
		}
	}
	return all
}

// checkMembers refuses what the schema does not list, even where clients must
// be lenient: the golden frames are of this version.
func (v validator) checkMembers(rules map[string]any, value any, at string) []string {
	members, ok := value.(map[string]any)
	if !ok {
		return nil
	}
	var all []string
	properties := rules["properties"].(map[string]any)
	for name, m := range members {
		if properties[name] == nil {
			all = append(all, at+": member "+name+" is not in the schema")
			continue
		}
		all = append(all, v.check(properties[name], m, at+"/"+name)...)
	}
	return all
}

func contains(list []any, value any) bool {
	for _, e := range list {
		if reflect.DeepEqual(e, value) {
			return true
		}
	}
	return false
}

func isA(value any, typ string) bool {
	switch v := value.(type) {
	case string:
		return typ == "string"
	case bool:
		return typ == "boolean"
	case float64:
		return typ == "number" || typ == "integer" && v == float64(int64(v))
	case []any:
		return typ == "array"
	case map[string]any:
		return typ == "object"
	}
	return false
}
