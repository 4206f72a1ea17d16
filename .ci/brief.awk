# Reads what "go test -v" prints and shows what "go test" would, after a list
# of the tests that were skipped, each with its reason. Verdicts of packages
# come last, as they were printed.

/^=== (RUN|CONT|NAME|PAUSE) / { test = $3; next }
/^(PASS|testing: warning: no tests to run)$/ { next }

/^ *--- (PASS|SKIP|FAIL): / {
	verdict = $2
	test = $3
	if (verdict == "FAIL:") printf "%s\n%s", $0, said[test]
	if (verdict == "SKIP:") skipped = skipped test ":" reason(said[test]) "\n"
	delete said[test]
	next
}

/^(ok  |FAIL|\?   )\t|^FAIL$/ { packages = packages $0 "\n"; test = ""; next }

# What a test logs is indented; the rest is a panic, a data race or a build
# that failed, and is shown at once.
/^    / && test != "" { said[test] = said[test] $0 "\n"; next }
{ print }

END {
	if (skipped != "") printf "skipped:\n%s\n", skipped
	printf "%s", packages
}

# The reason is the last thing that a skipped test logged.
function reason(text,    lines, n, i) {
	n = split(text, lines, "\n")
	for (i = n; i > 0; i--)
		if (sub(/^ *[^ ]+:[0-9]+: */, " ", lines[i])) return lines[i]
	return ""
}
