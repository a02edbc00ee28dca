"""Tests of the small worlds, and of the trace by them."""
