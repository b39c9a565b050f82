// Package person says who somebody is: a guest with a nick. What a nick may be,
// and which ones are taken for each other, is the chat's to say, in chat/nick;
// the words that this house reserves are listed here.
package person
