"""Strategies for events of every type with any of their fields, as a property test wants them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import strategies as st

from truyxuat.traceability.epcis import cbv, events

_NAMESPACES = ("https://ns.example.com/epcis/", "urn:example:ns", "urn:epcglobal:cbv:mda")

times = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
numbers = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=6
)
amounts = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=0, max_value=10**9, places=6
)
texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8
)
uris = st.from_regex(r"\Aurn:x:[a-z0-9]{1,8}\Z")
names = st.builds(
    "{{{}}}{}".format, st.sampled_from(_NAMESPACES), st.from_regex(r"\A[a-z]{1,6}\Z")
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)
extensions = st.dictionaries(names, values, max_size=2)
prefixes = st.sampled_from(
    [
        {},
        {_NAMESPACES[0]: "example"},
        {_NAMESPACES[0]: "a", _NAMESPACES[1]: "b", _NAMESPACES[2]: "cbvmda"},
        {_NAMESPACES[0]: "gs1", _NAMESPACES[1]: "https"},
    ]
)


def _maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | strategy


def _term(vocabulary: cbv.Vocabulary) -> st.SearchStrategy[object]:
    return st.sampled_from(sorted(vocabulary.terms)) | uris


def _several(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.lists(strategy, max_size=2).map(tuple)


_unique_uris = st.lists(uris, max_size=3, unique=True).map(tuple)
_some_uris = st.lists(uris, min_size=1, max_size=3, unique=True).map(tuple)
_quantities = _several(
    st.builds(events.QuantityElement, uris)
    | st.builds(
        events.QuantityElement, uris, amounts, st.sampled_from([None, "KGM", "C62"])
    )
)
_locations = st.builds(events.Location, uris, extensions)
_dispositions = st.lists(
    st.sampled_from(sorted(cbv.DISPOSITION.terms)), min_size=1, max_size=2, unique=True
).map(tuple)

_reports = st.builds(
    events.SensorReport,
    type=_term(cbv.MEASUREMENT_TYPE),
    exception=_maybe(_term(cbv.SENSOR_ALERT_TYPE)),
    component=_maybe(_term(cbv.COMPONENT)),
    time=_maybe(times),
    device_id=_maybe(uris),
    value=_maybe(numbers),
    string_value=_maybe(texts),
    boolean_value=_maybe(st.booleans()),
    hex_binary_value=st.sampled_from([None, "0fA0"]),
    biz_rules=_maybe(uris),
    extensions=extensions,
)
_sensors = _several(
    st.builds(
        events.SensorElement,
        metadata=_maybe(
            st.builds(
                events.SensorMetadata,
                time=_maybe(times),
                device_id=_maybe(uris),
                extensions=extensions,
            )
        ),
        reports=st.lists(_reports, min_size=1, max_size=2).map(tuple),
        extensions=extensions,
    )
)


def _typed(vocabulary: cbv.Vocabulary) -> st.SearchStrategy[object]:
    return _several(st.builds(events.TypedId, uris, _term(vocabulary)))


_COMMON: dict[str, st.SearchStrategy[object]] = {
    "event_time": times,
    "event_time_zone_offset": st.sampled_from(["+07:00", "-05:30", "+14:00"]),
    "event_id": _maybe(uris),
    "record_time": _maybe(times),
    "error_declaration": _maybe(
        st.builds(
            events.ErrorDeclaration,
            declaration_time=times,
            reason=_maybe(_term(cbv.ERROR_REASON)),
            corrective_event_ids=_unique_uris,
            extensions=extensions,
        )
    ),
    "certification_info": _unique_uris,
    "biz_step": _maybe(_term(cbv.BIZ_STEP)),
    "disposition": _maybe(_term(cbv.DISPOSITION)),
    "read_point": _maybe(_locations),
    "biz_location": _maybe(_locations),
    "biz_transactions": _typed(cbv.BIZ_TRANSACTION_TYPE),
    "sources": _typed(cbv.SOURCE_DEST_TYPE),
    "destinations": _typed(cbv.SOURCE_DEST_TYPE),
    "sensor_elements": _sensors,
    "extensions": extensions,
    "prefixes": prefixes,
}
_PERSISTENT = _maybe(
    st.builds(events.PersistentDisposition, set=_dispositions)
    | st.builds(events.PersistentDisposition, unset=_dispositions)
)

object_events = st.builds(
    events.ObjectEvent,
    **_COMMON,
    persistent_disposition=_PERSISTENT,
    action=st.just(events.Action.ADD),
    epcs=_some_uris,
    quantities=_quantities,
    ilmd=extensions,
)
aggregations = st.builds(
    events.AggregationEvent,
    **_COMMON,
    action=st.just(events.Action.DELETE),
    parent_id=uris,
    child_epcs=_unique_uris,
    child_quantities=_quantities,
)
transactions = st.builds(
    events.TransactionEvent,
    **{
        **_COMMON,
        "biz_transactions": st.just((events.TypedId("urn:x:po", "po"),)),
    },
    action=st.sampled_from(events.Action),
    parent_id=_maybe(uris),
    epcs=_some_uris,
    quantities=_quantities,
)
transformations = st.builds(
    events.TransformationEvent,
    **_COMMON,
    persistent_disposition=_PERSISTENT,
    input_epcs=_some_uris,
    input_quantities=_quantities,
    output_epcs=_unique_uris,
    output_quantities=st.just((events.QuantityElement("urn:x:y", Decimal("1.50"), "KGM"),)),
    transformation_id=_maybe(uris),
    ilmd=extensions,
)
associations = st.builds(
    events.AssociationEvent,
    **_COMMON,
    action=st.sampled_from(events.Action),
    parent_id=uris,
    child_epcs=_some_uris,
    child_quantities=_quantities,
)
any_event = st.one_of(
    object_events, aggregations, transactions, transformations, associations
)
