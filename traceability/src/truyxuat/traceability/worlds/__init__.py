"""Small physical worlds: what really happened in them is the oracle of the trace."""

from truyxuat.traceability.worlds.checking import Mismatch, Verdict, check_worlds

__all__ = ["Mismatch", "Verdict", "check_worlds"]
