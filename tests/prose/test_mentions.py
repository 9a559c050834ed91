import pytest

from auditor.prose.mentions import find_mentions
from auditor.prose.mood import Mood
from auditor.prose.sentences import read_sentences
from tests.prose.examples import answer_of


def names_in(text: str, *names: str) -> list[str]:
    """What is found of a thing's names in a text, as it is written there."""
    mentions = find_mentions(read_sentences(answer_of(text)), {"thing": names})
    return [mention.sentence.text[slice(*mention.span)] for mention in mentions]


@pytest.mark.parametrize(
    "written", ["pre-commit", "pre commit", "precommit", "Pre-Commit", "pre_commit", "`pre-commit`", "**pre-commit**"]
)
def test_ways_to_write_a_name(written: str) -> None:
    assert len(names_in(f"We use {written} here.", "pre-commit")) == 1


def test_names_are_whole_words_with_their_endings() -> None:
    text = "Docker's images, dockers, dockerized, my_docker, non-docker and https://docker.example.org/docker"
    assert names_in(text, "Docker") == ["Docker", "docker", "docker"]
    assert names_in("branch, branches, branched", "branch") == ["branch", "branch"]
    assert names_in("FastAPI, Fast API, fastapi", "FastAPI") == ["FastAPI", "Fast API", "fastapi"]
    assert names_in("W&B, w & b", "W&B") == ["W&B", "w & b"]


def test_everyday_words_and_short_names_are_found_as_written_only() -> None:
    assert names_in("We run it on Run, and an engine on the Engine.", "Run", "Engine") == ["Run", "Engine"]
    assert names_in("uv, UV and ours", "uv") == ["uv"]
    assert names_in("It is black and formatted by Black.", "Black") == ["Black"]


def test_the_longest_name_is_found_and_each_thing_of_that_name() -> None:
    names = {"framework": ["PyTorch"], "loop": ["PyTorch Lightning", "Lightning"], "wrapper": ["Lightning"]}
    mentions = find_mentions(read_sentences(answer_of("PyTorch Lightning, PyTorch, Lightning.")), names)
    assert [mention.key for mention in mentions] == ["loop", "framework", "loop", "wrapper"]


def test_a_mention_knows_its_sentence_and_its_mood() -> None:
    sentences = read_sentences(answer_of("We used Hydra.\nWe did not use DVC.", question=3, start=8))
    hydra, dvc = find_mentions(sentences, {"config": ["Hydra"], "data": ["DVC"]})
    assert (hydra.key, hydra.mood, hydra.sentence.place.start) == ("config", Mood.AFFIRMED, 8)
    assert (dvc.key, dvc.mood, dvc.sentence.place.start, dvc.span) == ("data", Mood.DENIED, 9, (15, 18))
