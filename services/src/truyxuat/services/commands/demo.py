"""`truyxuat demo`: the platform with the sample province, ready to look at."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from truyxuat.services.commands.opening import opened
from truyxuat.services.commands.serving import HostOption, PortOption, listen
from truyxuat.services.commands.terminal import messages, progress, results
from truyxuat.services.record import last_position
from truyxuat.services.sample import load_sample
from truyxuat.services.sample.codes import NEVER_ISSUED
from truyxuat.services.settings import Settings

ADDRESSES = (
    ("/", "quét hoặc nhập mã · scan or type a code"),
    ("/01/09521234001010/10/L1", "trang sản phẩm, lô đang bị thu hồi · a recalled lot"),
    ("/01/09521234001010/10/L4", "một lô đã quá hạn · a lot past its date"),
    ("/01/09521234004011/21/H7K2-9QXM", "một hũ mật ong đã khai báo · a declared jar"),
    ("/01/09521234007012", "mã số cấp cho người khác · a code issued to somebody else"),
    (f"/01/{NEVER_ISSUED}", "mã số chưa cấp cho ai · a code issued to nobody"),
    ("/regulator", "cơ quan quản lý: truy vết, thu hồi · trace and recall"),
    (
        "/regulator/trace?id=https%3A%2F%2Fid.gs1.org%2F01%2F09521234009009%2F10%2FTBV-07",
        "lô thuốc bảo vệ thực vật đã đi đâu · where the pesticide lot went",
    ),
    ("/docs", "API"),
)


def demo(
    host: HostOption = None,
    port: PortOption = None,
    database: Annotated[
        Path | None,
        typer.Option(help="Keep the province in this file; default: thrown away."),
    ] = None,
) -> None:
    """Load the sample province (fictional, marked so on every page) and serve it."""
    if database is not None:
        _demo(database, host, port)
        return
    with TemporaryDirectory(prefix="truyxuat-demo-") as folder:
        _demo(Path(folder) / "demo.db", host, port)


def _demo(file: Path, host: str | None, port: int | None) -> None:
    settings = Settings(database_url=f"sqlite:///{file}")
    with opened(settings) as record:
        with record.reading() as session:
            loaded = last_position(session)
        if loaded:
            messages.print(f"{file} holds {loaded:,} events already; nothing is loaded.")
        else:
            with progress("events") as bar:
                task = bar.add_task("sample province", total=None)
                load_sample(
                    record,
                    report=lambda done, goal: bar.update(task, completed=done, total=goal),
                    facts_as_of=datetime.now(UTC),
                )
    address, listening = host or settings.host, settings.port if port is None else port
    for path, what in ADDRESSES:
        results.print(f"  http://{address}:{listening}{path}  {what}", soft_wrap=True)
    if "log_level" not in settings.model_fields_set:
        # The addresses above are what is looked for, not a line for every page.
        settings = settings.model_copy(update={"log_level": "warning"})
    listen(settings, address, listening)
