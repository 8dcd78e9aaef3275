"""Archives that fail, lie, hog or hang: one score card or one line each, and nothing left."""

from __future__ import annotations

import re

import pytest

from tests.model_server.competent import CompetentModel
from tests.model_server.samples import sample_solutions
from tests.model_server.server import Latency, ModelServer
from tests.rehearsal.archives import HONEST
from tests.rehearsal.conftest import Rehearsals


def test_an_honest_program_passes(rehearsals: Rehearsals) -> None:
    program = "used = ask()\nwrite([entry(tasks[0], tokens_used=used), entry(tasks[1])])"
    ended = rehearsals.program(program)
    assert ended.code == 0, ended.card
    assert "1 x 200" in ended.card
    assert not re.search(r"^  cost, USD +0\.000000 ", ended.card, re.MULTILINE)
    assert "All is well." in ended.card


def test_tokens_reported_without_a_call_are_flagged(rehearsals: Rehearsals) -> None:
    ended = rehearsals.program("write([entry(task, tokens_used=7) for task in tasks])")
    assert ended.code == 1
    assert "no call was made" in ended.card
    assert "differs by more than 1 %" in ended.card
    assert "tokens_used adds up to 14, measured were 0" in ended.card


def test_a_crash_at_the_start_is_shown_with_its_last_words(rehearsals: Rehearsals) -> None:
    ended = rehearsals.program("raise RuntimeError('no \\x1b[31mway')")
    assert ended.code == 1
    assert "exit code 1: RuntimeError: no ?[31mway" in ended.card
    assert "results: no such file" in ended.card


def test_the_last_that_a_failing_command_printed_is_shown(rehearsals: Rehearsals) -> None:
    ended = rehearsals.program("print('line one')\nprint('line two')\nsys.exit('no way')")
    shown = ended.card.partition("the last it printed\n")[2].splitlines()[:3]
    assert shown == ["    line one", "    line two", "    no way"]


@pytest.mark.parametrize("place", ["sys.stdout", "open(given.output + '.log', 'w')"])
def test_a_command_that_gives_its_key_away_is_told(rehearsals: Rehearsals, place: str) -> None:
    give_away = f"print('using', os.environ['OPENAI_API_KEY'], file={place})"
    ended = rehearsals.program(f"{HONEST}{give_away}\nsys.exit(1)")
    told = place == "sys.stdout"
    assert ("gave away the key it was given" in ended.card) == told
    assert ("using ********" in ended.card) == told
    assert "sg-" not in ended.card


def test_an_endless_loop_ends_at_the_time_limit(rehearsals: Rehearsals) -> None:
    ended = rehearsals.program(f"{HONEST}\nwhile True: pass", "--time-limit", "1")
    assert ended.code == 1
    assert "ended after the time limit of 1 s" in ended.card
    assert "2 for 2 tasks, no problems" in ended.card


def test_processes_that_take_too_much_memory_together_are_ended(rehearsals: Rehearsals) -> None:
    hoard = "hoard = bytearray(b'x') * (90 << 20); import time; time.sleep(60)"
    program = (
        f"hoards = [subprocess.Popen([sys.executable, '-c', {hoard!r}]) for _ in range(4)]\n"
        "for each in hoards: each.wait()"
    )
    ended = rehearsals.program(program, "--memory-limit", "200")
    assert ended.code == 1
    assert "ended for using more than 200 MiB of memory" in ended.card


def test_everything_that_is_wrong_is_listed(rehearsals: Rehearsals) -> None:
    program = """
subprocess.Popen(["sleep", "60"], start_new_session=True)
assert os.stat(given.tasks).st_mode & 0o222 == 0
os.chmod(given.tools, 0o644)
open(given.tools, "w").write("[]")
write([entry(task, tokens_used=True) for task in tasks])
"""
    archive = rehearsals.archive(program, without="README.md")
    ended = rehearsals.command(*rehearsals.words(archive))
    assert ended.code == 1
    assert ended.card.partition("What went wrong (5):\n")[2].splitlines() == [
        "- 1 process still ran after its end",
        "- the command changed the tasks or the tools it was given",
        *(
            f'- results, entry {number} ("task_00{number}"): '
            "tokens_used is true instead of a whole number from 0 on"
            for number in (1, 2)
        ),
        "- archive: README.md is missing at the top",
    ]


def test_a_spent_budget_is_shown(rehearsals: Rehearsals) -> None:
    program = f"try: ask()\nexcept OSError as refused: assert refused.code == 402\n{HONEST}"
    ended = rehearsals.program(program, "--budget", "0.000001")
    assert ended.code == 1
    assert "the gateway refused 1 model call: budget_exceeded" in ended.card


@pytest.mark.parametrize(
    ("without", "extra", "complaint"),
    [
        ("run.py", "", "made.zip: run.py is missing at the top"),
        ("requirements.txt", "", "made.zip: requirements.txt is missing at the top"),
        ("", "../outside.py", "../outside.py: leads out of the folder"),
    ],
)
def test_what_cannot_or_must_not_be_unpacked_is_one_line(
    without: str, extra: str, complaint: str, rehearsals: Rehearsals
) -> None:
    archive = rehearsals.archive(HONEST, without=without, extra=extra)
    ended = rehearsals.command(*rehearsals.words(archive))
    assert ended.code == 2
    last = ended.err.strip().splitlines()[-1]
    assert last.startswith("surefoot: ")
    assert complaint in last
    assert not ended.card


def test_what_is_no_archive_is_one_line(rehearsals: Rehearsals) -> None:
    ended = rehearsals.command(*rehearsals.words(rehearsals.tasks))
    assert ended.code == 2
    assert "tasks.json: is not a readable zip archive" in ended.err


def test_missing_tasks_are_one_line(rehearsals: Rehearsals) -> None:
    archive = rehearsals.archive(HONEST)
    rehearsals.tasks.unlink()
    ended = rehearsals.command(*rehearsals.words(archive))
    assert ended.code == 2
    assert "tasks.json: no such file; check the path" in ended.err


def test_a_model_call_cut_by_the_time_limit_is_charged(
    rehearsals: Rehearsals, monkeypatch: pytest.MonkeyPatch
) -> None:
    never = Latency(base=20.0)
    with ModelServer(CompetentModel(sample_solutions()), latency=never) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        ended = rehearsals.program(f"{HONEST}\nask()", "--time-limit", "2")
    assert ended.code == 1
    assert "ended after the time limit of 2 s" in ended.card
    assert "1 call whose usage the model did not say" in ended.card
    assert "(1 call measured as the most that can have been)" in ended.card
    assert not re.search(r"^  cost, USD +0\.000000 ", ended.card, re.MULTILINE)
