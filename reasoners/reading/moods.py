"""The mood of a clause: asked, wanted done, told, conditional or forbidden."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from reasoners.meaning.lexicon import Sense, lexicon
from reasoners.meaning.words import Token, tokens

Mood = Literal["ask", "do", "tell", "if", "forbid"]
ACTING = frozenset({"change", "send", "final"})


def any_of(patterns: str, lead: str = r"\b", end: str = r"\b") -> re.Pattern[str]:
    """Return one pattern from alternatives that stand on lines or between semicolons."""
    parts = [part.strip() for part in re.split(r"[;\n]", patterns) if part.strip()]
    return re.compile(f"{lead}(?:{'|'.join(parts)}){end}", re.I)


_COURTESY_IF = r"(?:you (?:can|could|like|want|would|please|don|need)|possible|poss\b|need be|at all|necessary|it(?:'s| is) (?:not|possible|ok)|that(?:'s| is) (?:ok|possible|alright))"
_JOINTS = r"^(?:(?:and|so|but|also|then|now|hi|hello|hey|well|ok|okay|first|secondly|finally)\b,? )*"
ASK_OPENERS = any_of(
    """what; which; who; whom; whose; when; where; why; how; is; are; am; was; were; does; do; did; has; have; had
    any idea; any chance; anything; any news; any word
    (?:may|must|should|shall) (?:we|i|one|they|he|she|people|customers?)
    (?:can|could) (?:he|she|they|it|people|customers?|one)
    (?:will|would) (?:it|he|she|they|that|there|this)""",
    lead=_JOINTS,
)
_QUESTION_WORD = re.compile(r"(?:and )?(?:what|which|who|whom|whose|when|where|why|how)\b", re.I)
_ASK_WORDS = any_of(
    """wants? to know; like to know; wish(?:es)? to know; need to know; wonder(?:s|ing)?; asks?; asking; asked
    tell (?:me|us); let (?:me|us) know; find out; check; see (?:if|whether|what|how|which); look (?:up|into|at)
    show; list; compare; give (?:me|us); get (?:me|us); pull; report; explain; curious; verify; look
    not sure (?:if|whether|what|how|when|which); confirm (?:if|whether|that); idea (?:what|how|when|who)"""
)
_WANTS = any_of(
    """wants?; wanted; would like; 'd like; needs?; needed; wish(?:es)?; requests?; requested; insists? on; prefers?
    ask(?:s|ing|ed)? (?:us )?(?:to|for|that); has to; have to; must; should; please; kindly; go ahead; rather
    (?:can|could|would|will) (?:you|we|i|somebody|someone|anybody|anyone); let's; let (?:us|him|her|them)
    (?:can|could|may) (?:he|she|they|i) (?:please |also |possibly )?(?:have|get|be given)
    demands?; hoping; hopes; due for; time to; better; might as well"""
)
_FORBIDS = any_of(
    r"""do not; don't; dont; no need to; not to; never; without (?:actually )?\w+ing; hold off; not yet
    nothing (?:is|should|must|may); leave (?:it|everything|that|the \w+) (?:as|alone|untouched)
    must not; mustn't; should not; shouldn't; rather not; instead of; avoid; refrain"""
)
HOLDS = any_of(
    r"""(?:do not|don't|dont|never|must not|should not|shouldn't) (?:change|do|touch|alter|book|send|cancel|make|create|carry|execute|commit|place|submit|order|pay|refund|move|update|delete|file|raise|act)(?: (?:any(?:thing)?|it|yet|them|that|this|one)\b| *(?=[.,;!)]| *$))
    (?:change|touch|do|book|send|alter) nothing; nothing (?:is|should|must|may) (?:to )?(?:be )?(?:changed|sent|booked|done|touched)
    hold off; just (?:checking|asking|looking|curious|a question); for information only; no changes?; not yet""",
    end="",
)
CONDITION = any_of(
    rf"""if(?! {_COURTESY_IF}); unless; provided(?: that)?; as long as; in case; assuming
    should (?:it|he|she|they|there|that); when(?:ever)? (?:it|he|she|they|there|the)""",
    lead=r"^(?:(?:and|but|then|only|so) )*",
)
CONDITION_INSIDE = rf"(?:only )?if (?!{_COURTESY_IF})|unless\b|provided\b|as long as\b|because\b|otherwise\b"
OTHERWISE = any_of("otherwise; else; or else; if not,?", lead=r"^(?:and |but |or )?")
_NOTHING = any_of("leave; nothing; forget (?:it|about it); do not; don't; no action; fine; never mind; ignore")
_POLITE = any_of(
    r"""please; kindly; can; could; would; will; you; we; i; and; then; also; now; just; so; go ahead and; to; let's
    otherwise; else; first; finally; next; quickly; maybe; perhaps; do; if so; somebody; someone; anybody; anyone; let; better""",
    lead="^",
    end=r"\b[\s,]*",
)
_SUBJECT_AND_VERB = re.compile(
    r"^(?:and |but |so )?(?:i|we|you|he|she|they|it|somebody|someone|nobody"
    r"|(?:[Tt]he|my|our|his|her|their|this|that|a|an) [\w-]+(?: [\w-]+)?|(?:M(?:r|rs|s)|Dr)\.? [A-Z][\w-]+|[A-Z][\w-]+(?: [A-Z][\w-]+)?)\s+"
    r"(?:is|are|was|were|has|have|had|wants?|wanted|needs?|needed|would|will|can|could|should|must|says?|said"
    r"|asks?|asked|thinks?|told|did|does|do|came|got|called|wrote|reported|reports|claims?)\b"
)
_NOUN_ENDINGS = re.compile(r"(?:ment|tion|sion|ings?|al|ance|ence|ity|ies|er|ers|ed)$")


def mood_of(text: str, asked: bool, senses: Sequence[Sense]) -> Mood:
    """Return the mood of a clause; `asked` says that its sentence ends in a question mark."""
    if OTHERWISE.match(text) and _NOTHING.search(text):
        return "forbid"
    if CONDITION.match(text) and not OTHERWISE.match(text):
        return "if"
    if _FORBIDS.search(text) and not ASK_OPENERS.match(text):
        return "forbid"
    wants = bool(_WANTS.search(text))
    if _asks(text) and not _polite_command(text):
        return "ask"
    if leads_with_verb(text) or (wants and any(sense.kind in ACTING for sense in senses)):
        return "do"
    if asked or _ASK_WORDS.search(text):
        return "ask"
    return "do" if wants else "tell"


def _asks(text: str) -> bool:
    """Whether a question opens the text, or follows whom it is about: "Smith, B7: when ..."."""
    parts = re.split(r"(?<=\w)[,:]\s+", text, maxsplit=3)
    return bool(ASK_OPENERS.match(text)) or any(_QUESTION_WORD.match(part) for part in parts[1:])


def _polite_command(text: str) -> bool:
    """Whether "do" or "can she have" opens a wish rather than a question."""
    return bool(
        re.match(r"(?:and |so )?(?:do|have)\s+(?!you|we|they|i\b)", text, re.I)
        or re.match(r"(?:and |so )?(?:can|could|may) (?:he|she|they|i) (?:\w+ )?(?:have|get|be given)\b", text, re.I)
    )


def stands_alone(text: str) -> bool:
    """Whether a stretch of text is a clause of its own: it has a verb, or asks, or sets a condition."""
    bare = text.strip()
    return bool(
        ASK_OPENERS.match(bare)
        or CONDITION.match(bare)
        or OTHERWISE.match(bare)
        or _FORBIDS.match(bare)
        or leads_with_verb(bare)
        or _SUBJECT_AND_VERB.match(bare)
        or re.match(r"because\b", bare, re.I)
    )


def leads_with_verb(text: str) -> bool:
    """Whether a text begins with a verb of looking or changing, courtesies aside."""
    words = tokens(strip_polite(text))[:4]
    if not words or _NOUN_ENDINGS.search(words[0].lower):
        return False
    senses = lexicon().senses(tuple(word.stem for word in words))
    return any(s.places[0] == 0 and s.kind in ACTING | {"read"} for s in senses) and not _is_noun(words)


def _is_noun(words: tuple[Token, ...]) -> bool:
    """A word followed by "is" or "of" is the name of something, not a command."""
    return len(words) > 1 and words[1].lower in ("is", "was", "of", "has", "are")


def strip_polite(text: str) -> str:
    """Return a clause without the courtesies and joints in front of its verb."""
    bare = text.strip()
    while True:
        shorter = _POLITE.sub("", bare, count=1)
        if shorter == bare:
            return bare
        bare = shorter
