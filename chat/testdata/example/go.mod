module chatexample

go 1.26.0

require rookery v0.0.0

require (
	github.com/go-json-experiment/json v0.0.0-20260820222146-c27c302e5fc3 // indirect
	github.com/gorilla/websocket v1.5.3 // indirect
	github.com/rivo/uniseg v0.4.7 // indirect
	go.mau.fi/util v0.9.4 // indirect
	golang.org/x/text v0.43.0 // indirect
)

replace rookery => ../../..
