"""A made-up template and course, their baseline, and what of a group's files it calls theirs."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from auditor.baseline import Baseline
from auditor.baseline.building import build_baseline
from auditor.errors import UnusableInput
from auditor.facts import Facts
from auditor.facts.template import TemplateMatch
from auditor.judging import judge
from auditor.place import Place
from auditor.rule import Evidence, ExampleCommit, Finding, Polarity, Rule, Status, present
from tests.repositories import make_repository, repository_of, text_of

PROJECT = "{{ cookiecutter.folder }}"
PACKAGE = PROJECT + "/src/{{ cookiecutter.package }}"

CHECKS = """
    name: Checks
    on:
      push:
        branches: [main]
    jobs:
      check:
        runs-on: ${{ matrix.system }}
        strategy:
          matrix:
            system: [ubuntu-latest, windows-latest]
            python: ["3.10", "3.11"]
        steps:
          - uses: actions/checkout@v3
          - name: Python
            uses: actions/setup-python@v4
            with:
              cache: 'pip'
          - name: Tests
            run: |
              pip install .
              pytest
    """
TASKS = '''
    from invoke import task

    PACKAGE = "{{ cookiecutter.package }}"

    @task
    def clean(context):
        """Remove what can be made again."""
        context.run("rm -rf build dist")

    @task(clean)
    def check(context, verbose=False):
        """Look at everything."""
        context.run(
            "pytest tests", echo=True,
        )

    def usage():
        """
    Say how it is used:
    usage: check
        """
        print("check")
    '''
DOCKERFILE = """
    FROM python:{{ cookiecutter.python }}-slim
    COPY . .
    RUN pip install .
    ENTRYPOINT ["python", "-m", "{{ cookiecutter.package }}.train"]
    """
HOOK = """
    def unpack(archive, folder):
        for name in archive.names():
            path = folder / name
            path.write_bytes(archive.read(name))
            print("unpacked", path)
    """
TEMPLATE = (
    ExampleCommit(
        {
            "cookiecutter.json": "{}",
            "hooks/setup.py": HOOK,
            f"{PROJECT}/.github/workflows/checks_pip.yaml": CHECKS,
            f"{PROJECT}/tasks.py": TASKS,
            f"{PROJECT}/train.dockerfile": DOCKERFILE,
            f"{PROJECT}/docs/pages.yaml": "site: {{ cookiecutter.package }}\nauthor: {{ cookiecutter.author }}",
            f"{PROJECT}/requirements.txt": "torch==2.0.1\nhydra-core>=1.3",
            f"{PACKAGE}/model.py": "class Model:\n    size = 1",
            f"{PROJECT}/README.md": "# {{ cookiecutter.package }}\n\n## Layout\n\n- src: the code\n- tests: its tests",
        }
    ),
    ExampleCommit({f"{PACKAGE}/model.py": "class Model:\n    size = 2\n    depth = 3"}),
)
LESSON = '''
    import math

    def mean_of_logs(numbers):
        """The mean of the logarithms of all positive numbers that are given."""
        logs = [math.log(number) for number in numbers if number > 0]
        return sum(logs) / len(logs)

    def one():
        return 1
    '''
LINT = """
    on: push
    jobs:
      lint:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
          - run: pip install ruff mypy
          - run: ruff check lessons solutions
    """
COURSE = (
    ExampleCommit(
        {
            ".github/workflows/lint.yaml": LINT,
            "lesson/exercise.py": LESSON,
            "lesson/settings.yaml": "lr: 0.1",
            "lesson/example.png": b"\x89PNG\0",
        }
    ),
)


@pytest.fixture(scope="module")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> Baseline:
    folder = tmp_path_factory.mktemp("handed-out")
    repositories = [make_repository(folder / "template", TEMPLATE), make_repository(folder / "course", COURSE)]
    return Baseline.from_bytes(build_baseline(repositories))


class Group:
    """Holds a group's files against the baseline."""

    def __init__(self, baseline: Baseline) -> None:
        self._baseline = baseline

    def own(self, path: str, text: str) -> list[str]:
        """The lines of a file that are the group's own, without their indentation; comments are nobody's."""
        lines = text_of(text).strip().split("\n")
        match = self._baseline.match(path, lines)
        numbers = range(1, len(lines) + 1)
        return [
            lines[number - 1].strip() for number in numbers if not match.covers(number, number) if lines[number - 1]
        ]


@pytest.fixture
def group(baseline: Baseline) -> Group:
    return Group(baseline)


def rendered(text: str) -> str:
    values = {"package": "whales", "python": "3.12", "author": "Ada, Grace"}
    for name, value in values.items():
        text = text.replace("{{ cookiecutter." + name + " }}", value)
    return text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".github/workflows/checks.yaml", CHECKS),
        ("tasks.py", TASKS),
        ("train.dockerfile", DOCKERFILE),
        ("renamed.yaml", CHECKS),
        ("docs/pages.yaml", "site: {{ cookiecutter.package }}\nauthor: {{ cookiecutter.author }}"),
        ("src/whales/model.py", "class Model:\n    size = 1"),
        ("src/whales/model.py", "class Model:\n    size = 2\n    depth = 3"),
    ],
)
def test_a_file_of_any_version_is_the_templates_whatever_the_project_is_called(
    group: Group, path: str, text: str
) -> None:
    assert group.own(path, rendered(text)) == []


def test_what_formatters_and_bots_change_does_not_count(group: Group) -> None:
    workflow = CHECKS.replace("checkout@v3", "checkout@v6").replace("'pip'", '"pip"')
    assert group.own("checks.yaml", workflow) == []
    assert group.own("requirements.txt", "hydra-core>=1.4,<2\ntorch==2.6.0") == []
    tasks = """
        @task
        def clean(context):
            '''Remove what can be made again.'''

            context.run(
                'rm -rf build dist',
            )

        @task(clean)
        def check(context, verbose=False):
            '''Look at everything.'''
            context.run("pytest tests", echo=True)
        """
    assert group.own("tasks.py", tasks) == []


def test_a_changed_matrix_is_the_groups_and_so_is_what_holds_it(group: Group) -> None:
    workflow = CHECKS.replace('"3.11"', '"3.12"')
    assert group.own("checks.yaml", workflow) == ["jobs:", "check:", "strategy:", "matrix:", 'python: ["3.10", "3.12"]']


def test_a_step_with_a_changed_command_is_the_groups(group: Group) -> None:
    own = group.own("checks.yaml", CHECKS.replace("  pytest", "  pytest tests/unit"))
    assert own == ["jobs:", "check:", "steps:", "- name: Tests", "run: |", "pytest tests/unit"]


def test_the_same_line_under_another_job_or_in_another_file_is_the_groups(group: Group) -> None:
    workflow = CHECKS.replace("check:", "release:")
    assert "- uses: actions/checkout@v3" in group.own("checks.yaml", workflow)
    other = CHECKS + "          - run: coverage report\n"
    assert "- uses: actions/checkout@v3" in group.own("nightly.yaml", other)


def test_a_few_common_lines_do_not_make_a_workflow_the_templates(group: Group) -> None:
    workflow = """
        on:
          push:
            branches: [main]
        jobs:
          check:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v4
              - run: make lint
              - run: make types
              - run: make tests
        """
    assert len(group.own("checks.yaml", workflow)) == 11


def test_a_function_is_the_templates_as_a_whole_or_not_at_all(group: Group) -> None:
    own = group.own("tasks.py", rendered(TASKS).replace("rm -rf build dist", "rm -rf build dist models"))
    assert "def clean(context):" in own
    assert '"""Remove what can be made again."""' in own
    assert "def check(context, verbose=False):" not in own
    assert "@task(clean)" not in own


def test_a_comment_in_a_template_function_is_not_the_templates(group: Group) -> None:
    tasks = rendered(TASKS).replace('context.run("rm', '# wandb.log({})\n        context.run("rm')
    assert group.own("tasks.py", tasks) == ["# wandb.log({})"]


def test_a_string_that_stands_as_far_left_as_code_does_not_end_a_function(group: Group) -> None:
    own = group.own("tasks.py", rendered(TASKS).replace('print("check")', 'print("check or clean")'))
    assert "def usage():" in own
    assert "def check(context, verbose=False):" not in own


def test_a_dockerfile_is_the_templates_as_a_whole_or_not_at_all(group: Group) -> None:
    text = rendered(DOCKERFILE) + "    CMD --fast\n"
    assert len(group.own("train.dockerfile", text)) == 5


def test_a_section_of_a_document_is_the_templates_where_it_is_unchanged(group: Group) -> None:
    text = "# Whales\n\nWe count whales.\n\n## Layout\n\n- src: the code\n- tests: its tests\n\n## Use\n\nRun it."
    assert group.own("README.md", text) == ["# Whales", "We count whales.", "## Use", "Run it."]
    assert "## Plan" in group.own("README.md", text.replace("Layout", "Plan"))


def test_long_course_functions_count_in_any_file_and_short_ones_and_settings_in_none(group: Group) -> None:
    own = group.own("src/whales/data.py", LESSON + "\n    def two():\n        return 2\n")
    assert own == ["import math", "def one():", "return 1", "def two():", "return 2"]
    assert group.own("settings.yaml", "lr: 0.1") == ["lr: 0.1"]


def test_what_runs_the_course_repository_itself_is_not_handed_out(group: Group) -> None:
    assert len(group.own(".github/workflows/lint.yaml", LINT)) == 8


def test_what_a_templates_own_repository_holds_beside_the_project_is_not_handed_out(group: Group) -> None:
    assert len(group.own("setup.py", HOOK)) == 5


def test_empty_files_and_other_kinds_of_file_match_nothing(baseline: Baseline) -> None:
    for path, text in [
        ("src/whales/model.py", ""),
        ("model.py", "# later"),
        ("tasks.yaml", ""),
        ("uv.lock", "torch"),
        ("run.ipynb", "{}"),
    ]:
        match = baseline.match(path, text.split("\n"))
        assert not match.is_whole
        assert not match.covers(1, 1)


def test_the_baseline_holds_no_text_and_is_the_same_each_time(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "template", TEMPLATE)
    data = build_baseline([repository])
    assert data == build_baseline([repository])
    assert b"pytest" not in data
    assert b"torch" not in data


def test_a_pull_request_that_was_not_merged_was_not_handed_out(tmp_path: Path) -> None:
    offer = ExampleCommit({f"{PROJECT}/settings.yaml": "rate: 3"}, branch="offer")
    repository = make_repository(tmp_path / "template", (*TEMPLATE, offer))
    on_a_branch = Baseline.from_bytes(build_baseline([repository]))
    for command in (["update-ref", "refs/pull/1/head", "offer"], ["branch", "--quiet", "-D", "offer"]):
        subprocess.run(["git", "-C", str(repository), *command], check=True)
    in_a_pull_request = Baseline.from_bytes(build_baseline([repository]))
    assert on_a_branch.match("settings.yaml", ["rate: 3"]).is_whole
    assert not in_a_pull_request.match("settings.yaml", ["rate: 3"]).is_whole


def test_a_repository_without_a_commit_gives_no_baseline(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="no commit"):
        build_baseline([make_repository(tmp_path / "empty", ())])


GROUP: Mapping[str, str | bytes] = {
    "tasks.py": rendered(TASKS),
    "figures/diagram.png": b"\x89PNG\0",
    "figures/own.png": b"\x89PNG\0own",
}


@pytest.fixture
def facts(baseline: Baseline) -> Iterator[Facts]:
    with repository_of(GROUP) as repository:
        yield Facts(repository.snapshot, repository.history, baseline=baseline)


def test_places_of_the_audited_commit_can_be_the_templates(facts: Facts) -> None:
    template = facts.template
    assert template.owns(Place("tasks.py", 5, 8))
    assert template.owns(Place("tasks.py"))
    assert template.owns(Place("figures/diagram.png"))
    assert not template.owns(Place("figures/own.png"))
    assert not template.owns(Place("figures"))
    assert not template.owns(Place("tasks.py", 5, 8, ref="attempt"))
    assert not template.owns(Place(commit=facts.snapshot.commit))


def test_without_a_baseline_nothing_is_the_templates(facts: Facts) -> None:
    assert not TemplateMatch(facts.snapshot, None).owns_file("tasks.py")


def test_an_item_is_template_only_where_all_its_evidence_is(facts: Facts) -> None:
    def finding_at(*places: Place) -> Rule:
        evidence = [Evidence("task", "a task", place, Polarity.FOR) for place in places]
        return Rule("cli", "", lambda: present("There are tasks.", evidence), (), (), Status.PARTIAL)

    finding, template_only = judge(finding_at(Place("tasks.py", 5, 8)), facts)
    assert (finding.status, template_only) == (Status.PARTIAL, True)
    mixed: Finding
    mixed, template_only = judge(finding_at(Place("tasks.py", 5, 8), Place("figures/own.png")), facts)
    assert (mixed.status, template_only) == (Status.PRESENT, False)
    assert [evidence.template for evidence in mixed.evidence] == [True, False]
