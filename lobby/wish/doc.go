// Package wish judges what people ask to play, field by field, before anybody else is
// asked: it needs nothing but the wish.
//
// Decision: everything that can be wrong with what is asked for is told at once, by
// field, from one table; what depends on others (a rating, a block, how much is open) is
// refused afterwards, one thing at a time.
package wish
