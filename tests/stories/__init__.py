"""Stories told in the trade's words, each with its exact answer."""
