// Package pairing says who of those who wait in one pool plays whom, and with
// which colours. It is told everything, the time and the lot too, and remembers nothing.
//
// Decision: two may meet if their ratings are no further apart than both reach
// together, and what one reaches widens with their own waiting. So who has waited
// long meets a newcomer sooner, and a newcomer is not thrown to somebody far away
// by another's patience alone before that has run out. Rejected: the wider reach of the two, with
// which a newcomer pays for all of it; and the narrower, with which in a quiet pool
// one who has waited long waits again for each newcomer to have waited as long.
//
// Decision: 100 points at once, 5 more a second, anybody after a minute. From the
// simulation (TestTenThousandArrivals: 10,000 arrivals, ratings normal about 1500 with
// a deviation of 350), in the busiest of its pools, one arrival in 3 s, and in a quiet
// one, one in 25 s; seconds waited and points of distance, as half, 95 and 99 of a hundred have them:
//
//	               busy: waited    distance        quiet: waited   distance
//	 50 +  2 a s     3  43  60      81  257  893     18  76  120    198  962 1598
//	100 +  5 a s     1  24  57     140  353  686      4  63  163    242  963 1219
//	200 + 10 a s     0  15  27     237  535  730      2  54  137    314  871 1129
//	anybody          0   8  15     350 1039 1329      0  68  137    416  996 1155
//
// The first makes 95 of a hundred in a busy pool wait twice as long for a distance that few
// notice; the third gives every second game to two who are 240 points apart, of whom
// the weaker scores one in five. In a quiet pool the numbers hardly matter: those
// far apart wait for want of anybody else.
//
// Decision: the same two meet again only if neither could be paired with anybody
// else who waits, near or far. Those whose last opponent waits too choose first, so that two
// others do not take each other and leave them over. In the simulation, where 60 of a
// hundred search again within 5 s of their game's end, 8 of a hundred games are of two who
// had just met, each of them while nobody else waited. Rejected: to have these wait
// for somebody who may not come; two who are alone want to play.
//
// # Cost
//
// Sorting takes n log n. Who looks for a partner passes over people in vain for
// two reasons. One is that they are kept apart, or would meet again: that happens once
// for each block there is. The other is that nobody is left in
// reach: then the others of whom that is so are all more than twice the first reach away, and
// of those there are at most twenty in 4,000 points. So 5,000 who wait are paired in n log n
// + 20 n + blocks: 1 to 6 ms (BenchmarkPairs).
package pairing
