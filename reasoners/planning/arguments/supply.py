"""Regression: from a tool's arguments back to what the prompt, facts and other tools supply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from reasoners.found.facts import same_call
from reasoners.meaning.fields import Field
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import tokens
from reasoners.planning.arguments.from_facts import from_facts
from reasoners.planning.arguments.from_prompt import IDENTIFYING, from_prompt
from reasoners.planning.arguments.from_words import composed, from_words
from reasoners.planning.arguments.new_values import found_by_others
from reasoners.planning.arguments.own_kind import of_another_kind
from reasoners.planning.arguments.producers import Producer, producers
from reasoners.planning.arguments.set_to import called_or_set_to
from reasoners.planning.arguments.shapes import is_numbered
from reasoners.planning.arguments.shifted_days import shifted_days
from reasoners.planning.calls import Call, Doubt, Scene, Source, constant_args, taken, takes_named
from reasoners.planning.ruling.ruled_values import ruled
from reasoners.reading.clauses import Clause
from reasoners.reading.denied import without_words

DEPTH = 4
MISSING_COST = 20.0
CALL_COST = 1.0
PASSED_OVER = 1.0  # whom the prompt names, and a look-up does not ask about
ASIDE = 0.4  # a look-up about something else that only mentions what is sought


def plan_call(
    scene: Scene, meaning: ToolMeaning, clause: Clause, above: tuple[str, ...] = ()
) -> Call:
    """Return the cheapest way to call a tool for a clause; what nothing supplies is `missing`."""
    key = (meaning.name, clause.start)
    if not above and key in scene.memo:
        return scene.memo[key]
    args = from_prompt(scene, meaning, clause)
    scene, clause = _without_aims(scene, meaning, args, clause)
    missing: list[Field] = []
    doubts: list[Doubt] = []
    for wanted in meaning.takes:
        if wanted.path in args:
            continue
        source = _source(scene, meaning, wanted, clause, (*above, meaning.name))
        if isinstance(source, Doubt):
            doubts.append(source)
        elif source is not None:
            args[wanted.path] = source
        elif wanted.required:
            missing.append(_askable(scene, wanted, (*above, meaning.name)))
    args, missing = _with_days(scene, meaning, clause, args, missing)
    if meaning.reads and not missing and not doubts:
        args |= _of_the_one_named(scene, meaning, args, clause, above)
    if not args and not missing and not doubts:
        args |= _searched_for(scene, meaning, clause)
        missing += _needed_to_search(meaning) if not args else []
    args = args if meaning.reads else found_by_others(meaning, args)
    cost = (
        CALL_COST + sum(s.cost for s in args.values()) + MISSING_COST * (len(missing) + len(doubts))
    )
    call = Call(meaning, args, tuple(missing), tuple(doubts), cost)
    if not above:
        scene.memo[key] = call
    return call


def _with_days(
    scene: Scene,
    meaning: ToolMeaning,
    clause: Clause,
    args: dict[str, Source],
    missing: list[Field],
) -> tuple[dict[str, Source], list[Field]]:
    """Take the days that a clause tells by how far they lie from the old ones from those alone."""
    told = shifted_days(scene, meaning, clause, args)
    if told is None:
        return args, missing
    days = [field for field in meaning.takes if field.kind == "date"]
    rest = {path: s for path, s in args.items() if path not in {field.path for field in days}}
    still_open = [field for field in days if field.required and field.path not in told]
    return rest | told, [field for field in missing if field not in days] + still_open


_AIMED = frozenset({"to", "into", "onto", "as", "by"})


def _without_aims(
    scene: Scene, meaning: ToolMeaning, args: dict[str, Source], clause: Clause
) -> tuple[Scene, Clause]:
    """Whom a change gives something to does not say what is given, where another name may."""
    taken_up = {str(source.value) for source in args.values()}
    names = scene.request.values_of("name")
    aims = [v for v in names if v.role & _AIMED and str(v.value) in taken_up]
    if meaning.reads or not aims or len(aims) == len(names):
        return scene, clause
    values = tuple(value for value in scene.request.values if value not in aims)
    spoken = {token.stem for aim in aims for token in tokens(aim.text)}
    request = replace(scene.request, values=values)
    return replace(scene, request=request), without_words(clause, spoken)


def _of_the_one_named(
    scene: Scene,
    meaning: ToolMeaning,
    args: dict[str, Source],
    clause: Clause,
    above: tuple[str, ...],
) -> dict[str, Source]:
    """Narrow a list down to whom the request names, where that takes a look-up."""
    named = scene.request.values_of("name", "email", "id", "address")
    optional = [f for f in meaning.takes if f.kind == "id" and f.path not in args]
    if not named or takes_named(Call(meaning, args), clause, scene.request):
        return {}
    for wanted in optional if not meaning.tool.required else ():
        known = from_facts(scene, wanted, clause)
        source = known or _looked_up(scene, wanted, clause, (*above, meaning.name))
        if isinstance(source, Source) and (known or _asks_for_named(scene, source, clause)):
            return {wanted.path: source}
    return {}


def _asks_for_named(scene: Scene, source: Source, clause: Clause) -> bool:
    return source.call is not None and takes_named(source.call, clause, scene.request)


def _searched_for(scene: Scene, meaning: ToolMeaning, clause: Clause) -> dict[str, Source]:
    """The words of a clause, for a search of which every argument is optional."""
    searched = next((wanted for wanted in meaning.takes if wanted.kind == "query"), None)
    if searched is None or not meaning.reads:
        return {}
    source = composed(scene, meaning, searched, clause)
    return {searched.path: source} if source is not None else {}


def _needed_to_search(meaning: ToolMeaning) -> list[Field]:
    """A search whose arguments are all optional still needs something to search for; a list that
    may be narrowed down by an identifier or a state does not."""
    known_by = [wanted for wanted in meaning.takes if wanted.kind in IDENTIFYING]
    searches = any(wanted.kind != "id" for wanted in known_by)
    return (
        known_by[:1] if meaning.reads and searches and len(known_by) == len(meaning.takes) else []
    )


def _source(
    scene: Scene, meaning: ToolMeaning, wanted: Field, clause: Clause, above: tuple[str, ...]
) -> Source | Doubt | None:
    said = from_words(scene, meaning, wanted, clause) or called_or_set_to(meaning, wanted, clause)
    if said is not None:
        return said
    by_rules = ruled(scene, meaning, wanted, clause) if wanted.required else None
    if by_rules is not None:
        return by_rules
    if not meaning.reads and _says_what_to_do(wanted):
        wanted = replace(wanted, kind="text", concepts=wanted.concepts | {"subject_text"})
    if not meaning.reads and not _may_be_looked_up(wanted, clause):
        return composed(scene, meaning, wanted, clause) if wanted.required else None
    if not wanted.required and meaning.reads:
        return None
    known = from_facts(scene, wanted, clause, None if meaning.reads else meaning)
    if known is not None:
        return known
    if not wanted.required and (meaning.reads or wanted.kind != "id" or len(above) > 1):
        return None
    made = _looked_up(scene, wanted, clause, above)
    if made is not None and (wanted.required or _worth_its_call(scene, made)):
        return made
    if not wanted.required:
        return None
    told = replace(wanted, kind="text") if _only_told(scene, meaning, wanted) else wanted
    return composed(scene, meaning, told, clause)


def _worth_its_call(scene: Scene, made: Source) -> bool:
    """Whether an optional argument of a change is worth a look-up: a cheap one, for somebody or
    something that the request identifies, and not for the change's own words."""
    if made.call is None or made.cost >= 2.5:
        return False
    named = scene.request.values_of("name", "email", "phone", "id", "address")
    return bool({str(value.value) for value in named} & set(taken(made.call)))


def _only_told(scene: Scene, meaning: ToolMeaning, wanted: Field) -> bool:
    """Whether a change takes in words what is called like a thing and recorded nowhere yet."""
    if meaning.reads or wanted.kind != "id" or is_numbered(wanted):
        return False
    return wanted.schema.get("type") == "string" and not producers(wanted, scene.meanings)


_DEEDS = frozenset("work job task repair treatment activity".split())


def _says_what_to_do(wanted: Field) -> bool:
    """Whether a change is told in words what is to be done: another record's work is not that."""
    return wanted.kind == "id" and not is_numbered(wanted) and bool(_DEEDS & {*wanted.words[-1:]})


# What a record says of itself tells a change whom and what it is about, never what to change it to.
_CARRIED = frozenset({"id", "email", "phone", "name", "address", "url"})
_AS_IT_IS = re.compile(r"\b(?:full|whole|entire|total|all|same|everything|remaining|rest)\b", re.I)


def _may_be_looked_up(wanted: Field, clause: Clause) -> bool:
    if "subject_text" in wanted.concepts and wanted.kind != "id":
        # What something new is called is the request's to say, not the title of another record.
        return False
    return wanted.kind in _CARRIED or _AS_IT_IS.search(clause.text) is not None


def _askable(scene: Scene, wanted: Field, above: tuple[str, ...]) -> Field:
    """Ask for what the look-up of an identifier needs, which its author is likelier to know."""
    if wanted.kind != "id" or len(above) > 1:
        return wanted
    known = _known_to_people(scene, wanted, set(above))
    return replace(wanted, words=(*wanted.words, "or", *known.words)) if known else wanted


def _known_to_people(scene: Scene, wanted: Field, seen: set[str]) -> Field | None:
    """The name or address at the end of the look-ups that lead to an identifier."""
    for producer in producers(wanted, scene.meanings)[:2]:
        if producer.meaning.name in seen:
            continue
        seen.add(producer.meaning.name)
        for known in producer.meaning.takes:
            if known.kind in ("email", "name", "phone", "address"):
                return known
            deeper = _known_to_people(scene, known, seen) if known.kind == "id" else None
            if deeper is not None:
                return deeper
    return None


def _looked_up(
    scene: Scene, wanted: Field, clause: Clause, above: tuple[str, ...]
) -> Source | None:
    if len(above) > DEPTH or wanted.kind == "text":
        return None
    chosen = wanted.kind == "enum"
    if chosen and not scene.request.values_of("name", "email", "id", "phone"):
        return None
    best: Source | None = None
    for producer in _tellers(scene, wanted, above):
        meaning = producer.meaning
        call = plan_call(scene, meaning, clause, above)
        if same_call(scene.facts, meaning.name, constant_args(call)):
            continue
        listed = "[*]" in producer.field.path
        cost = call.cost + 2 * (1 - producer.match) + (0.5 if listed else 0.0)
        cost += PASSED_OVER * (not takes_named(call, clause, scene.request))
        cost += ASIDE * (not wanted.entity & meaning.about)
        if call.blocked or cost >= MISSING_COST:
            continue
        if chosen and not takes_named(call, clause, scene.request):
            # A word out of a few is looked up only in the record of whom the request names.
            continue
        if best is None or cost < best.cost:
            best = Source(
                None,
                cost,
                f"{wanted.label} from {meaning.name}",
                call,
                producer.field.path,
                waits=listed,
            )
    return best


def _tellers(scene: Scene, wanted: Field, above: tuple[str, ...]) -> Iterator[Producer]:
    """Yield the look-ups that may give an argument: what a rule says is no value of a deed."""
    change = scene.meaning(above[0]) if len(above) == 1 else None
    for producer in producers(wanted, scene.meanings):
        meaning = producer.meaning
        if meaning.name in above or scene.failed(meaning.name):
            continue
        if meaning.rules and wanted.kind != "id":
            continue
        if not of_another_kind(change, wanted, meaning, producer.field, scene.meanings):
            yield producer
