"""Ask the process of this container whether it is alive; exit 1 when it is not.

The image has no curl. A worker answers on TRUYXUAT_METRICS_PORT, the API on TRUYXUAT_PORT.
Liveness only: a container whose database is away must wait for it, not be restarted.
"""

from __future__ import annotations

import os
import sys
import urllib.error
import urllib.request

SECONDS_MAX = 4


def main() -> int:
    """The exit code that a HEALTHCHECK wants."""
    port = (
        os.environ.get("TRUYXUAT_METRICS_PORT") or os.environ.get("TRUYXUAT_PORT") or "8080"
    )
    try:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{port}/health/live", timeout=SECONDS_MAX
        ):
            return 0
    except (urllib.error.URLError, OSError) as error:
        sys.stderr.write(f"/health/live on port {port}: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
