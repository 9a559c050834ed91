"""A trained model is made faster: by quantization, compilation, pruning or export in half precision, in live code.

Known are torch.quantization and torch.ao, torchao, torch.nn.utils.prune, torch.compile, torch.jit, ONNX Runtime's
quantization, bitsandbytes, TensorRT, OpenVINO, TensorFlow Lite and their like. What is commented out or imported and
not called, tried, or described with results in the answers is `partial`, and so is an ONNX graph that the runtime is
told to optimize. Mixed precision in training is something else, and `partial` only where the answers mean it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.python import Call, PythonCode
from auditor.prose.mood import Mood
from auditor.report import Report
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.descriptions import described
from rules.gathering import called, commented, once

if TYPE_CHECKING:
    from auditor.facts.commands import Command
    from auditor.prose.answers import Answers

_CALLS = (
    "torch.quantization.*",
    "torch.ao.quantization.*",
    "torch.ao.pruning.*",
    "torch.quantize_per_tensor",
    "torch.nn.utils.prune.*",
    "torch.compile",
    "torch.jit.*",
    "torch.export.export",
    "torch._inductor.aot_compile",
    "torch._inductor.aoti_compile_and_package",
    "torchao.*",
    "torch_pruning.*",
    "torch_tensorrt.*",
    "tensorrt.*",
    "onnxruntime.quantization.*",
    "onnxruntime.transformers.optimizer.*",
    "onnxconverter_common.float16.*",
    "onnxsim.simplify",
    "bitsandbytes.*",
    "transformers.BitsAndBytesConfig",
    "transformers.GPTQConfig",
    "transformers.AwqConfig",
    "transformers.TorchAoConfig",
    "optimum.quanto.*",
    "optimum.onnxruntime.ORTQuantizer.*",
    "optimum.onnxruntime.ORTOptimizer.*",
    "optimum.intel.*",
    "auto_gptq.*",
    "gptqmodel.*",
    "awq.*",
    "llmcompressor.*",
    "openvino.*",
    "nncf.*",
    "neural_compressor.*",
    "coremltools.*",
    "tensorflow.lite.*",
    "tensorflow_model_optimization.*",
    "ctranslate2.converters.*",
    "lightning.pytorch.callbacks.ModelPruning",
    "pytorch_lightning.callbacks.ModelPruning",
    "pytorch_lightning.callbacks.QuantizationAwareTraining",
    "m2cgen.*",
    "treelite.*",
)
_MIXED_PRECISION = (
    *("torch.autocast", "torch.amp.*", "torch.cuda.amp.*", "accelerate.Accelerator.autocast", "apex.amp.*"),
    *("tensorflow.keras.mixed_precision.*", "keras.mixed_precision.*"),
)
_GRAPH_OPTION = re.compile(r"\.(?:graph_optimization_level|optimized_model_filepath)$")
# Questions about what is there, and helpers that make nothing faster.
_IDLE = frozenset({"is_scripting", "is_tracing", "is_pruned", "ignore", "unused", "export", "annotate", "is_compiling"})
_PACKAGES = (
    *("torch.quantization", "torch.ao.quantization", "torch.nn.utils.prune", "torchao", "torch_pruning"),
    *("onnxruntime.quantization", "bitsandbytes", "torch_tensorrt", "tensorrt", "openvino", "neural_compressor"),
)
_MODEL = re.compile(r"(?:model|net|network|module|encoder|decoder|backbone|classifier)\w*$", re.IGNORECASE)
_NAMES = (
    *("quantization", "quantisation", "quantized", "quantised", "quantize", "quantise", "pruning", "pruned"),
    *("torch.compile", "TorchScript", "torch.jit", "TensorRT", "bitsandbytes", "half precision"),
)
_RESULT = re.compile(
    r"\d|\bfaster\b|\bslower\b|\bspeed-?ups?\b|\breduc\w+|\bimprov\w+|\bincreas\w+|\bdecreas\w+|\bsmaller\b|\blatency\b",
    re.IGNORECASE,
)
_WORDS = ("quantiz", "quantis", "prune", "pruning", "torch.compile", "torch.jit", "half", "int8", "bitsandbytes")


def judge(python: PythonCode, commands: list[Command], answers: Answers, report: Report | None) -> Finding:
    known = [call for call in python.calls(*_CALLS) if call.attribute not in _IDLE]
    found = [*called(known), *_arguments(python), *_methods(python), *_converted(commands)]
    if found:
        return present("Live code quantizes, compiles, prunes or halves a model.", once(found))
    weak = [
        *commented(call for call in python.commented_calls(*_CALLS) if call.attribute not in _IDLE),
        *(Evidence("import", f"imports {one.name}", one.place) for one in python.imports(*_PACKAGES)),
        *described(answers, report, _NAMES, _RESULT, "a model made faster, with results"),
        *_tried(answers),
        *_optimized_graphs(python),
        *_mixed_precision(python, answers),
    ]
    if weak:
        return partial(
            "Making the model faster is only described, begun, imported or commented out.", once(weak), _WORDS
        )
    return absent("No live code quantizes, compiles, prunes or halves a model.", words=_WORDS)


def _tried(answers: Answers) -> Iterator[Evidence]:
    """The item asks to play around: an attempt that came to nothing is one."""
    for mention in answers.saying(*_NAMES, moods=(Mood.ATTEMPTED,)):
        message = f"question {mention.sentence.question} says that it was tried"
        yield Evidence("answer", message, mention.sentence.place)


def _optimized_graphs(python: PythonCode) -> Iterator[Evidence]:
    """What ONNX Runtime is told to do with a model's graph before it runs it."""
    for module in python.own:
        for found in module.assignments:
            if _GRAPH_OPTION.search(found.target):
                yield Evidence("assignment", "lets ONNX Runtime optimize the model's graph", found.place)


def _mixed_precision(python: PythonCode, answers: Answers) -> Iterator[Evidence]:
    """Mixed precision in training, with the answers that call it quantization."""
    told = answers.saying(*_NAMES)
    calls = list(python.calls(*_MIXED_PRECISION)) if told else []
    if calls:
        yield from called(calls, "computes in mixed precision")
        for mention in told:
            message = f"question {mention.sentence.question} speaks of {mention.key}"
            yield Evidence("answer", message, mention.sentence.place)


def _arguments(python: PythonCode) -> Iterator[Evidence]:
    """Models that are loaded or exported in few bits: Hugging Face's options, Ultralytics' export."""
    for module in python.own:
        for call in module.calls:
            for keyword in ("load_in_8bit", "load_in_4bit", "quantization_config"):
                if keyword in call.keywords and call.keywords[keyword].literal not in (False, None):
                    yield Evidence("call", f"loads a model with {keyword}", call.place)
            if call.attribute == "export" and call.is_resolved and "ultralytics" in python.full_name(call.name):
                for keyword in ("half", "int8"):
                    if keyword in call.keywords and call.keywords[keyword].literal is True:
                        yield Evidence("call", f"exports a model with {keyword}", call.place)


def _methods(python: PythonCode) -> Iterator[Evidence]:
    """What models do themselves: `model.half()`, `model.to_torchscript()`."""
    for module in python.own:
        for call in module.calls:
            if call.attribute in ("to_torchscript", "to_tensorrt") or (call.attribute == "half" and _is_of_model(call)):
                yield Evidence("call", f"calls {call.attribute} of a model", call.place)


def _is_of_model(call: Call) -> bool:
    return not call.arguments and bool(_MODEL.search(call.name.rpartition(".")[0]))


def _converted(commands: list[Command]) -> Iterator[Evidence]:
    """Live commands that convert a model to something faster."""
    for command in commands:
        for words in command.programs() if command.live else ():
            if words[:1] in (("trtexec",), ("mo",), ("ovc",), ("polygraphy",), ("llama-quantize",)) or (
                words[:2] == ("optimum-cli", "onnxruntime") and "quantize" in words
            ):
                yield Evidence("command", f"runs {command.text}", command.place)


EXAMPLES = [
    Example(
        "dynamic quantization under another name",
        "present",
        {"a.py": "from torch.quantization import quantize_dynamic as q\n\nm = q(net, dtype='qint8')"},
        at=("a.py:3",),
    ),
    Example(
        "pruning", "present", {"a.py": "from torch.nn.utils import prune\n\nprune.l1_unstructured(m, 'weight', 0.3)"}
    ),
    Example("compilation", "present", {"a.py": "import torch\n\ndef load(m):\n    return torch.compile(m)"}),
    Example(
        "TorchScript as a decorator", "present", {"a.py": "import torch\n\n@torch.jit.script\ndef f(x):\n    return x"}
    ),
    Example(
        "ONNX Runtime",
        "present",
        {"a.py": "from onnxruntime.quantization import quantize_dynamic\n\nquantize_dynamic('a.onnx', 'b.onnx')"},
    ),
    Example(
        "eight bits of Hugging Face",
        "present",
        {"a.py": "from transformers import AutoModel\n\nAutoModel.from_pretrained('x', load_in_8bit=True)"},
    ),
    Example("half precision", "present", {"a.py": "def go(model):\n    return model.half()"}),
    Example("commented out", "partial", {"a.py": "import torch\n\nx = 1\n# model = torch.compile(model)"}),
    Example("imported, not called", "partial", {"a.py": "from torch.quantization import quantize_dynamic\n\nx = 1"}),
    Example(
        "described with results",
        "partial",
        {"a.py": "x = 1"},
        answers={30: "We used dynamic quantization on the trained model, which made inference 30% faster."},
    ),
    Example(
        "tried in vain",
        "partial",
        {"a.py": "x = 1"},
        answers={28: "We tried pruning the model, but could not get it to work."},
    ),
    Example(
        "an optimized graph",
        "partial",
        {
            "a.py": """
                import onnxruntime as ort

                options = ort.SessionOptions()
                options.optimized_model_filepath = "faster.onnx"
                session = ort.InferenceSession("m.onnx", options)
            """
        },
        at=("a.py:4",),
    ),
    Example(
        "mixed precision that the answers mean",
        "partial",
        {"a.py": "import torch\n\nwith torch.autocast('cuda'):\n    pass"},
        answers={31: "Student s000000 was in charge of training and quantization."},
    ),
    Example("a plan", "absent", {"a.py": "x = 1"}, answers={30: "With more time we would have tried quantization."}),
    Example(
        "mixed precision in training", "absent", {"a.py": "import lightning as L\n\nL.Trainer(precision='16-mixed')"}
    ),
    Example(
        "Keras's compile", "absent", {"a.py": "from keras import Sequential\n\nm = Sequential()\nm.compile(loss='mse')"}
    ),
    Example("half of a tensor", "absent", {"a.py": "def f(x):\n    return x.half()"}),
    Example("compiled expressions", "absent", {"a.py": "import re\n\nre.compile('a')"}),
    Example("only in a test", "absent", {"tests/test_a.py": "import torch\n\ntorch.compile(m)"}),
    Example(
        "a module of one's own", "absent", {"a.py": "import prune\n\nprune.l1_unstructured()", "prune.py": "x = 1"}
    ),
]
