"""Histories that nobody would write: few keys, any role in any event, ids and contents twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from truyxuat.traceability.epcis.events import Action, EventType
from truyxuat.traceability.links import Link, LinkedEvent, Role

MONDAY = datetime(2026, 9, 14, tzinfo=UTC)
LOTS = [f"https://id.gs1.org/01/09521234003014/10/{name}" for name in ("A", "B")]
KEYS = [
    *(f"urn:x:{name}" for name in ("a", "b", "c%", "c_", "đ", "e'")),
    *LOTS,
    "https://id.gs1.org/00/395212340000000014",
    "https://id.gs1.org/8003/00000000000000K",
    "https://id.gs1.org/414/9521234000150",
]
"""Few keys, so that events share them."""

MINUTES = 12

links = st.builds(
    Link,
    st.sampled_from(KEYS),
    st.sampled_from(Role),
    st.none() | st.decimals(0, 10**6, places=3),
    st.none() | st.sampled_from(["KGM", "LTR"]),
    st.none() | st.sampled_from(LOTS),
)
parties = st.lists(
    st.tuples(st.sampled_from(["owning_party", "location"]), st.sampled_from(KEYS)),
    max_size=1,
).map(tuple)


@st.composite
def linked_events(draw: st.DrawFn, *, most: int = 12) -> list[LinkedEvent]:
    """Events at positions from 1, some of them declarations, ids and contents recurring."""
    events = []
    for position in range(1, draw(st.integers(1, most)) + 1):
        wrong = draw(st.integers(0, 3)) == 0
        event_id = draw(
            st.sampled_from(["urn:uuid:1", "urn:uuid:2", f"urn:uuid:p{position}"])
        )
        events.append(
            LinkedEvent(
                position=position,
                event_id=event_id,
                content=draw(st.sampled_from(["ni:1", "ni:2", f"ni:p{position}"])),
                explicit_id=draw(st.booleans()),
                type=draw(st.sampled_from(EventType)),
                action=draw(st.none() | st.sampled_from(Action)),
                time=MONDAY + timedelta(minutes=draw(st.integers(0, MINUTES))),
                recorded=MONDAY + timedelta(microseconds=position),
                declares_wrong=wrong,
                declared=MONDAY + timedelta(hours=position) if wrong else None,
                transformation=draw(st.none() | st.sampled_from(["urn:x:t", "urn:x:a"])),
                sources=draw(parties),
                destinations=draw(parties),
                links=tuple(draw(st.lists(links, max_size=5))),
            )
        )
    return events
