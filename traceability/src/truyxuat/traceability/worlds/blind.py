"""What a walk without time would have recalled: the yardstick, not an answer.

It does what tools do that draw a graph of who was ever together with whom: whatever was ever in
one container is connected, both ways, and no arrow minds when anything was.
"""

from __future__ import annotations

from truyxuat.traceability.worlds.truth import Truth


class BlindWalk:
    """Everything that can be walked to in one world."""

    def __init__(self, truth: Truth) -> None:
        self._next: dict[str, set[str]] = {}
        for step in truth.steps:
            for taken in step.inputs:
                for given in step.outputs:
                    self._join(taken.thing, given.thing)
        for stay in truth.stays:
            self._join(stay.holder, stay.thing)
            self._join(stay.thing, stay.holder)
        for birth in truth.births:
            self._join(birth.lot, birth.thing)
        for fit in truth.fits:
            self._join(fit.thing, fit.holder)

    def forward(self, seed: str) -> set[str]:
        """Everything reached from the seed, and not the seed."""
        found = {seed}
        unseen = [seed]
        while unseen:
            fresh = self._next.get(unseen.pop(), set()) - found
            found |= fresh
            unseen += fresh
        return found - {seed}

    def _join(self, one: str, other: str) -> None:
        self._next.setdefault(one, set()).add(other)
