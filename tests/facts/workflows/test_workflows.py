from collections.abc import Mapping

import pytest

from auditor.facts.workflows import Job, Step, Workflow
from tests.repositories import facts_of


def workflows(files: Mapping[str, str]) -> list[Workflow]:
    with facts_of(files) as facts:
        return facts.workflows


def workflow(text: str, **others: str) -> Workflow:
    return next(one for one in workflows({".github/workflows/ci.yml": text, **others}) if one.path.endswith("ci.yml"))


def job(text: str) -> Job:
    [found] = workflow(f"on: push\njobs:\n{text}").jobs
    return found


def step(text: str, runs_on: str = "ubuntu-latest") -> Step:
    [found] = job(f"  a:\n    runs-on: {runs_on}\n    steps:\n{text}").steps
    return found


def programs(steps: tuple[Step, ...]) -> list[str]:
    return [words[0] for one in steps for words, _ in one.programs()]


def test_a_workflow_with_its_places() -> None:
    found = workflow("""
        name: Checks
        on:
          push:
            branches: [main]
            paths:
              - "data/**"
          pull_request:
          schedule:
            - cron: "0 3 * * 1"
        jobs:
          test:
            name: Tests
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v4

              - name: Test
                env: {MODE: fast}
                run: |
                  pip install .
                  uv run coverage run -m pytest

              # the end
        """)
    assert found.is_live
    assert found.runs_on_push_or_pull_request
    assert [(trigger.event, str(trigger.place)) for trigger in found.triggers.values()] == [
        ("push", ".github/workflows/ci.yml:3-6"),
        ("pull_request", ".github/workflows/ci.yml:7"),
        ("schedule", ".github/workflows/ci.yml:8-9"),
    ]
    assert found.triggers["push"].paths == ("data/**",)
    assert found.triggers["schedule"].schedules == ("0 3 * * 1",)
    assert str(found.triggers_place) == ".github/workflows/ci.yml:2-9"
    [test] = found.jobs
    assert str(test.place) == ".github/workflows/ci.yml:11-21"
    checkout, run = test.live_steps
    assert (checkout.action, checkout.version) == ("actions/checkout", "v4")
    assert str(run.place) == ".github/workflows/ci.yml:17-21"
    assert [(words[0], place.start) for words, place in run.programs()] == [
        ("pip", 20),
        ("coverage", 21),
        ("pytest", 21),
    ]


@pytest.mark.parametrize("on", ["on: [push, pull_request]", "on: push", "'on': {push: {}}", "on:\n  push:"])
def test_every_way_to_write_a_trigger(on: str) -> None:
    assert workflow(f"{on}\njobs: {{a: {{runs-on: x, steps: [run: ls]}}}}").runs_on_push_or_pull_request


@pytest.mark.parametrize(
    ("filters", "branches", "fires"),
    [
        ("", ["main"], True),
        ("branches: [main, 'release/**']", ["release/1"], True),
        ("branches: [master]", ["main", "dev"], False),
        ("branches-ignore: [main]", ["main"], False),
        ("tags: ['v*']", ["main"], False),
    ],
)
def test_a_branch_filter_fires_for_branches_that_exist(filters: str, branches: list[str], fires: bool) -> None:
    found = workflow(f"on: {{push: {{{filters}}}}}\njobs: {{}}")
    assert found.triggers["push"].fires_for(branches) is fires


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is empty"),
        ("on: []\njobs: {a: {runs-on: x, steps: [run: ls]}}", "nothing triggers it"),
        ("on: push\njobs:", "it has no jobs"),
        ("on: push\njobs: {a: {if: false, runs-on: x, steps: [run: ls]}}", "none of its jobs can run"),
        ("on: push\njobs: {a: {if: '${{ false }}', runs-on: x, steps: [run: ls]}}", "none of its jobs can run"),
        ("# on: push\n# jobs:\n#   a:\n#     steps:\n#       - run: ls", "all of it is commented out"),
    ],
)
def test_a_workflow_that_never_runs_says_why(text: str, why: str) -> None:
    found = workflow(text)
    assert not found.is_live
    assert found.dead == why
    assert list(found.live_steps()) == []


def test_workflows_elsewhere_do_not_run() -> None:
    text = "on: push\njobs: {a: {runs-on: x, steps: [run: ls]}}"
    found = workflows(
        {
            ".github/workflows/a.yml": text,
            ".github/workflows/old/b.yml": text,
            ".github/workflows/c.yml.disabled": text,
            "backend/.github/workflows/d.yaml": text,
            ".github/dependabot.yml": "version: 2",
        }
    )
    assert [(one.path[-10:], one.is_live) for one in found] == [
        ("lows/a.yml", True),
        ("l.disabled", False),
        ("/old/b.yml", False),
        ("ows/d.yaml", False),
    ]


def test_a_job_that_needs_a_dead_one_is_dead_unless_it_always_runs() -> None:
    found = workflow("""
        on: push
        jobs:
          a: {if: false, runs-on: x, steps: [run: ls]}
          b: {needs: a, runs-on: x, steps: [run: ls]}
          c: {needs: [b], runs-on: x, steps: [run: ls]}
          d: {needs: [a], if: always(), runs-on: x, steps: [run: ls]}
        """)
    assert [one.id for one in found.jobs if not one.dead] == ["d"]


def test_a_step_that_is_switched_off_does_not_run() -> None:
    found = job("""
  a:
    runs-on: ubuntu-latest
    steps:
      - run: pytest
        if: ${{ false }}
      - run: ruff check
        if: github.ref == 'refs/heads/main'
    """)
    assert programs(found.live_steps) == ["ruff"]


def test_a_folded_command_stands_on_all_its_lines() -> None:
    found = step("      - run: >\n          pytest\n          --cov")
    [(words, place)] = found.programs()
    assert words == ("pytest", "--cov")
    assert (place.start, place.end) == (6, 8)


def test_systems_and_versions_that_a_matrix_stands_for() -> None:
    found = job("""
  a:
    runs-on: ${{ matrix.os }}-latest
    strategy:
      matrix:
        os: [ubuntu, macos]
        python: ["3.11", "3.12"]
        torch: [2.5.1, 2.6.0]
        numpy: [1, 2]
        exclude:
          - {os: macos}
        include:
          - {os: windows, python: "3.13", torch: 2.6.0}
    steps:
      - uses: actions/setup-python@v5
        with: {python-version: "${{ matrix.python }}"}
      - uses: actions/upload-artifact@v4
        with: {name: "results-${{ matrix.numpy }}"}
      - run: pip install "torch==${{ matrix.torch }}" pandas==2.2
    """)
    assert found.operating_systems == ("Linux", "Windows")
    assert found.runners == ("ubuntu-latest", "windows-latest")
    assert found.python_versions == ("3.11", "3.12", "3.13")
    assert found.package_versions == {"pandas": ("2.2",), "torch": ("2.5.1", "2.6.0")}
    assert [axis.name for axis in found.unused_axes] == ["numpy"]


@pytest.mark.parametrize(
    ("written", "versions"),
    [
        ("- uses: astral-sh/setup-uv@v6\n        with: {python-version: 3.12}", ("3.12",)),
        ("- run: uv python install 3.13", ("3.13",)),
        ("- run: uv run --python 3.10 pytest", ("3.10",)),
        ("- run: conda create -n work python=3.9 numpy", ("3.9",)),
        ("- uses: actions/setup-python@v5\n        with: {python-version: '3.9 3.10'}", ("3.9", "3.10")),
        ("- run: python train.py", ()),
    ],
)  # fmt: skip
def test_every_way_to_ask_for_a_python(written: str, versions: tuple[str, ...]) -> None:
    assert job(f"  a:\n    runs-on: x\n    steps:\n      {written}").python_versions == versions


@pytest.mark.parametrize(
    ("written", "caches"),
    [
        ("- uses: actions/cache@v4\n        with: {path: ~/.cache/pip, key: x}", True),
        ("- uses: actions/setup-python@v5\n        with: {cache: pip}", True),
        ("- uses: actions/setup-python@v5", False),
        ("- uses: actions/setup-python@v5\n        with: {cache: ''}", False),
        ("- uses: astral-sh/setup-uv@v4", False),
        ("- uses: astral-sh/setup-uv@v4\n        with: {enable-cache: true}", True),
        ("- uses: astral-sh/setup-uv@v6.1.0", True),
        ("- uses: astral-sh/setup-uv@v6\n        with: {enable-cache: false}", False),
        (f"- uses: astral-sh/setup-uv@{'a1' * 20}  # v7.1.0", True),
        (f"- uses: astral-sh/setup-uv@{'a1' * 20}", False),
        ("- uses: docker/build-push-action@v6\n        with: {cache-from: type=gha}", True),
        ("- uses: docker/build-push-action@v6\n        with: {context: .}", False),
        ("- uses: mamba-org/setup-micromamba@v2\n        with: {cache-environment: true}", True),
        ("- run: docker build --cache-from app .", True),
        ("- run: pip install --no-cache-dir .", False),
    ],
)
def test_what_caches(written: str, caches: bool) -> None:
    assert (step(f"      {written}").cache is not None) is caches


def test_setup_uv_caches_by_default_only_on_the_machines_of_github() -> None:
    assert step("      - uses: astral-sh/setup-uv@v6", runs_on="[self-hosted, linux]").cache is None


def test_local_actions_and_reusable_workflows_are_followed_to_where_they_stand() -> None:
    [setup, checks] = workflows(
        {
            ".github/actions/setup/action.yml": """
                inputs:
                  python: {default: "3.11"}
                runs:
                  using: composite
                  steps:
                    - uses: actions/setup-python@v5
                      with: {python-version: "${{ inputs.python }}", cache: pip}
                    - run: pip install .
                      shell: bash
                """,
            ".github/workflows/checks.yml": """
                on:
                  workflow_call:
                    inputs:
                      command: {type: string, default: lint}
                jobs:
                  check:
                    runs-on: ubuntu-latest
                    steps:
                      - run: make ${{ inputs.command }}
                """,
            ".github/workflows/ci.yml": """
                on: pull_request
                jobs:
                  test:
                    runs-on: ubuntu-latest
                    strategy: {matrix: {python: ["3.12", "3.13"]}}
                    steps:
                      - uses: ./.github/actions/setup
                        with: {python: "${{ matrix.python }}"}
                      - run: pytest
                  checks:
                    uses: ./.github/workflows/checks.yml
                    with: {command: types}
                """,
        }
    )[::-1]
    assert setup.path == ".github/workflows/ci.yml"
    test, caller, called = setup.jobs
    assert [str(one.place) for one in test.steps] == [
        ".github/workflows/ci.yml:7-8",
        ".github/actions/setup/action.yml:6-7",
        ".github/actions/setup/action.yml:8-9",
        ".github/workflows/ci.yml:9",
    ]
    assert test.python_versions == ("3.12", "3.13")
    assert test.unused_axes == ()
    assert programs(test.live_steps) == ["pip", "pytest"]
    assert (caller.uses, called.id) == ("./.github/workflows/checks.yml", "checks / check")
    assert called.steps[0].commands[0].words == ("make", "types")
    assert called.place.path == ".github/workflows/checks.yml"
    assert not checks.runs_on_push_or_pull_request


def test_actions_that_use_each_other_come_to_an_end() -> None:
    twice = "runs: {{using: composite, steps: [uses: ./{0}, uses: ./{0}, run: ls]}}"
    files = {f"a{n}/action.yml": twice.format(f"a{n + 1}") for n in range(30)}
    found = workflow("on: push\njobs: {a: {runs-on: x, steps: [uses: ./a0, uses: ./b]}}", **files)
    assert found.is_live
    itself = workflow("on: push\njobs: {a: {runs-on: x, steps: [uses: ./b]}}", **{"b/action.yaml": twice.format("b")})
    assert programs(itself.jobs[0].steps) == ["ls"]


def test_a_workflow_that_follows_another_one_has_its_events() -> None:
    found = workflow(
        "on: {workflow_run: {workflows: [Tests], types: [completed]}}\njobs: {a: {runs-on: x, steps: [run: ls]}}",
        **{".github/workflows/tests.yml": "name: Tests\non: push\njobs: {a: {runs-on: x, steps: [run: ls]}}"},
    )
    assert found.followed_events == ("push",)
    assert found.runs_on_push_or_pull_request


def test_commented_out_steps_are_told_and_not_live() -> None:
    found = workflow("""
        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: pytest
              # Note: too slow for now
              # - name: Lint
              #   run: |
              #     ruff check .
              #     mypy .

              # - uses: actions/cache@v4
        #  docs:
        #    runs-on: ubuntu-latest
        #    steps:
        #      - run: mkdocs build
        """)
    assert programs(found.jobs[0].live_steps) == ["pytest"]
    assert [(one.place.start, one.place.end, one.uses, programs((one,))) for one in found.commented_steps] == [
        (8, 11, "", ["ruff", "mypy"]),
        (13, 13, "actions/cache@v4", []),
        (17, 17, "", ["mkdocs"]),
    ]


def test_a_commented_out_workflow_says_what_it_would_do() -> None:
    found = workflow("""
        # Switched off until the tests are quick.

        # name: Tests
        # on:
        #   push:
        #     paths: ["data/**"]

        # jobs:
        #   test:
        #     runs-on: ubuntu-latest
        #     steps:
        #       # all of them
        #       - run: pytest
        """)
    assert found.commented_out
    assert found.triggers["push"].paths == ("data/**",)
    assert programs(found.jobs[0].steps) == ["pytest"]
    assert str(found.jobs[0].steps[0].place) == ".github/workflows/ci.yml:13"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("on: push\njobs:\n  a: {runs-on: x, matrix: {}, steps: [run: ls]}", "line 3: a job has no key 'matrix'"),
        ("on: push\nsteps: []\njobs: {a: {runs-on: x, steps: []}}", "line 2: a workflow has no key 'steps'"),
        ("on: push\njobs:\n  a:\n    steps: [run: ls]", "line 3: the job 'a' has no runner or no steps"),
    ],
)  # fmt: skip
def test_what_github_would_refuse_is_told(text: str, why: str) -> None:
    assert workflow(text).invalid == why


def test_a_file_that_is_no_yaml_is_unread_and_costs_no_other() -> None:
    with facts_of(
        {
            ".github/workflows/bad.yml": "on: push\njobs: [",
            ".github/workflows/good.yml": "on: push\njobs: {a: {runs-on: x, steps: [run: ls]}}",
        }
    ) as facts:
        assert [one.path for one in facts.workflows] == [".github/workflows/good.yml"]
        assert [problem.path for problem in facts.snapshot.unread] == [".github/workflows/bad.yml"]


@pytest.mark.parametrize(
    "text",
    [
        "on: {push: [1]}\njobs: [a, b]",
        "on: 3\njobs: {a: 1, b: [x], c: {steps: 5}, d: {steps: [1, [2], {run: [x]}, {uses: {a: b}}]}}",
        "on: push\njobs: {a: {strategy: {matrix: []}, runs-on: {group: x}, needs: {a: b}, container: [], env: 1}}",
        "on: push\njobs: {a: {strategy: {matrix: {include: 3, exclude: [1]}}, services: [x], steps: [{with: 1}]}}",
        "just text",
        "- a\n- b",
    ],
)
def test_odd_shapes_are_taken_as_they_come(text: str) -> None:
    found = workflow(text)
    for one in found.jobs:
        assert one.python_versions == ()
        assert one.unused_axes == ()
