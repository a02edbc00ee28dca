"""`truyxuat sample FOLDER`: the sample province as EPCIS documents, to send in any way."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from truyxuat.services.commands.terminal import results
from truyxuat.services.sample.loading import stories
from truyxuat.traceability.epcis.writing import document_json, encode

FolderArgument = Annotated[
    Path, typer.Argument(file_okay=False, help="Where to write them; made if need be.")
]


def sample(folder: FolderArgument) -> None:
    """Write the stories of the sample province (fictional), one EPCIS document each."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, story in enumerate(stories(), start=1):
        file = folder / f"{number:02}-{story.name}.jsonld"
        told = max(each.recorded for each in story.told)
        file.write_bytes(encode(document_json([each.event for each in story.told], told)))
        results.print(f"{escape(str(file))}  {len(story.told):,} events", soft_wrap=True)
