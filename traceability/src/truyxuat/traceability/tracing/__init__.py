"""Trace and answer: where did this go, what went into it, who holds it now (design/trace.md)."""
