"""A Neo4j that does not let us in is told by the setting that has to be put right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.kafka_trade import until
from tests.live.neo4j_trade import platform_on, settings_of, traced
from tests.live.secured_neo4j import (
    FIRST_PASSWORD,
    PASSWORD,
    USER,
    Secured,
    certify,
    secured_neo4j,
)
from tests.live.test_link import linker, recorded
from tests.live.test_neo4j_answers import DOWN
from truyxuat.services.graphs import opened_neo4j
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import InvalidInput, Refused, Unavailable

pytestmark = pytest.mark.live

WRONG = "it does not accept TRUYXUAT_GRAPH_USER and TRUYXUAT_GRAPH_PASSWORD."
LOCKED = (
    "TRUYXUAT_GRAPH_USER and TRUYXUAT_GRAPH_PASSWORD were wrong too often, here or elsewhere, "
    "and it accepts nobody of that name for a while."
)


@pytest.fixture(scope="module")
def demanding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    """It takes nobody without TLS."""
    with secured_neo4j(tmp_path_factory.mktemp("demanding"), "REQUIRED") as secured:
        yield secured


@pytest.fixture
def unwilling(tmp_path: Path) -> Iterator[Secured]:
    """It has no TLS, and its own counts of wrong passwords."""
    with secured_neo4j(tmp_path, "DISABLED") as secured:
        yield secured


def given(folder: Path, url: str, password: str = PASSWORD, cafile: str = "") -> Settings:
    more = {"graph_user": USER, "graph_password": password, "graph_cafile": cafile}
    told = settings_of(folder, url).model_dump() | more
    return Settings(**told)


def position(settings: Settings) -> int:
    """What a command finds that asks the Neo4j of the settings one question."""
    neo4j = opened_neo4j(settings, retry_seconds_max=0)
    try:
        return neo4j.read(lambda reading: len(reading.run("RETURN 1").data()))
    finally:
        neo4j.close()


@pytest.mark.parametrize("scheme", ["bolt+ssc", "bolt+s", "neo4j+s"])
def test_a_server_that_wants_tls_is_asked_over_tls(
    demanding: Secured, tmp_path: Path, scheme: str
) -> None:
    authority = str(demanding.authority) if scheme.endswith("+s") else ""

    assert position(given(tmp_path, demanding.url(scheme), cafile=authority)) == 1


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_server_that_wants_tls_is_told_from_one_that_is_away(
    demanding: Secured, tmp_path: Path, scheme: str
) -> None:
    with pytest.raises(Unavailable) as refused:
        position(given(tmp_path, demanding.url(scheme)))

    assert str(refused.value) == (
        f"Neo4j at {demanding.url(scheme)} hangs up before it says anything: if it wants TLS "
        "(server.bolt.tls_level), TRUYXUAT_GRAPH_URL begins with bolt+s:// or neo4j+s://."
    )


@pytest.mark.parametrize("scheme", ["bolt+s", "neo4j+s"])
@pytest.mark.parametrize("authority", ["of the system", "of another"])
def test_a_certificate_that_nobody_vouches_for_is_refused(
    demanding: Secured, tmp_path: Path, scheme: str, authority: str
) -> None:
    another = tmp_path / "another.crt"
    certify(another, tmp_path / "another.key")
    cafile = str(another) if authority == "of another" else ""

    with pytest.raises(Refused) as refused:
        position(given(tmp_path, demanding.url(scheme), cafile=cafile))

    assert str(refused.value) == (
        f"Neo4j at {demanding.url(scheme)} has a certificate that we do not trust "
        "(self-signed certificate): TRUYXUAT_GRAPH_CAFILE names the file of the authority "
        "that made it, +ssc in TRUYXUAT_GRAPH_URL trusts any."
    )


def test_a_file_that_holds_no_authority_is_told_before_anything_is_sent(
    tmp_path: Path,
) -> None:
    (tmp_path / "empty.crt").touch()
    for name in ("none.crt", "empty.crt"):
        cafile = str(tmp_path / name)

        with pytest.raises(
            InvalidInput, match=r"^TRUYXUAT_GRAPH_CAFILE: expected a PEM file"
        ):
            position(given(tmp_path, "bolt+s://localhost:9", cafile=cafile))


def test_a_server_without_tls_is_told_from_one_that_is_away(
    unwilling: Secured, tmp_path: Path
) -> None:
    with pytest.raises(Unavailable) as refused:
        position(given(tmp_path, unwilling.url("bolt+ssc")))

    assert "agrees on no TLS" in str(refused.value)
    assert str(refused.value).endswith(
        "if it has none (server.bolt.tls_level), TRUYXUAT_GRAPH_URL begins with bolt:// or "
        "neo4j://."
    )


def test_a_first_password_has_to_be_changed(tmp_path: Path) -> None:
    with (
        secured_neo4j(tmp_path, "OPTIONAL", first_password=True) as secured,
        pytest.raises(Refused, match="is the first one and has to be changed"),
    ):
        position(given(tmp_path, secured.url("bolt"), FIRST_PASSWORD))


def test_a_wrong_password_is_tried_once_and_the_record_answers(
    unwilling: Secured, tmp_path: Path
) -> None:
    url = unwilling.url("bolt")
    with platform_on(given(tmp_path, url, "wrong")) as platform:
        for _ in range(6):
            answer = traced(platform, "L1")
            assert (answer["answered_from"], answer["answered_because"]) == ("record", DOWN)
            part = platform.get("/health/ready").json()["parts"]["neo4j"]
            assert (part["ok"], part["detail"]) == (
                False,
                f"Neo4j at {url} refuses us: {WRONG}",
            )

    assert position(given(tmp_path, url)) == 1


def test_a_linker_with_a_wrong_password_says_so_and_locks_nobody_out(
    unwilling: Secured, tmp_path: Path
) -> None:
    settings = given(tmp_path, unwilling.url("bolt"))
    log = tmp_path / "log"
    told = {
        "TRUYXUAT_GRAPH_USER": USER,
        "TRUYXUAT_GRAPH_PASSWORD": "wrong",
        "TRUYXUAT_LINK_RETRY_SECONDS_MAX": "30",
    }
    with recorded(settings, 5), linker(settings, log, **told) as process:
        until(lambda: "waiting" in log.read_text(), "the linker's word")
        assert process.poll() is None
        assert position(settings) == 1
    assert WRONG in log.read_text()
    assert "Traceback" not in log.read_text()


def test_who_came_too_often_is_told_that_he_is_locked_out(
    unwilling: Secured, tmp_path: Path
) -> None:
    settings = given(tmp_path, unwilling.url("bolt"), "wrong")
    for _ in range(3):
        with pytest.raises(Refused, match=WRONG):
            position(settings)

    with pytest.raises(Refused) as locked:
        position(settings)

    assert str(locked.value) == f"Neo4j at {settings.graph_url} refuses us: {LOCKED}"
