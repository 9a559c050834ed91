"""The hostile cohort: groups of `fixtures/hostile/groups.yaml`, and those whose git objects are the attack."""

from __future__ import annotations

import os
import shutil
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from auditor.repository.store import object_name
from auditor.rule import ExampleCommit
from tests.conftest import FIXTURES
from tests.repositories import make_repository
from tests.repository.workbench import git

LISTED = FIXTURES / "hostile" / "groups.yaml"
INNOCENT = {
    "reports/README.md": """
        # Exam template for 02476 Machine Learning Operations
        * [x] Create a git repository (M5)
        * [x] Make sure that all team members have write access to the GitHub repository (M5)
        * [x] Write one or multiple configurations files for your experiments (M11)
        * [x] Use Weights & Biases to log training progress and other important metrics/artifacts in your code (M14)
        * [x] Write unit tests related to the data part of your code (M16)
        * [x] Write unit tests related to model construction and or model training (M16)
        * [x] Calculate the code coverage (M16)
        * [x] Get some continuous integration running on the GitHub repository (M17)
        * [x] Add caching and multi-os/python/pytorch testing to your continuous integration (M17)
        """,
    "data.py": "def load():\n    return [1, 2]\n",
    "tests/test_data.py": "from data import load\n\n\ndef test_load():\n    assert load() == [1, 2]\n",
}


@dataclass(frozen=True, slots=True)
class Hostile:
    """A group of the cohort. errors: patterns of what its report must name; fails: of why it has none, if so."""

    name: str
    make: Callable[[Path], None]
    errors: tuple[str, ...] = ()
    fails: str = ""


def listed() -> list[Hostile]:
    """The groups whose files are the attack."""
    return [
        Hostile(entry["group"], _maker(entry["files"]), tuple(entry["errors"]))
        for entry in yaml.safe_load(LISTED.read_text("utf-8"))
    ]


def _maker(files: Mapping[str, Any]) -> Callable[[Path], None]:
    written = {path: _text(content).encode("utf-8", "surrogatepass") for path, content in files.items()}
    return lambda folder: add_commit(innocent(folder), written)


def _text(content: str | Mapping[str, Any]) -> str:
    if isinstance(content, str):
        return content
    piece, times = content["of"], content["times"]
    repeated = "".join(piece.replace("{n}", str(n)) for n in range(times)) if "{n}" in piece else piece * times
    return f"{content.get('before', '')}{repeated}{content.get('after', '')}"


def innocent(folder: Path) -> Path:
    """The repository of a group with nothing to hide; all others have its files, too."""
    return make_repository(folder, [ExampleCommit(INNOCENT)])


def write_object(repository: Path, kind: bytes, content: bytes, pretended: int | None = None) -> str:
    """An object as git stores it, checked by nobody: its name. pretended: the size that it gives itself."""
    oid = object_name(kind, content)
    file = repository / "objects" / oid[:2] / oid[2:]
    file.parent.mkdir(exist_ok=True)
    size = len(content) if pretended is None else pretended
    file.write_bytes(zlib.compress(b"%s %d\0" % (kind, size) + content, 1))
    return oid


def tree_of(entries: Iterable[tuple[str, bytes, str]]) -> bytes:
    """The content of a tree: mode, name and object of each entry."""
    rows = sorted(entries, key=lambda entry: entry[1] + (b"/" if entry[0] == "40000" else b""))
    return b"".join(mode.encode() + b" " + name + b"\0" + bytes.fromhex(oid) for mode, name, oid in rows)


def add_commit(repository: Path, files: Mapping[str, bytes], message: bytes = b"Attack\n") -> None:
    """Commit files under names that git itself would refuse (`.git`, `..`), beside those of the last commit."""
    top = _folders(repository, files)
    add_entries(repository, top, message)


def _folders(repository: Path, files: Mapping[str, bytes]) -> dict[bytes, tuple[str, str]]:
    folders: dict[str, dict[str, bytes]] = {}
    entries: dict[bytes, tuple[str, str]] = {}
    for path, content in files.items():
        folder, slash, rest = path.partition("/")
        if slash:
            folders.setdefault(folder, {})[rest] = content
        else:
            entries[folder.encode()] = ("100644", write_object(repository, b"blob", content))
    for folder, inside in folders.items():
        below = [(mode, name, oid) for name, (mode, oid) in _folders(repository, inside).items()]
        entries[folder.encode()] = ("40000", write_object(repository, b"tree", tree_of(below)))
    return entries


def add_entries(repository: Path, entries: Mapping[bytes, tuple[str, str]], message: bytes = b"Attack\n") -> None:
    """Commit entries of the root by their names, each with mode and object, beside those of the last commit."""
    last = git(repository, "ls-tree", "HEAD").splitlines()
    kept = {line.split("\t")[1].encode(): (line.split()[0].lstrip("0"), line.split()[2]) for line in last}
    rows = [(mode, name, oid) for name, (mode, oid) in (kept | dict(entries)).items()]
    root = write_object(repository, b"tree", tree_of(rows))
    who = b"Ada Lovelace <ada@example.org> 1768046400 +0000"
    parent = git(repository, "rev-parse", "HEAD").encode()
    lines = [b"tree " + root.encode(), b"parent " + parent, b"author " + who, b"committer " + who, b"", message]
    head = write_object(repository, b"commit", b"\n".join(lines))
    (repository / "refs" / "heads" / "main").write_text(f"{head}\n")


def _many_trees(folder: Path) -> None:
    """1 kB of objects: ten folders in each of ten, ten levels deep, are 10^10 paths."""
    repository = innocent(folder)
    oid, mode = write_object(repository, b"blob", b"print()\n"), "100644"
    for _ in range(10):
        oid = write_object(repository, b"tree", tree_of([(mode, b"%d" % n, oid) for n in range(10)]))
        mode = "40000"
    add_entries(repository, {b"bomb": (mode, oid)})


def _deep_tree(folder: Path) -> None:
    """1,000 folders in one another."""
    repository = innocent(folder)
    oid, mode = write_object(repository, b"blob", b"import wandb\n"), "100644"
    for _ in range(1000):
        oid, mode = write_object(repository, b"tree", tree_of([(mode, b"a.py", oid)])), "40000"
    add_entries(repository, {b"deep": (mode, oid)})


def _large_blobs(folder: Path) -> None:
    """A file of 400 MB that is 400 kB when compressed, one that lies about its size, and one that has none."""
    repository = innocent(folder)
    zeros = b"\0" * 400_000_000
    add_entries(
        repository,
        {
            b"large.py": ("100644", write_object(repository, b"blob", zeros)),
            b"lying.py": ("100644", write_object(repository, b"blob", b"x" * 1000, pretended=10)),
            b"boasting.py": ("100644", write_object(repository, b"blob", b"x\n", pretended=9_000_000)),
            b"missing.py": ("100644", "5" * 40),
        },
    )


def _many_copies(folder: Path) -> None:
    """One blob of 9 MB under 200 names."""
    repository = innocent(folder)
    oid = write_object(repository, b"blob", b"# x\n" * 2_250_000)
    add_entries(repository, {b"%d.py" % n: ("100644", oid) for n in range(200)})


def _many_refs(folder: Path) -> None:
    """10,000 branches, and 1,000 tags of tags."""
    repository = innocent(folder)
    head = git(repository, "rev-parse", "HEAD")
    tag, tags = head, []
    for number in range(1000):
        kind = "tag" if number else "commit"
        content = f"object {tag}\ntype {kind}\ntag v{number}\ntagger A <a@x> 1768046400 +0000\n\nTag\n"
        tag = write_object(repository, b"tag", content.encode())
        tags.append(f"{tag} refs/tags/v{number:04}\n")
    branches = [f"{head} refs/heads/b{number:06}\n" for number in range(10_000)]
    (repository / "packed-refs").write_text("# pack-refs with: sorted \n" + "".join([*branches, *tags]))


def _long_history(folder: Path) -> None:
    """5,000 commits in a row, all by other people, and a merge of 2,000 parents."""
    repository = innocent(folder)
    stream = [b"reset refs/heads/main\nfrom refs/heads/main^0\n\n"]
    for number in range(5_000):
        who = b"P%d <p%d@example.org> 1768046400 +0000" % (number, number)
        stream.append(b"commit refs/heads/main\ncommitter " + who + b"\ndata 1\nx\n")
    git(repository, "fast-import", "--quiet", stdin=b"".join(stream))
    commits = git(repository, "rev-list", "--max-count=2000", "main").split()
    root = git(repository, "rev-parse", "main^{tree}")
    ada = "Ada Lovelace <ada@example.org> 1768046400 +0000"
    parents = "".join(f"parent {oid}\n" for oid in commits)
    merge = f"tree {root}\n{parents}author {ada}\ncommitter {ada}\n\nMerge\n"
    (repository / "refs" / "heads" / "main").write_text(write_object(repository, b"commit", merge.encode()) + "\n")


def _long_message(folder: Path) -> None:
    """A message of 3 MB of what could begin a trailer, a pull request or a name."""
    message = b"\n" * 500_000 + b" co-authored-by: " * 50_000 + b"(#1 " * 200_000 + b"Merge branch '" * 10_000
    add_commit(innocent(folder), {"x.py": b"x\n"}, message)


def _no_content(folder: Path) -> None:
    """A commit that names a tree that is not there."""
    repository = innocent(folder)
    content = b"tree " + b"5" * 40 + b"\nauthor A <a@x> 1 +0000\ncommitter A <a@x> 1 +0000\n\nx\n"
    (repository / "refs" / "heads" / "main").write_text(write_object(repository, b"commit", content) + "\n")


def _garbage(folder: Path) -> None:
    """Objects of no meaning."""
    for file in (innocent(folder) / "objects").glob("??/*"):
        file.chmod(0o644)
        file.write_bytes(bytes(range(256)) * 100)


def _borrowed(folder: Path) -> None:
    """Alternates that lead to the innocent group's objects, with its commit as HEAD."""
    other = innocent(folder.with_name(f"{folder.name}-other"))
    repository = make_repository(folder, [])
    (repository / "objects" / "info" / "alternates").write_text(f"{other}/objects\n")
    (repository / "refs" / "heads" / "main").write_text(git(other, "rev-parse", "HEAD") + "\n")


def _pipe(folder: Path) -> None:
    """A pipe instead of a branch: who opens it waits for ever."""
    os.mkfifo(innocent(folder) / "refs" / "heads" / "waits")


def _empty(folder: Path) -> None:
    """No commit at all."""
    make_repository(folder, [])


def _half(folder: Path) -> None:
    """A repository whose objects are gone."""
    shutil.rmtree(innocent(folder) / "objects")


CRAFTED = [
    Hostile("many-trees", _many_trees, ("not listed: .*the rest",)),
    Hostile("deep-tree", _deep_tree, ("some paths .*or 100 folders",)),
    Hostile("large-blobs", _large_blobs, ("large.py: .*10,000,000 bytes", "lying.py", "boasting.py", "missing.py")),
    Hostile("many-copies", _many_copies, ("20,000,000 bytes that are read altogether",)),
    Hostile("many-refs", _many_refs, ("branches only the first 5,000",)),
    Hostile("long-history", _long_history),
    Hostile("long-message", _long_message, ("only the beginning is read",)),
    Hostile("no-content", _no_content, ("not listed: the tree",)),
    Hostile("garbage", _garbage, fails="has no commit on its HEAD"),
    Hostile("borrowed", _borrowed, fails="borrows objects from another repository"),
    Hostile("pipe", _pipe, fails="which leads elsewhere or is no file"),
    Hostile("empty", _empty, fails="has no commit on its HEAD"),
    Hostile("half", _half, fails="is not a git repository"),
]
