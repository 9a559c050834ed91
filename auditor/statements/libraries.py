"""Libraries that the answers say are used, besides the vocabulary's tools: whatever is imported or required."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.python import is_standard_library
from auditor.prose.mentions import find_names
from auditor.prose.mood import Mood, mood_of
from auditor.prose.words import word_set
from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement, stated
from auditor.statements.means import is_means
from auditor.statements.searching import path_of_checker

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.prose.sentences import Sentence
    from auditor.vocabulary import Vocabulary

# Names of libraries that are words of other things too: of those only what is marked as a library's name is one.
_WORDS = word_set("""
    attrs audio box build cloud cookiecutter copy coverage data dataset datasets datetime dill docs emoji
    evaluate filelock google graph http identify image images kaggle keyboard language load logger lock markdown
    metrics mock modal model models monitor multipart notebook numbers opt packaging path pip platform plot pool
    progress queue random regex report requests results rich safety schedule script segment server setup signal
    six statistics storage string stub table test tests text time timer token tokenizers tools torch transforms
    tree types typing upload utility vision watch web wheel wrapt yaml
""")
_LIBRARY = r"(?:librar(?:y|ies)|packages?|frameworks?|modules?|dependenc(?:y|ies)|third[-\s]part(?:y|ies))"
_CALLED_LIBRARY = re.compile(rf"\W{{0,3}}\s*(?:\w+\s+)?{_LIBRARY}\b", re.IGNORECASE)
_LIBRARY_CALLED = re.compile(
    rf"\b{_LIBRARY}\s+(?:(?:called|named|like|such as|from|by|of)\s+)?[\W_]{{0,3}}$", re.IGNORECASE
)
_SHORTEST = 3  # letters


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:
    """Statements that a library is used; the first of each in an answer.

    They are never refuted: a name that nothing in the repository has cannot be told from any other word.
    """
    known = {
        _bare(name)
        for tool in vocabulary.values()
        for name in (*tool.names, *tool.exact, *tool.imports, *tool.distributions)
    }
    libraries = {
        name: piece
        for name, piece in _libraries(facts).items()
        if _bare(name) not in known and not _bare(name).startswith("googlecloud")
    }
    seen: set[tuple[int, str]] = set()
    for name, sentence, span in find_names(facts.answers.sentences, {name: (name,) for name in libraries}):
        key = (sentence.question, _bare(name))
        if key in seen or sentence.context not in ("prose", "list"):
            continue
        is_library = _stands_as_library(sentence, span)
        if not is_library and not (_is_name(name, sentence, span) and is_means(sentence, span)):
            continue
        if mood_of(sentence, span) is Mood.AFFIRMED:
            seen.add(key)
            piece = libraries[name]
            reason = f"{piece.place} {piece.message}."
            yield stated(sentence, Kind.TOOL_USE, (name,), Outcome.CONFIRMED, reason, evidence=(piece,))


def _libraries(facts: Facts) -> dict[str, Evidence]:
    """What the code imports, and what a manifest requires, of others: each name with its first place."""
    found: dict[str, Evidence] = {}
    checker = path_of_checker(facts)
    own = {part for module in facts.python.modules for part in module.path.removesuffix(".py").split("/")}
    for module in facts.python.modules:
        for imported in module.imports if module.path != checker else ():
            if imported.module is None and not is_standard_library(imported.top) and imported.top not in own:
                found.setdefault(imported.top, Evidence("import", f"imports {imported.name}", imported.place))
    imported_names = {_bare(name) for name in found}
    for dependency in facts.manifests.dependencies:
        if _bare(dependency.name) not in imported_names:
            found.setdefault(dependency.name, Evidence("requirement", f"requires {dependency.name}", dependency.place))
    return found


def _is_name(name: str, sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether a name is meant as one: no everyday word, or in code font."""
    start, end = span
    is_code = sentence.plain[max(0, start - 1) : start] == "`"
    return is_code or (name.lower() not in _WORDS and end - start >= _SHORTEST)


def _stands_as_library(sentence: Sentence, span: tuple[int, int]) -> bool:
    plain, (start, end) = sentence.plain, span
    return bool(_CALLED_LIBRARY.match(plain, end) or _LIBRARY_CALLED.search(plain, max(0, start - 60), start))


def _bare(name: str) -> str:
    return re.sub(r"[\s_.-]", "", name).lower()
