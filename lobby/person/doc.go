// Package person says who somebody is: a guest with a nick, and the rules that
// nicks obey.
//
// Decision: one key, Skeleton, tells whether two nicks are too much alike, and
// it makes i, l and 1 one letter. By UTS #39 a capital I is a small l, by
// letter case it is a small i, and a nick is the same in either case; so Ian
// and lan are taken for each other, and mila keeps mlla out. Rejected: two
// keys, one for letter case and one for looks; pauI would then be free beside
// paul or beside paui, whichever key is asked.
//
// Decision: reserved words are compared by skeleton too, without hyphens. "all"
// is not among them, because its skeleton is Ali's.
package person
