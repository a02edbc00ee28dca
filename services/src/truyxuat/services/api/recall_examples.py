"""The answer of a recall as the published API description shows it: schema and examples."""

from __future__ import annotations

from truyxuat.services.api.recall_requests import RecallRequest
from truyxuat.traceability.recalling import CONTRACT
from truyxuat.traceability.tracing.answer import GapKind, Holding

Schema = dict[str, object]

LOT = "https://id.gs1.org/01/09521234001010/10/L1"
WASH = "https://id.gs1.org/01/09521234001119/10/W-1"
TANK = "https://id.gs1.org/414/9521234000143"
SHOP = "https://id.gs1.org/414/9521234000419"
RECALL_ID = "7d3f1c2a9b5e4f60a1b2c3d4e5f60718"
EVENT_ID = "urn:uuid:31b8af2b-91a1-5ac0-a876-24855c83a4b3"
HASH = "sha256:5b1f0f3f6a8d41c6f2c4f5d3a0a9b8c7d6e5f4031221304f5e6d7c8b9a0f1e2d"

TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
INSTANT: Schema = {"type": ["string", "null"], "format": "date-time"}
TRUTH: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "integer"}
UNIT: Schema = {"type": ["string", "null"], "description": "UN/ECE Rec 20; null: pieces"}
BOUND: Schema = {"type": ["string", "null"], "description": "Decimal; null: unknown"}


def record(properties: dict[str, Schema], **optional: Schema) -> Schema:
    """An object with exactly these members; keyword members may be missing."""
    return {
        "type": "object",
        "properties": {**properties, **optional},
        "required": list(properties),
        "additionalProperties": False,
    }


def many(items: Schema) -> Schema:
    """A list of these."""
    return {"type": "array", "items": items}


def texts(*names: str) -> dict[str, Schema]:
    """Members that are text."""
    return dict.fromkeys(names, TEXT)


AMOUNT = record({"lower": BOUND, "upper": BOUND})
STATES = {str(state): AMOUNT for state in Holding}
BALANCE = record(
    {
        "unit": UNIT,
        "produced": AMOUNT,
        **STATES,
        "surplus": TEXT,
        "closed": {**TRUTH, "description": "All that was made is exactly accounted for"},
        "reconciled_percent": AMOUNT,
        "recoverable_percent": AMOUNT,
    }
)
OBJECT_BALANCE = record(
    {"unit": UNIT, "produced": AMOUNT, "surplus": TEXT, "closed": TRUTH}, **STATES
)
"""A state with nothing in it is left out."""
HOLDER = record(
    {
        "party": MAYBE_TEXT,
        "place": MAYBE_TEXT,
        "unit": UNIT,
        "objects": many(TEXT),
        **STATES,
        "first": INSTANT,
        "last": INSTANT,
    }
)
CONSIGNEE = record(
    {
        "party": TEXT,
        "wave": {**NUMBER, "description": "Hand-overs from where the goods were made"},
        "objects": many(TEXT),
        "received": INSTANT,
        "contact": {"type": ["object", "null"], "additionalProperties": TEXT},
    }
)
SCOPE = record(
    {
        "counts": record(dict.fromkeys(("objects", "goods", "holders", "parties"), NUMBER)),
        "objects": many(TEXT),
        "goods": many(TEXT),
        "totals": many(BALANCE),
        "holders": many(HOLDER),
        "consignees": many(CONSIGNEE),
    }
)
REASON = record(
    {
        "kind": {
            "enum": ["named", "cause", "descendant", "input_lot", "equipment", "storage"]
        },
        "source": TEXT,
        "event": MAYBE_TEXT,
        "from": INSTANT,
        "to": INSTANT,
        "start_known": TRUTH,
    }
)
HELD = record(
    {
        "party": MAYBE_TEXT,
        "place": MAYBE_TEXT,
        "state": {"enum": [str(state) for state in Holding]},
        "lower": BOUND,
        "upper": BOUND,
        "unit": UNIT,
        "claimed_by": MAYBE_TEXT,
    }
)
OBJECT = record(
    {
        "id": TEXT,
        "scope": {"enum": ["narrow", "genealogical", "precautionary"]},
        "role": {"enum": ["goods", "source", "intermediate", "container", "class"]},
        "lot": MAYBE_TEXT,
        "fitted_in": {"type": ["string", "null"], "description": "Counted with this one"},
        "level": {"enum": ["instance", "lot", "class"]},
        "since": INSTANT,
        **texts("certainty", "via", "life"),
        "anticausal": TRUTH,
        "more_paths": TRUTH,
        "place": MAYBE_TEXT,
        "disposition": MAYBE_TEXT,
        "witness": many(TEXT),
        "persistent_dispositions": many(TEXT),
        "flags": many(TEXT),
        "reasons": many(REASON),
        "balance": OBJECT_BALANCE,
        "held": many(HELD),
        "stays": many(record({"place": TEXT, "first": INSTANT, "last": INSTANT})),
    }
)
WINDOW = record(
    {
        "place": TEXT,
        "kind": {"enum": ["equipment", "storage"]},
        "from": INSTANT,
        "to": INSTANT,
        "start_known": TRUTH,
        "opened_by": MAYBE_TEXT,
        "closed_by": MAYBE_TEXT,
        "uses": many(record({"object": TEXT, "event": MAYBE_TEXT, "time": INSTANT})),
    }
)
EVENT = record(
    {
        **texts("id", "type"),
        "time": INSTANT,
        "step": MAYBE_TEXT,
        "inherited": TRUTH,
        "place": MAYBE_TEXT,
        "objects": many(TEXT),
    }
)
GAP = record(
    {
        "kind": {"enum": [str(kind) for kind in GapKind]},
        "object": MAYBE_TEXT,
        "event": MAYBE_TEXT,
        "since": INSTANT,
        "count": NUMBER,
        "reason": TEXT,
    }
)
ANSWER = record(
    {
        "contract": {"const": CONTRACT},
        "question": {"type": "object", "description": "With every default spelled out"},
        "complete": TRUTH,
        "truncated_by": MAYBE_TEXT,
        "recorded_to": NUMBER,
        "linked_to": NUMBER,
        "answered_from": {"enum": ["record", "graph"]},
        "answered_because": MAYBE_TEXT,
        "causes": many(TEXT),
        "causes_inferred": TRUTH,
        "candidate_causes": many(
            record({"id": TEXT, "seeds": many(TEXT), "time": INSTANT, "chosen": TRUTH})
        ),
        "scopes": record(dict.fromkeys(("narrow", "genealogical", "precautionary"), SCOPE)),
        "objects": many(OBJECT),
        "windows": many(WINDOW),
        "carriers": many(
            record(
                {
                    "id": TEXT,
                    "from": INSTANT,
                    "to": INSTANT,
                    "of": many(TEXT),
                    "inferred": many(TEXT),
                }
            )
        ),
        "events": many(EVENT),
        "gaps": many(GAP),
        "result_hash": TEXT,
    }
)
PAIR = record({"party": MAYBE_TEXT, "place": MAYBE_TEXT})
SCOPE_DIFFERENCE = record(
    {
        **dict.fromkeys(("added", "removed"), many(TEXT)),
        **dict.fromkeys(("holders_added", "holders_removed"), many(PAIR)),
        **dict.fromkeys(("parties_added", "parties_removed"), many(TEXT)),
    }
)
DIFFERENCE = record(
    {
        "before_as_of": INSTANT,
        "after_as_of": INSTANT,
        "nothing": TRUTH,
        "scopes": record(
            dict.fromkeys(("narrow", "genealogical", "precautionary"), SCOPE_DIFFERENCE)
        ),
        "changes": many(
            record(
                {
                    "object": TEXT,
                    "party": MAYBE_TEXT,
                    "place": MAYBE_TEXT,
                    "state": TEXT,
                    "before": {"anyOf": [AMOUNT, {"type": "null"}]},
                    "after": {"anyOf": [AMOUNT, {"type": "null"}]},
                }
            )
        ),
    }
)
HEAD_MEMBERS: dict[str, Schema] = {
    **texts("id", "drafted", "reason", "contract", "result_hash"),
    "state": {"enum": ["draft", "announced"]},
    "scope": MAYBE_TEXT,
    "announced": INSTANT,
    "announcement": {"type": ["string", "null"], "description": "eventID of its event"},
    "complete": TRUTH,
}
HEAD = record(HEAD_MEMBERS)
RECALL = record({**HEAD_MEMBERS, "answer": ANSWER}, difference=DIFFERENCE)

HEAD_EXAMPLE: Schema = {
    "id": RECALL_ID,
    "drafted": "2026-09-17T07:00:00Z",
    "reason": "Dư lượng vượt mức trong mẫu lô L1",
    "state": "draft",
    "scope": None,
    "announced": None,
    "announcement": None,
    "contract": CONTRACT,
    "complete": True,
    "result_hash": HASH,
}
REQUEST_EXAMPLES: Schema = {
    "lot": {
        "summary": "A finding in one lot, the wash lot as its cause",
        "value": {
            "seeds": [LOT],
            "causes": [WASH],
            "at": "2026-09-17T14:00:00+07:00",
            "reason": "Dư lượng vượt mức trong mẫu lô L1",
        },
    },
    "place": {
        "summary": "Everything that was in a tank one morning",
        "value": {
            "window": {
                "place": TANK,
                "from": "2026-09-14T06:00:00+07:00",
                "to": "2026-09-14T08:00:00+07:00",
            },
            "reason": "Nước rửa bị nhiễm",
        },
    },
}
REQUEST_BODY: Schema = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {"$ref": f"#/components/schemas/{RecallRequest.__name__}"},
            "examples": REQUEST_EXAMPLES,
        }
    },
}


def _answers(
    status: int, says: str, schema: Schema, **more: object
) -> dict[int | str, dict[str, object]]:
    content = {"application/json": {"schema": schema, **more}}
    return {status: {"description": says, "content": content}}


def _file(says: str, media_type: str, schema: Schema) -> dict[int | str, dict[str, object]]:
    return {200: {"description": says, "content": {media_type: {"schema": schema}}}}


DRAFTED = _answers(201, "Drafted and kept; Location names it", RECALL)
READ = _answers(200, "The recall as it was drafted", RECALL)
STORED = _answers(200, "The answer byte for byte", ANSWER)
LISTED = _answers(
    200,
    'The recalls; a Link header with rel="next" names the next page',
    record({"recalls": many(HEAD)}),
    example={"recalls": [HEAD_EXAMPLE]},
)
ANNOUNCED = _answers(200, "Announced", HEAD, example={**HEAD_EXAMPLE, "state": "announced"})
CSV = _file("One table", "text/csv", TEXT)
WORKBOOK = _file(
    "All tables, the cover first",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    {"type": "string", "format": "binary"},
)
