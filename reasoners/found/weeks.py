"""Weeks as ISO 8601 counts them."""

from __future__ import annotations

from datetime import date


def is_in_week(text: str, week: str) -> bool:
    """Whether a text begins with a day of a week such as "2026-W43"."""
    try:
        return date.fromisoformat(text[:10]).strftime("%G-W%V") == week.upper()
    except ValueError:
        return False
