"""One conversation a file: parse, call, reply."""
