"""Master data that comes with documents is kept and gives things their names."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import Session, select

from truyxuat.services.capturing import capture
from truyxuat.services.database import Database
from truyxuat.services.vocabulary import CapturedVocabulary, captured_names
from truyxuat.traceability.epcis.reading import read_xml

LINE_1 = "https://id.gs1.org/414/0614141003006/254/1"
NOON = datetime(2026, 9, 14, 5, tzinfo=UTC)


def send(session: Session, name: str) -> None:
    body = f"""<m:EPCISMasterDataDocument xmlns:m="urn:epcglobal:epcis-masterdata:xsd:2"
        schemaVersion="2.0" creationDate="2026-09-14T05:00:00Z"><EPCISBody><VocabularyList>
        <Vocabulary type="urn:epcglobal:epcis:vtype:ReadPoint"><VocabularyElementList>
        <VocabularyElement id="urn:epc:id:sgln:0614141.00300.1">
        <attribute id="urn:epcglobal:cbv:mda:ssd">{name}</attribute></VocabularyElement>
        </VocabularyElementList></Vocabulary></VocabularyList></EPCISBody>
        </m:EPCISMasterDataDocument>"""
    capture(session, read_xml(body.encode()), now=NOON, events_max=10)


def test_a_place_is_called_what_the_latest_document_calls_it(database: Database) -> None:
    with database.writing() as session:
        send(session, "Dây chuyền 1")
        send(session, "Dây chuyền rửa 1")

        assert captured_names(session, [LINE_1]) == {LINE_1: "Dây chuyền rửa 1"}


def test_master_data_sent_again_changes_nothing(database: Database) -> None:
    with database.writing() as session:
        send(session, "Dây chuyền 1")
        send(session, "Dây chuyền 1")

        assert len(session.exec(select(CapturedVocabulary)).all()) == 1
