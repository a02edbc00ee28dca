"""Render a kustomization as `kubectl kustomize` does, for the few features that deploy/ uses.

A cluster's tool is not on every machine that runs tests. Whatever these files use beyond the
list below fails the test that reads them, so that this reading cannot fall behind in silence.
Names of generated ConfigMaps get no hash here.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

Manifest = dict[str, Any]  # what YAML gives; the schemas check its shape

UNDERSTOOD = {
    *("apiVersion", "kind", "namespace", "labels", "resources"),
    *("configMapGenerator", "images", "patches"),
}
OPERATIONS = {"add", "replace"}


def rendered(folder: Path) -> list[Manifest]:
    """Every object that would be applied."""
    asked: Manifest = yaml.safe_load(
        (folder / "kustomization.yaml").read_text(encoding="utf-8")
    )
    assert set(asked) <= UNDERSTOOD, (
        f"{folder}: {set(asked) - UNDERSTOOD} is not understood"
    )
    objects = [
        each
        for name in asked["resources"]
        for each in (
            _documents(folder / name) if name.endswith(".yaml") else rendered(folder / name)
        )
    ]
    objects += [_config_map(folder, each) for each in asked.get("configMapGenerator", [])]
    for each in objects:
        if asked.get("namespace") and each["kind"] != "Namespace":
            each["metadata"]["namespace"] = asked["namespace"]
        for labels in asked.get("labels", []):
            _label(
                each, labels["pairs"], in_templates=labels.get("includeTemplates", False)
            )
        for image in asked.get("images", []):
            _rename(each, image)
    for patch in asked.get("patches", []):
        objects = _patched(objects, patch)
    return objects


def pod_specs(objects: list[Manifest]) -> Iterator[tuple[str, Manifest]]:
    """The pods that the objects make, by the name of the workload."""
    for each in objects:
        if each["kind"] in {"Deployment", "StatefulSet", "Job"}:
            yield each["metadata"]["name"], each["spec"]["template"]["spec"]


def containers(pod: Manifest) -> list[Manifest]:
    """Those that start it and those that stay."""
    return [*pod.get("initContainers", []), *pod["containers"]]


def _documents(file: Path) -> list[Manifest]:
    return [each for each in yaml.safe_load_all(file.read_text(encoding="utf-8")) if each]


def _config_map(folder: Path, asked: Manifest) -> Manifest:
    data = dict(literal.split("=", 1) for literal in asked.get("literals", []))
    for name in asked.get("files", []):
        data[name] = (folder / name).read_text(encoding="utf-8")
    metadata = {"name": asked["name"]}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


def _label(each: Manifest, pairs: dict[str, str], *, in_templates: bool) -> None:
    each["metadata"].setdefault("labels", {}).update(pairs)
    template = each.get("spec", {}).get("template")
    if in_templates and template:
        template["metadata"].setdefault("labels", {}).update(pairs)


def _rename(each: Manifest, image: dict[str, str]) -> None:
    for _, pod in pod_specs([each]):
        for container in containers(pod):
            name, _, tag = container["image"].partition(":")
            if name == image["name"]:
                name = image.get("newName", name)
                container["image"] = f"{name}:{image.get('newTag', tag)}"


def _patched(objects: list[Manifest], patch: Manifest) -> list[Manifest]:
    said = yaml.safe_load(patch["patch"])
    if isinstance(said, dict):
        assert said["$patch"] == "delete", "of strategic patches only removal is understood"
        wanted = (said["kind"], said["metadata"]["name"])
        left = [each for each in objects if _name(each) != wanted]
    else:
        wanted = (patch["target"]["kind"], patch["target"]["name"])
        left = [_changed(each, said) if _name(each) == wanted else each for each in objects]
    assert wanted in map(_name, objects), f"a patch is about {wanted}, which is not there"
    return left


def _changed(each: Manifest, operations: list[Manifest]) -> Manifest:
    """RFC 6902, as far as it is used."""
    changed = deepcopy(each)
    for operation in operations:
        assert operation["op"] in OPERATIONS, operation
        *way, last = operation["path"].strip("/").split("/")
        place: Any = changed  # a mapping or a list, as the path goes
        for step in way:
            place = place[int(step) if isinstance(place, list) else step]
        key = int(last) if isinstance(place, list) else last
        if operation["op"] == "replace":
            assert place[key] is not None
        place[key] = operation["value"]
    return changed


def _name(each: Manifest) -> tuple[str, str]:
    return each["kind"], each["metadata"]["name"]
