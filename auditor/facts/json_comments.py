"""JSON with comments, as editors have it in their settings."""

from __future__ import annotations

import re


def uncommented_json(text: str) -> str:
    """A text without its comments, so that it can be read as YAML; all lines keep their numbers."""
    # What stands behind two slashes is no comment where it is an address. Tabs are no indentation to YAML.
    text = re.sub(r"^[ \t]*//.*$|(?<=[,{\[\]}\"])[ \t]+//.*$", "", text.replace("\t", " "), flags=re.MULTILINE)
    return re.sub(r"(?<!\S)/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)", lambda found: "\n" * found[0].count("\n"), text)
