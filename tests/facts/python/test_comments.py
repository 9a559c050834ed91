from __future__ import annotations

from auditor.facts.python.comments import comment_lines
from tests.repositories import facts_of


def test_comments_are_lines_in_words_and_neither_code_nor_text_nor_settings_of_tools() -> None:
    module = '''
        #!/usr/bin/env python
        # Numbers of the first kind.
        x = 1  # beside code
        # y = compute(x)
        #
        # -----
        # ruff: noqa
        text = """
        # in a text
        """
            # 1. Indented, and with a number.
    '''
    with facts_of({"a.py": module}) as facts:
        assert comment_lines(facts.python, facts.snapshot) == {"a.py": {2, 11}}
