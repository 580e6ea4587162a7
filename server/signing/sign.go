// Signed card URLs in Go: go run sign.go KEY BASE TEMPLATE NAME=VALUE...
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/url"
	"os"
	"sort"
	"strings"
)

func CardURL(key, base, template string, params map[string]string) string {
	path := "/api/" + template
	names := make([]string, 0, len(params))
	for name := range params {
		names = append(names, name)
	}
	sort.Strings(names)
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(path + "\x00"))
	query := url.Values{}
	for _, name := range names {
		mac.Write([]byte(name + "\x00" + params[name] + "\x00"))
		query.Set(name, params[name])
	}
	query.Set("sig", base64.RawURLEncoding.EncodeToString(mac.Sum(nil)))
	return base + path + "?" + query.Encode()
}

func main() {
	params := map[string]string{}
	for _, word := range os.Args[4:] {
		name, value, _ := strings.Cut(word, "=")
		params[name] = value
	}
	fmt.Println(CardURL(os.Args[1], os.Args[2], os.Args[3], params))
}
