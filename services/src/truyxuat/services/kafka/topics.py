"""The three topics of the platform: how each is made, and what there is of one.

    partner events    partitions as asked: workers of the intake share them
    recorded events   one partition, because their order is that of the record
    parked messages   one partition, few messages

Nothing is deleted to save space alone, only by age: a partner's message after two weeks, what
is recorded or parked after thirty days. The record keeps everything. Age counts from when the
brokers took a message (LogAppendTime): by the sender's clock a message from a machine that
thinks it is 1970 would be deleted before anybody has read it.
"""

from __future__ import annotations

from dataclasses import dataclass

from kafka.errors import (
    LeaderNotAvailableError,
    NoError,
    TopicAlreadyExistsError,
    UnknownTopicOrPartitionError,
    for_code,
)

from truyxuat.services.kafka.connecting import (
    RECORD_OVERHEAD_BYTES,
    administering,
    broker_errors,
)
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import NotFound, Unavailable

DAY_MS = 24 * 60 * 60 * 1000
PARTNER_DAYS = 14
KEPT_DAYS = 30
SAFE_REPLICAS = 3
"""From this many copies on, a message counts as sent only when two brokers hold it."""

TOPIC_MISSING = "There is no topic {name}; `truyxuat kafka-topics` makes it."
THERE = frozenset({NoError.errno, LeaderNotAvailableError.errno})


@dataclass(frozen=True, slots=True)
class TopicFacts:
    """A topic as the brokers know it."""

    name: str
    id: str
    """Its own number: a topic made anew under this name has another."""
    partitions: int
    made: bool = False
    """Whether it was made just now."""


def create_topics(
    settings: Settings, *, partitions: int, replication: int
) -> list[TopicFacts]:
    """Make what is missing of the three topics; one that exists is left as it is.

    Raises:
        Unavailable: the brokers refuse, or do not answer.
    """
    wanted = {
        settings.kafka_partner_topic: (partitions, PARTNER_DAYS),
        settings.kafka_recorded_topic: (1, KEPT_DAYS),
        settings.kafka_parked_topic: (1, KEPT_DAYS),
    }
    asked = {
        name: {
            "num_partitions": parts,
            "replication_factor": replication,
            "configs": _topic_settings(settings, days, replication),
        }
        for name, (parts, days) in wanted.items()
    }
    with administering(settings) as admin, broker_errors("Making topics failed"):
        answer = admin.create_topics(asked, raise_errors=False)
        made = set()
        for topic in answer["topics"]:
            code = topic["error_code"]
            if code == NoError.errno:
                made.add(topic["name"])
            elif code != TopicAlreadyExistsError.errno:
                raise Unavailable(
                    f"Topic {topic['name']} cannot be made: "
                    f"{topic['error_message'] or for_code(code).__name__}"
                )
        admin.wait_for_topics(list(wanted))
        described = admin.describe_topics(list(wanted))
    facts = {
        topic["name"]: TopicFacts(
            topic["name"],
            topic["topic_id"],
            len(topic["partitions"]),
            topic["name"] in made,
        )
        for topic in described
    }
    return [facts[name] for name in wanted]


def topic_facts(settings: Settings, *names: str) -> list[TopicFacts]:
    """What the brokers know of these topics.

    Raises:
        NotFound: there is no such topic.
        Unavailable: the brokers do not answer.
    """
    with administering(settings) as admin, broker_errors("Asking for topics failed"):
        described = {each["name"]: each for each in admin.describe_topics(list(names))}
    found: list[TopicFacts] = []
    for name in names:
        topic = described.get(name)
        if topic is None or topic["error_code"] == UnknownTopicOrPartitionError.errno:
            raise NotFound(
                f"There is no topic {name} at {settings.kafka_servers}; "
                "`truyxuat kafka-topics` makes it."
            )
        if topic["error_code"] not in THERE:
            fault = for_code(topic["error_code"]).__name__
            raise Unavailable(f"Topic {name} cannot be used: {fault}.")
        found.append(TopicFacts(name, topic["topic_id"], len(topic["partitions"])))
    return found


def _topic_settings(settings: Settings, days: int, replication: int) -> dict[str, str]:
    longest = settings.kafka_message_bytes_max + RECORD_OVERHEAD_BYTES
    return {
        "cleanup.policy": "delete",
        "retention.ms": str(days * DAY_MS),
        "retention.bytes": "-1",
        "max.message.bytes": str(longest),
        "message.timestamp.type": "LogAppendTime",
        "min.insync.replicas": "2" if replication >= SAFE_REPLICAS else "1",
        "unclean.leader.election.enable": "false",
    }
