"""The manifests: valid for Kubernetes, restricted, probed, bounded, of one mind."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from tests.deploy.agreed import COMMANDS, VARIABLES
from tests.deploy.kustomized import Manifest, containers, pod_specs, rendered

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
PRODUCTION = rendered(KUBERNETES / "overlays" / "production")
BY_LAG = rendered(KUBERNETES / "overlays" / "keda")
OLDEST, NEWEST = "1.32", "1.36"

PLATFORM = {"api", "intake", "relay", "linker"}
WRITTEN_BY_OTHERS = {"record-app", "graph-auth", "truyxuat", "events-cluster-ca-cert"}
every_pod = pytest.mark.parametrize(("name", "pod"), list(pod_specs(PRODUCTION)))


def named(kind: str, name: str, objects: list[Manifest] = PRODUCTION) -> Manifest:
    [found] = [o for o in objects if o["kind"] == kind and o["metadata"]["name"] == name]
    return found


def of_kind(kind: str, objects: list[Manifest] = PRODUCTION) -> dict[str, Manifest]:
    return {o["metadata"]["name"]: o for o in objects if o["kind"] == kind}


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_kubernetes_takes_every_object(version: str) -> None:
    core = [o for o in [*PRODUCTION, *BY_LAG] if "keda" not in o["apiVersion"]]

    for each in core:
        kubernetes_validate.validate(each, version, strict=True)


def test_a_misspelt_field_would_be_refused() -> None:
    broken = {**named("Service", "api"), "spec": {"ports": [], "selectr": {}}}

    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, NEWEST, strict=True)


@every_pod
def test_a_pod_keeps_to_the_restricted_standard(name: str, pod: Manifest) -> None:
    security = pod["securityContext"]

    assert security["runAsNonRoot"] is True
    assert security["runAsUser"] == security["runAsGroup"] == 10001
    assert security["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod)
    assert [volume for volume in pod["volumes"] if "hostPath" in volume] == []
    for container in containers(pod):
        own = container["securityContext"]
        assert own["allowPrivilegeEscalation"] is False
        assert own["readOnlyRootFilesystem"] is True
        assert own["capabilities"]["drop"] == ["ALL"]
        added = own["capabilities"].get("add", [])
        assert added == (["NET_BIND_SERVICE"] if name == "proxy" else [])


@every_pod
def test_a_container_asks_for_what_it_needs_and_has_an_end_of_memory(
    name: str, pod: Manifest
) -> None:
    for container in containers(pod):
        assert set(container["resources"]["requests"]) == {"cpu", "memory"}, name
        assert set(container["resources"]["limits"]) == {"memory"}, name


@every_pod
def test_a_pod_is_probed(name: str, pod: Manifest) -> None:
    for container in pod["containers"]:
        ports = {port["name"] for port in container["ports"]}
        probes = {key for key in container if key.endswith("Probe")}
        assert {"livenessProbe", "readinessProbe"} <= probes
        for probe in probes:
            assert container[probe]["httpGet"]["port"] in ports
        if name in PLATFORM:
            paths = {probe: container[probe]["httpGet"]["path"] for probe in probes}
            assert paths == {
                "startupProbe": "/health/live",
                "livenessProbe": "/health/live",
                "readinessProbe": "/health/ready",
            }


@every_pod
def test_a_pod_runs_a_pinned_image(name: str, pod: Manifest) -> None:
    for container in containers(pod):
        assert re.search(r":\d+\.\d+\.\d+(-alpine)?$", container["image"]), name


@every_pod
def test_a_pod_mounts_what_it_has_and_has_what_it_mounts(name: str, pod: Manifest) -> None:
    mounted = {m["name"] for c in containers(pod) for m in c["volumeMounts"]}

    assert mounted == {volume["name"] for volume in pod["volumes"]}, name


def test_every_process_runs_a_command_that_exists() -> None:
    ran = {
        name: [container["args"][0] for container in containers(pod)]
        for name, pod in pod_specs(PRODUCTION)
        if name in PLATFORM
    }

    assert ran == {
        "api": ["migrate", "serve"],
        "intake": ["intake"],
        "relay": ["relay"],
        "linker": ["link"],
    }
    assert {command for commands in ran.values() for command in commands} <= COMMANDS


def test_every_variable_of_the_platform_exists() -> None:
    given = set(named("ConfigMap", "truyxuat")["data"])
    for _, pod in pod_specs(PRODUCTION):
        given |= {each["name"] for c in containers(pod) for each in c.get("env", [])}
        for volume in pod["volumes"]:
            for source in volume.get("projected", {}).get("sources", []):
                given |= {item["path"].upper() for item in source["secret"]["items"]}

    assert {name for name in given if name.startswith("TRUYXUAT_")} <= VARIABLES


def test_secrets_are_files_where_the_platform_looks_for_them() -> None:
    folder = named("ConfigMap", "truyxuat")["data"]["TRUYXUAT_SECRETS_DIR"]

    for name, pod in pod_specs(PRODUCTION):
        if name not in PLATFORM:
            continue
        for container in containers(pod):
            [mount] = [m for m in container["volumeMounts"] if m["name"] == "secrets"]
            assert mount["mountPath"] == folder
            assert mount["readOnly"] is True
        [secrets] = [
            v["projected"]["sources"] for v in pod["volumes"] if v["name"] == "secrets"
        ]
        assert {s["secret"]["name"] for s in secrets} <= WRITTEN_BY_OTHERS
    assert of_kind("Secret") == {}, "a password would be in the repository"


def test_whoever_writes_alone_is_alone() -> None:
    for name in ("relay", "linker"):
        spec = named("Deployment", name)["spec"]
        assert spec["replicas"] == 1
        assert spec["strategy"] == {"type": "Recreate"}
        assert name not in of_kind("HorizontalPodAutoscaler")


def test_what_scales_is_spread_and_not_drained_all_at_once() -> None:
    for name in ("api", "intake", "proxy"):
        deployment = named("Deployment", name)
        budget = named("PodDisruptionBudget", name)["spec"]
        assert budget["maxUnavailable"] == 1
        assert budget["selector"] == deployment["spec"]["selector"]
        spread = deployment["spec"]["template"]["spec"]["topologySpreadConstraints"]
        assert {each["topologyKey"] for each in spread} == {
            *("kubernetes.io/hostname", "topology.kubernetes.io/zone"),
        }
        assert all(
            each["labelSelector"] == deployment["spec"]["selector"] for each in spread
        )


def test_intake_never_has_more_pods_than_the_topic_has_partitions() -> None:
    topics = _engine("kafka.yaml", "KafkaTopic")
    partitions = topics["truyxuat.partner-events"]["spec"]["partitions"]

    by_cpu = named("HorizontalPodAutoscaler", "intake")["spec"]["maxReplicas"]
    by_lag = named("ScaledObject", "intake", BY_LAG)["spec"]["maxReplicaCount"]

    assert by_cpu == by_lag == partitions
    assert "intake" not in of_kind("HorizontalPodAutoscaler", BY_LAG)
    assert topics["truyxuat.recorded-events"]["spec"]["partitions"] == 1


def test_messages_age_from_when_the_brokers_took_them() -> None:
    for topic in _engine("kafka.yaml", "KafkaTopic").values():
        assert topic["spec"]["config"]["message.timestamp.type"] == "LogAppendTime"


def test_every_service_finds_its_pods_and_every_selector_its_labels() -> None:
    pods = {
        name: d["spec"]["template"]["metadata"]["labels"]
        for name, d in of_kind("Deployment").items()
    }

    for name, service in of_kind("Service").items():
        assert service["spec"]["selector"].items() <= pods[name].items()
    for name, deployment in of_kind("Deployment").items():
        assert deployment["spec"]["selector"]["matchLabels"].items() <= pods[name].items()
        assert pods[name]["app.kubernetes.io/part-of"] == "truyxuat"


def test_the_world_reaches_the_proxy_by_tls_and_nothing_else() -> None:
    [ingress] = of_kind("Ingress").values()

    [rule] = ingress["spec"]["rules"]
    [path] = rule["http"]["paths"]
    assert path["backend"]["service"]["name"] == "proxy"
    assert ingress["spec"]["tls"][0]["hosts"] == [rule["host"]]
    assert ingress["spec"]["ingressClassName"]


def test_no_pod_talks_unless_it_is_said() -> None:
    policies = of_kind("NetworkPolicy")
    default = policies["nothing-by-default"]["spec"]

    assert default == {
        "podSelector": {"matchLabels": {"app.kubernetes.io/part-of": "truyxuat"}},
        "policyTypes": ["Ingress", "Egress"],
    }
    ports = {
        name: {
            port["port"]
            for way in ("ingress", "egress")
            for rule in policy["spec"].get(way, [])
            for port in rule["ports"]
        }
        for name, policy in policies.items()
    }
    assert ports == {
        "nothing-by-default": set(),
        "names": {53},
        "proxy": {8080},
        "api": {8080},
        "workers": {9464},
        "engines": {5432, 7687, 9093},
    }


def test_the_proxy_is_the_same_as_on_one_host() -> None:
    here = named("ConfigMap", "proxy")["data"]["Caddyfile"]
    wanted = set(re.findall(r"\{\$(\w+)\}", here))
    [container] = named("Deployment", "proxy")["spec"]["template"]["spec"]["containers"]

    assert here == (DEPLOY / "proxy" / "Caddyfile").read_text(encoding="utf-8")
    assert wanted <= {each["name"] for each in container["env"]}


def test_the_platform_looks_where_the_engines_are() -> None:
    settings = named("ConfigMap", "truyxuat")["data"]
    kafka = _engine("kafka.yaml", "Kafka")
    users = _engine("kafka.yaml", "KafkaUser")
    topics = set(_engine("kafka.yaml", "KafkaTopic"))

    assert settings["TRUYXUAT_KAFKA_SERVERS"] == f"{next(iter(kafka))}-kafka-bootstrap:9093"
    assert settings["TRUYXUAT_KAFKA_SASL_USERNAME"] in users
    named_topics = {v for k, v in settings.items() if k.endswith("_TOPIC")}
    assert named_topics == topics
    assert settings["TRUYXUAT_KAFKA_GROUP"].startswith("truyxuat-")
    [values] = _documents(KUBERNETES / "engines" / "neo4j-values.yaml")
    assert settings["TRUYXUAT_GRAPH_URL"] == "bolt://graph:7687"
    assert values["neo4j"]["edition"] == "community"
    assert "record" in _engine("postgresql.yaml", "Cluster"), "its secret is record-app"


def test_a_partner_may_send_and_not_read() -> None:
    partner = _engine("kafka.yaml", "KafkaUser")["partner-example"]["spec"]

    [rule] = partner["authorization"]["acls"]
    assert rule["resource"]["name"] == "truyxuat.partner-events"
    assert set(rule["operations"]) == {"Write", "Describe"}


def test_the_restored_record_never_writes_to_the_archive_of_the_old_one() -> None:
    restored = _engine("postgresql-restored.yaml", "Cluster")["record-restored"]["spec"]

    [own] = [plugin["parameters"] for plugin in restored["plugins"]]
    [old] = [source["plugin"]["parameters"] for source in restored["externalClusters"]]
    assert own["barmanObjectName"] == old["barmanObjectName"] == "record"
    assert own["serverName"] != old["serverName"]
    assert restored["bootstrap"]["recovery"]["recoveryTarget"]["targetTime"].endswith("Z")


def _engine(file: str, kind: str) -> dict[str, dict[str, Any]]:  # of operators' own kinds
    return of_kind(kind, _documents(KUBERNETES / "engines" / file))


def _documents(file: Path) -> list[Manifest]:
    return [each for each in yaml.safe_load_all(file.read_text(encoding="utf-8")) if each]
