"""The release archive: complete, the same every time, and examined wherever it came from."""

from __future__ import annotations

import errno
import os
import subprocess
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


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A project of which git knows two files."""
    project = tmp_path / "project"
    (project / "app").mkdir(parents=True)
    for name in ("run.py", "app/known.py"):
        (project / name).write_text(name, encoding="utf-8")
    for command in (("init", "-q"), ("add", ".")):
        subprocess.run(["git", "-C", str(project), *command], check=True)
    return project


def names_in(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def test_what_git_does_not_know_is_left_out_and_told(checkout: Path, tmp_path: Path) -> None:
    (checkout / "app" / "notes.txt").write_text("my key is ...", encoding="utf-8")
    left_out = write_archive(tmp_path / "made.zip", checkout)
    assert left_out == ["app/notes.txt"]
    assert names_in(tmp_path / "made.zip") == ["app/known.py", "run.py"]


def test_without_git_everything_belongs(checkout: Path, tmp_path: Path) -> None:
    (checkout / "app" / "new.py").touch()
    (checkout / ".git").rename(tmp_path / "elsewhere")
    assert write_archive(tmp_path / "made.zip", checkout) == []
    assert names_in(tmp_path / "made.zip") == ["app/known.py", "app/new.py", "run.py"]


def test_an_archive_made_inside_the_project_does_not_hold_itself(checkout: Path) -> None:
    target = checkout / "app" / "made.zip"
    for _ in range(2):
        write_archive(target, checkout)
        assert names_in(target) == ["app/known.py", "run.py"]
    assert sorted(path.name for path in target.parent.iterdir()) == ["known.py", "made.zip"]


def test_what_was_there_stays_where_an_archive_cannot_be_written(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    target = tmp_path / "made.zip"
    target.write_text("before", encoding="utf-8")
    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(InputError, match="cannot be written: No space left"):
        write_archive(target, checkout)
    assert target.read_text("utf-8") == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made.zip", "project"]


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
        ("Run.py", "taken twice"),
        ("a\x1b[31m.py", "cannot be shown"),
    ],
)
def test_a_bad_name_is_found(name: str, complaint: str, tmp_path: Path) -> None:
    problems = check_archive(archive_of(tmp_path, [*sound_names(), name]), {})
    (problem,) = (problem for problem in problems if repr(name) in problem)
    assert complaint in problem


def test_a_name_given_twice_is_found(tmp_path: Path) -> None:
    path = archive_of(tmp_path, sound_names())
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("run.py", "another")
    assert check_archive(path, {}) == ["'run.py': its name is taken twice"]


def test_a_file_that_is_a_folder_too_is_found(tmp_path: Path) -> None:
    path = archive_of(tmp_path, [*sound_names(), "graph/__init__.py/x"])
    assert check_archive(path, {}) == ["'graph/__init__.py': its name is taken twice"]


def test_an_encrypted_file_is_found_and_not_read(tmp_path: Path) -> None:
    path = archive_of(tmp_path, sound_names())
    content = bytearray(path.read_bytes())
    content[content.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert check_archive(path, {}) == ["'run.py': is encrypted"]


def test_a_method_that_few_tools_know_is_found(tmp_path: Path) -> None:
    path = archive_of(tmp_path, sound_names())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("app/x.py", "x")
    assert check_archive(path, {}) == ["'app/x.py': is compressed as not every tool can read"]


def test_a_project_that_lies_too_deep_is_named(tmp_path: Path) -> None:
    problems = check_archive(archive_of(tmp_path, ["surefoot/run.py"]), {})
    assert problems[0] == "run.py is missing at the top; 'surefoot/run.py' is not"


def test_an_empty_folder_is_no_room(tmp_path: Path) -> None:
    names = [name if name != "graph/__init__.py" else "graph/" for name in sound_names()]
    assert check_archive(archive_of(tmp_path, names), {}) == ["graph/ is missing at the top"]


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.zip")
    with pytest.raises(InputError, match="is not a file"):
        check_archive(tmp_path / "pipe.zip", {})


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


# In two parts, so that this file is not taken for a leak.
OTHER_KEYS = (
    ("hf_", "aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH"),
    ("gsk_", "aB3d" * 13),
    ("xai-", "aB3d" * 20),
    ("lsv2_pt_", "0a1b2c3d" * 4 + "_0a1b2c3d4e"),
    ("AIza", "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6q"),
    ("AKIA", "ABCD" * 4),
    ("ghp_", "aB3d" * 9),
    ("github_pat_", "11ABCDEFG0" + "aB3dE6gH9jK" * 6),
    ("xoxb-", "123456789012-1234567890123-aB3daB3d"),
    ("sk_live_", "aB3d" * 6),
    ("-----BEGIN ", "ENCRYPTED PRIVATE KEY-----"),
    ("AZURE_API_", "KEY='0123456789abcdef0123456789abcdef'"),
)


@pytest.mark.parametrize(("beginning", "rest"), OTHER_KEYS)
def test_the_keys_of_others_are_found(beginning: str, rest: str, tmp_path: Path) -> None:
    content = f"key: {beginning}{rest}".encode()
    assert check_archive(archive_of(tmp_path, sound_names(), content), {})


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
