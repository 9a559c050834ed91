from auditor.facts.comments import has_content, remark_blocks, remarks, yaml_in

TEXT = """\
name: CI
# It once did more:
# - lint: ruff
#   docs: mkdocs

#!last: one
"""


def test_remarks_keep_their_lines_and_columns() -> None:
    assert remarks(TEXT).split("\n") == [
        "",
        "  It once did more:",
        "  - lint: ruff",
        "    docs: mkdocs",
        "",
        " !last: one",
        "",
    ]
    assert [block.strip().split("\n")[0] for block in remark_blocks(TEXT)] == ["It once did more:", "!last: one"]


def test_content_is_what_is_no_remark() -> None:
    assert has_content("# a\nb: 1\n")
    assert not has_content("---\n# a\n\n  # b\n")


def test_yaml_is_found_between_prose() -> None:
    text = "To do: tidy up\nand more of it.\n\n  lint: ruff\n  docs: mkdocs\nMany thanks, we: all\n"
    found = [(root.start, [key.text for key, _ in root.pairs]) for root in yaml_in(text)]
    assert (4, ["lint", "docs"]) in found
