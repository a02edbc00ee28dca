"""Forms that change the record are taken from our own pages only.

The browser says where a form came from (Fetch Metadata): what another site's page posts is
refused, so no foreign page announces a recall or orders labels by somebody's hand.
"""

from __future__ import annotations

from fastapi import Request

from truyxuat.traceability.errors import InvalidInput

FOREIGN = frozenset({"cross-site", "same-site"})
"""Values of Sec-Fetch-Site that say a request was made by another site's page."""


def refuse_foreign(request: Request) -> None:
    """Refuse a form that another site's page posted.

    Raises:
        InvalidInput: the browser says that the request came from elsewhere.
    """
    if request.headers.get("sec-fetch-site") in FOREIGN:
        raise InvalidInput(
            "This form was sent from another site; open it here and send again."
        )
