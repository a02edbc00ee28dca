"""An enterprise's side: files onto the partner topic, and what is told when that fails."""

from __future__ import annotations

from pathlib import Path

import pytest
from kafka import TopicPartition
from typer.testing import CliRunner, Result

from tests.live.kafka_trade import NOT_JSON, counted, environment, send, take_all
from tests.services.documents import body, event
from truyxuat.services.__main__ import app
from truyxuat.services.database import Database
from truyxuat.services.kafka.connecting import administering, consuming
from truyxuat.services.settings import Settings

pytestmark = pytest.mark.live


def run(trade: Settings, *arguments: str | Path) -> Result:
    """`truyxuat …` with the settings of a trade."""
    return CliRunner().invoke(
        app, [str(each) for each in arguments], env=environment(trade)
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "day.json"
    path.write_bytes(body(event(1), event(2), event(3)))
    return path


def test_a_file_sent_is_a_file_recorded(
    record: Database, trade: Settings, file: Path
) -> None:
    ran = run(trade, "produce", file, "--company", "9521234")

    assert ran.exit_code == 0, ran.output
    assert f"1 messages sent to {trade.kafka_partner_topic}." in ran.stdout
    assert take_all(record, trade, 1).events == 3


def test_event_by_event_it_is_the_same_record(
    record: Database, trade: Settings, file: Path
) -> None:
    run(trade, "produce", file)
    ran = run(trade, "produce", "--by-event", file)

    assert "3 messages sent" in ran.stdout
    take_all(record, trade, 4)
    assert counted(record, trade) in {(1, 3, 0), (3, 1, 0), (2, 2, 0)}


def test_messages_about_one_thing_share_a_partition(
    trade: Settings, tmp_path: Path
) -> None:
    item = {"epcList": ["urn:epc:id:sgtin:9521234.000101.7"]}
    path = tmp_path / "item.json"
    path.write_bytes(body(*(event(number, **item) for number in range(8))))

    run(trade, "produce", "--by-event", path)

    held = [TopicPartition(trade.kafka_partner_topic, number) for number in range(4)]
    with consuming(trade, group_id=None) as consumer:
        ends = consumer.end_offsets(held)
    assert sorted(ends.values()) == [0, 0, 0, 8]


def test_a_file_with_a_fault_is_told_and_the_others_are_sent(
    trade: Settings, file: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_bytes(body(event(1, action="MOVE")))

    ran = run(trade, "produce", bad, file)

    assert ran.exit_code == 1
    assert "1 messages sent" in ran.stdout
    assert "bad.json not sent: " in ran.stderr
    assert "/epcisBody/eventList/0/action: " in ran.stderr


def test_a_topic_that_is_missing_is_told(trade: Settings, file: Path) -> None:
    elsewhere = trade.model_copy(update={"kafka_partner_topic": "no-such-topic"})

    ran = run(elsewhere, "produce", file)

    assert ran.exit_code == 2
    assert "Not found: There is no topic no-such-topic at " in ran.stderr


def test_a_message_that_the_brokers_find_too_long_is_told(
    trade: Settings, file: Path
) -> None:
    name = f"narrow-{trade.kafka_partner_topic}"
    with administering(trade) as admin:
        admin.create_topics({name: {"configs": {"max.message.bytes": "300"}}})
    narrow = trade.model_copy(
        update={"kafka_partner_topic": name, "kafka_compression": "none"}
    )

    ran = run(narrow, "produce", file)

    assert ran.exit_code == 2
    assert f"are more than kafka_message_bytes_max or max.message.bytes of {name}" in (
        ran.stderr
    )


def test_topics_are_made_once(trade: Settings) -> None:
    again = run(trade, "kafka-topics", "--partitions", "7")

    assert again.exit_code == 0
    assert again.stdout.count("was there") == 3
    assert "7" not in again.stdout.split(trade.kafka_partner_topic)[1].splitlines()[0]


def test_parked_messages_are_listed_shown_and_replayed(
    record: Database, trade: Settings
) -> None:
    tight = trade.model_copy(update={"document_events_max": 1})
    send(trade, [NOT_JSON, body(event(1), event(2))], partition=0)
    take_all(record, tight, 2)

    listed = run(trade, "parked", "list")
    shown = run(trade, "parked", "show", "1")
    replayed = run(trade, "parked", "replay", "--all")
    after = run(trade, "parked", "list", "--all")

    assert "Not JSON at line 1" in listed.stdout
    assert '"code": "not_json"' in shown.stdout
    assert run(trade, "parked", "show", "1", "--body").stdout_bytes == NOT_JSON
    assert replayed.exit_code == 1
    assert "1 stored, 0 duplicate, 1 parked" in replayed.stdout
    assert "replayed: stored" in after.stdout
    assert run(trade, "parked", "replay").exit_code == 2
