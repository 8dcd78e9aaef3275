"""The yes or no that a command gives: what is switched off is not to be on."""

from __future__ import annotations

import re

from reasoners.meaning.fields import Field
from reasoners.meaning.words import stem
from reasoners.reading.clauses import Clause
from reasoners.reading.moods import strip_polite

_OFF = re.compile(
    r"(?:(?:switch|turn|shut|set|put|take|flip|toggle)\w*\b(?:(?! on\b)[^;,])*?\boff\b"
    r"|(?:disabl|deactivat|stop|end|suspend|paus|mut|unset|untick|uncheck)\w*\b)",
    re.I,
)
_ON = re.compile(
    r"(?:(?:switch|turn|set|put|flip|toggle)\w*\b(?:(?! off\b)[^;,])*?\bon\b(?! the\b| a\b| an\b)"
    r"|(?:enabl|activat|reactivat|resum|unmut|tick)\w*\b)",
    re.I,
)
# What holds where something runs, and what holds where it does not.
_RUNS = frozenset(map(stem, "enabled enable active on live running activated visible".split()))
_RESTS = frozenset(
    map(stem, "disabled disable off paused suspended muted inactive stopped deactivated".split())
)


def switched(field: Field, clause: Clause) -> bool | None:
    """Return what a command to switch something on or off makes of a yes or no, else None."""
    text = strip_polite(clause.text)
    off, on = _OFF.match(text) is not None, _ON.match(text) is not None
    spoken = field.stems & clause.stems
    if off == on or not (spoken or field.stems & (_RUNS | _RESTS)):
        return None
    return off if field.stems & _RESTS else on
