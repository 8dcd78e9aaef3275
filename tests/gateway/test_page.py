"""The operator's page in a real browser."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.gateway.conftest import StartGateway
from tests.gateway.running import LocalGateway
from tests.gateway.test_budget import ASK, PRICES, exactly
from tests.gateway.upstream import ScriptedUpstream, whole

CHROMIUM = shutil.which("chromium")
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
PAGE = Path(__file__).parents[2] / "gateway" / "page"


class Rows(HTMLParser):
    """Texts of the page: table id -> rows of cells, and everything else by element id."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.bars: list[str] = []
        self.texts: list[str] = []
        self._table = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "table":
            self._table = named["id"] or ""
            self.tables[self._table] = []
        elif tag == "tr":
            self.tables[self._table].append([])
        elif tag in ("td", "th"):
            self.tables[self._table][-1].append("")
        elif tag == "div" and (named.get("style") or "").startswith("height"):
            self.bars.append(named.get("title") or "")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self._table and self.tables[self._table] and self.tables[self._table][-1]:
            self.tables[self._table][-1][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._table = ""


def browse(address: str, folder: Path, *options: str) -> str:
    """Open a page and return its elements once its scripts have run."""
    command = [
        CHROMIUM or "",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        f"--user-data-dir={folder / 'profile'}",
        "--virtual-time-budget=4000",
        "--timeout=15000",
        *options,
        address,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


@pytest.fixture
def gateway(start: StartGateway, upstream: ScriptedUpstream) -> LocalGateway:
    upstream.script = lambda received: whole(exactly(12, 3))
    gateway = start(prices={**PRICES, "dear": PRICES["m"]}, budget=120)
    gateway.call(ASK, X_Task_Id="refund <b>A-1</b>")
    gateway.call(ASK, X_Task_Id="invoice")
    gateway.call({**ASK, "model": "dear"}, X_Task_Id="invoice")
    gateway.call({**ASK, "max_tokens": 999})
    return gateway


@needs_browser
def test_the_page_shows_in_a_browser_what_usage_says(gateway: LocalGateway, tmp_path: Path) -> None:
    rows = Rows()
    rows.feed(browse(gateway.base, tmp_path, "--dump-dom"))

    calls = {
        name: {row[0]: row[table[0].index("calls")] for row in table}
        for name, table in rows.tables.items()
    }
    assert calls["tasks"] == {"task": "calls", "invoice": "2", "refund <b>A-1</b>": "1"}
    assert calls["models"] == {"model": "calls", "m": "2", "dear": "1"}
    assert calls["keys"] == {"key": "calls", "local": "3"}
    assert len(rows.bars) >= 1 and sum(int(bar.split()[-2]) for bar in rows.bars) == 3
    assert any(text.startswith("as of ") for text in rows.texts)
    assert rows.texts[rows.texts.index("over budget") + 1] == "1"


@needs_browser
def test_the_page_can_be_seen(gateway: LocalGateway, tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    browse(gateway.base, tmp_path, f"--screenshot={picture}", "--window-size=1100,1000")

    assert picture.read_bytes().startswith(b"\x89PNG")
    # An empty page of this size takes under 8 kB.
    assert picture.stat().st_size > 20_000


def test_the_page_loads_nothing_from_elsewhere(gateway: LocalGateway) -> None:
    for file in PAGE.iterdir():
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"https?://|//[a-z]|@import|url\(", text), file.name

    policy = gateway.get("/").header("content-security-policy")
    assert policy is not None and "default-src 'self'" in policy
