"""What an argument's name tells: whom or what a call is about, a text, a manner, a place."""

from __future__ import annotations

from typing import Final

from reasoners.meaning.words import name_words

_RECEIVES: Final = frozenset(
    "to recipient recipients cc bcc email emails mail phone mobile channel iban bic payee payees "
    "beneficiary address webhook url callback assignee assignees destination destinations target "
    "targets user users username member members invitee invitees attendee attendees guest guests "
    "participant participants contact contacts person people owner owners receiver receivers "
    "subscriber subscribers audience group groups team wallet payout forward room topic".split()
)
_IDENTIFIES: Final = frozenset(
    "id ids identifier identifiers uuid key keys ref reference number no code name names account "
    "accounts customer customers order orders invoice invoices source sources from path file "
    "record records resource host hostname server cluster database table branch".split()
)
_ID: Final = frozenset({"id", "ids", "uuid", "identifier", "identifiers"})
_PLACE: Final = frozenset({"url", "uri", "link", "href", "host", "endpoint", "webhook", "callback"})
_TEXT: Final = frozenset(
    "body message text subject title description note notes comment comments reason summary "
    "content details detail memo remark remarks caption headline justification".split()
)
_MANNER: Final = frozenset(
    "priority severity urgency category format language locale unit units timezone tz".split()
)
_BOUNDS: Final = frozenset("limit top max count n size page offset days".split())
_FIELDS: Final = frozenset("op field by order key keys path aggregate operator".split())


def receives(name: str) -> bool:
    """Whether it says to whom: what an id of a person's record is, is a matter of records."""
    words = set(name_words(name))
    people = not words.isdisjoint(_RECEIVES)
    return people and (words.isdisjoint(_ID) or not words.isdisjoint(_TOLD))


_TOLD: Final = frozenset(
    "to recipient recipients email emails payee beneficiary destination receiver channel".split()
)


def tells_whom_or_what(name: str) -> bool:
    """Whether it says whom or what a change is about."""
    words = set(name_words(name))
    return receives(name) or not words.isdisjoint(_IDENTIFIES)


def is_text(name: str) -> bool:
    """Whether it holds words for people, and tells nobody's name."""
    words = set(name_words(name))
    return not words.isdisjoint(_TEXT) and words.isdisjoint(_ID) and not receives(name)


def is_manner(name: str) -> bool:
    """Whether it only says how: no other thing is changed by it, and nobody else is told."""
    return not _MANNER.isdisjoint(name_words(name)) and not tells_whom_or_what(name)


def is_place(name: str) -> bool:
    """Whether it holds where to ask."""
    return not _PLACE.isdisjoint(name_words(name))


def bounds_a_list(name: str) -> bool:
    """Whether it says how many records are wanted."""
    return not _BOUNDS.isdisjoint(name_words(name))


def names_a_field(name: str) -> bool:
    """Whether a function's argument names a field or an operator, which choose no record."""
    return name in _FIELDS
