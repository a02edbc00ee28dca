"""Small physical worlds: what really happened in them is the oracle of the trace.

What a world leaves out, because the definition of a correct trace leaves it open: an
AssociationEvent that empties a container and names nobody. A lot at two depths of one nest of
containers. An assembly that lost a component and is then built into another. A container that
goes into a step at the very minute at which something left it, one that goes into and comes out
of the same step, and one that is refilled at the minute at which it became empty. No
question ends at the very minute at which its thing was used up.
"""

from truyxuat.traceability.worlds.checking import Mismatch, Verdict, check_worlds

__all__ = ["Mismatch", "Verdict", "check_worlds"]
