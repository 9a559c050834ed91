import json
from collections.abc import Mapping

import pytest

from auditor.facts.configs import ConfigFile, Shape
from tests.repositories import facts_of


def configs(files: Mapping[str, str | bytes]) -> list[ConfigFile]:
    with facts_of(files) as facts:
        return facts.configs


def config(path: str, text: str) -> ConfigFile:
    [found] = configs({path: text.encode()})
    return found


def settings(path: str, text: str) -> list[tuple[str, object, int | None]]:
    return [(setting.key, setting.value, setting.place.start) for setting in config(path, text).settings]


def test_settings_of_yaml() -> None:
    text = "model:\n  layers: [8, 16]\n  # the best so far\n  rate: 1e-3\npretrained: yes\nname:\n"
    assert settings("conf/config.yaml", text) == [
        ("model.layers.0", 8, 2),
        ("model.layers.1", 16, 2),
        ("model.rate", 0.001, 4),
        ("pretrained", True, 5),
        ("name", None, 6),
    ]


def test_settings_of_toml() -> None:
    assert settings("train.toml", 'seed = 1\n[model.head]\n"size" = 8\nlayers = [\n  1,\n  2]\n') == [
        ("seed", 1, 1),
        ("model.head.size", 8, 3),
        ("model.head.layers.0", 1, 5),
        ("model.head.layers.1", 2, 6),
    ]


def test_settings_of_ini() -> None:
    assert settings("params.ini", "[Training]\nEpochs = 10\nrate: 0.5\n; lr = 1\nname = a%b\n") == [
        ("Training.epochs", 10, 2),
        ("Training.rate", 0.5, 3),
        ("Training.name", "a%b", 5),
    ]


def test_settings_of_json_even_where_it_is_no_yaml() -> None:
    assert settings("config.json", '{\n\t"epochs": 3,\n\t"layers": [1]}') == [("epochs", 3, 2), ("layers.0", 1, 3)]
    assert settings("config.json", '{"name": "\\ud83d\\ude00"}') == [("name", "\N{GRINNING FACE}", None)]


def test_values_of_environment_files_are_not_read() -> None:
    assert settings(".env.example", "# keys\nexport API_KEY=secret\nHOST=x\n") == [
        ("API_KEY", None, 2),
        ("HOST", None, 3),
    ]


@pytest.mark.parametrize(
    ("path", "text", "shape", "name", "lines"),
    [
        ("sweep.yaml", "# sweep\nmethod: bayes\nparameters: {lr: {max: 1}}\n", Shape.SWEEP, "", (2, 3)),
        ("conf/config.yaml", "defaults:\n  - model: small\n", Shape.HYDRA, "", (1, 2)),
        ("conf/model.yaml", "model:\n  _target_: shop.Model\n", Shape.HYDRA, "", (2, 2)),
        ("conf/hpo.yaml", "defaults:\n- override hydra/sweeper: optuna\n", Shape.SWEEPER, "optuna", (2, 2)),
        ("conf/hpo.yaml", "lr: 1\nhydra:\n  sweeper:\n    params: {lr: 1}\n", Shape.SWEEPER, "", (3, 4)),
        ("job.yaml", "baseOutput: x\nworkerPoolSpecs:\n- replicaCount: 1\n", Shape.VERTEX_JOB, "", (2, 3)),
        ("pools.yaml", "- machineSpec: {}\n  containerSpec: {}\n", Shape.VERTEX_JOB, "", (1, 2)),
        ("run.yaml", "apiVersion: serving.knative.dev/v1\nkind: Service\n", Shape.KUBERNETES, "Service", (1, 2)),
        ("prometheus.yml", "scrape_configs: []\n", Shape.PROMETHEUS, "", (1, 1)),
        ("alerts.json", '[{"combiner": "OR",\n "conditions": []}]', Shape.ALERT, "", (1, 2)),
        ("rules.yml", "groups:\n- rules:\n  - alert: Down\n    expr: up == 0\n", Shape.ALERT, "", (3, 4)),
        ("board.json", '{"panels": [], "schemaVersion": 1}', Shape.DASHBOARD, "", (1, 1)),
        ("otel.yaml", "receivers: {}\nexporters: {}\nservice: {}\n", Shape.COLLECTOR, "", (1, 3)),
    ],
)
def test_shapes(path: str, text: str, shape: Shape, name: str, lines: tuple[int, int]) -> None:
    found = config(path, text).shape(shape)
    assert found is not None
    assert (found.name, found.place.start, found.place.end) == (name, *lines)


def test_plain_settings_have_no_shape() -> None:
    assert config("config.yaml", "method: adam\nparameters: 10\nconditions: [a]\n").shapes == ()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".github/workflows/ci.yml", "on: push\njobs: {}\n"),
        ("elsewhere/ci.yml", "on: push\njobs: {}\n"),
        (".pre-commit-config.yaml", "repos: []\n"),
        ("docker-compose.yml", "services: {web: {image: x}}\n"),
        ("deploy/stack.yml", "services: {web: {image: x}}\n"),
        ("docs/mkdocs.yaml", "site_name: x\n"),
        ("dvc.yaml", "stages: {a: {cmd: x}}\n"),
        ("env.yaml", "name: x\ndependencies: [python]\n"),
        ("cloudbuild.yaml", "steps: [{name: gcr.io/cloud-builders/docker, args: [build]}]\n"),
        ("pyproject.toml", "[project]\nname = 'x'\n"),
        ("setup.cfg", "[metadata]\nname = x\n"),
        ("web/package.json", "{}"),
        ("web/tsconfig.app.json", "{}"),
        (".vscode/settings.json", '{"a": 1}'),
        ("data/raw/boxes.json", '{"a": 1}'),
        ("labels.json", '["cat", "dog"]'),
        ("key.json", '{"private_key": "x", "client_email": "y"}'),
        ("node_modules/x/config.json", '{"a": 1}'),
    ],
)
def test_files_of_other_tools_and_data_are_left_out(path: str, text: str) -> None:
    assert configs({path: text}) == []


def test_what_a_run_wrote_is_named_and_not_read() -> None:
    found = configs(
        {
            "outputs/2026-01-09/10-00-00/.hydra/config.yaml": "lr: 1\n",
            "multirun/2026-01-09/10-00-00/0/.hydra/overrides.yaml": "- lr=1\n",
            "wandb/run-20260109_100000-ab/files/config.yaml": "lr: {value: 1}\n",
            "src/wandb/sweep-x1/config-y2.yaml": "lr: {value: 1}\n",
            "lightning_logs/version_0/hparams.yaml": "lr: [\n",
            "runs/best/args.yaml": "task: detect\nmode: train\nsave_dir: x\n",
            "configs/outputs/base.yaml": "lr: 1\n",
        }
    )
    assert [one.path for one in found if not one.is_output] == ["configs/outputs/base.yaml"]
    assert len(found) == 7
    assert not any(one.is_empty for one in found)


def test_empty_and_commented_out_files_are_told() -> None:
    found = configs({"a.yaml": "", "b.yaml": "# lr: 1\n", "c.toml": "# lr = 1\n", "d.yaml": "# nothing here\n"})
    assert [(one.path, one.is_empty, one.commented_out) for one in found] == [
        ("a.yaml", True, False),
        ("b.yaml", True, True),
        ("c.toml", True, True),
        ("d.yaml", True, False),
    ]


def test_broken_and_oversized_files_are_unread_unless_they_may_be_data() -> None:
    files = {
        "config.yaml": "a: [",
        "train.toml": "= 1",
        "config.json": "{",
        "metrics.json": "{",
        "huge/metrics.json": json.dumps({"a": "x" * 60_000}),
        "huge/settings.json": json.dumps({"a": "x" * 60_000}),
    }
    with facts_of(files) as facts:
        assert facts.configs == []
        assert [problem.path for problem in facts.snapshot.unread] == [
            "config.json",
            "config.yaml",
            "huge/settings.json",
            "train.toml",
        ]


def test_aliases_do_not_multiply_settings() -> None:
    levels = ["a0: &a0 [1, 1]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert len(config("config.yaml", "\n".join(levels)).settings) == 2_000


def test_of_very_many_files_only_those_named_for_settings_are_read() -> None:
    files = {f"scenes/{n}.yaml": "a: 1\n" for n in range(301)} | {"conf/config.yaml": "lr: 1\n"}
    assert [one.path for one in configs(files)] == ["conf/config.yaml"]
