from auditor.facts.commands.makefiles import parse_makefile


def recipes(text: str, path: str = "Makefile") -> list[tuple[str, list[str], str]]:
    found = parse_makefile(text, path)
    return [(one.target, [" ".join(command.words) for command in one.commands], str(one.place)) for one in found]


def test_recipes_with_variables_prefixes_and_continuations() -> None:
    text = """\
.PHONY: train test
PYTHON := python3
IMAGE ?= shop:$(shell date +%F)
LIST = a \\
\tb

## Train the model
train: data   # a remark
\t@echo "training"
\t-$(PYTHON) -m shop.train \\
\t  --seed 1
# remark
ifeq ($(OS),Windows)
\tdel out
else
\trm out
endif

test lint: ; pytest -q
export-model:
\tpython export.py
docker:
\tdocker build -t ${IMAGE} $(wildcard *.txt) . && echo $$HOME $(shell pwd)
#old:
#\tpython old.py
define SCRIPT
echo never
endef
"""
    assert recipes(text) == [
        ("train", ["echo training", "python3 -m shop.train --seed 1", "del out", "rm out"], "Makefile:8-16"),
        ("test lint", ["pytest -q"], "Makefile:19"),
        ("export-model", ["python export.py"], "Makefile:20-21"),
        ("docker", ["docker build -t ${IMAGE} ${wildcard} .", "pwd", "echo $HOME $(pwd)"], "Makefile:22-23"),
    ]


def test_a_justfile_has_parameters_and_braces() -> None:
    text = """\
image := "shop"

build tag="latest" *more:
    docker build -t {{image}}:{{tag}} .
@test: build
    pytest
"""
    assert recipes(text, "justfile") == [
        ("build", ["docker build -t shop:${tag} ."], "justfile:3-4"),
        ("test", ["pytest"], "justfile:5-6"),
    ]
