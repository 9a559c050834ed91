import re

import pytest

from auditor.facts.documents import Document
from tests.repositories import facts_of


def documents(files: dict[str, str | bytes]) -> list[Document]:
    with facts_of(files) as facts:
        return facts.documents


def document(text: str, path: str = "README.md") -> Document:
    [found] = documents({path: text})
    return found


def test_headings_sections_and_prose_with_their_lines() -> None:
    found = document(
        """
        ---
        author: Ada
        ---
        Before.

        # Shop *app*

        One line
        and another. <!-- hidden
        words -->

        - an item

        | name | size |
        | ---- | ---- |
        | a    | 1 MB |

        <!-- # Not a heading -->
        Install
        -------
        """
    )
    assert found.title == "Shop app"
    assert [(heading.level, heading.text, heading.place.start) for heading in found.headings] == [
        (1, "Shop app", 6),
        (2, "Install", 19),
    ]
    before, shop, _ = found.sections
    assert [(one.text, str(one.place)) for one in before.paragraphs] == [("Before.", "README.md:4")]
    assert shop.paragraphs[0].text.split("\n")[:2] == ["One line", "and another."]
    assert [(line, str(place)) for line, place in found.search(re.compile("item|MB|another|hidden"))] == [
        ("and another.", "README.md:9"),
        ("an item", "README.md:12"),
        ("1 MB", "README.md:16"),
    ]


def test_images_and_links_in_all_their_forms() -> None:
    found = document(
        """
        [![badge](https://host/badge.svg)](https://host/actions)
        ![a figure](figures/a.png "title") and ![spaces](<figures/b c.png>)
        ![by reference][fig], [guide](docs/guide.md#top), <https://host/auto>.
        `![not shown](no.png)` but `https://host/in-code`

        <p align="center"><img width="9" src='figures/d.svg' alt="d"></p>
        <a href="docs/html.md">more</a>

        ```
        ![nor this](no.png) https://host/in-block
        ```

        [fig]: figures/e.png
        """
    )
    assert [(image.target, image.alt, image.place.start) for image in found.images] == [
        ("https://host/badge.svg", "badge", 1),
        ("figures/a.png", "a figure", 2),
        ("figures/b c.png", "spaces", 2),
        ("figures/e.png", "by reference", 3),
        ("figures/d.svg", "d", 6),
    ]
    assert [(link.address, link.place.start) for link in found.links] == [
        ("https://host/badge.svg", 1),
        ("https://host/actions", 1),
        ("https://host/auto", 3),
        ("docs/guide.md#top", 3),
        ("https://host/in-code", 4),
        ("docs/html.md", 7),
        ("https://host/in-block", 10),
    ]


def test_commands_of_code_blocks() -> None:
    found = document(
        """
        ```bash
        # make it
        docker build -t shop \\
          .
        ```
        ```
        $ pytest -q
        3 passed
        (venv) $ git push
        ```
        ```txt
        ├── Makefile   <- says `make data`
        ```
        ```python
        import os
        ```
        ```
        SEED=1 python train.py
        ```
        1. In a list

           ```sh
           dvc pull
           ```
        Run `uv run pytest tests/` or `pytest`, not `x = 1`.
        """
    )
    assert [(command.words, command.start, command.end) for command in found.commands] == [
        (("docker", "build", "-t", "shop", "."), 3, 4),
        (("pytest", "-q"), 7, 7),
        (("git", "push"), 9, 9),
        (("python", "train.py"), 18, 18),
        (("dvc", "pull"), 23, 23),
        (("uv", "run", "pytest", "tests/"), 25, 25),
    ]
    assert [(block.language, str(block.place)) for block in found.code_blocks][:2] == [
        ("bash", "README.md:1-5"),
        ("", "README.md:6-10"),
    ]


def test_restructured_text() -> None:
    found = document(
        """
        ====
        Shop
        ====

        Text with ``dvc pull -r store`` and `a page <docs/page.rst>`_.

        .. A remark
           over two lines https://host/hidden

        Use
        ---
        .. code-block:: bash
           :linenos:

           pip install .

        .. image:: figures/a.png
           :alt: the figure

        As follows::

            python train.py

        See https://host/docs.
        """,
        "docs/index.rst",
    )
    assert [(heading.level, heading.text, heading.place.start) for heading in found.headings] == [
        (1, "Shop", 2),
        (2, "Use", 10),
    ]
    assert [(command.words[0], command.start) for command in found.commands] == [
        ("dvc", 5),
        ("pip", 15),
        ("python", 22),
    ]
    assert [(image.target, image.alt, image.place.start) for image in found.images] == [
        ("figures/a.png", "the figure", 17)
    ]
    assert [link.address for link in found.links] == ["docs/page.rst", "https://host/docs"]


def test_plain_text_whose_lines_are_commands() -> None:
    found = document("First build it:\ndocker build -t shop .\n\nthen look at http://host/x", "how_to_docker.txt")
    assert [(command.words[1], command.start) for command in found.commands] == [("build", 2)]
    assert [(link.address, link.place.start) for link in found.links] == [("http://host/x", 4)]


def test_which_files_are_documents() -> None:
    with facts_of(
        dict.fromkeys(
            [
                "AGENTS.md",
                ".claude/plan.md",
                ".github/prompts/x.md",
                "README",
                "README.txt",
                "data/labels.txt",
                "docs/a.MD",
                "docs/b.rst",
                "node_modules/x/README.md",
                "requirements_docker.txt",
            ],
            "Text",
        )
    ) as facts:
        assert [found.path for found in facts.documents] == ["README", "README.txt", "docs/a.MD", "docs/b.rst"]


@pytest.mark.parametrize(
    "text", ["![" * 20_000, "](x " * 20_000, "<" * 50_000, "`" * 9_999, "<!--" * 9_999, "> " * 9_999]
)
def test_hostile_texts_take_no_time(text: str) -> None:
    document(text)
