"""`POST /barcode/decode` and `/barcode/parse`: what a picture or a text says.

Neither asks the record: the same question is answered alike by every process, and what was sent
is kept nowhere.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from truyxuat.services.api import barcode_examples
from truyxuat.services.api.barcode_answers import PictureAnswer, TextAnswer
from truyxuat.services.api.barcode_bodies import PictureDep, TextDep
from truyxuat.services.api.bindings import answers_json, each_once
from truyxuat.services.barcodes import picture_said, text_said
from truyxuat.services.pages.wording import Language, today_in_vietnam
from truyxuat.services.problem_details import problem_responses

router = APIRouter(
    tags=["Barcode"], dependencies=[Depends(answers_json), Depends(each_once())]
)

LanguageQuery = Annotated[
    Language, Query(alias="lang", description="Language of summaries and messages")
]


@router.post(
    "/barcode/decode",
    responses={
        **barcode_examples.answered(
            "Every symbol and what it says; nothing seen is an empty list with advice",
            seen=barcode_examples.SEEN,
            nothing=barcode_examples.NOTHING_SEEN,
        ),
        **problem_responses(400, 406, 413, 415, 500),
    },
    openapi_extra={"requestBody": barcode_examples.PICTURE_BODY},
)
def decode(picture: PictureDep, language: LanguageQuery = Language.VI) -> PictureAnswer:
    """Read every barcode of a picture, a photograph or a PDF, and say what each means.

    The picture is the body itself, or the one file of a form. `use` names the symbol that a
    lookup takes, and why.
    """
    return PictureAnswer.of(picture_said(picture, language, seen=today_in_vietnam()))


@router.post(
    "/barcode/parse",
    responses={
        **barcode_examples.answered(
            "What the text says and all that is wrong with it",
            unsound=barcode_examples.SAYS,
        ),
        **problem_responses(400, 406, 413, 415, 500),
    },
    openapi_extra={"requestBody": barcode_examples.TEXT_BODY},
)
def parse(text: TextDep, language: LanguageQuery = Language.VI) -> TextAnswer:
    """Say what a text means: a scanner's message, an element string, a Digital Link, digits.

    An unsound text is answered too, with all its problems and their places.
    """
    return TextAnswer.of(text_said(text, language, seen=today_in_vietnam()))
