"""The page of a failed request, in the same look as the rest: what happened, what to do now.

Programs get problem+json from the API's own handler; that handler asks here first, and gets a
page back where the caller is a person with a browser (`layout.prefers_html`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from truyxuat.services.pages.fiction import perhaps_fictional
from truyxuat.services.pages.layout import prefers_html, render, words_of

PROBLEMS_SHOWN_MAX = 50

KNOWN = frozenset({400, 404, 405, 409, 413, 415, 422, 429, 500, 503})
"""Statuses with words of their own; others speak by their hundred."""


@dataclass(frozen=True, slots=True)
class ErrorView:
    """One failed request in words."""

    state: str
    heading: str
    text: str
    problems: tuple[str, ...]


def error_page(
    request: Request, status: int, problem: Mapping[str, object]
) -> Response | None:
    """The HTML form of an RFC 9457 problem; None where the caller is not a browser.

    `problem` is what the JSON answer would hold: its ``detail`` and the messages of its
    ``problems`` (or ``errors``) stand below the words that a person understands.
    """
    if not prefers_html(request):
        return None
    words = words_of(request)
    known = status if status in KNOWN else (500 if status >= 500 else 400)
    view = ErrorView(
        state="unknown" if known == 404 else "caution",
        heading=words(f"error.heading_{known}"),
        text=words(f"error.text_{known}"),
        problems=_details(problem),
    )
    return render(
        request,
        "error.html.jinja",
        view,
        fictional=perhaps_fictional(request),
        status=status,
    )


def _details(problem: Mapping[str, object]) -> tuple[str, ...]:
    details = [str(problem["detail"])] if problem.get("detail") else []
    for name in ("problems", "errors"):
        several = problem.get(name)
        if not isinstance(several, list | tuple):
            continue
        for one in several[:PROBLEMS_SHOWN_MAX]:
            said = one.get("message", one) if isinstance(one, Mapping) else one
            place = one.get("place", "") if isinstance(one, Mapping) else ""
            details.append(f"{place} {said}".strip())
    return tuple(dict.fromkeys(details))
