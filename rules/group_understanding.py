"""All members understand all parts of the project.

No repository can show this, whatever is in it, so that it is always left to a person: ask each member about another
one's part.
"""

from __future__ import annotations

from auditor.rule import Example, Finding, unverifiable


def judge() -> Finding:
    return unverifiable("No repository shows what its authors understand: ask each of them about another one's part.")


EXAMPLES = [Example("anything", "unverifiable", {"README.md": "All of us understand every part of the project."})]
