"""What deployment files may rely on: the platform's variables, commands and figures.

Variables and commands are asked of the platform itself. The names of figures stand here, because
dashboards and alerts of operators use them: to change one is to break those.
"""

from __future__ import annotations

import re

from typer.main import get_command

from truyxuat.services.__main__ import app
from truyxuat.services.settings import PREFIX, SECRETS_DIR, Settings

COMMANDS = frozenset(get_command(app).commands)  # type: ignore[attr-defined]  # a group, always

VARIABLES = {
    *(f"{PREFIX}{name.upper()}" for name in Settings.model_fields),
    SECRETS_DIR,
}

FIGURES: dict[str, frozenset[str]] = {
    "truyxuat_http_requests_total": frozenset({"method", "route", "status"}),
    "truyxuat_capture_events_total": frozenset({"outcome", "source"}),
    "truyxuat_intake_messages_total": frozenset({"outcome"}),
    "truyxuat_intake_lag": frozenset({"topic", "partition"}),
    "truyxuat_record_position": frozenset(),
    "truyxuat_graph_position": frozenset({"store"}),
    "truyxuat_relay_position": frozenset(),
    "truyxuat_relay_events_total": frozenset(),
    "truyxuat_link_events_total": frozenset(),
    "truyxuat_parked_messages": frozenset(),
}
HISTOGRAMS: dict[str, frozenset[str]] = {
    "truyxuat_http_request_seconds": frozenset({"method", "route"}),
    "truyxuat_capture_seconds": frozenset(),
    "truyxuat_intake_batch_seconds": frozenset(),
    "truyxuat_link_batch_seconds": frozenset(),
    "truyxuat_trace_seconds": frozenset(),
}
LABELS_OF = {
    **FIGURES,
    **{
        f"{name}_{part}": labels | ({"le"} if part == "bucket" else frozenset())
        for name, labels in HISTOGRAMS.items()
        for part in ("bucket", "count", "sum")
    },
}
VALUES_OF = {
    "outcome": frozenset(
        {"recorded", "duplicate", "conflict", "refused", "stored", "parked"}
    ),
    "source": frozenset({"http", "kafka", "cli"}),
    "store": frozenset({"record", "neo4j"}),
}


def variables_in(text: str) -> set[str]:
    """Every variable of the platform that a text names."""
    return set(re.findall(rf"\b{PREFIX}[A-Z0-9_]+", text))
