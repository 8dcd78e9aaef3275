"""Every file that a page points at is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[1]
NOT_OURS = (".", "runs", "build", "dist")
PAGES = sorted(
    page
    for top in ROOT.iterdir()
    if not top.name.startswith(NOT_OURS)
    for page in ([top] if top.suffix == ".md" else top.rglob("*.md"))
)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def _relative_links(page: Path) -> Iterator[tuple[str, str]]:
    for link in LINK.findall(FENCED.sub("", page.read_text("utf-8"))):
        if not re.match(r"[a-z]+:", link):
            path, _, anchor = unquote(link).partition("#")
            yield path, anchor


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in HEADING.findall(FENCED.sub("", page.read_text("utf-8")))
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for path, anchor in _relative_links(page):
        target = page.parent / path if path else page
        assert target.exists(), f"there is no {path}"
        assert not anchor or anchor in _anchors(target), f"{path} has no heading {anchor}"


def test_the_pages_hold_links() -> None:
    assert ROOT / "README.md" in PAGES
    assert len(list(_relative_links(ROOT / "README.md"))) >= 5
