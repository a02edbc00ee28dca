"""How Kafka stands for a process: do its topics take and give messages, and how many wait?

That a broker accepts connections says little: it may hang, lack a topic, or have lost the leader
of a partition. So the brokers are asked for the topics, by a client of its own for every look,
because the one that works in this process belongs to its thread. What that costs is little beside
the seconds between two looks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kafka.errors import UnknownTopicOrPartitionError, for_code

from truyxuat.services.kafka.connecting import administering, broker_errors
from truyxuat.services.kafka.topics import THERE, TOPIC_MISSING
from truyxuat.services.observing.standing import Part, Standing
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import InvalidInput, Unavailable

ANSWER_SECONDS_MAX = 1
"""How long the brokers have to answer, twice in a look: to open, and to tell their topics."""
PARTITIONS_NAMED_MAX = 5


def kafka_part(
    settings: Settings,
    *,
    topics: Sequence[str],
    needed: bool,
    waiting: Callable[[], int] = lambda: 0,
) -> Part:
    """These topics, and the messages of the partner topic that are not yet stored."""
    hurried = settings.model_copy(update={"kafka_start_seconds_max": ANSWER_SECONDS_MAX})
    silent_ms = ANSWER_SECONDS_MAX * 1000

    def look() -> Standing:
        try:
            with (
                administering(hurried, request_timeout_ms=silent_ms) as admin,
                broker_errors(
                    f"Kafka at {settings.kafka_servers} does not tell its topics"
                ),
            ):
                described = admin.describe_topics(list(topics))
        except InvalidInput as error:
            raise Unavailable(str(error)) from error
        wrong = list(filter(None, (fault_of(each, described) for each in topics)))
        if wrong:
            raise Unavailable(" ".join(wrong))
        return Standing(answers=True, behind_events=waiting())

    return Part("kafka", look, needed=needed)


def fault_of(name: str, described: Sequence[Mapping[str, Any]]) -> str:  # as brokers answer
    """What keeps a topic from being used, by what the brokers tell; empty where nothing does."""
    topic = next((each for each in described if each["name"] == name), None)
    if topic is None or topic["error_code"] == UnknownTopicOrPartitionError.errno:
        return TOPIC_MISSING.format(name=name)
    if topic["error_code"] not in THERE:
        return f"Topic {name} cannot be used: {for_code(topic['error_code']).__name__}."
    leaderless = [
        str(each["partition_index"])
        for each in topic["partitions"]
        if each["leader_id"] < 0
    ]
    if not leaderless:
        return ""
    some = ", ".join(leaderless[:PARTITIONS_NAMED_MAX])
    more = "" if len(leaderless) <= PARTITIONS_NAMED_MAX else " and more"
    return (
        f"Topic {name} has no leader for {len(leaderless)} of its "
        f"{len(topic['partitions'])} partitions ({some}{more}): a broker is away."
    )
