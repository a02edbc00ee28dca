"""The walls between members hold in a running interpreter, not only on paper."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

IMPORT_ALL = """
import importlib, json, pkgutil, sys
package = importlib.import_module(sys.argv[1])
names = [m.name for m in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]
for name in names:
    importlib.import_module(name)
tops = {".".join(n.split(".")[:depth]) for n in sys.modules for depth in (1, 2)}
print(json.dumps({"imported": names, "loaded": sorted(tops)}))
"""


def loaded_by(package: str) -> tuple[list[str], set[str]]:
    """Import a package with all its modules in a process of its own; what came along?"""
    ran = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, package],
        capture_output=True,
        check=True,
        text=True,
        cwd=ROOT,
    )
    found = json.loads(ran.stdout)
    return found["imported"], set(found["loaded"])


def test_traceability_is_pure_no_engine_network_or_neighbour_comes_along() -> None:
    imported, loaded = loaded_by("truyxuat.traceability")

    assert "truyxuat.traceability.links" in imported
    assert not loaded & {
        "truyxuat.services",
        "truyxuat.graph",
        "truyxuat.barcode",
        "sqlalchemy",
        "sqlmodel",
        "fastapi",
        "httpx",
        "kafka",
        "neo4j",
        "sqlite3",
    }


def test_the_barcode_member_stands_alone() -> None:
    imported, loaded = loaded_by("truyxuat.barcode")

    assert imported or "truyxuat.barcode" in loaded
    assert not loaded & {"truyxuat.services", "truyxuat.graph", "sqlmodel", "fastapi"}


def test_python_barcode_is_importable_beside_our_folder_of_that_name() -> None:
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            "import barcode; print(barcode.get_barcode_class('ean13').name)",
        ],
        capture_output=True,
        check=True,
        text=True,
        cwd=ROOT,
    )

    assert ran.stdout.strip() == "EAN-13"
