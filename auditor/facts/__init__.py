"""What the files of a snapshot say, each kind parsed once and when first asked for. Facts never judge.

A rule names the facts it needs as parameters; they are the attributes of `Facts`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from auditor.repository.history import History
from auditor.repository.snapshot import Snapshot

if TYPE_CHECKING:
    from auditor.baseline import Baseline
    from auditor.facts.cloudbuild import CloudBuild
    from auditor.facts.commands import Command
    from auditor.facts.configs import ConfigFile
    from auditor.facts.containers import Containers
    from auditor.facts.documents import Document
    from auditor.facts.dvc import DataVersioning
    from auditor.facts.hooks import HookSetup
    from auditor.facts.lint import Lint
    from auditor.facts.logged_metrics import LoggedMetrics
    from auditor.facts.manifests import Manifests
    from auditor.facts.named_paths import NamedPaths
    from auditor.facts.pipelines import Pipeline
    from auditor.facts.python import PythonCode
    from auditor.facts.template import TemplateMatch
    from auditor.facts.tests import TestSuite
    from auditor.facts.workflows import Workflow
    from auditor.prose.answers import Answers
    from auditor.report import Report
    from auditor.repository.elsewhere import Elsewhere
    from auditor.repository.versions import FileHistory


class Facts:
    """All facts of one audit. Each attribute is computed when it is first read."""

    def __init__(
        self,
        snapshot: Snapshot,
        history: History,
        report: Report | None = None,
        baseline: Baseline | None = None,
    ) -> None:
        """baseline: what the course hands out, to be told from the group's own work; None where that is not known."""
        self.snapshot = snapshot
        self.history = history
        self.report = report
        self._baseline = baseline

    @cached_property
    def elsewhere(self) -> Elsewhere:
        """The files that only unmerged branches have, or that were removed since."""
        from auditor.repository.elsewhere import look_elsewhere

        return look_elsewhere(self.snapshot, self.history)

    @cached_property
    def of_elsewhere(self) -> Facts:
        """The facts of those files, taken by themselves: the answers, which are at the audited commit, left out."""
        report = replace(self.report, answers={}) if self.report else None
        return Facts(self.elsewhere.snapshot, self.history, report, self._baseline)

    @cached_property
    def file_history(self) -> FileHistory:
        """The versions of single files along the history."""
        from auditor.repository.versions import FileHistory

        return FileHistory(self.snapshot.store, self.snapshot.commit)

    @cached_property
    def answers(self) -> Answers:
        """The report's answers as sentences."""
        from auditor.prose.answers import read_answers

        return read_answers(self.report)

    @cached_property
    def named_paths(self) -> NamedPaths:
        """The files and folders that the answers name."""
        from auditor.facts.named_paths import NamedPaths

        return NamedPaths(self.answers, self.snapshot, tuple(output.path for output in self.dvc.outputs))

    @cached_property
    def template(self) -> TemplateMatch:
        """What of the snapshot is handed-out material."""
        from auditor.facts.template import TemplateMatch

        return TemplateMatch(self.snapshot, self._baseline)

    @cached_property
    def python(self) -> PythonCode:
        """The project's Python modules and notebooks."""
        from auditor.facts.python import read_python

        return read_python(self.snapshot)

    @cached_property
    def logged_metrics(self) -> LoggedMetrics:
        """The metrics that the code logs with an experiment tracker."""
        from auditor.facts.logged_metrics import read_logged_metrics

        return read_logged_metrics(self.python)

    @cached_property
    def with_dead_code(self) -> Facts:
        """The facts as they were if Python code that can never run (below `if False:`, say) could."""
        return _FactsWithDeadCode(self.snapshot, self.history, self.report, self._baseline)

    @cached_property
    def unused_modules(self) -> frozenset[str]:
        """The paths of Python modules that nothing imports, runs or names."""
        from auditor.facts.python.liveness import unused_modules

        return unused_modules(self)

    @cached_property
    def tests(self) -> TestSuite:
        """The tests that pytest would collect."""
        from auditor.facts.tests import file_patterns, read_tests

        return read_tests(self.snapshot, self.python, file_patterns(self.manifests.tool("pytest")))

    @cached_property
    def workflows(self) -> list[Workflow]:
        """GitHub Actions workflows, with the actions and workflows of the repository that they use followed."""
        from auditor.facts.workflows import read_workflows

        return read_workflows(self.snapshot)

    @cached_property
    def pipelines(self) -> list[Pipeline]:
        """Continuous integration of other providers than GitHub."""
        from auditor.facts.pipelines import read_pipelines

        return read_pipelines(self.snapshot)

    @cached_property
    def cloud_builds(self) -> list[CloudBuild]:
        """Google Cloud Build files."""
        from auditor.facts.cloudbuild import read_cloud_builds

        return read_cloud_builds(self.snapshot)

    @cached_property
    def hooks(self) -> HookSetup:
        """Git hooks that are set up by a file (pre-commit and the like)."""
        from auditor.facts.hooks import read_hooks

        return read_hooks(self.snapshot)

    @cached_property
    def containers(self) -> Containers:
        """Dockerfiles and compose files."""
        from auditor.facts.containers import read_containers

        return read_containers(self.snapshot)

    @cached_property
    def dvc(self) -> DataVersioning:
        """What DVC and Git LFS track, and where it is stored."""
        from auditor.facts.dvc import read_data_versioning

        return read_data_versioning(self.snapshot)

    @cached_property
    def configs(self) -> list[ConfigFile]:
        """Configuration files with their settings."""
        from auditor.facts.configs import read_configs

        return read_configs(self.snapshot)

    @cached_property
    def manifests(self) -> Manifests:
        """Declared dependencies and what else pyproject.toml and setup files say."""
        from auditor.facts.manifests import read_manifests

        return read_manifests(self.snapshot)

    @cached_property
    def documents(self) -> list[Document]:
        """Markdown and reStructuredText documents, the report left out."""
        from auditor.facts.documents import read_documents
        from auditor.report import lines_of

        paths = self.report.paths if self.report else ()
        # The README of the repository itself has other chapters than the report.
        in_readme = {path: lines_of(self.report, path) for path in paths if self.report and "/" not in path}
        return read_documents(self.snapshot, paths, {path: lines for path, lines in in_readme.items() if lines})

    @cached_property
    def commands(self) -> list[Command]:
        """Every shell command that a file of the repository runs or documents."""
        from auditor.facts.commands import read_commands

        return read_commands(self)

    @cached_property
    def lint(self) -> Lint | None:
        """Where the Python code breaks PEP 8, by the style that the project configured; None without ruff."""
        from auditor.facts.lint import read_lint

        return read_lint(self)


class _FactsWithDeadCode(Facts):
    """Facts of the same files, with the code that can never run."""

    @cached_property
    def python(self) -> PythonCode:
        """The project's Python modules and notebooks."""
        from auditor.facts.python import read_python

        return read_python(self.snapshot, with_dead=True)
