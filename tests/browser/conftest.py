"""One Chromium and one platform with the sample province, shared by all browser tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from tests.running_server import serving
from truyxuat.services.app import create_app
from truyxuat.services.sample import load_sample
from truyxuat.services.settings import Settings

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"phone": (360, 740), "desk": (1280, 800)}


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, closed before other tests begin: its driver holds this thread's event loop."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record file of the sample province."""
    database = tmp_path_factory.mktemp("province") / "province.db"
    app = create_app(Settings(database_url=f"sqlite:///{database}"))
    load_sample(app.state.database, facts_as_of=datetime.now(UTC))
    app.state.database.close()
    return database


@pytest.fixture(scope="package")
def site(province: Path) -> Iterator[str]:
    """The address of a running platform that nobody changes."""
    with serving(province) as base:
        yield base


@pytest.fixture
def own_site(province: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a platform of one's own, to announce recalls on."""
    database = tmp_path / "own.db"
    shutil.copy(province, database)
    with serving(database) as base:
        yield base


@dataclass
class Visit:
    """A page being looked at, and every address it asked for."""

    page: Page
    site: str
    asked: list[str] = field(default_factory=list)

    def open(self, path: str) -> int:
        """Go there; the status of the answer. ``*`` is the latest recall of the desk."""
        if path.endswith("*"):
            self.page.goto(self.site + "/regulator")
            latest = self.page.locator("main table a").first.get_attribute("href")
            path = latest or path
        answer = self.page.goto(self.site + path)
        assert answer is not None
        return answer.status

    def note(self, request: Request) -> None:
        """Remember what was asked for."""
        self.asked.append(request.url)


def visiting(context: BrowserContext, site: str) -> Visit:
    """A fresh page whose requests are noted."""
    visit = Visit(context.new_page(), site)
    visit.page.on("request", visit.note)
    return visit


@pytest.fixture(params=list(WIDTHS))
def visit(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A visitor with a phone, then one at a desk."""
    width, height = WIDTHS[request.param]
    context = browser.new_context(viewport={"width": width, "height": height})
    yield visiting(context, site)
    context.close()


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[Visit]:
    """A visitor with a phone."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield visiting(context, site)
    context.close()


@pytest.fixture
def plain_phone(browser: Browser, site: str) -> Iterator[Visit]:
    """A visitor whose phone runs no scripts."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False
    )
    yield visiting(context, site)
    context.close()
