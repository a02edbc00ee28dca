"""GS1 identifiers: parsed once, impossible to hold invalid, one canonical key each."""
