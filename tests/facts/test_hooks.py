from auditor.facts.hooks import HookSetup
from tests.repositories import facts_of


def setup(files: dict[str, str]) -> HookSetup:
    with facts_of(files) as facts:
        return facts.hooks


def test_hooks_of_pre_commit_with_their_places() -> None:
    found = setup(
        {
            ".pre-commit-config.yaml": """
                repos:
                - repo: https://example.org/checks
                  rev: v1.2.0
                  hooks:
                  - id: tidy
                  - id: slow
                    stages: [manual]

                - repo: local
                  hooks:
                    - id: tests
                      entry: uv run pytest -q
                      language: system
                #    - id: types
                #      entry: mypy
                """
        }
    )
    assert [(hook.id, hook.repository, hook.revision, str(hook.place)) for hook in found.hooks] == [
        ("tidy", "https://example.org/checks", "v1.2.0", ".pre-commit-config.yaml:5"),
        ("tests", "local", "", ".pre-commit-config.yaml:11-13"),
    ]
    assert found.hooks[1].commands[0].words == ("uv", "run", "pytest", "-q")
    [config] = found.configs
    assert [(hook.id, hook.place.start) for hook in config.commented_hooks] == [("types", 14)]


def test_a_configuration_whose_hooks_are_all_commented_out_has_none() -> None:
    found = setup(
        {
            ".pre-commit-config.yaml": """
                # See the handbook: it says more.
                # repos:
                # - repo: https://example.org/checks
                #   hooks:
                #   - id: tidy
                """
        }
    )
    assert found.hooks == ()
    assert [hook.id for hook in found.configs[0].commented_hooks] == ["tidy"]


def test_default_stages_hold_for_hooks_that_name_none() -> None:
    found = setup(
        {
            ".pre-commit-config.yaml": """
                default_stages: [manual]
                repos: [{repo: x, hooks: [{id: a}, {id: b, stages: [pre-push]}]}]
                """
        }
    )
    assert [hook.id for hook in found.hooks] == ["b"]


def test_a_configuration_that_pre_commit_does_not_read_is_ignored() -> None:
    text = "repos: [{repo: x, hooks: [{id: a}]}]"
    found = setup({".pre-commit-config.yml": text, "backend/.pre-commit-config.yaml": text})
    assert found.hooks == ()
    assert all(config.ignored and config.hooks for config in found.configs)


def test_other_hook_managers() -> None:
    found = setup(
        {
            "lefthook.yml": "pre-commit:\n  commands:\n    lint:\n      run: ruff check\nskip_output: []\n",
            ".husky/pre-push": "#!/bin/sh\nnpm test\n",
            ".githooks/commit-msg": "#!/bin/sh\n# nothing yet\n",
            "web/package.json": '{"name": "web",\n "lint-staged": {\n  "*.ts": ["eslint"]}}',
            "package.json": '{"devDependencies": {"husky": "9"}}',
            "prek.toml": '[[repos]]\nrepo = "local"\n[[repos.hooks]]\nid = "tests"\nentry = "pytest"\n',
        }
    )
    assert [(hook.manager, hook.id, hook.commands[0].text, hook.place.start) for hook in found.hooks] == [
        ("husky", "pre-push", "npm test", 1),
        ("lefthook", "pre-commit", "ruff check", 4),
        ("prek", "tests", "pytest", 3),
        ("lint-staged", "*.ts", "eslint", 3),
    ]


def test_a_broken_configuration_is_unread() -> None:
    with facts_of(
        {".pre-commit-config.yaml": "repos: [", "prek.toml": "= 1", "lefthook.yml": "pre-commit: [1, {}]"}
    ) as facts:
        assert facts.hooks.hooks == ()
        assert [problem.path for problem in facts.snapshot.unread] == [".pre-commit-config.yaml", "prek.toml"]
