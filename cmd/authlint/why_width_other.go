//go:build !unix

package main

import "io"

// terminalWidth is 0 where nobody says: no line is broken.
func terminalWidth(io.Writer) int { return 0 }
