"""The documentation is published to GitHub Pages.

Present: a workflow deploys pages (an action for it, or `mkdocs gh-deploy` and the like, maybe by a task), there is a
gh-pages branch, or built pages with the `.nojekyll` file that GitHub Pages asks for are committed, on another branch
maybe. Only a documented command, a workflow that cannot run or was never merged, an address on github.io, pages that
GitHub could serve as they are (built ones in docs, Jekyll's settings), or another host is `partial`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from auditor.facts.shell import programs
from auditor.place import Place
from auditor.report import Report
from auditor.repository.history import History
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, ExampleCommit, Finding, absent, partial, present
from rules.tasks import Tasks

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.commands import Command
    from auditor.facts.documents import Document
    from auditor.facts.pipelines import Pipeline
    from auditor.facts.template import TemplateMatch
    from auditor.facts.workflows import Step, Workflow
    from auditor.repository.elsewhere import Elsewhere

LOOKS_ELSEWHERE = False  # it does so itself: pages are published from branches that are never merged

_ACTIONS = (
    "actions/deploy-pages",
    "peaceiris/actions-gh-pages",
    "jamesives/github-pages-deploy-action",
    "crazy-max/ghaction-github-pages",
    "mhausenblas/mkdocs-deploy-gh-pages",
    "sphinx-notes/pages",
    "quarto-dev/quarto-actions/publish",
    "s0/git-publish-subdir-action",
    "helaili/jekyll-action",
    "limjh16/jekyll-action-ts",
    "cpina/github-action-push-to-another-repository",
)
_UPLOADS = ("actions/upload-pages-artifact", "actions/configure-pages")  # which do not deploy by themselves
_BRANCH = re.compile(r"(?:gh|github)[-_]pages", re.IGNORECASE)
_BRANCH_OF_PAGES = re.compile(r"pages|\bdocs?\b|documentation|web-?site|\bsite\b", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://(?P<owner>[\w-]+)\.github\.io(?:/[\w.-]*)*")
_SITE_KEY = re.compile(r"(?:site_url\s*:|[\"']?(?:documentation|docs|homepage)[\"']?\s*=)", re.IGNORECASE)
_JEKYLL = re.compile(r"(?:theme|remote_theme|plugins|baseurl)\s*:")
_OTHER_HOSTS = (".readthedocs.yaml", ".readthedocs.yml", "readthedocs.yml")
_SPEAKS_OF_ITS_OWN = re.compile(r"document|\bdocs?\b|\bpages?\b|\bsite\b|website|publish|hosted|deployed", re.I)
_OTHERS = frozenset({"skaftenicki", "drivendata", "squidfunk", "cookiecutter", "facebookresearch", "mkdocstrings"})


def judge(
    workflows: list[Workflow],
    pipelines: list[Pipeline],
    commands: list[Command],
    documents: list[Document],
    history: History,
    snapshot: Snapshot,
    elsewhere: Elsewhere,
    of_elsewhere: Facts,
    report: Report | None,
    template: TemplateMatch,
) -> Finding:
    found = [
        *_deploying((step for workflow in workflows for _, step in workflow.live_steps()), Tasks(commands)),
        *_pipelines(pipelines),
        *(
            Evidence("branch", "the branch of GitHub Pages", Place(ref=b.name))
            for b in history.branches
            if _is_pages(b.name)
        ),
        *(Evidence("pages", "built pages for GitHub Pages", Place(path)) for path in _built(snapshot)),
        *_built_elsewhere(elsewhere),
    ]
    if found:
        return present("The documentation is published to GitHub Pages.", found)
    dead = [
        *_deploying(step for w in workflows for job in w.jobs for step in job.steps),
        *_deploying(step for w in workflows for step in w.commented_steps),
        *_unmerged(of_elsewhere, elsewhere),
    ]
    if dead:
        return partial("A workflow would deploy pages, but it cannot run, was removed, or was never merged.", dead)
    told = [
        *_commands(commands, template),
        *_served_as_they_are(snapshot),
        *_elsewhere_hosted(snapshot),
        *_uploading(workflows),
        *_addresses(documents, snapshot, report, template),
        *_site_addresses(snapshot),
    ]
    if told:
        return partial("Pages could be published by what is there, but nothing shows that GitHub Pages has them.", told)
    return absent("No workflow deploys pages, and there is no gh-pages branch.", words=["pages", "gh-deploy"])


def _is_pages(branch: str) -> bool:
    return _BRANCH.fullmatch(branch) is not None


def deploys_pages(words: tuple[str, ...]) -> bool:
    """Whether a command publishes to GitHub Pages."""
    first, rest = words[0], words[1:]
    if first == "mkdocs":
        return "gh-deploy" in rest
    if first == "mike":
        return "deploy" in rest
    if first == "quarto":
        return rest[:2] == ("publish", "gh-pages")
    if first in ("ghp-import", "gh-pages"):
        return True
    return first == "git" and ("push" in rest or "subtree" in rest) and any("gh-pages" in word for word in rest)


def _deploying(steps: Iterable[Step], tasks: Tasks | None = None) -> Iterator[Evidence]:
    for step in steps:
        if step.action in _ACTIONS:
            yield Evidence("workflow-step", f"deploys pages: {step.action}", step.place)
        for words, place in step.programs():
            started = tasks.started_by(words) if tasks and words else []
            if words and (
                deploys_pages(words)
                or any(deploys_pages(inner) for one in started for inner in one.programs() if inner)
            ):
                yield Evidence("workflow-step", f"deploys pages: {' '.join(words[:3])}", place)


def _pipelines(pipelines: list[Pipeline]) -> Iterator[Evidence]:
    for pipeline in pipelines:
        for command in pipeline.commands:
            if any(deploys_pages(words) for words in programs(command)):
                place = Place(pipeline.path, command.start, command.end)
                yield Evidence("pipeline", f"deploys pages: {command.text}", place)


def _built(snapshot: Snapshot) -> Iterator[str]:
    """The .nojekyll files that lie beside an index.html."""
    for entry in snapshot.files:
        if entry.path.endswith(".nojekyll"):
            index = f"{entry.folder}/index.html" if entry.folder else "index.html"
            if index in snapshot.entries:
                yield entry.path


def _built_elsewhere(elsewhere: Elsewhere) -> Iterator[Evidence]:
    """Built pages on a branch that is called like one for pages; it need never be merged."""
    for path in ("index.html", "docs/index.html"):
        origin = elsewhere.origins.get(path)
        branch = origin.branch if origin is not None else None
        if branch is not None and _BRANCH_OF_PAGES.search(branch) and not _is_pages(branch):
            yield Evidence("pages", f"built pages on the branch {branch}", elsewhere.place(Place(path)))


def _unmerged(of_elsewhere: Facts, elsewhere: Elsewhere) -> Iterator[Evidence]:
    """Steps of workflows that were never merged, or removed since."""
    for piece in _deploying(step for workflow in of_elsewhere.workflows for _, step in workflow.live_steps()):
        if piece.place.path in elsewhere.origins:
            yield replace(piece, place=elsewhere.place(piece.place))


def _commands(commands: list[Command], template: TemplateMatch) -> Iterator[Evidence]:
    for command in commands:
        if any(words and deploys_pages(words) for words in command.programs()) and not template.owns(command.place):
            yield Evidence("command", f"gives the command {command.text}", command.place)


def _addresses(
    documents: list[Document], snapshot: Snapshot, report: Report | None, template: TemplateMatch
) -> Iterator[Evidence]:
    for document in documents:
        for link in document.links:
            found = _ADDRESS.match(link.address)
            if found and _is_own(found) and not template.owns(link.place):
                line = snapshot.lines(document.path)[(link.place.start or 1) - 1]
                if _SPEAKS_OF_ITS_OWN.search(line.replace(found[0], "")):
                    yield Evidence("address", f"gives the address {found[0]}", link.place)
    for answer in report.answers.values() if report else ():
        for offset, line in enumerate(answer.text.split("\n")):
            for found in _ADDRESS.finditer(line):
                if _is_own(found) and _SPEAKS_OF_ITS_OWN.search(line.replace(found[0], "")):
                    number = (answer.place.start or 1) + offset
                    place = Place(answer.place.path, number, number)
                    yield Evidence("address", f"question {answer.question} gives the address {found[0]}", place)


def _served_as_they_are(snapshot: Snapshot) -> Iterator[Evidence]:
    """Pages that GitHub serves from the root or from docs without a workflow, if it is told to."""
    for path in ("_config.yml", "docs/_config.yml"):
        if any(_JEKYLL.match(line) for line in snapshot.lines(path)):
            yield Evidence("pages", "settings of Jekyll, which GitHub Pages runs", Place(path))
    for path in ("CNAME", "docs/CNAME"):
        if path in snapshot.entries:
            yield Evidence("pages", "a domain for GitHub Pages", Place(path))
    built = ("docs/sitemap.xml", "docs/objects.inv", "docs/search/search_index.json", "docs/searchindex.js")
    if "docs/index.html" in snapshot.entries and any(path in snapshot.entries for path in built):
        yield Evidence("pages", "built pages in docs", Place("docs/index.html"))


def _elsewhere_hosted(snapshot: Snapshot) -> Iterator[Evidence]:
    for path in _OTHER_HOSTS:
        if path in snapshot.entries:
            yield Evidence("pages", "settings of another host of documentation", Place(path))
    for number, line in enumerate(snapshot.lines(".gitlab-ci.yml"), start=1):
        if line.startswith("pages:"):
            yield Evidence("pipeline", "a job of GitLab Pages", Place(".gitlab-ci.yml", number, number))


def _uploading(workflows: list[Workflow]) -> Iterator[Evidence]:
    for workflow in workflows:
        for _, step in workflow.live_steps():
            if step.action in _UPLOADS:
                yield Evidence("workflow-step", f"prepares pages: {step.action}", step.place)


def _site_addresses(snapshot: Snapshot) -> Iterator[Evidence]:
    """The addresses in MkDocs' configuration and in the project's metadata."""
    for entry in snapshot.files:
        if entry.name in ("mkdocs.yml", "mkdocs.yaml", "pyproject.toml"):
            for number, line in enumerate(snapshot.lines(entry.path), start=1):
                found = _ADDRESS.search(line) if _SITE_KEY.match(line) else None
                if found and _is_own(found):
                    yield Evidence("address", f"gives the address {found[0]}", Place(entry.path, number, number))


def _is_own(address: re.Match[str]) -> bool:
    """Whether an address may be the group's: not the course's, nor a known tool's."""
    return address["owner"].lower() not in _OTHERS


def _workflow(step: str, on: str = "{push: {branches: [main]}}") -> dict[str, str]:
    text = f"on: {on}\njobs:\n  pages:\n    runs-on: ubuntu-latest\n    steps:\n      - {step}\n"
    return {".github/workflows/docs.yml": text}


_DEPLOY = _workflow("run: mkdocs gh-deploy --force")

EXAMPLES = [
    Example("MkDocs", "present", _DEPLOY, at=(".github/workflows/docs.yml:6",)),
    Example("through uv, in a folder", "present", _workflow("run: cd docs && uv run mkdocs gh-deploy")),
    Example("GitHub's action, by hand", "present", _workflow("uses: actions/deploy-pages@v4", "workflow_dispatch")),
    Example("another action", "present", _workflow("uses: peaceiris/actions-gh-pages@v4")),
    Example(
        "a branch",
        "present",
        history=(ExampleCommit({"README.md": "x"}), ExampleCommit({"index.html": "<p>"}, branch="gh-pages")),
        at=("branch gh-pages",),
    ),
    Example("built pages", "present", {"docs/.nojekyll": "", "docs/index.html": "<html></html>"}),
    Example(
        "built pages on a branch of another name",
        "present",
        history=(ExampleCommit({"README.md": "x"}), ExampleCommit({"docs/index.html": "<p>"}, branch="docs")),
    ),
    Example(
        "by a task",
        "present",
        _workflow("run: make publish") | {"Makefile": "publish:\n\tmkdocs gh-deploy --force\n"},
        at=(".github/workflows/docs.yml:6",),
    ),
    Example("Jekyll's settings", "partial", {"docs/_config.yml": "theme: minima", "docs/index.md": "# Cats"}),
    Example(
        "built pages without .nojekyll",
        "partial",
        {"docs/index.html": "<html></html>", "docs/sitemap.xml": "<urlset/>"},
    ),
    Example("another host", "partial", {".readthedocs.yaml": "version: 2"}),
    Example("only uploaded", "partial", _workflow("uses: actions/upload-pages-artifact@v3")),
    Example(
        "the project's address",
        "partial",
        {"pyproject.toml": '[project.urls]\nDocumentation = "https://cats.github.io/a"'},
    ),
    Example("commented out", "partial", _workflow("run: mkdocs build\n      # - run: mkdocs gh-deploy")),
    Example("never merged", "partial", history=(ExampleCommit({"a": "b"}), ExampleCommit(_DEPLOY, branch="try"))),
    Example("a command", "partial", {"README.md": "# Docs\n\n```bash\nmkdocs gh-deploy\n```"}),
    Example("an address", "partial", {"README.md": "Documentation: https://cats.github.io/dogs/"}),
    Example("the course's address", "absent", {"README.md": "See https://skaftenicki.github.io/dtu_mlops/."}),
    Example("only built", "absent", _workflow("run: mkdocs build")),
    Example("pages of a web site", "absent", {"frontend/index.html": "<html></html>"}),
]
