"""The published EPCIS documents, sent to the running platform over the standard bindings.

The runner and the documents stand outside the repository; each part wants an empty record.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running_server import serving

RUNNER = Path(__file__).parents[3] / "shared" / "corpora" / "runners" / "epcis_http.py"


@pytest.mark.skipif(not RUNNER.exists(), reason="the corpora are not beside this checkout")
@pytest.mark.parametrize(("part", "documents"), [("valid", 73), ("xml", 66), ("trace", 1)])
def test_every_published_document_of_a_part_is_taken_in(
    part: str, documents: int, tmp_path: Path
) -> None:
    with serving(tmp_path / "record.db") as base:
        ran = subprocess.run(
            [sys.executable, str(RUNNER), base, "--part", part, "--verbose"],
            capture_output=True,
            text=True,
            check=True,
        )

    counted = re.search(rf"^{part}\s+(\d+)/(\d+)$", ran.stdout, re.MULTILINE)
    assert counted, ran.stdout
    assert (int(counted[1]), int(counted[2])) == (documents, documents), ran.stdout
