"""Kill any part of the running platform at any point of a stream, and count what came of it."""
