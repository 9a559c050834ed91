from types import SimpleNamespace
from typing import cast

from auditor.facts.dvc import DataVersioning, read_data_versioning
from auditor.repository.snapshot import Entry, EntryKind, Snapshot
from auditor.repository.store import ObjectStore
from tests.repositories import facts_of


def versioning(files: dict[str, str | bytes]) -> DataVersioning:
    with facts_of(files) as facts:
        return facts.dvc


def test_remotes_of_a_configuration_without_what_is_commented_out() -> None:
    found = versioning(
        {
            ".dvc/config": b"[core]\n    remote = store\n# ['remote \"old\"']\n#     url = s3://old\n"
            b'[\'remote "store"\']\n    url = gs://bucket/data  # ours\n[remote "spare"]\n    url = /mnt/spare\n',
            "data/.dvc/.gitignore": "/tmp",
        }
    )
    assert [(remote.name, remote.url, remote.is_default, str(remote.place)) for remote in found.remotes] == [
        ("store", "gs://bucket/data", True, ".dvc/config:5-6"),
        ("spare", "/mnt/spare", False, ".dvc/config:7-8"),
    ]
    assert [(setup.folder, setup.config) for setup in found.setups] == [("", ".dvc/config"), ("data", None)]


def test_tracked_files_and_folders() -> None:
    found = versioning(
        {
            "data/raw.dvc": "outs:\n- md5: 12ab.dir\n  size: 2048\n  nfiles: 3\n  hash: md5\n  path: raw\n",
            "models.dvc": "wdir: out\nouts:\n- hash: md5\n  path: models\n  files:\n"
            + "".join(f"  - relpath: m{number}.pt\n    md5: ab\n    size: 1\n" for number in range(40)),
            "data/.gitignore": "/raw",
        }
    )
    raw, models = found.outputs
    assert (raw.path, raw.md5, raw.size, raw.files, str(raw.place)) == (
        "data/raw",
        "12ab.dir",
        2048,
        3,
        "data/raw.dvc:2-6",
    )
    assert (models.path, models.files, str(models.place)) == ("out/models", 40, "models.dvc:3-4")


def test_pipelines_and_their_locks() -> None:
    found = versioning(
        {
            "ml/dvc.yaml": """
                stages:
                  fit:
                    cmd:
                      - python fit.py
                      - dvc push
                    deps: [../data, fit.py]
                    outs:
                      - model.pt:
                          cache: false
                """,
            "ml/dvc.lock": """
                schema: '2.0'
                stages:
                  fit:
                    cmd: python fit.py
                    outs:
                    - path: model.pt
                      md5: 9f
                      size: 7
                """,
        }
    )
    locked, planned = found.stages
    assert planned.dependencies == ("data", "ml/fit.py")
    assert [command.words for command in planned.commands] == [("python", "fit.py"), ("dvc", "push")]
    assert str(planned.place) == "ml/dvc.yaml:2-9"
    assert [(output.path, output.size) for output in (*locked.outputs, *planned.outputs)] == [
        ("ml/model.pt", 7),
        ("ml/model.pt", None),
    ]


def test_a_file_whose_content_is_missing_still_tells_what_is_tracked() -> None:
    missing = Entry("data/raw.dvc", "0" * 40, EntryKind.FILE, None)
    store = cast(ObjectStore, SimpleNamespace(read_many=lambda _: iter(())))
    snapshot = Snapshot(store, "0" * 40, [missing])
    [file] = read_data_versioning(snapshot).files
    assert not file.is_read
    assert [(output.path, str(output.place)) for output in file.outputs] == [("data/raw", "data/raw.dvc")]


def test_lfs_patterns_and_the_pointers_that_they_leave() -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 4096\n"
    found = versioning(
        {
            ".gitattributes": "*.py text\n# *.zip filter=lfs\n*.pt filter=lfs diff=lfs merge=lfs -text\n",
            "model.pt": pointer.encode(),
            "notes.txt": "x" * 140,
        }
    )
    assert [(one.pattern, str(one.place)) for one in found.lfs_patterns] == [("*.pt", ".gitattributes:3")]
    assert [(one.path, one.size) for one in found.lfs_files] == [("model.pt", 4096)]


def test_an_empty_or_broken_file_tracks_nothing_it_says() -> None:
    with facts_of({"empty.dvc": "", "broken.dvc": "outs: [", "list.dvc": "- a"}) as facts:
        assert [(file.path, len(file.outputs)) for file in facts.dvc.files] == [
            ("broken.dvc", 1),
            ("empty.dvc", 0),
            ("list.dvc", 0),
        ]
        assert [problem.path for problem in facts.snapshot.unread] == ["broken.dvc"]
