"""compose.yaml: valid, pinned, bounded, without a default password, and talking to few."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from tests.deploy.agreed import COMMANDS, VARIABLES, variables_in

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
TEXT = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
SCHEMA = json.loads(
    Path(__file__).with_name("compose-spec.json").read_text(encoding="utf-8")
)

Service = dict[str, Any]  # what YAML gives; the schema has checked its shape

ENGINES = {"postgresql", "neo4j", "kafka"}
ONCE = {"migrations", "topics", "backup-folder"}
PLATFORM = {"migrations", "topics", "api", "intake", "relay", "linker"}


def filled_in(text: str) -> str:
    """The file as Compose reads it: defaults taken, required variables given."""
    text = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)
    return re.sub(r"\$\{(\w+):\?[^}]*\}", r"given-\1", text)


PARTNERS_TEXT = (DEPLOY / "compose.partners.yaml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(filled_in(TEXT))  # see Service
SERVICES: dict[str, Service] = COMPOSE["services"]
PARTNERS: dict[str, Any] = yaml.safe_load(filled_in(PARTNERS_TEXT))  # see Service
every_service = pytest.mark.parametrize("name", sorted(SERVICES))
every_lasting_service = pytest.mark.parametrize("name", sorted(set(SERVICES) - ONCE))


def test_the_file_follows_the_compose_specification() -> None:
    validator = jsonschema_rs.validator_for(SCHEMA)

    assert [error.message for error in validator.iter_errors(COMPOSE)] == []


def test_the_services_are_those_of_the_platform() -> None:
    others = {"proxy", "prometheus", "grafana", "backup-folder"}

    assert set(SERVICES) == PLATFORM | ENGINES | others


@every_service
def test_an_image_is_named_by_its_full_version(name: str) -> None:
    tag = SERVICES[name]["image"].rpartition(":")[2]

    assert re.match(r"v?\d+\.\d+(\.\d+)?(-[a-z]+)?$", tag), SERVICES[name]["image"]


@every_service
def test_a_service_has_limits_and_no_rights_it_does_not_need(name: str) -> None:
    service = SERVICES[name]
    limits = service["deploy"]["resources"]["limits"]

    assert set(limits) == {"cpus", "memory", "pids"}
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["logging"]["options"]["max-size"]
    assert "privileged" not in service
    assert service.get("network_mode") in (None, "none")


@every_lasting_service
def test_a_service_that_lasts_is_watched_and_started_again(name: str) -> None:
    service = SERVICES[name]

    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", sorted(ONCE))
def test_what_runs_once_is_waited_for_by_somebody(name: str) -> None:
    waiting = [
        other
        for other, service in SERVICES.items()
        if service.get("depends_on", {}).get(name, {}).get("condition")
        == "service_completed_successfully"
    ]

    assert SERVICES[name]["restart"] == "no"
    assert waiting


def test_nothing_waits_for_what_never_gets_healthy() -> None:
    waited = [
        (name, other)
        for name, service in SERVICES.items()
        for other, how in service.get("depends_on", {}).items()
        if how["condition"] == "service_healthy" and "healthcheck" not in SERVICES[other]
    ]

    assert waited == []


@pytest.mark.parametrize("name", ["api", "intake", "relay", "linker"])
def test_the_platform_starts_after_its_tables_and_topics_are_there(name: str) -> None:
    done = {"condition": "service_completed_successfully"}

    assert SERVICES[name]["depends_on"]["migrations"] == done
    assert SERVICES[name]["depends_on"]["topics"] == done


def test_the_api_starts_while_neo4j_is_away() -> None:
    assert "neo4j" not in SERVICES["api"]["depends_on"]


@pytest.mark.parametrize("name", sorted(PLATFORM))
def test_a_process_of_the_platform_runs_a_command_that_exists(name: str) -> None:
    service = SERVICES[name]

    assert service["command"][0] in COMMANDS
    assert service["read_only"]
    assert service["init"]


def test_every_variable_of_the_platform_exists() -> None:
    example = (DEPLOY / ".env.example").read_text(encoding="utf-8")

    assert variables_in(TEXT) | variables_in(example) <= VARIABLES
    secrets = {name.upper() for name in COMPOSE["secrets"] if name.startswith("truyxuat_")}
    assert secrets <= VARIABLES


def test_every_worker_is_scraped_where_it_answers() -> None:
    workers = {name for name in PLATFORM - ONCE if name != "api"}

    ports = {SERVICES[name]["environment"]["TRUYXUAT_METRICS_PORT"] for name in workers}
    assert ports == {"9464"}
    assert all("monitoring" in SERVICES[name]["networks"] for name in workers | {"api"})


def test_only_the_proxy_is_reached_from_outside() -> None:
    published = {name: s["ports"] for name, s in SERVICES.items() if "ports" in s}

    assert set(published) == {"proxy", "grafana"}
    assert published["grafana"] == ["127.0.0.1:3000:3000"]
    assert [name for name, s in SERVICES.items() if "outside" in s.get("networks", [])] == [
        "proxy"
    ]


def test_engines_talk_to_the_platform_only() -> None:
    on_engines = {
        name for name, s in SERVICES.items() if "engines" in s.get("networks", [])
    }

    assert on_engines == PLATFORM | ENGINES
    assert all(SERVICES[name]["networks"] == ["engines"] for name in ENGINES)
    open_networks = {
        name for name, n in COMPOSE["networks"].items() if not n.get("internal")
    }
    assert open_networks == {"outside", "operators"}


def test_the_file_for_companies_adds_one_port_to_one_service_and_no_way_to_others() -> None:
    validator = jsonschema_rs.validator_for(SCHEMA)
    assert [error.message for error in validator.iter_errors(PARTNERS)] == []

    [(name, kafka)] = PARTNERS["services"].items()
    assert (name, kafka["ports"]) == ("kafka", ["9094:9094"])
    assert kafka["networks"] == ["engines", "partners"]
    assert PARTNERS["networks"] == {"partners": {}}
    assert [n for n, s in SERVICES.items() if "partners" in s.get("networks", [])] == []


def test_companies_come_over_tls_with_a_name_and_the_platform_as_before() -> None:
    before = SERVICES["kafka"]["environment"]
    after = before | PARTNERS["services"]["kafka"]["environment"]

    for name in ("KAFKA_LISTENERS", "KAFKA_ADVERTISED_LISTENERS"):
        assert after[name].startswith(before[name] + ",PARTNERS://")
    protocols = dict(
        each.split(":") for each in after["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"].split(",")
    )
    assert protocols["PARTNERS"] == "SASL_SSL"
    assert after["KAFKA_ALLOW_EVERYONE_IF_NO_ACL_FOUND"] == "false"
    # The image asks for a keystore of its own way where it reads SSL:// in the addresses.
    assert "SSL://" not in after["KAFKA_ADVERTISED_LISTENERS"]


def test_proxy_and_platform_have_one_limit_of_bodies() -> None:
    limits = {
        SERVICES[name]["environment"]["TRUYXUAT_BODY_BYTES_MAX"]
        for name in ("proxy", "api")
    }

    assert len(limits) == 1
    example = (DEPLOY / ".env.example").read_text(encoding="utf-8")
    assert f"TRUYXUAT_BODY_BYTES_MAX={limits.pop()}\n" in example


def test_no_more_intakes_start_than_the_topic_has_partitions() -> None:
    partitions = int(SERVICES["topics"]["command"][-1])

    assert int(SERVICES["intake"]["deploy"]["replicas"]) <= partitions
    assert SERVICES["relay"]["deploy"]["replicas"] == 1
    assert SERVICES["linker"]["deploy"]["replicas"] == 1


def test_every_file_that_is_mounted_is_in_the_repository() -> None:
    mounted = [
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if volume.startswith("./")
    ]

    assert mounted
    assert [name for name in mounted if not (DEPLOY / name).exists()] == []


def test_every_variable_that_the_operator_gives_is_in_the_example() -> None:
    example = (DEPLOY / ".env.example").read_text(encoding="utf-8")
    given = set(re.findall(r"\$\{(\w+):[-?]", TEXT + PARTNERS_TEXT)) - {"KAFKA_CLUSTER_ID"}

    assert given == set(re.findall(r"^(\w+)=", example, re.MULTILINE))


def test_passwords_are_files_and_none_has_a_default() -> None:
    for name, service in SERVICES.items():
        settings = service.get("environment", {})
        plain = [key for key in settings if "PASSWORD" in key and not key.endswith("_FILE")]
        assert plain == [], name
    assert all(
        secret["file"].startswith("./secrets/") for secret in COMPOSE["secrets"].values()
    )
    assert not list(DEPLOY.glob("secrets/*")) or _ignored("deploy/secrets/proxy_users")
    assert _ignored("deploy/.env")


def _ignored(name: str) -> bool:
    asked = ["git", "check-ignore", "--quiet", "--no-index", name]
    return subprocess.run(asked, cwd=DEPLOY.parent, check=False).returncode == 0


def test_secrets_are_made_once_and_fit_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    make = ["sh", str(DEPLOY / "make-secrets"), str(folder)]

    told = subprocess.run(make, check=True, capture_output=True, text=True)
    first = {path.name: path.read_text() for path in folder.iterdir()}
    subprocess.run(make, check=True, capture_output=True)

    assert {path.name: path.read_text() for path in folder.iterdir()} == first
    assert f":{first['postgresql_password']}@" in first["truyxuat_database_url"]
    assert first["neo4j_auth"] == f"neo4j/{first['truyxuat_graph_password']}"
    passwords = [first[name] for name in first if name.endswith("_password")]
    assert len(set(passwords)) == 3
    assert all(re.fullmatch("[0-9a-f]{64}", password) for password in passwords)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert set(first) | {"proxy_users"} == set(COMPOSE["secrets"])
    assert "proxy_users is still to be written" in told.stderr
