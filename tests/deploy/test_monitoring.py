"""Prometheus, its alerts and the dashboard: understood by Prometheus, about figures that exist."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.agreed import FIGURES, HISTOGRAMS, LABELS_OF, VALUES_OF
from tests.deploy.checkers import judged

HERE = Path(__file__).parent
MONITORING = HERE.parents[1] / "deploy" / "monitoring"
DASHBOARD: dict[str, Any] = json.loads(  # Grafana's own shape
    (MONITORING / "grafana" / "dashboards" / "truyxuat.json").read_text(encoding="utf-8")
)
RULES: list[dict[str, Any]] = [  # Prometheus' own shape
    rule
    for group in yaml.safe_load((MONITORING / "rules.yaml").read_text(encoding="utf-8"))[
        "groups"
    ]
    for rule in group["rules"]
]
BY_PROMETHEUS = {"job", "instance"}
RECORDED = {rule["record"] for rule in RULES if "record" in rule}


def panels() -> list[dict[str, Any]]:
    return [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]


def queries() -> Iterator[tuple[str, str]]:
    """Every query of ours, with where it stands."""
    for panel in panels():
        for target in panel["targets"]:
            yield panel["title"], target["expr"]
    for rule in RULES:
        yield rule.get("alert") or rule["record"], rule["expr"]


each_query = pytest.mark.parametrize(("place", "query"), list(queries()))


@each_query
def test_a_query_asks_for_figures_that_the_platform_tells(place: str, query: str) -> None:
    figures = set(re.findall(r"\btruyxuat_\w+", query))
    recorded = set(re.findall(r"\btruyxuat:[\w:]+", query))

    assert figures <= set(LABELS_OF), place
    assert recorded <= RECORDED, place
    assert figures or recorded or "up{" in query, place


@each_query
def test_a_query_asks_by_labels_that_the_figure_has(place: str, query: str) -> None:
    known = set(BY_PROMETHEUS)
    for figure in re.findall(r"\btruyxuat_\w+", query):
        known |= LABELS_OF[figure]
    known |= {"topic"} if "truyxuat:intake_lag" in query else set()

    asked = re.findall(r'(\w+)\s*(?:=|!=|=~|!~)\s*"', query)
    for grouped in re.findall(r"\bby \(([^)]*)\)", query):
        asked += [label.strip() for label in grouped.split(",")]

    assert set(asked) <= known, place


@each_query
def test_a_query_asks_for_values_that_occur(place: str, query: str) -> None:
    for label, values in re.findall(r'(\w+)=~?"([\w|]+)"', query):
        if label in VALUES_OF:
            assert set(values.split("|")) <= VALUES_OF[label], place


def test_no_figure_of_the_platform_is_left_out_of_the_dashboard() -> None:
    shown = " ".join(target["expr"] for panel in panels() for target in panel["targets"])

    hidden = {name for name in [*FIGURES, *HISTOGRAMS] if name not in shown}

    assert hidden == set()


def test_the_dashboard_reads_the_data_source_that_is_provisioned() -> None:
    sources = yaml.safe_load((MONITORING / "grafana" / "datasources.yaml").read_text())

    [source] = sources["datasources"]
    named = {
        target["datasource"]["uid"] for panel in panels() for target in panel["targets"]
    }
    assert named == {source["uid"]}
    assert {panel["datasource"]["uid"] for panel in panels()} == {source["uid"]}


def test_every_panel_has_its_own_place_and_number() -> None:
    numbers = [panel["id"] for panel in DASHBOARD["panels"]]
    cells = [
        (x, y)
        for panel in DASHBOARD["panels"]
        for place in [panel["gridPos"]]
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]

    assert len(set(numbers)) == len(numbers)
    assert len(set(cells)) == len(cells), "panels lie over each other"
    assert max(x for x, _ in cells) == 23


def test_an_alert_says_who_is_called_and_what_it_means() -> None:
    for rule in RULES:
        if "alert" not in rule:
            continue
        assert rule["alert"].startswith("Truyxuat")
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert set(rule["annotations"]) == {"summary", "description"}
        assert "for" in rule


def test_prometheus_understands_its_configuration_and_rules(tmp_path: Path) -> None:
    shutil.copy(MONITORING / "rules.yaml", tmp_path)
    text = (MONITORING / "prometheus.yaml").read_text(encoding="utf-8")
    (tmp_path / "prometheus.yaml").write_text(
        text.replace("/etc/prometheus/", ""), encoding="utf-8"
    )

    checked = judged("promtool", "check", "config", tmp_path / "prometheus.yaml")

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_prometheus_understands_every_query_of_the_dashboard(tmp_path: Path) -> None:
    asked = [query for _, query in queries()]
    rules = [
        {"record": f"query:{number}", "expr": query.replace("$__rate_interval", "1m")}
        for number, query in enumerate(asked)
    ]
    file = tmp_path / "queries.yaml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "q", "rules": rules}]}))

    checked = judged("promtool", "check", "rules", file)

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_right_person_is_called_for_what_happened(tmp_path: Path) -> None:
    shutil.copy(MONITORING / "rules.yaml", tmp_path)
    shutil.copy(HERE / "alerts.test.yaml", tmp_path)

    checked = judged("promtool", "test", "rules", tmp_path / "alerts.test.yaml")

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_alert_has_been_seen_to_sound() -> None:
    told = yaml.safe_load((HERE / "alerts.test.yaml").read_text(encoding="utf-8"))["tests"]
    sounded = {
        case["alertname"]
        for test in told
        for case in test["alert_rule_test"]
        if case["exp_alerts"]
    }
    alerts = {rule["alert"] for rule in RULES if "alert" in rule}

    assert alerts - sounded == {
        *("TruyxuatCapturesSlow", "TruyxuatIntakeDown", "TruyxuatLinkerDown"),
        *("TruyxuatRelayBehind", "TruyxuatRelayDown"),
    }, "these are the same rule as one that was seen, about something else"


def test_every_process_of_the_platform_is_scraped() -> None:
    config = yaml.safe_load((MONITORING / "prometheus.yaml").read_text(encoding="utf-8"))
    scraped = {
        name: sources[0]["port"]
        for job in config["scrape_configs"]
        for sources in [job.get("dns_sd_configs")]
        if sources
        for name in sources[0]["names"]
    }

    assert scraped == {"api": 8080, "intake": 9464, "relay": 9464, "linker": 9464}
