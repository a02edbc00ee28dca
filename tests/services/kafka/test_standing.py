"""What keeps a topic from being used is said by what its brokers tell."""

from __future__ import annotations

import pytest

from truyxuat.services.kafka.standing import fault_of


def told(*leaders: int, error_code: int = 0) -> list[dict[str, object]]:
    partitions = [
        {"partition_index": number, "leader_id": leader}
        for number, leader in enumerate(leaders)
    ]
    return [{"name": "partner", "error_code": error_code, "partitions": partitions}]


@pytest.mark.parametrize(
    ("described", "fault"),
    [
        (told(1, 2, 1), ""),
        ([], "There is no topic partner; `truyxuat kafka-topics` makes it."),
        (
            told(error_code=3),
            "There is no topic partner; `truyxuat kafka-topics` makes it.",
        ),
        (
            told(error_code=29),
            "Topic partner cannot be used: TopicAuthorizationFailedError.",
        ),
        (
            told(1, -1, -1),
            "Topic partner has no leader for 2 of its 3 partitions (1, 2): a broker is away.",
        ),
        (
            told(*[-1] * 7),
            "Topic partner has no leader for 7 of its 7 partitions (0, 1, 2, 3, 4 and more): "
            "a broker is away.",
        ),
    ],
)
def test_a_topic_is_sound_or_its_fault_is_named(
    described: list[dict[str, object]], fault: str
) -> None:
    assert fault_of("partner", described) == fault
