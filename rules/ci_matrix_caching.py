"""Continuous integration tests on several systems or versions, and caches.

Both are asked for: a job that runs tests on two or more operating systems, Python versions or versions of a package
(in a matrix whose values are used, or in several jobs), and a cache (actions/cache, the cache of setup-python or
setup-uv, of Docker layers). Only one of them is `partial`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.repository.history import History
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.pipelines import runs_on_push, step_does

if TYPE_CHECKING:
    from auditor.facts.workflows import Job, Workflow


def judge(workflows: list[Workflow], history: History) -> Finding:
    live = [workflow for workflow in workflows if workflow.is_live]
    testing = [job for w in live if runs_on_push(w, history) for job in w.jobs if _runs_tests(job)]
    several = _several(testing)
    caches = [
        Evidence("workflow-step", f"caches: {step.cache}", step.place)
        for workflow in live
        for _, step in workflow.live_steps()
        if step.cache
    ]
    if several and caches:
        return present("Tests run on several systems or versions, and workflows cache.", [*several, *caches])
    if several:
        return partial("Tests run on several systems or versions, but no workflow caches.", several)
    if caches:
        return partial("Workflows cache, but tests run on one system and one version.", caches)
    return absent("No workflow tests on several systems or versions, and none caches.")


def _runs_tests(job: Job) -> bool:
    return any(True for step in job.live_steps for _ in step_does(step, "test"))


def _several(jobs: Sequence[Job]) -> list[Evidence]:
    """Evidence for jobs that together test on more than one system, Python version or package version."""
    found = []
    for job in jobs:
        variants = _variants(job)
        if variants:
            place = job.matrix.place if job.matrix else job.place
            found.append(Evidence("matrix", f"tests on {'; '.join(variants)}", place))
    if found:
        return found
    for name in ("operating_systems", "python_versions"):
        values = {value for job in jobs for value in getattr(job, name)}
        if len(values) > 1:
            return [
                Evidence("job", f"tests on {', '.join(getattr(job, name))}", Place(job.place.path, job.place.start))
                for job in jobs
            ]
    return []


def _variants(job: Job) -> list[str]:
    versions = [
        ", ".join(f"{package} {value}" for value in values)
        for package, values in job.package_versions.items()
        if len(values) > 1
    ]
    systems, pythons = job.operating_systems, job.python_versions
    return [
        *([", ".join(systems)] if len(systems) > 1 else []),
        *([f"Python {', '.join(pythons)}"] if len(pythons) > 1 else []),
        *versions,
    ]


def _workflow(
    matrix: str, runs_on: str, python: str = "'3.12'", cache: str = "", run: str = "pytest"
) -> dict[str, str]:
    text = f"""
        on: [push]
        jobs:
          test:
            runs-on: {runs_on}
            strategy:
              matrix: {matrix}
            steps:
              - uses: actions/setup-python@v5
                with:
                  python-version: {python}
                  {cache}
              - run: {run}
    """
    return {".github/workflows/test.yml": text}


_OS = "${{ matrix.os }}"
_TWO = "{os: [ubuntu-latest, windows-latest]}"
_PIP = "cache: pip"

EXAMPLES = [
    Example("two systems and pip's cache", "present", _workflow(_TWO, _OS, cache=_PIP)),
    Example(
        "two Python versions", "present", _workflow("{v: ['3.11', '3.12']}", "ubuntu-latest", "${{ matrix.v }}", _PIP)
    ),
    Example(
        "a matrix from JSON",
        "present",
        _workflow('{os: "${{ fromJSON(\'[\\"ubuntu-latest\\", \\"macos-latest\\"]\') }}"}', _OS, cache=_PIP),
    ),
    Example("no cache", "partial", _workflow(_TWO, _OS)),
    Example("only a cache", "partial", _workflow("{os: [ubuntu-latest]}", _OS, cache=_PIP)),
    Example(
        "all but one excluded",
        "partial",
        _workflow("{os: [ubuntu-latest, windows-latest], exclude: [{os: windows-latest}]}", _OS, cache=_PIP),
    ),
    Example("an axis that nothing uses", "absent", _workflow("{torch: ['2.5', '2.6']}", "ubuntu-latest")),
    Example("a matrix for the linter only", "absent", _workflow(_TWO, _OS, run="ruff check")),
    Example("no workflow", "absent", {"README.md": "Tested on Ubuntu and Windows with caching."}),
]
