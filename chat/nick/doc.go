// Package nick says what people may be called, and which names could be taken
// for each other.
//
// Decision: one key, Skeleton, tells whether two nicks are too much alike, and
// it makes i, l and 1 one letter. By UTS #39 a capital I is a small l, by
// letter case it is a small i, and a nick is the same in either case; so Ian
// and lan are taken for each other, and mila keeps mlla out. Rejected: two
// keys, one for letter case and one for looks; pauI would then be free beside
// paul or beside paui, whichever key is asked. Where nicks are Unicode there is
// a second key, and a nick is taken if either is somebody's: the Cyrillic ТОМ is
// TOM, though том is not tom.
//
// Decision: reserved words are compared by skeleton too, and both they and the
// nicks in Held without hyphens and underscores: bob_ and b-ob are imitations of
// bob. Rejected: to drop them in Skeleton itself; hosts keep skeletons of their
// own, unique in a column, and two people would hold one nick across the change.
//
// Decision: nicks are ASCII unless the host asks for Unicode. Then they are
// PRECIS user names (RFC 8265, UsernameCasePreserved, which also holds the bidi
// rule of RFC 5893) of letters, marks, the digits of one script, _ and -, all of
// one script that is in use today (UAX #31, table 5); Han goes with kana, with
// Bopomofo and with Hangul, as UTS #39 section 5.1 has it. Rejected: the PRECIS
// nickname profile, which lets in spaces, symbols and mixed scripts; UTS #39's
// "highly restrictive" level, which lets Latin letters stand among Han ones.
package nick
