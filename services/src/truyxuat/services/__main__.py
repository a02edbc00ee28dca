"""The command line: `truyxuat …` or `python -m truyxuat.services …`."""

from __future__ import annotations

import typer

from truyxuat.services.collecting import collect_less
from truyxuat.services.commands.listing import CommandLine

app = typer.Typer(
    name="truyxuat",
    cls=CommandLine,
    help="Truy xuất nguồn gốc: events in, exact traces and recalls out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def truyxuat() -> None:
    """The commands stand in `commands.listing`; a group without any needs a callback."""


def main() -> None:
    """Run the command that the arguments name."""
    collect_less()
    app()


if __name__ == "__main__":
    main()
