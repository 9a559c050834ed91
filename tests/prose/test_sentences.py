import pytest

from auditor.prose.sentences import Sentence, read_sentences
from tests.prose.examples import answer_of


def sentences_of(text: str) -> list[Sentence]:
    return read_sentences(answer_of(text))


def texts_of(text: str) -> list[str]:
    return [sentence.text for sentence in sentences_of(text)]


@pytest.mark.parametrize(
    "text",
    [
        "We used several tools, e.g. Ruff, i.e. a linter, vs. nothing before.",
        "The code is in src/model.py, config.yaml and pkg.io/team/image:1.0 of v0.1.2 for Python 3.11 and 3.12.",
        "See Fig. 3 and No. 4, cf. the table by Dr. A. Example et al. (2020), for approx. 80 % of it.",
        "We logged losses, images etc. during training ... and then stopped.",
        "The docs are at https://docs.example.org/a.html?b=c and `a. B. C` is code.",
        'It fails, though "ruff check ." and "ruff format ." find nothing.',
        "It is [described here. In full](https://example.org/x.y) as well.",
    ],
)
def test_what_is_one_sentence(text: str) -> None:
    assert texts_of(text) == [text]


def test_sentences_are_told_apart() -> None:
    assert texts_of("""
        We ran it on Python 3.11. Then it worked! Did it? Yes (see `run.sh`). "Great." we said. No. It was
        v1.2. The cache etc. We tidied up.We went on… It ended<br>Here, too.
    """) == [
        "We ran it on Python 3.11.",
        "Then it worked!",
        "Did it?",
        "Yes (see `run.sh`).",
        '"Great."',
        "we said.",
        "No.",
        "It was v1.2.",
        "The cache etc.",
        "We tidied up.",
        "We went on…",
        "It ended",
        "Here, too.",
    ]


def test_a_sentence_knows_its_lines_and_its_question() -> None:
    answer = answer_of("One. Two runs\nover three\nlines. Last.", question=7, start=40)
    found = [(sentence.text, sentence.place.start, sentence.place.end) for sentence in read_sentences(answer)]
    assert found == [("One.", 40, 40), ("Two runs over three lines.", 40, 42), ("Last.", 42, 42)]
    assert {(sentence.question, sentence.place.path) for sentence in read_sentences(answer)} == {(7, "report.md")}


def test_markup_is_blanked_out_in_plain_and_offsets_stay() -> None:
    [sentence] = sentences_of(
        "We **really** use _one_ [tool](https://example.org) <b>called</b> `my_tool`, ~~not~~ __init__.py and *.py."
    )
    assert " ".join(sentence.plain.split()) == "We really use one tool called `my_tool`, __init__.py and *.py."
    assert len(sentence.plain) == len(sentence.text)
    assert sentence.plain.index("`my_tool`") == sentence.text.index("`my_tool`")


def test_items_of_lists_are_sentences_with_what_leads_up_to_them() -> None:
    sentences = sentences_of("""
        It is all there. We added three things:
        - a **cache**
          for packages
        - tests:
          1. of data. They are quick.
          2. of the model

        That is all.

        - on its own
    """)
    assert [(sentence.text, sentence.context, sentence.lead, sentence.place.start) for sentence in sentences] == [
        ("It is all there.", "prose", "", 1),
        ("We added three things:", "prose", "", 1),
        ("a **cache** for packages", "list", "We added three things:", 2),
        ("tests:", "list", "We added three things:", 4),
        ("of data.", "list", "tests:", 5),
        ("They are quick.", "list", "tests:", 5),
        ("of the model", "list", "tests:", 6),
        ("That is all.", "prose", "", 8),
        ("on its own", "list", "", 10),
    ]


def test_lists_without_markdown() -> None:
    sentences = sentences_of("We have:\n• Ada: the data\n• Bob: the model\nand its tests\n-Eve: all else")
    assert [(sentence.text, sentence.context, sentence.lead) for sentence in sentences] == [
        ("We have:", "prose", ""),
        ("Ada: the data", "list", "We have:"),
        ("Bob: the model and its tests", "list", "We have:"),
        ("Eve: all else", "list", "We have:"),
    ]


def test_lines_that_end_early_end_a_sentence() -> None:
    assert texts_of("""
        Ada wrote the data module
        Bob wrote the training loop, which took a good while longer than anybody had thought, and Eve the tests of
        Docker images
    """) == [
        "Ada wrote the data module",
        "Bob wrote the training loop, which took a good while longer than anybody had thought, and Eve the tests of "
        "Docker images",
    ]


def test_code_tables_headings_and_quotes() -> None:
    sentences = sentences_of("""
        ## Commands
        To start it, run:
        ```bash
        uv sync

        # Not a heading
        ```
        | Tool | Used |
        |------|------|
        | DVC  | no   |

        > It was said. Twice.
    """)
    assert [(s.text, s.context, s.lead, s.place.start) for s in sentences] == [
        ("Commands", "heading", "", 1),
        ("To start it, run:", "prose", "", 2),
        ("uv sync", "code", "To start it, run:", 4),
        ("# Not a heading", "code", "To start it, run:", 6),
        ("| DVC  | no   |", "table", "Tool Used", 10),
        ("It was said.", "quote", "", 12),
        ("Twice.", "quote", "", 12),
    ]


def test_images_and_rules_are_no_sentences() -> None:
    assert texts_of("![A. Figure](figures/a.png)\nWe see it.\n\n---\n\n<img src='b.png'>") == ["We see it."]
    assert sentences_of("") == []
