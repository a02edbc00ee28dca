"""The HTTP API: thin endpoints that parse, call one function and answer."""
