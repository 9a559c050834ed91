"""Which modules are copies of other people's code: those that begin with an organisation's copyright notice.

Groups copy files of a model or a library into their own package, where no folder's name gives them away. A notice that
names people says nothing: a group may put its own.
"""

from __future__ import annotations

import re

from auditor.facts.python import PythonCode
from auditor.repository.snapshot import Snapshot

_HEAD = 12  # lines in which such notices begin
_NOTICE = re.compile(r"copyright\b|all rights reserved|\(c\)\s*\d{4}", re.IGNORECASE)
_ORGANISATION = re.compile(
    r"\b(?:Inc|LLC|Ltd|Limited|Corp|Corporation|GmbH|Foundation|Platforms|Facebook|Meta|Google|Microsoft|NVIDIA|OpenAI"
    r"|Amazon|Apple|Intel|Salesforce|ByteDance|Alibaba|Baidu|Tencent|Hugging\s?Face|DeepMind|Authors|affiliates"
    r"|contributors|development team)\b"
)


def copied_modules(python: PythonCode, snapshot: Snapshot) -> frozenset[str]:
    """The paths of the modules that begin with an organisation's copyright notice."""
    return frozenset(
        module.path for module in python.modules if _is_copy("\n".join(snapshot.lines(module.path)[:_HEAD]))
    )


def _is_copy(head: str) -> bool:
    notice = _NOTICE.search(head)
    # Who holds the rights stands on the line of the notice, or wraps to the next one.
    return notice is not None and bool(_ORGANISATION.search(head, head.rfind("\n", 0, notice.start()) + 1))
