"""The answer of a trace as the published API description shows it."""

from __future__ import annotations

from typing import Any

LOT = "https://id.gs1.org/01/09521234001010/10/L0914"
JAR = "https://id.gs1.org/01/09521234002017/10/H0920"
BOX = "https://id.gs1.org/00/395212340000000014"
SHOP = "https://id.gs1.org/417/9521234000174"


def _object(key: str, via: str, since: str, amount: str) -> dict[str, object]:
    return {
        "id": key,
        "level": "lot",
        "since": since,
        "certainty": "certain",
        "anticausal": False,
        "via": via,
        "witness": ["urn:uuid:6f0c5ae8-9d7e-4f7d-8d8f-0f3b5f6a3d10"],
        "more_paths": False,
        "life": "alive",
        "place": None,
        "disposition": "in_progress",
        "persistent_dispositions": [],
        "held": [
            {
                "party": SHOP,
                "place": None,
                "state": "on_hand",
                "lower": amount,
                "upper": amount,
                "unit": "KGM",
            }
        ],
    }


ANSWER: dict[str, Any] = {  # JSON of an answer
    "query": {
        "seeds": [LOT],
        "direction": "forward",
        "from": None,
        "to": None,
        "as_of": "2026-09-21T00:00:00Z",
        "mode": "possible",
        "follow": ["association", "composition", "containment"],
    },
    "complete": True,
    "truncated_by": None,
    "recorded_to": 5310,
    "linked_to": 5310,
    "answered_from": "record",
    "answered_because": None,
    "result_hash": "sha256:0d7f1c0a9d3ef3bd1a4c0f9bb5cb4ee6e7b79b1f6f3c0a1d1c36a5f0f9a4d2b1",
    "seeds": [_object(LOT, "seed", "2026-09-13T23:30:00Z", "200")],
    "affected": [_object(JAR, "composition", "2026-09-20T01:00:00Z", "950")],
    "carriers": [
        {
            "id": BOX,
            "from": "2026-09-20T02:00:00Z",
            "to": "2026-09-20T09:00:00Z",
            "of": [JAR],
        }
    ],
    "events": [
        {
            "id": "urn:uuid:6f0c5ae8-9d7e-4f7d-8d8f-0f3b5f6a3d10",
            "time": "2026-09-13T23:30:00Z",
            "type": "ObjectEvent",
            "step": "commissioning",
            "inherited": False,
        }
    ],
    "consignees": [
        {
            "party": SHOP,
            "wave": 1,
            "objects": [JAR],
            "received": "2026-09-20T09:00:00Z",
            "contact": None,
        }
    ],
    "gaps": [],
}

_NAMES = tuple(ANSWER)

SCHEMA: dict[str, object] = {
    "type": "object",
    "required": list(_NAMES),
    "properties": {
        "query": {"type": "object"},
        "complete": {"type": "boolean"},
        "truncated_by": {"type": ["string", "null"]},
        "recorded_to": {"type": "integer"},
        "linked_to": {"type": "integer"},
        "answered_from": {"enum": ["record", "graph"]},
        "answered_because": {"type": ["string", "null"]},
        "result_hash": {"type": "string"},
        **{
            name: {"type": "array", "items": {"type": "object"}}
            for name in ("seeds", "affected", "carriers", "events", "consignees", "gaps")
        },
    },
}
ANSWERED: dict[int | str, dict[str, object]] = {
    200: {
        "description": "The exact set of affected objects, and whether it is all of them",
        "content": {"application/json": {"schema": SCHEMA, "example": ANSWER}},
    }
}
