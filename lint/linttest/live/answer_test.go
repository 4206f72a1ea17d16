package live

import (
	"net/http"
	"testing"
)

func TestAnswer(t *testing.T) {
	challenge := http.Header{"Www-Authenticate": {`Digest realm="a", nonce="xyz=", algorithm=MD5`}}
	for _, c := range []struct {
		response Response
		want     Answer
	}{
		{Response{Status: 200}, Answer{Outcome: Served, Status: 200}},
		{Response{Status: 304}, Answer{Outcome: Served, Status: 304}},
		{Response{Closed: true}, Answer{Outcome: Error}},
		{Response{Status: 410}, Answer{Outcome: NotFound, Status: 410}},
		{Response{Status: 500, Header: http.Header{BackendHeader: {"yes"}}}, Answer{Outcome: Upstream}},
		{Response{Status: 401, Header: challenge}, Answer{Outcome: Challenged, Status: 401, Challenge: []string{`Digest realm="a", algorithm=MD5`}}},
		{Response{Status: 302, Header: http.Header{"Location": {"/x"}}}, Answer{Outcome: Redirected, Status: 302, Location: "/x"}},
	} {
		if got := c.response.Answer(); !got.Equal(c.want) || got.Status != c.want.Status {
			t.Errorf("%+v: %+v, want %+v", c.response, got, c.want)
		}
	}
	if (Answer{Outcome: Served, Status: 200}).Equal(Answer{Outcome: Served, Status: 204}) {
		t.Error("200 equals 204")
	}
}
