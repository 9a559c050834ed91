"""What applications keep of the requests that they answer: calls below their routes that store it, or only print it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from auditor.facts.python import Call, PythonCode
from auditor.facts.python.model import Value
from rules.applications import Applications, Route

# Calls that store, by their full names and by names that say it whatever object they are called on.
_STORING = re.compile(
    r"^(?:json|pickle|joblib|yaml)\.(?:dump|safe_dump)$|^numpy\.savez?(?:_compressed)?$|^bentoml\.monitor|^whylogs\.log"
    r"|^(?:csv|_csv)\.\w+\.writerows?$|^fsspec\.\w+\.(?:put|pipe|put_file|pipe_file)$|^wandb\.(?:log|Table)$"
    r"|^mlflow\.log_\w+$|^google\.cloud\.(?:firestore|datastore)\.\S+\.(?:set|add|put|create)$|^redis\.\S+\.(?:set|lpush|rpush|xadd|hset)$"
    r"|^(?:langfuse|langsmith|opik|arize|fiddler|aporia|whylogs)\.\S*\.(?:log|trace|generation|publish|write)\w*$"
    r"|^google\.cloud\.pubsub\S*\.publish$|^(?:kafka|confluent_kafka|aiokafka)\.\S*\.(?:send|produce|send_and_wait)$"
    r"|\.objects\.create$|\.(?:writerows?|upload_from_(?:string|file|filename)|insert_rows(?:_json|_from_dataframe)?|load_table_from_\w+"
    r"|insert_one|insert_many|put_object|upload_fileobj|upload_blob|put_item|append_row|log_struct|to_sql|to_gbq|bulk_save_objects"
    r"|write_points|xadd|index_document)$"
)
_TABLE = re.compile(r"\.(?:to_csv|to_parquet|to_json|to_feather|to_pickle|to_excel|to_hdf)$")
_BUFFER = re.compile(r"(?:^|\.)(?:io\.)?(?:StringIO|BytesIO|buffer|buf|stream|output)$")
_WRITES_FILE = re.compile(r"\.(?:save|write_text|write_bytes)$|^cv2\.imwrite$|^shutil\.(?:copy|copyfileobj|move)$")
_REMOVES = re.compile(r"(?:^|\.)(?:remove|unlink|rmtree|TemporaryDirectory|NamedTemporaryFile|mkdtemp|mkstemp)$")
_REMOTE_FILES = ("fsspec.", "gcsfs.", "s3fs.", "adlfs.", "smart_open.", "google.cloud.storage.")
_FRONT_ENDS = frozenset({"streamlit", "gradio"})
_MODE = re.compile(r"[rwax][bt+]{0,2}")
_SESSION = re.compile(
    r"(?:session|db|database|conn|connection|cursor|cur|engine|collection|table|supabase)\b", re.IGNORECASE
)
_ADDING = re.compile(r"\.(?:add|add_all|insert|create)$")
_PERHAPS_ADDING = re.compile(r"\.(?:execute|executemany|save|set)$")
_INSERTS = re.compile(r"\bINSERT\s+(?:OR\s+\w+\s+)?INTO\b", re.IGNORECASE)
# What a function is called that keeps what came in or out.
_KEEPER = re.compile(
    r"(?:save|store|log|record|collect|persist|append|write|add|insert|upload|archive|register|track|dump)\w{0,60}"
    r"(?:pred|input|output|request|response|result|inference|sample|entry|entries|row|data|db|database|csv|gcs|gcp|bucket|"
    r"feature|image|feedback|history)",
    re.IGNORECASE,
)
# Functions that write on the way to an answer, and routes that are for something else.
_ON_THE_WAY = re.compile(
    r"preproc|process_raw|download|load_|fetch|train|cache|token|transform|convert|export|plot|heatmap|report", re.I
)
_OTHER_ROUTE = re.compile(r"train|preproc|evaluat|drift|monitor|report|metric|feedback|health|download", re.IGNORECASE)
_INFERENCE = re.compile(r"predict|infer|classif|translat|segment|generat|recommend|transcri", re.IGNORECASE)
_PRINTED = re.compile(
    r"predict|result|class|label|score|confiden|prob|logit|input|output|request|sentiment|caption|translation|answer|y_hat",
    re.IGNORECASE,
)
_NOT_A_RESULT = re.compile(
    r"error|fail|exception|load|start|unable|invalid|warn|download|missing|not found|shape|collected|total|saved",
    re.IGNORECASE,
)
_PRINTING = re.compile(
    r"^print$|^(?:logging|loguru|structlog)\.(?:\w+\.)*(?:info|debug|log|success)$|\blog(?:ger)?\.(?:info|debug|log)$"
)


_Test = Callable[[Call, PythonCode], bool]


def inference_routes(applications: Applications) -> list[Route]:
    """The routes that answer with a model's output."""
    return [
        route for route in applications.routes if not _is_for_something_else(route) and applications.runs_model(route)
    ]


def _is_for_something_else(route: Route) -> bool:
    named = f"{route.address} {route.function.rpartition('.')[2]}"
    return bool(_OTHER_ROUTE.search(named)) and not _INFERENCE.search(named)


def storing_calls(applications: Applications, python: PythonCode) -> Iterator[Call]:
    """The calls below the inference routes that store what came in or went out, each once."""
    yield from _below(applications, python, is_storing)


def printing_calls(applications: Applications, python: PythonCode) -> Iterator[Call]:
    """The calls below the inference routes that print or log what came in or went out, as text."""
    yield from _below(applications, python, _is_printing)


def _below(applications: Applications, python: PythonCode, wanted: _Test) -> Iterator[Call]:
    seen: set[int] = set()
    for route in (*inference_routes(applications), *applications.middleware):
        for call in applications.calls(route):
            if id(call) not in seen and wanted(call, python):
                seen.add(id(call))
                yield call


def remembering_calls(applications: Applications, python: PythonCode) -> Iterator[Call]:
    """The calls below the inference routes by which a function that is called for it keeps things in memory."""
    yield from _below(applications, python, _is_remembering)


def saving_calls(applications: Applications, python: PythonCode) -> Iterator[Call]:
    """The calls below any route that write what the application holds, each once."""
    found = [
        call
        for route in applications.routes
        for call in applications.calls(route)
        if is_storing(call, python) or (call.name == "open" and _mode(call).startswith("w"))
    ]
    yield from {id(call): call for call in found}.values()


def _is_remembering(call: Call, _: PythonCode) -> bool:
    is_keeper = bool(_KEEPER.search(call.function.rpartition(".")[2]))
    return is_keeper and call.attribute in ("append", "appendleft", "extend", "put", "put_nowait")


def storing_calls_elsewhere(applications: Applications, python: PythonCode) -> Iterator[Call]:
    """The calls that store something below routes of which nothing shows that they run a model, each once.

    Those of front ends that are no API of their own (Streamlit's and Gradio's) are among them.
    """
    found = [
        call
        for route in applications.routes
        if not _is_for_something_else(route)
        for call in applications.calls(route)
        if is_storing(call, python)
    ]
    for module in python.own:
        if any(one.top in _FRONT_ENDS for one in module.imports):
            found += [call for call in module.calls if is_storing(call, python) or _flags(call, python)]
    yield from {id(call): call for call in found}.values()


def _flags(call: Call, python: PythonCode) -> bool:
    """Whether a call makes one of Gradio's interfaces that keep what goes in and out."""
    mode = call.keywords.get("flagging_mode") or call.keywords.get("allow_flagging")
    return (
        python.full_name(call.name) == "gradio.Interface" and mode is not None and mode.literal not in ("never", False)
    )


def upload_calls(applications: Applications, python: PythonCode) -> Iterator[Call]:
    """The calls below the inference routes that write what was sent to a file of its own, and leave it there."""
    for call in _below(applications, python, _opens_new_file):
        module = python.module(call.place.path or "")
        around = [other.name for other in module.calls if other.function == call.function] if module else []
        if not any(_REMOVES.search(name) for name in around):
            yield call


def is_storing(call: Call, python: PythonCode) -> bool:
    """Whether a call stores something beyond the request that it belongs to."""
    function = call.function.rpartition(".")[2]
    is_keeper = bool(_KEEPER.search(function))
    if _ON_THE_WAY.search(function) and not is_keeper:
        return False
    full = python.full_name(call.name)
    if _STORING.search(full) or _inserts(call):
        return True
    if _TABLE.search(full):
        return _has_target(call.argument(0, "path_or_buf") or call.argument(0, "path"))
    if full == "open" or full.endswith((".open", ".open_file")):
        mode = _mode(call)
        is_remote = full.startswith(_REMOTE_FILES)
        return mode.startswith(("a", "x")) or (mode.startswith("w") and (is_keeper or is_remote))
    if _WRITES_FILE.search(full):
        return is_keeper and _has_target(call.arguments[-1] if call.arguments else None)
    if _SESSION.search(full.rpartition(".")[0]):
        return bool(_ADDING.search(full) or (is_keeper and _PERHAPS_ADDING.search(full)))
    return False


def _has_target(target: Value | None) -> bool:
    """Whether something is written to a file rather than to memory."""
    return target is not None and not _BUFFER.search(target.name or target.text.removesuffix("()"))


def _mode(call: Call) -> str:
    """The mode that a call opens a file in: the second argument of open(), the first of a path's method."""
    for value in (*call.arguments[:2], call.keywords.get("mode")):
        mode = value.literal if value is not None else None
        if isinstance(mode, str) and _MODE.fullmatch(mode):
            return mode
    return ""


def _opens_new_file(call: Call, python: PythonCode) -> bool:
    full = python.full_name(call.name)
    if full.endswith((".write_text", ".write_bytes")) and "tmp" not in call.written:
        return not _ON_THE_WAY.search(call.function.rpartition(".")[2])
    is_open = full == "open" or full.endswith((".open", ".open_file"))
    if not is_open or not _mode(call).startswith("w") or not call.arguments:
        return False
    # A name that is always the same holds no more than the last file.
    return isinstance(call.arguments[0].node, ast.JoinedStr | ast.BinOp) and "tmp" not in call.arguments[0].text


def _inserts(call: Call) -> bool:
    return any(
        _INSERTS.search(value.text) for value in call.arguments if isinstance(value.node, ast.Constant | ast.JoinedStr)
    )


def _is_printing(call: Call, python: PythonCode) -> bool:
    if not _PRINTING.search(python.full_name(call.name)) or not call.arguments:
        return False
    first = call.arguments[0]
    if len(call.arguments) == 1 and isinstance(first.node, ast.Constant):
        return False
    # What a function prints that is called "log_prediction" is one, whatever it is called itself.
    says_so = _PRINTED.search(first.text) or _KEEPER.search(call.function.rpartition(".")[2])
    return says_so is not None and not _NOT_A_RESULT.search(first.text)
