"""Turn a template and a view into an HTML answer: language, addresses, headers, one look.

A view is a frozen dataclass of one page's facts; the templates do no thinking. Every page gets
the same surroundings from here: the words of its language, the switch to the other one that
keeps the page, the mark of fictional data, and headers that forbid any outside request.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from truyxuat.services.pages.static_files import static_address
from truyxuat.services.pages.wording import Language, Words, language_of

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; "
        "media-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept",
}
"""Nothing is loaded from elsewhere, so nothing from elsewhere is allowed."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every page knows beside its own view."""

    words: Words
    path: str
    query: tuple[tuple[str, str], ...]
    fictional: bool

    def url(self, path: str, /, **query: object) -> str:
        """An address on this site that stays in the language of this page."""
        pairs = [(name, str(value)) for name, value in query.items() if value is not None]
        if self.words.language is not Language.VI:
            pairs.append(("lang", self.words.language))
        return _address(path, pairs)

    def with_query(self, /, **changes: object) -> str:
        """The address of this same page with some of its filters changed."""
        kept = {name: value for name, value in self.query if name != "lang"}
        return self.url(self.path, **(kept | changes))

    def switched(self) -> str:
        """The address of this same page in the other language."""
        pairs = [(name, value) for name, value in self.query if name != "lang"]
        other = self.words.language.other
        if other is not Language.VI:
            pairs.append(("lang", other))
        return _address(self.path, pairs)


def _address(path: str, query: list[tuple[str, str]]) -> str:
    """Blanks are %20, as browsers write them: one page has one address."""
    return path + ("?" + urlencode(query, quote_via=quote, safe="") if query else "")


def words_of(request: Request) -> Words:
    """The words in the language that the address asks for."""
    return Words(language_of(request.query_params.get("lang")))


def render(
    request: Request, template: str, view: object, *, fictional: bool, status: int = 200
) -> HTMLResponse:
    """The page made of a template and its view, in the language of the address."""
    words = words_of(request)
    around = Surroundings(
        words=words,
        path=request.url.path,
        query=tuple(request.query_params.multi_items()),
        fictional=fictional,
    )
    text = environment().get_template(template).render(view=view, t=words, page=around)
    headers = HEADERS | {"Content-Language": words.language}
    return HTMLResponse(text, status_code=status, headers=headers)


@functools.cache
def environment() -> Environment:
    """The template engine: escapes everything, and fails on a name that is not there."""
    made = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = static_address
    made.filters["breakable"] = breakable
    return made


def breakable(code: str) -> Markup:
    """A long code that may break between its elements, not within them.

    >>> str(breakable("(01)09521234001010(10)L1"))
    '(01)09521234001010<wbr>(10)L1'
    """
    first, *rest = code.split("(")
    parts = [first, *(f"({part}" for part in rest)]
    return Markup("<wbr>").join(part for part in parts if part)


def prefers_html(request: Request) -> bool:
    """Whether an error should be a page: only where text/html is named, as browsers do."""
    html, json = _wanted(request)
    return html > 0 and html >= json


def prefers_json(request: Request) -> bool:
    """Whether a page's address should answer data: only where JSON is named and preferred."""
    html, json = _wanted(request)
    return json > html


def _wanted(request: Request) -> tuple[float, float]:
    """The weights of HTML and JSON in the Accept header (RFC 9110 section 12.5.1)."""
    html = json = 0.0
    for part in request.headers.get("accept", "").split(","):
        media, _, parameters = part.strip().lower().partition(";")
        if media in ("text/html", "application/xhtml+xml"):
            html = max(html, _weight(parameters))
        elif media in (
            "application/json",
            "application/problem+json",
            "application/ld+json",
        ):
            json = max(json, _weight(parameters))
    return html, json


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
