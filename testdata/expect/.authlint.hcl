expect "strangers are asked for a password" {
  url       = "/index.html"
  status    = 401
  challenge = "Basic realm=\"Office\""
}

expect "the office reads its reports without one" {
  url         = "/reports/may.txt"
  remote_addr = "192.0.2.7"
  status      = 200
}
