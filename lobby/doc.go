// Package lobby matches people into rooms: seeks, pools, links, the house, and
// the directory of the rooms that run here.
package lobby
