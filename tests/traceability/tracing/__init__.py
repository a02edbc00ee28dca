"""The parts of a trace, each on its own."""
