from __future__ import annotations

import pytest

from auditor.rule import ExampleCommit
from auditor.statements.tools import find
from tests.statements.checking import outcomes, statements

CODE = {
    "src/train.py": "import hydra\n\n@hydra.main(config_name='c')\ndef train(cfg): ...\n",
    ".pre-commit-config.yaml": "repos:\n- repo: x\n  hooks:\n  - id: ruff\n",
    "requirements.txt": "hydra-core\nloguru\n",
}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("We used Hydra for our settings.", [("tool-use", ("hydra",), "confirmed")]),
        ("Our scripts use Loguru for logging.", [("tool-use", ("loguru",), "refuted")]),
        ("We used Streamlit for the front end.", [("tool-use", ("streamlit",), "refuted")]),
        ("We used Ruff to lint the code.", [("lint-tool", ("ruff",), "confirmed")]),
        ("The pre-commit hooks run Ruff and Flake8.", [("lint-tool", ("ruff", "flake8"), "refuted")]),
        # a linter can be run by hand and leave nothing behind
        ("Some of us formatted the code with Black.", []),
        ("Ruff has rules taken from Flake8 and Pylint.", []),
        ("We could have used Streamlit.", []),
        ("We started out using Streamlit.", []),
        ("Using Streamlit, we can show it to others.", []),
        ("We used functions of a library that is built using Streamlit.", []),
        ("We did not use DVC in this project.", [("no-tool-use", ("dvc",), "confirmed")]),
        ("We did not use Hydra.", [("no-tool-use", ("hydra",), "refuted")]),
        ("Git was enough, hence DVC was omitted from this project.", [("no-tool-use", ("dvc",), "confirmed")]),
        ("DVC was not used for the models.", []),
        ("We chose Flask over FastAPI or DVC.", [("no-tool-use", ("dvc",), "confirmed")]),
        # a denial of one use is none of the tool
        ("We did not log images using DVC.", []),
        ("We did not manage to give the key to DVC.", []),
        ("We only did this once, as training at home was faster than on DVC.", []),
        ("We did not use Hydra to start the sweeps.", []),
        ("To manage the settings we used YAML files instead of Hydra.", []),
    ],
)
def test_tools_are_held_against_code_hooks_and_manifests(answer: str, expected: list[object]) -> None:
    found = [outcome for outcome in outcomes(find, answer, CODE) if outcome[1] != ("pre-commit",)]
    assert found == expected


def test_a_name_anywhere_in_the_tree_is_enough_not_to_refute() -> None:
    files = CODE | {"notes.md": "The streamlit page is started by hand."}
    assert outcomes(find, "We used Streamlit for the front end.", files) == []


def test_a_refutation_names_the_branch_that_has_it() -> None:
    history = (
        ExampleCommit(CODE),
        ExampleCommit({"src/log.py": "from loguru import logger\n\nlogger.info('x')\n"}, branch="logging"),
    )
    (found,) = statements(find, "Our scripts use Loguru for logging.", history=history)
    assert found.outcome == "refuted"
    assert "the unmerged branch logging does, in src/log.py" in found.reason


def test_a_linter_that_was_run_by_hand_may_be_named_by_a_commit() -> None:
    history = (ExampleCommit(CODE), ExampleCommit({"a.py": "x = 1\n"}, message="black all files"))
    (found,) = statements(find, "We formatted the code with Black.", history=history)
    assert (found.outcome, found.evidence[0].kind) == ("confirmed", "commit")
    assert outcomes(find, "The workflows run Black.", history=history) == [("lint-tool", ("black",), "refuted")]


def test_what_was_taken_out_of_the_tree_may_run_elsewhere() -> None:
    history = (
        ExampleCommit(CODE | {"src/report.py": "import evidently\n\nevidently.Report()\n"}),
        ExampleCommit({"src/report.py": None}),
    )
    (found,) = statements(find, "We use Evidently for the reports.", history=history)
    assert (found.outcome, found.value) == ("unverifiable", ("evidently",))


CLOUD = {
    ".github/workflows/build.yaml": (
        "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n"
        "    - run: gcloud --quiet builds submit --tag ${{ env.REGION }}-docker.pkg.dev/p/images/api:1\n"
    ),
    "infrastructure/job.yaml": "image: x\n# see aiplatform.googleapis.com\n",
    "README.md": "The service: https://pots-ab12.a.run.app/docs\n",
}


@pytest.mark.parametrize(
    ("answer", "tools"),
    [
        (
            "The image is built by Cloud Build and pushed to the Artifact Registry.",
            ["cloud-build", "artifact-registry"],
        ),
        ("The API is deployed on Google Cloud Run.", ["cloud-run"]),
        ("Cloud Run is used to serve the model.", ["cloud-run"]),
        ("We used these services:\n\n- Cloud Run: the API\n- Compute Engine: training", ["cloud-run"]),
        # neither shown nor refuted: much is done on the provider's pages
        ("We trained with Vertex AI on a machine of Compute Engine.", []),
        # told of a service, and not of its use
        ("The cost of Cloud Run is in the figure.", []),
        ("This is our Cloud Build history.", []),
    ],
)
def test_services_of_a_cloud_show_in_commands_and_addresses(answer: str, tools: list[str]) -> None:
    assert outcomes(find, answer, CLOUD) == [("tool-use", (tool,), "confirmed") for tool in tools]


def test_the_place_of_a_service_is_told() -> None:
    build, registry = statements(find, "It is built with Cloud Build and kept in the Artifact Registry.", CLOUD)
    assert build.reason.startswith("The repository uses Cloud Build: runs gcloud --quiet builds submit")
    address = "${{ env.REGION }}-docker.pkg.dev/p/images/api:1"
    place = ".github/workflows/build.yaml:6"
    assert registry.reason == f"The repository uses Artifact Registry: has the address {address} ({place})."


def test_what_a_document_shows_is_not_said_to_run() -> None:
    files = {"README.md": "```sh\nlocust -f load.py\n```\n"}
    (found,) = statements(find, "We used Locust.", files)
    assert found.reason == "The repository uses Locust: shows the command locust -f load.py (README.md:2)."


def test_notebooks_are_denied_where_there_are_none() -> None:
    answer = "We removed the folder as we did not use Jupyter notebooks."
    assert outcomes(find, answer) == [("no-tool-use", ("jupyter",), "confirmed")]
    assert outcomes(find, answer, {"a.ipynb": "{}"}) == []  # it may be the template's


def test_one_statement_for_each_tool_and_answer() -> None:
    answers = {4: "We used Hydra. Hydra was used a lot.", 12: "We used Hydra."}
    assert [s.question for s in statements(find, answers, CODE)] == [4, 12]


@pytest.mark.parametrize(
    ("answer", "tools"),
    [
        ("We used invoke to run tasks.", ["invoke"]),
        ("All is run with `invoke` commands.", ["invoke"]),
        ("We use Invoke and a Makefile.", ["invoke"]),
        ("To invoke the service a user would call its address.", []),
        ("You can invoke it with curl.", []),
        ("To invoke inference, send a request.", []),
        ("A trigger is there to build the image and invoke the job.", []),
        ("We did not use invoke.", ["invoke"]),
    ],
)
def test_a_verb_is_no_tool(answer: str, tools: list[str]) -> None:
    files = {"tasks.py": "from invoke import task\n\n@task\ndef train(c): ...\n"}
    assert [value for _, value, _ in outcomes(find, answer, files)] == [(tool,) for tool in tools]
