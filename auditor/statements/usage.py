"""Whether a repository uses a tool: imports and calls, commands, hooks, actions, files, images, requirements."""

from __future__ import annotations

import fnmatch
import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from auditor.facts.commands import using
from auditor.place import Place
from auditor.repository.people import is_bot
from auditor.rule import Evidence
from auditor.statements.searching import live_lines, path_of_checker, texts

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.commands import Command
    from auditor.vocabulary import Tool, Vocabulary

_MOST = 4  # pieces of evidence for one statement; a reader opens one or two
_WORD = re.compile(r"(?:\$\{\{[^{}\n]{0,80}\}\}|[^\s\"'`<>()\[\],|])+")


class Usage:
    """Asked tool by tool, of a vocabulary; what several tools need is gathered once."""

    def __init__(self, facts: Facts, vocabulary: Vocabulary) -> None:
        self._facts = facts
        self._vocabulary = vocabulary
        self._used: dict[str, list[Evidence]] = {}

    def of(self, tool: Tool) -> list[Evidence]:
        """Where the repository uses a tool: nothing that only requires it, and nothing that is commented out."""
        if tool.key not in self._used:
            found = [*self._imports_of(tool), *self._calls_of(tool), *self._commands_of(tool), *self._hooks_of(tool)]
            found += [*self._actions_of(tool), *self._files_of(tool), *self._images_of(tool), *self._settings_of(tool)]
            found += self._addresses_of(tool)
            self._used[tool.key] = list(dict.fromkeys(found))[:_MOST]
        return self._used[tool.key]

    def required(self, tool: Tool) -> list[Evidence]:
        """Where a manifest declares a tool."""
        return [
            Evidence("requirement", f"requires {dependency.name}", dependency.place)
            for name in tool.distributions
            for dependency in self._facts.manifests.declared(name)
        ][:_MOST]

    def in_commits(self, tool: Tool) -> list[Evidence]:
        """Commits of people whose subject names a tool: one that was run by hand leaves nothing else."""
        names = "|".join(re.escape(name) for name in (*tool.names, *tool.exact))
        pattern = re.compile(rf"(?<![\w./-]){names and f'(?:{names})'}(?![\w./-])", re.IGNORECASE)
        commits = self._facts.history.reachable.values() if names else ()
        return [
            Evidence("commit", f"commits {commit.subject!r}", Place(commit=commit.oid))
            for commit in commits
            if not is_bot(commit.author) and pattern.search(commit.subject)
        ][:1]

    def elsewhere(self, tool: Tool) -> str:
        """Words to add where files of an unmerged branch, or removed ones, use the tool."""
        origins = self._facts.elsewhere.origins
        for piece in Usage(self._facts.of_elsewhere, self._vocabulary).of(tool) if origins else ():
            origin = origins.get(piece.place.path or "")
            if origin is not None:
                where = f"the unmerged branch {origin.branch} does" if origin.branch else "a removed file did"
                return f" ({where}, in {piece.place.path})"
        return ""

    def was_imported(self, tool: Tool) -> bool:
        """Whether code imported the tool that was removed since."""
        origins = self._facts.elsewhere.origins
        pieces = Usage(self._facts.of_elsewhere, self._vocabulary).of(tool) if origins and tool.imports else ()
        found = (origins.get(piece.place.path or "") for piece in pieces if piece.kind == "import")
        return any(origin is not None and not origin.branch for origin in found)

    def is_named_somewhere(self, tool: Tool) -> bool:
        """Whether any text of the tree but the report names the tool at all, were it in a comment or a lock file."""
        words = {
            word.lower() for word in (*tool.names, *tool.exact, *tool.distributions, *tool.imports, *tool.programs)
        }
        pattern = re.compile("|".join(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" for word in sorted(words)))
        return any(pattern.search(text) for text in self._texts.values())

    def is_named_in_code(self, tool: Tool) -> bool:
        """Whether code or configuration has the tool's name in any form, as a part of another word for all it is."""
        words = {word.lower() for word in (*tool.imports, *tool.distributions)}
        return any(
            word in text
            for path, text in self._texts.items()
            if path.endswith((".py", ".ipynb", ".yaml", ".yml", ".sh")) and "requirement" not in path
            for word in words
        )

    @cached_property
    def _texts(self) -> dict[str, str]:
        return texts(self._facts)

    @cached_property
    def _imports(self) -> dict[str, list[Evidence]]:
        found: dict[str, list[Evidence]] = defaultdict(list)
        checker = path_of_checker(self._facts)
        for module in self._facts.python.modules:
            if module.path == checker:
                continue
            for imported in module.imports:
                if imported.module is None:
                    piece = Evidence("import", f"imports {imported.name}", imported.place)
                    parts = imported.name.split(".")
                    for length in range(1, len(parts) + 1):
                        found[".".join(parts[:length])].append(piece)
        return found

    def _imports_of(self, tool: Tool) -> list[Evidence]:
        return [piece for name in tool.imports for piece in self._imports.get(name, ())]

    def _calls_of(self, tool: Tool) -> list[Evidence]:
        calls = self._facts.python.calls(*tool.calls, tests=True) if tool.calls else ()
        return [Evidence("call", f"calls {call.name}", call.place) for call in calls]

    @cached_property
    def _commands(self) -> dict[str, list[Command]]:
        """By the program's name; those that something would run before those that a document shows."""
        found: dict[str, list[Command]] = defaultdict(list)
        for command in sorted(self._facts.commands, key=lambda command: not command.live):
            for words in command.programs():
                if words:
                    found[words[0]].append(command)
        return found

    def _commands_of(self, tool: Tool) -> list[Evidence]:
        wanted = [program.split() for program in tool.programs]
        return [
            Evidence("command", f"{'runs' if command.live else 'shows the command'} {command.text}", command.place)
            for words in wanted
            for command in using(self._commands.get(words[0], ()), *words)
        ]

    def _hooks_of(self, tool: Tool) -> list[Evidence]:
        hooks = [hook for config in self._facts.hooks.configs for hook in config.active_hooks]
        return [Evidence("hook", f"the hook {hook.id}", hook.place) for hook in hooks if hook.id in tool.hooks]

    def _actions_of(self, tool: Tool) -> list[Evidence]:
        wanted = {action.lower() for action in tool.actions}
        return [
            Evidence("workflow-step", f"uses {step.action}", step.place)
            for workflow in self._facts.workflows
            for _, step in workflow.live_steps()
            if step.action in wanted
        ]

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for entry in self._facts.snapshot.files:
            found[entry.name].append(entry.path)
        return found

    def _files_of(self, tool: Tool) -> list[Evidence]:
        found = []
        for pattern in tool.files:
            name = pattern.rpartition("/")[2]
            names = fnmatch.filter(self._by_name, name) if "*" in name else [name]
            for path in (path for known in names for path in self._by_name.get(known, ())):
                if path == pattern or path.endswith(f"/{pattern}") or fnmatch.fnmatch(path, pattern):
                    found.append(Evidence("file", f"a file of {(*tool.names, *tool.exact, tool.key)[0]}", Place(path)))
        return found

    def _images_of(self, tool: Tool) -> list[Evidence]:
        if not tool.images:
            return []
        images = [(image, file.place) for file in self._facts.containers.dockerfiles for image in file.base_images] + [
            (service.image, service.place) for service in self._facts.containers.services if service.image
        ]
        return [
            Evidence("image", f"uses the image {image}", place)
            for image, place in images
            if any(wanted in image for wanted in tool.images)
        ]

    @cached_property
    def _lines_with_addresses(self) -> list[tuple[Place, str]]:
        addresses = [address for tool in self._vocabulary.values() for address in tool.addresses]
        return list(live_lines(self._facts, addresses, documents=True))

    def _addresses_of(self, tool: Tool) -> list[Evidence]:
        lines = self._lines_with_addresses if tool.addresses else ()
        return [
            Evidence("address", f"has the address {_word_with(address, line)}", place)
            for place, line in lines
            for address in tool.addresses
            if address in line.lower()
        ]

    def _settings_of(self, tool: Tool) -> list[Evidence]:
        return [
            Evidence("configuration", f"configures {tool.key}", configuration.place)
            for configuration in self._facts.manifests.tool(tool.key)
        ]


def _word_with(address: str, line: str) -> str:
    words: list[str] = _WORD.findall(line)
    return next((word.rstrip(".,:;") for word in words if address in word.lower()), address)
