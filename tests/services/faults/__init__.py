"""Tests of the check that kills every part of the platform."""
