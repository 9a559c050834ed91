from auditor.facts.toml import TomlFile, read_toml
from tests.repositories import facts_of


def toml(text: str) -> TomlFile | None:
    with facts_of({"a.toml": text}) as facts:
        return read_toml(facts.snapshot, "a.toml")


def test_tables_keys_and_array_elements_have_their_lines() -> None:
    file = toml(
        """
        [project]
        name = "shop"   # [not.a.table]
        dependencies = [
            "numpy",
            # "scipy",
            '''
            torch''',
        ]
        scripts.shop = "shop:main"

        [[tool.x]]
        a = { b = 1, "c d" = [1,
          2] }
        [[tool.x]]
        """
    )
    assert file is not None
    lines = {keys: (place.start, place.end) for keys in file.lines if (place := file.place(*keys))}
    assert lines["project",] == (1, 9)
    assert lines["project", "name"] == (2, 2)
    assert lines["project", "dependencies"] == (3, 8)
    assert lines["project", "dependencies", 0] == (4, 4)
    assert lines["project", "dependencies", 1] == (6, 7)
    assert lines["project", "scripts", "shop"] == (9, 9)
    assert lines["tool", "x", 0, "a", "c d", 1] == (13, 13)
    assert lines["tool", "x", 1] == (14, 14)


def test_a_table_that_is_taken_up_again_keeps_its_first_lines() -> None:
    file = toml("[tool.uv]\na = 1\n[tool.ruff]\nb = 2\n[tool.uv.sources]\nc = 3")
    assert file is not None
    assert str(file.place("tool", "uv")) == "a.toml:1-2"
    assert str(file.place("tool", "uv", "sources", "c")) == "a.toml:6"
    assert str(file.place("tool", "ruff", "missing")) == "a.toml:3-4"


def test_a_broken_file_is_reported() -> None:
    with facts_of({"a.toml": "[a\nb = 1"}) as facts:
        assert read_toml(facts.snapshot, "a.toml") is None
        assert "no valid TOML" in facts.snapshot.unread[0].message
