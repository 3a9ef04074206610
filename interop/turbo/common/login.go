package common

import (
	"encoding/json"
	"strings"
)

// Command of the request that says who a client is: the application's own, since turbo has none.
const loginCommand = 200

// groupAuth is what turbo's own clients keep to log in with.
type groupAuth struct {
	GroupID   string `json:"groupId"`
	SecretKey string `json:"secretKey"`
}

// logIn says whether the server answered `true` to `group:secret`.
func logIn(client Client, groupAndSecret string) bool {
	group, secret, _ := strings.Cut(groupAndSecret, ":")
	body, err := json.Marshal(groupAuth{GroupID: group, SecretKey: secret})
	if err != nil {
		Fail(err)
	}
	reply, err := client.Request(loginCommand, body, requestTimeout)
	if err != nil {
		Fail(err)
	}
	return string(reply.Body) == "true"
}
