"""`truyxuat barcode read|parse|make|sheet`: barcodes on the terminal, without server or record.

`read` and `parse` end with 0 when everything was found sound, with 1 when something is wrong or
nothing was found, and with 2 when a file or a question cannot be taken at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn

import msgspec
import typer
from pydantic import ValidationError
from rich.markup import escape
from rich.table import Table

from truyxuat.barcode import Symbology, SymbolRequest, Use, make_serials
from truyxuat.services.api.barcode_answers import PictureAnswer, TextAnswer
from truyxuat.services.barcodes import (
    Said,
    SaidElement,
    SaidPicture,
    picture_said,
    text_said,
)
from truyxuat.services.commands.terminal import messages, results
from truyxuat.services.label_orders import (
    LabelOrder,
    refuse_unfit,
    serial_key_of,
    sheet_pieces,
)
from truyxuat.services.pages.wording import Language
from truyxuat.services.settings import read_settings
from truyxuat.services.symbol_files import MEDIA_TYPES, default_use, symbol_file
from truyxuat.traceability.errors import InvalidBody, InvalidInput, Problem, TruyxuatError

app = typer.Typer(
    help="Read, understand and print barcodes; needs no server and no record.",
    no_args_is_help=True,
)

SOUND, WRONG = 0, 1

LanguageOption = Annotated[Language, typer.Option("--lang", help="Language of the words.")]
JsonOption = Annotated[bool, typer.Option("--json", help="The answer as JSON.")]
DataArgument = Annotated[
    str, typer.Argument(help="GTIN, element string in brackets, or GS1 Digital Link.")
]
SymbologyArgument = Annotated[Symbology, typer.Argument(help="Which symbol.")]
UseOption = Annotated[
    Use | None, typer.Option(help="Where it is scanned; left out: retail where allowed.")
]
OutOption = Annotated[
    Path, typer.Option("--out", "-o", dir_okay=False, help="The name's end says the form.")
]
DpiOption = Annotated[int | None, typer.Option(min=100, max=1_200, help="Printer's dots.")]
XOption = Annotated[float | None, typer.Option(help="X-dimension in mm.")]
HeightOption = Annotated[float | None, typer.Option(help="Height of the bars in mm.")]
StemOption = Annotated[str, typer.Option(help="Web address that links are made under.")]
LineOption = Annotated[list[str] | None, typer.Option(help="Text above; repeat it.")]
HriOption = Annotated[bool, typer.Option("--hri/--no-hri", help="Text below the symbol.")]


@app.command("read")
def read(
    pictures: Annotated[
        list[Path], typer.Argument(metavar="PICTURE…", exists=True, dir_okay=False)
    ],
    language: LanguageOption = Language.VI,
    as_json: JsonOption = False,  # noqa: FBT002  # a flag
) -> None:
    """Read every barcode of pictures (JPEG, PNG, WebP, HEIC, PDF …) and say what each means."""
    answers: list[object] = []
    wrong = False
    for picture in pictures:
        try:
            said = picture_said(picture.read_bytes(), language, seen=_today())
        except TruyxuatError as error:
            wrong = True
            messages.print(f"{escape(str(picture))}: {escape(str(error))}", soft_wrap=True)
            answers.append({"file": str(picture), "error": str(error)})
            continue
        wrong |= not said.symbols or any(one.says.problems for one in said.symbols)
        seen = PictureAnswer.of(said).model_dump(mode="json", by_alias=True)
        answers.append({"file": str(picture), **seen})
        if not as_json:
            _show_picture(picture, said, language)
    if as_json:
        _print_json(answers)
    raise typer.Exit(WRONG if wrong else SOUND)


@app.command("parse")
def parse(
    texts: Annotated[list[str], typer.Argument(metavar="TEXT…")],
    language: LanguageOption = Language.VI,
    as_json: JsonOption = False,  # noqa: FBT002  # a flag
) -> None:
    """Say what texts mean: a scanner's message, an element string, a Digital Link, digits."""
    found = [text_said(text, language, seen=_today()) for text in texts]
    if as_json:
        _print_json(
            [TextAnswer.of(one).model_dump(mode="json", by_alias=True) for one in found]
        )
    else:
        for one in found:
            _show(one, language)
    raise typer.Exit(SOUND if all(one.valid for one in found) else WRONG)


@app.command("make")
def make(  # noqa: PLR0913  # one parameter is one option of the command
    symbology: SymbologyArgument,
    data: DataArgument,
    out: OutOption,
    use: UseOption = None,
    x: XOption = None,
    height: HeightOption = None,
    dpi: DpiOption = None,
    stem: StemOption = "",
    line: LineOption = None,
    hri: HriOption = True,  # noqa: FBT002  # a flag
) -> None:
    """Draw one symbol as SVG, PNG, PDF or ZPL; sizes that the use forbids are refused."""
    request = SymbolRequest(
        symbology=symbology,
        data=data,
        use=use or default_use(symbology),
        stem=stem,
        x_mm=x,
        height_mm=height,
        hri=hri,
        lines=tuple(line or ()),
    )
    form = _form_of(out, MEDIA_TYPES)
    out.write_bytes(symbol_file(request, form, dpi))  # type: ignore[arg-type]  # one of them
    results.print(escape(str(out)), soft_wrap=True)


@app.command("sheet")
def sheet(  # noqa: PLR0913  # one parameter is one option of the command
    symbology: SymbologyArgument,
    data: DataArgument,
    out: OutOption,
    paper: Annotated[str, typer.Option(help="a4-24, roll-50x30 …")] = "a4-24",
    copies: Annotated[int, typer.Option(min=1, help="Of each label.")] = 1,
    serials: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A file with one serial a line."),
    ] = None,
    make: Annotated[
        int | None,
        typer.Option(min=1, help="So many unguessable serials, by TRUYXUAT_SERIAL_KEY."),
    ] = None,
    serials_out: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Where the made serials go.")
    ] = None,
    use: UseOption = None,
    x: XOption = None,
    height: HeightOption = None,
    dpi: DpiOption = None,
    stem: StemOption = "",
    line: LineOption = None,
    hri: HriOption = True,  # noqa: FBT002  # a flag
) -> None:
    """Draw a sheet of labels as PDF or ZPL: alike, or each with a serial of its own.

    No record keeps what --make makes; --serials-out writes the serials down.
    """
    form = _form_of(out, ("pdf", "zpl"))
    order = _order(
        symbology=symbology,
        data=data,
        use=use,
        stem=stem,
        x=x,
        height=height,
        dpi=dpi or (203 if form == "zpl" else None),
        lines=tuple(line or ()),
        hri=hri,
        paper=paper,
        copies=copies,
        serials=_lines_of(serials),
        make=make,
    )
    refuse_unfit(order)
    found = _made(order, serials_out) if order.make else order.own_serials()
    _write(out, order, found, form)
    results.print(f"{escape(str(out))}  {order.labels:,} labels", soft_wrap=True)


def _write(out: Path, order: LabelOrder, serials: Sequence[str], form: str) -> None:
    """The sheet, whole or not at all: a torn one would be printed."""
    part = out.with_name(out.name + ".part")
    try:
        with part.open("wb") as file:
            for piece in sheet_pieces(order, serials, form):  # type: ignore[arg-type]  # pdf or zpl
                file.write(piece)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _made(order: LabelOrder, serials_out: Path | None) -> list[str]:
    if serials_out is None:
        raise InvalidInput(
            "--make: --serials-out FILE expected beside it; else nobody knows which serials "
            "were issued."
        )
    key = serial_key_of(read_settings())
    serials = list(make_serials(order.make or 0, order.gtin(), key))
    serials_out.write_text("".join(f"{one}\n" for one in serials), encoding="utf-8")
    return serials


def _lines_of(file: Path | None) -> tuple[str, ...] | None:
    if file is None:
        return None
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{file}: one serial a line expected, in UTF-8.") from error
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _order(**given: Any) -> LabelOrder:  # noqa: ANN401  # the fields of an order, checked by it
    try:
        return LabelOrder(**given)
    except ValidationError as error:
        problems = (
            Problem("/" + "/".join(map(str, one["loc"])), one["type"], one["msg"])
            for one in error.errors()
        )
        raise InvalidBody(tuple(problems)) from error


def _form_of(out: Path, forms: Any) -> str:  # noqa: ANN401  # any collection of names
    form = out.suffix.lower().removeprefix(".")
    if form not in forms:
        _refuse_form(out, forms)
    return form


def _refuse_form(out: Path, forms: Any) -> NoReturn:  # noqa: ANN401  # likewise
    names = ", ".join(f".{form}" for form in forms)
    raise InvalidInput(f"--out: a name that ends in {names} expected, got {str(out)!r}.")


def _show_picture(picture: Path, said: SaidPicture, language: Language) -> None:
    results.print(
        f"[bold]{escape(str(picture))}[/]: {escape(said.summary)}", soft_wrap=True
    )
    for advice in said.advice:
        results.print(f"  {escape(advice.words)}", soft_wrap=True)
    for number, one in enumerate(said.symbols):
        used = said.choice is not None and said.choice.index == number
        mark = f"  [bold]*[/] {escape(said.choice.words)}" if used and said.choice else ""
        results.print(f"{escape(one.symbol.symbology)}{mark}", soft_wrap=True)
        _show(one.says, language)


def _show(said: Said, language: Language) -> None:
    text = said.text.replace("\x1d", "<GS>")
    results.print(f"  {escape(text)}", soft_wrap=True)
    results.print(f"  {escape(said.summary)}", soft_wrap=True)
    if said.elements:
        table = Table(box=None, show_header=False, padding=(0, 1))
        for one in said.elements:
            meant = f"{one.meaning.value} {one.meaning.unit}".strip()
            same = meant == one.value
            table.add_row(
                f"  ({one.ai})",
                escape(one.value),
                escape(_title(one, language)),
                "" if same else escape(meant),
            )
        results.print(table)
    for line in (said.key, said.digital_link if said.digital_link != said.key else ""):
        if line:
            results.print(f"  {escape(line)}", soft_wrap=True)
    for problem in said.problems:
        results.print(
            f"  [red]{escape(problem.place)}[/] {escape(problem.message)}", soft_wrap=True
        )


def _title(element: SaidElement, language: Language) -> str:
    if language is Language.VI and element.title_vi:
        return element.title_vi
    return element.title_en


def _print_json(answers: list[object]) -> None:
    results.print_json(msgspec.json.encode(answers).decode())


def _today() -> date:
    return date.today()  # noqa: DTZ011, RUF100  # the day of whoever holds the pack
