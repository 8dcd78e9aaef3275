"""The release archive: complete, the same every time, and examined wherever it came from."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.archive_check import NEEDED_FILES, NEEDED_FOLDERS, check_archive
from app.release_archive import write_archive
from core.errors import InputError


def sound_names() -> list[str]:
    return [*NEEDED_FILES, *(f"{folder}/__init__.py" for folder in NEEDED_FOLDERS)]


def archive_of(folder: Path, names: list[str], content: bytes = b"") -> Path:
    path = folder / "made.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("release") / "surefoot.zip"
    write_archive(path)
    yield path


def test_our_own_archive_has_nothing_wrong(made: Path) -> None:
    assert check_archive(made, {}) == []


def test_it_is_the_same_bytes_every_time(made: Path, tmp_path: Path) -> None:
    write_archive(tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == made.read_bytes()


def test_it_holds_every_room_the_command_imports(made: Path) -> None:
    with zipfile.ZipFile(made) as archive:
        names = set(archive.namelist())
    assert {"app/cli.py", "core/errors.py", "examples/bindings.json", "graph/build.py"} <= names
    assert not any("__pycache__" in name or "/." in name for name in names)


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("../escape.py", "leads out"),
        ("/etc/passwd", "leads out"),
        ("a\\b.py", "leads out"),
        (".env", "hidden"),
        ("app/.cache/x", "hidden"),
    ],
)
def test_a_bad_name_is_found(name: str, complaint: str, tmp_path: Path) -> None:
    (problem,) = check_archive(archive_of(tmp_path, [*sound_names(), name]), {})
    assert name in problem.replace("\\\\", "\\")
    assert complaint in problem


def test_a_link_is_found(tmp_path: Path) -> None:
    path = archive_of(tmp_path, sound_names())
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("app/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert check_archive(path, {}) == ["'app/link': is a link"]


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    names = [name for name in sound_names() if name != "run.py" and not name.startswith("graph/")]
    problems = check_archive(archive_of(tmp_path, names), {})
    assert problems == ["run.py is missing at the top", "graph/ is missing at the top"]


def test_a_key_from_the_environment_is_found(tmp_path: Path) -> None:
    path = archive_of(tmp_path, sound_names(), b"key = 'not-a-pattern-but-ours'")
    problems = check_archive(path, {"OPENAI_API_KEY": "not-a-pattern-but-ours"})
    assert len(problems) == len(sound_names())
    assert all("secret" in problem and "not-a-pattern" not in problem for problem in problems)


KEY_BEGINNINGS = (
    b"sk-",
    b"sk-proj-",
    b"sk-svcacct-",
    b"sk-ant-api03-",
    b"sk-or-v1-",
    b"sg-1f2e3d4c-",
)


@pytest.mark.parametrize("beginning", KEY_BEGINNINGS)
def test_a_key_by_its_shape_is_found(tmp_path: Path, beginning: bytes) -> None:
    shaped = beginning + b"a1B_2-" * 7 + b"Z"
    assert check_archive(archive_of(tmp_path, sound_names(), shaped), {})


def test_hyphenated_words_are_no_key(tmp_path: Path) -> None:
    words = b"class = 'sk-fading-circle-with-a-very-long-name'"
    assert check_archive(archive_of(tmp_path, sound_names(), words), {}) == []


def test_what_unpacks_to_a_whole_disk_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sound_names():
            archive.writestr(name, b"0" * (60 * 1024 * 1024))
    (problem,) = check_archive(path, {})
    assert "unpacks to" in problem


def test_what_is_no_zip_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "text.zip"
    path.write_text("hello", encoding="utf-8")
    with pytest.raises(InputError, match="not a readable zip"):
        check_archive(path, {})
