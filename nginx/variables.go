package nginx

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/authlint/authlint/lint/model"
)

// variableNames are the variables that nginx's own modules define, by
// themselves and by how their names begin.
const (
	variableNames = `
	ancient_browser args binary_remote_addr body_bytes_sent bytes_sent connection connection_requests
	connection_time connections_active connections_reading connections_waiting connections_writing
	content_length content_type date_gmt date_local document_root document_uri fastcgi_path_info
	fastcgi_script_name gzip_ratio host hostname http2 http3 https invalid_referer is_args
	is_request_port limit_conn_status limit_rate limit_req_status memcached_key modern_browser msec msie
	nginx_version njs_version pid pipe proxy_add_via proxy_add_x_forwarded_for proxy_host
	proxy_internal_body_length proxy_internal_chunked proxy_port proxy_protocol_addr proxy_protocol_port
	proxy_protocol_server_addr proxy_protocol_server_port query_string realip_remote_addr
	realip_remote_port realpath_root remote_addr remote_port remote_user request request_body
	request_body_file request_completion request_filename request_id request_length request_method
	request_port request_time request_uri scheme secure_link secure_link_expires server_addr server_name
	server_port server_protocol session_log_binary_id session_log_id slice_range spdy
	spdy_request_priority status tcpinfo_rcv_space tcpinfo_rtt tcpinfo_rttvar tcpinfo_snd_cwnd
	time_iso8601 time_local uid_got uid_reset uid_set upstream_addr upstream_bytes_received
	upstream_bytes_sent upstream_cache_etag upstream_cache_last_modified upstream_cache_status
	upstream_connect_time upstream_header_time upstream_last_server_name upstream_queue_time
	upstream_response_length upstream_response_time upstream_status uri`
	variablePrefixes = `arg_ cookie_ http_ proxy_protocol_tlv_ sent_http_ sent_trailer_ upstream_cookie_ upstream_http_
	upstream_trailer_ ssl_ geoip_ jwt_ oidc_ otel_ app_protect_`
)

var ownVariables = sync.OnceValue(func() map[string]bool {
	own := map[string]bool{}
	for name := range strings.FieldsSeq(variableNames) {
		own[name] = true
	}
	return own
})

func ownVariable(name string) bool {
	if ownVariables()[name] {
		return true
	}
	for prefix := range strings.FieldsSeq(variablePrefixes) {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// scripts are the directives that have variables in their arguments: from the
// first of these arguments on, up to and with the second, where -1 is the last.
var scripts = map[string]script{
	"add_header": {1, 1}, "alias": {0, 0}, "auth_basic": {0, 0}, "auth_basic_user_file": {0, 0}, "auth_request_set": {1, 1},
	"error_page": {-1, -1}, "fastcgi_param": {1, 1}, "grpc_set_header": {1, 1}, "map": {0, 0}, "proxy_pass": {0, 0},
	"proxy_set_header": {1, 1}, "return": {-1, -1}, "rewrite": {1, 1}, "root": {0, 0}, "scgi_param": {1, 1},
	"set": {1, 1}, "try_files": {0, -1}, "uwsgi_param": {1, 1}, "secure_link": {0, 0}, "secure_link_md5": {0, 0},
}

// script says which arguments those are.
type script [2]int

// scripted yields the arguments of a directive that have variables in them, by
// their numbers.
func scripted(n *Node) (from, to int) {
	if n.Is("if") {
		return 0, beforePattern(n)
	}
	span := n.known.script
	if span == nil || len(n.Words) == 0 {
		return 0, 0
	}
	last := len(n.Words) - 1
	from, to = span[0], span[1]
	if from < 0 {
		from = last
	}
	if to < 0 {
		to = last
	}
	return min(from, last+1), min(to, last) + 1
}

// beforePattern is how many of the words of a condition are no pattern.
func beforePattern(n *Node) int {
	for i, w := range n.Words {
		switch w.Text {
		case "~", "~*", "!~", "!~*":
			return i
		}
	}
	return len(n.Words)
}

// variable is one that a text uses.
type variable struct {
	name string
	// wrong says what is wrong with how it is written; empty for nothing.
	wrong string
}

// variablesIn cuts the variables out of a text, as ngx_http_script_compile does.
// It stops at one that is written wrongly.
func variablesIn(text string) []variable {
	var all []variable
	for {
		_, rest, found := strings.Cut(text, "$")
		if !found {
			return all
		}
		if rest != "" && rest[0] >= '1' && rest[0] <= '9' {
			text = rest[1:]
			continue
		}
		rest, bracket := strings.CutPrefix(rest, "{")
		end := 0
		for end < len(rest) && (rest[end] == '_' || rest[end] >= '0' && rest[end] <= '9' || rest[end]|0x20 >= 'a' && rest[end]|0x20 <= 'z') {
			end++
		}
		name := rest[:end]
		switch {
		case bracket && !strings.HasPrefix(rest[end:], "}"):
			return append(all, variable{wrong: "the \"{\" of a variable is not closed"})
		case name == "":
			return append(all, variable{wrong: "behind \"$\" the name of a variable must follow"})
		}
		all = append(all, variable{name: name})
		text = rest[end:]
	}
}

// checkScript says what nginx has against how variables are written in the
// arguments of a directive.
func checkScript(n *Node) objection {
	from, to := scripted(n)
	for i := from; i < to; i++ {
		for _, v := range variablesIn(n.Arg(i)) {
			if v.wrong != "" {
				return wrongWord(i, v.wrong)
			}
		}
	}
	return objection{}
}

// namedGroup is how patterns name what they capture, which are variables then.
var namedGroup = regexp.MustCompile(`\(\?(?:P?<|')([A-Za-z_]\w*)[>']`)

// variables collects which variables a configuration defines and uses.
type variables struct {
	defined map[string]bool
	uses    []use
	// gaps says that something in it may define others: a directive or a
	// module that nobody here knows.
	gaps bool
}

// use is a variable in an argument of a directive.
type use struct {
	node *Node
	word int
	name string
}

// nodes collects from nodes and what is in them.
func (v *variables) nodes(nodes []*Node) {
	for _, n := range nodes {
		if n.Kind == KindComment {
			continue
		}
		v.node(n)
		v.nodes(n.Children)
	}
}

func (v *variables) node(n *Node) {
	from, to := scripted(n)
	for i, w := range n.Words {
		for _, group := range namedGroup.FindAllStringSubmatch(w.Text, -1) {
			v.defined[group[1]] = true
		}
		if i < from || i >= to {
			if name, is := strings.CutPrefix(w.Text, "$"); is {
				v.defined[name] = true
			}
			continue
		}
		for _, used := range variablesIn(w.Text) {
			if used.wrong == "" && !n.Refused {
				v.uses = append(v.uses, use{n, i, used.name})
			}
		}
	}
	if name, is := strings.CutPrefix(n.Name.Text, "$"); is {
		v.defined[name] = true // a line of geoip2
	}
	if n.Is("load_module") && !strings.Contains(n.Arg(0), "/ngx_") {
		v.gaps = true
	}
	if inMapBlock := n.Parent != nil && inHTTP.within(n.Parent.Name.Text) == inMap; !inMapBlock && len(n.known.masks) == 0 {
		v.gaps = true
	}
}

// checkVariables objects to variables that nobody defines, where the whole
// configuration is in view.
func (j *judge) checkVariables(trees []*Tree) {
	v := &variables{defined: map[string]bool{}}
	for _, t := range trees {
		if t.torn {
			return
		}
		v.nodes(t.Nodes)
	}
	if v.gaps {
		return
	}
	for _, u := range v.uses {
		if v.defined[u.name] || ownVariable(u.name) || u.node.Refused || !inBlock(u.node, "http") {
			continue
		}
		w := u.node.Words[u.word]
		u.node.refuse(Fault{Start: w.Start, End: w.End, Kind: model.RefusedValue,
			Message: "nothing defines the variable $" + u.name, Assumed: "no module that is loaded defines it"})
	}
}

// inBlock says that a node stands in a block of that name, in its own file.
func inBlock(n *Node, name string) bool {
	for ; n != nil; n = n.Parent {
		if n.Is(name) {
			return true
		}
	}
	return false
}

// plainVariable says that a word is a variable and nothing else.
func plainVariable(text string) bool {
	name := strings.TrimPrefix(text, "$")
	return !odd(name) && !slices.ContainsFunc([]byte(name), func(c byte) bool { return c == '-' || c == '.' })
}
