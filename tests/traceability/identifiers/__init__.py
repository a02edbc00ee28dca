"""Tests of GS1 identifiers in all their spellings."""
