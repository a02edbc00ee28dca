"""Whether a code may be used as it is used."""
