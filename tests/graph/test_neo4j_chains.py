"""The states of a thing stay one chain in time, in whatever order they become known."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from truyxuat.graph.neo4j_chains import StateAt, by_key, chains

instants = st.integers(0, 12)


class Stored:
    """States as the database would keep them: what follows what."""

    def __init__(self) -> None:
        self.states: set[StateAt] = set()
        self.next: dict[StateAt, StateAt] = {}

    def near(self, times: dict[str, list[int]]) -> dict[str, list[int]]:
        """What the store is asked before a write: states in the span, and one on each side."""
        found: list[StateAt] = []
        for key, touched in times.items():
            own = sorted(at for other, at in self.states if other == key)
            found += [(key, at) for at in own if touched[0] <= at <= touched[-1]]
            found += [(key, at) for at in [at for at in own if at < touched[0]][-1:]]
            found += [(key, at) for at in [at for at in own if at > touched[-1]][:1]]
        return by_key(found)

    def write(self, touched: list[StateAt]) -> None:
        times = by_key(touched)
        change = chains(times, self.near(times))
        assert not self.states.intersection(change.new)
        self.states.update(change.new)
        for one in change.cuts:
            del self.next[one]
        for one, other in change.joins:
            assert one not in self.next
            self.next[one] = other


@given(
    batches=st.lists(
        st.lists(st.tuples(st.sampled_from(["milk", "cheese"]), instants), max_size=4)
    )
)
def test_every_state_is_followed_by_the_next_one_in_time(
    batches: list[list[StateAt]],
) -> None:
    stored = Stored()

    for touched in batches:
        stored.write(touched)

    told = {state for touched in batches for state in touched}
    assert stored.states == told
    expected: dict[StateAt, StateAt] = {}
    for key in ("milk", "cheese"):
        own = sorted(state for state in told if state[0] == key)
        expected |= dict(itertools.pairwise(own))
    assert stored.next == expected
