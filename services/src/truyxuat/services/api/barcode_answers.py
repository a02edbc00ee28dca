"""What `POST /barcode/decode` and `/barcode/parse` answer, as the API describes it."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from truyxuat.services.barcodes import Said, SaidPicture, SaidSymbol


class _Answer(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, from_attributes=True
    )


class Meant(_Answer):
    """The data of an element as a program can use it."""

    kind: str = Field(
        description="text, date, time, period, quantity, amount, percent, country, "
        "temperature or place"
    )
    value: str = Field(description="ISO 8601, a decimal number, a country of two letters …")
    unit: str = Field(description="Unit of measure, or currency of three letters")


class Titles(_Answer):
    """What an application identifier is called."""

    data: str = Field(description="GS1's data title", examples=["BATCH/LOT"])
    vi: str = Field(description="Empty where none is known")
    en: str
    official: bool = Field(description="The Vietnamese words are those of a TCVN")


class ElementAnswer(_Answer):
    """One element of an element string or a Digital Link."""

    ai: str = Field(examples=["10"])
    value: str = Field(examples=["L1"])
    place: str = Field(description="Characters first:after of `text`, from 0")
    title: Titles
    meaning: Meant


class FaultAnswer(_Answer):
    """One thing wrong, in the language asked for."""

    about: str = Field(
        description="data; or association: wrong only if nothing else is marked on the item"
    )
    code: str = Field(examples=["incorrect_check_digit"])
    place: str = Field(description="Characters first:after of `text`, from 0")
    message: str
    expected: str
    got: str


class TextAnswer(_Answer):
    """What a text says and what is wrong with it."""

    text: str = Field(description="What was judged: the data, as a scanner sends it")
    kind: str = Field(
        description="element_string, digital_link, number, epc, address or text"
    )
    summary: str
    valid: bool | None = Field(description="null: no GS1 data, so neither")
    symbology_identifier: str
    symbology: str
    key: str = Field(description="Key of what is identified, as events and traces use it")
    bracketed: str
    digital_link: str = Field(description="The same data as a link; empty if it cannot be")
    hri: tuple[str, ...] = Field(description="Lines to print below the symbol")
    elements: tuple[ElementAnswer, ...]
    alternatives: tuple[str, ...] = Field(description="What bare digits could be as well")
    problems: tuple[FaultAnswer, ...]

    @classmethod
    def of(cls, said: Said) -> Self:
        """The answer about a text."""
        elements = tuple(
            ElementAnswer(
                ai=one.ai,
                value=one.value,
                place=one.place,
                title=Titles(
                    data=one.data_title,
                    vi=one.title_vi,
                    en=one.title_en,
                    official=one.title_official,
                ),
                meaning=Meant.model_validate(one.meaning),
            )
            for one in said.elements
        )
        return cls(
            text=said.text,
            kind=said.kind,
            summary=said.summary,
            valid=said.valid,
            symbology_identifier=said.symbology_identifier,
            symbology=said.symbology,
            key=said.key,
            bracketed=said.bracketed,
            digital_link=said.digital_link,
            hri=said.hri,
            elements=elements,
            alternatives=said.alternatives,
            problems=tuple(FaultAnswer.model_validate(one) for one in said.problems),
        )


class SymbolAnswer(_Answer):
    """One symbol of the picture."""

    text: str = Field(description="The message; FNC1 between elements is U+001D")
    symbology: str = Field(examples=["GS1 DataMatrix"])
    identifier: str = Field(description="ISO/IEC 15424; empty: not told", examples=["]d2"])
    page: int = Field(description="Page of a document or frame of a film, from 1")
    position: tuple[tuple[int, int], ...] = Field(
        description="Corners around it: pixels of the upright picture, points of a PDF page"
    )
    reader: str = Field(examples=["zxing-cpp"])
    says: TextAnswer

    @classmethod
    def of(cls, seen: SaidSymbol) -> Self:
        """The answer about a symbol."""
        return cls(
            text=seen.symbol.text,
            symbology=seen.symbol.symbology,
            identifier=seen.symbol.symbology_identifier,
            page=seen.symbol.page,
            position=seen.symbol.position,
            reader=seen.symbol.source,
            says=TextAnswer.of(seen.says),
        )


class ChoiceAnswer(_Answer):
    """The symbol that a lookup uses."""

    index: int = Field(description="Its place in `symbols`, from 0")
    reason: str = Field(
        description="element_string, digital_link, article_number or other_text"
    )
    words: str


class ReaderAnswer(_Answer):
    """One reader and how often it looked."""

    name: str
    version: str
    looks: int
    absent: str = Field(description="Why it could not be asked; else empty")


class AdviceAnswer(_Answer):
    """One thing to try when nothing was seen."""

    code: str = Field(examples=["sharper"])
    words: str


class PictureAnswer(_Answer):
    """Everything seen on a picture; an empty list is an answer, not an error."""

    summary: str
    symbols: tuple[SymbolAnswer, ...]
    use: ChoiceAnswer | None = Field(description="The symbol a lookup uses, and why")
    readers: tuple[ReaderAnswer, ...]
    pages: int
    complete: bool = Field(description="false: a limit left some looks out")
    doubtful: bool = Field(description="Something like a symbol was seen and not believed")
    advice: tuple[AdviceAnswer, ...]

    @classmethod
    def of(cls, said: SaidPicture) -> Self:
        """The answer about a picture."""
        reading = said.reading
        return cls(
            summary=said.summary,
            symbols=tuple(map(SymbolAnswer.of, said.symbols)),
            use=ChoiceAnswer.model_validate(said.choice) if said.choice else None,
            readers=tuple(ReaderAnswer.model_validate(one) for one in reading.readers),
            pages=reading.pages,
            complete=reading.complete,
            doubtful=reading.doubtful,
            advice=tuple(AdviceAnswer.model_validate(one) for one in said.advice),
        )
