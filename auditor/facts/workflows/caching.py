"""Which steps of a workflow keep something from one run to the next.

Sources: the actions' own documentation of their inputs and defaults.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from auditor.facts.shell import ShellCommand, program

# Inputs that switch a cache on, by action.
_SWITCHES: Mapping[str, tuple[str, ...]] = {
    "astral-sh/setup-uv": ("enable-cache",),
    "mamba-org/setup-micromamba": ("cache-environment", "cache-downloads"),
    "mamba-org/provision-with-micromamba": ("cache-env", "cache-downloads"),
    "docker/build-push-action": ("cache-from", "cache-to"),
    "ruby/setup-ruby": ("bundler-cache",),
}
# Actions that cache unless told otherwise, from this major version on; only GitHub's own runners for setup-uv.
_BY_DEFAULT: Mapping[str, int] = {"astral-sh/setup-uv": 5, "actions/setup-go": 4}
_ALWAYS = frozenset({"pre-commit/action"})  # it keeps pre-commit's environments
_OFF = frozenset({"", "false", "no", "off", "none", "null"})


def cache_of(
    action: str, version: str, inputs: Mapping[str, str], commands: Sequence[ShellCommand], is_hosted: bool
) -> str | None:
    """What a step caches and how, in a few words, or None.

    action is an action's name in lower case without version (empty for a step that runs commands), version its tag,
    is_hosted whether the job runs on a machine of GitHub's.
    """
    name = action.rpartition("/")[2]
    is_for_caching = re.search(r"(?<![a-z])cach(e|ing)(?![a-z])", name) and not re.search(
        r"clea[nr]|delete|purge", name
    )
    if action.startswith("actions/cache") or is_for_caching:
        return " ".join([action, *inputs.get("path", "").split()])
    if action in _ALWAYS:
        return action
    for switch in (*_SWITCHES.get(action, ()), "cache"):
        if switch in inputs:
            value = inputs[switch].strip()
            if value.lower() not in (*_OFF, "auto"):
                return f"{action} with {switch}: {' '.join(value.split())}"
            if value.lower() != "auto":
                return None
    if action in _BY_DEFAULT and is_hosted and _major(version) >= _BY_DEFAULT[action]:
        return f"{action} {version}, which caches by default"
    return next((found for command in commands if (found := _cache_of_command(command))), None)


def _major(version: str) -> float:
    """The major version of a tag; that of a branch such as main is the newest."""
    if re.fullmatch(r"[0-9a-f]{40}", version):
        return 0
    match = re.match(r"v?(\d+)", version)
    return int(match[1]) if match else float("inf")


def _cache_of_command(command: ShellCommand) -> str | None:
    words = program(command)
    if words[:1] not in (("docker",), ("podman",)):
        return None
    option = next((word for word in words if re.match(r"--cache-(from|to)\b", word)), None)
    return f"{words[0]} build {option.partition('=')[0]}" if option else None
