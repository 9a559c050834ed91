"""The model is served locally with TorchServe.

Present: a configuration of TorchServe (config.properties), a handler, a model archive, or torchserve or
torch-model-archiver in a script, task or Dockerfile. Only required, or only described in a document or the answers, is
`partial`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.python import PythonCode
from auditor.place import Place
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.gathering import called, imported, once, required
from rules.vocabulary import programs, tools

if TYPE_CHECKING:
    from auditor.facts.commands import Command
    from auditor.facts.containers import Containers
    from auditor.facts.manifests import Manifests
    from auditor.prose.answers import Answers

_TOOL = tools("torchserve")
_PROGRAMS = frozenset(programs(_TOOL))
# Settings that only TorchServe's config.properties has.
_SETTING = re.compile(
    r"^[ \t]*(?:inference_address|management_address|metrics_address|model_store|load_models|job_queue_size"
    r"|default_workers_per_model|install_py_dep_per_model|enable_envvars_config)[ \t]*=",
    re.MULTILINE,
)
_WORDS = ("torchserve", "torch-model-archiver", "torch_handler")


def judge(
    python: PythonCode,
    commands: list[Command],
    containers: Containers,
    manifests: Manifests,
    snapshot: Snapshot,
    answers: Answers,
) -> Finding:
    handlers = [
        Evidence("class", f"{found.name} is a handler of TorchServe", found.place)
        for found in python.classes("ts.torch_handler.*")
    ]
    handlers += called(python.calls("ts.torch_handler.*", "ts.*", "model_archiver.*"))
    run: list[Evidence] = []
    documented: list[Evidence] = []
    for command in commands:
        if any(words and words[0] in _PROGRAMS for words in command.programs()):
            piece = Evidence("command", f"runs {command.text}", command.place)
            (run if command.live else documented).append(piece)
    found = [*handlers, *run, *_images(containers), *_files(snapshot)]
    if found:
        return present("TorchServe is configured or run.", once(found))
    weak = [*documented, *imported(python, *_TOOL), *required(manifests, *_TOOL)]
    for mention in answers.saying(*(name for tool in _TOOL for name in tool.names)):
        message = f"question {mention.sentence.question} describes TorchServe"
        weak.append(Evidence("answer", message, mention.sentence.place))
    if weak:
        return partial("TorchServe is only required or described.", once(weak), _WORDS)
    return absent("No code, command, image, configuration or manifest has to do with TorchServe.", words=_WORDS)


def _images(containers: Containers) -> Iterator[Evidence]:
    images = [(stage.image, stage.place) for file in containers.dockerfiles for stage in file.stages]
    images += [(service.image, service.place) for service in containers.services]
    for image, place in images:
        if "torchserve" in image:
            yield Evidence("image", f"uses the image {image}", place)


def _files(snapshot: Snapshot) -> Iterator[Evidence]:
    chosen = [entry.path for entry in snapshot.files if entry.path.endswith((".mar", ".properties"))]
    snapshot.read(path for path in chosen if path.endswith(".properties"))
    for path in chosen:
        if path.endswith(".mar"):
            yield Evidence("file", "a model archive", Place(path))
        elif _SETTING.search(snapshot.text(path) or ""):
            yield Evidence("configuration", "a configuration of TorchServe", Place(path))


EXAMPLES = [
    Example("a configuration", "present", {"serve/config.properties": "inference_address=http://0.0.0.0:8080"}),
    Example(
        "a handler",
        "present",
        {"handler.py": "from ts.torch_handler.base_handler import BaseHandler as B\n\nclass H(B):\n    pass"},
        at=("handler.py:3-4",),
    ),
    Example(
        "an archive made by a script",
        "present",
        {"archive.sh": "torch-model-archiver --model-name m --version 1.0 --handler h.py"},
        at=("archive.sh:1",),
    ),
    Example(
        "its image", "present", {"Dockerfile": "FROM pytorch/torchserve:latest-cpu\nCOPY m.mar /home/model-server/"}
    ),
    Example("only required", "partial", {"requirements.txt": "torchserve==0.7"}),
    Example(
        "only described", "partial", {"a.py": "x = 1"}, answers={23: "We deployed the model locally with TorchServe."}
    ),
    Example("only documented", "partial", {"README.md": "# Serve\n\n```bash\ntorchserve --start --model-store s\n```"}),
    Example("denied", "absent", {"a.py": "x = 1"}, answers={23: "We did not use TorchServe."}),
    Example("properties of something else", "absent", {"sonar-project.properties": "sonar.projectKey=x"}),
    Example("commented out", "absent", {"run.sh": "# torchserve --start"}),
]
