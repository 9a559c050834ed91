"""There is a module that gets the data and prepares it: code that downloads or loads data, and processes it.

A module does that job by its name (data.py, make_dataset.py, dataset.py, preprocess.py, ...) or its folder, a class by
being a Dataset or a DataModule, a function by its name (load_data, get_dataloaders, ...). Statistics, plots and checks
of data do something else. A stub, the template's own file, or code that only loads data is `partial`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.facts.python import Call, Function, PythonCode
from auditor.facts.python.model import PythonModule
from auditor.place import Place
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.gathering import once
from rules.roles import DATASET_BASES

if TYPE_CHECKING:
    from auditor.facts.template import TemplateMatch

_DATA_FILE = re.compile(
    r"(?:.*_)?data(?:_?(?:sets?|modules?|load\w*|prep\w*|process\w*|pipelines?|utils?|handl\w*|ingest\w*|downloads?"
    r"|functions?|wrangl\w*|clean\w*|transforms?|augment\w*|tools|helpers?|split\w*))?"
    r"|\w*datasets?(?:_\w+)?|\w*data_?loaders?|pre_?process\w*|prepare(?:_\w+)?|process(?:ing)?(?:_\w+)?"
    r"|(?:download|fetch|scrape|crawl)(?:_\w+)?|(?:get|load|build|create|make|generate)_\w*(?:data|images?|splits?|samples"
    r"|corpus|features?|texts?)\w*|etl|ingest\w*|features?|transforms?|tokeni[sz]\w*|augment\w*",
    re.IGNORECASE,
)
_DATA_FOLDER = re.compile(r"(?:^|/)(?:data|datasets?|preprocess(?:ing)?|features|dataloaders?)/[^/]+$")
_OTHER_JOB = re.compile(
    r"stat(?:s|istics?)?(?:_|\.|$)|drift|visuali|plot|explor|(?:^|[/_])eda|monitor|report|diagnos|upload|model|predict"
    r"|collect",
    re.IGNORECASE,
)
_SERVING = re.compile(r"(?:^|[/_])(?:api|app|main|server|service|frontend|backend)\.py$")
_DATA_FUNCTION = re.compile(
    r"^_?(?:load|get|fetch|download|prepare|preprocess|process|make|create|build|read|split|setup|clean|tokeni[sz]e)_"
    r"(?:\w+_)?(?:data|datasets?|data_?loaders?|loaders?|splits?)(?:_\w+)?$",
    re.IGNORECASE,
)
_DOWNLOADS = (
    *("requests.", "urllib.request.", "wget.", "gdown.", "kagglehub.", "kaggle.", "opendatasets.", "huggingface_hub."),
    *(
        "google.cloud.storage.",
        "gcsfs.",
        "boto3.",
        "s3fs.",
        "fsspec.",
        "azure.storage.",
        "dvc.api.",
        "roboflow.",
        "httpx.",
    ),
    *("ucimlrepo.", "medmnist.", "yfinance.", "openml.", "tarfile.open", "zipfile.ZipFile", "shutil.unpack_archive"),
    *(
        "torchvision.datasets.",
        "torchaudio.datasets.",
        "torchtext.datasets.",
        "torch_geometric.datasets.",
        "nltk.download",
    ),
    *(
        "sklearn.datasets.",
        "keras.datasets.",
        "tensorflow.keras.datasets.",
        "tensorflow_datasets.",
        "deeplake.",
        "fiftyone.",
    ),
    *("datasets.load_dataset", "wandb.Api.artifact", "wandb.init.use_artifact", "subprocess."),
)
_LOADS = (
    *("pandas.read_", "polars.read_", "polars.scan_", "geopandas.read_", "dask.dataframe.read_", "duckdb.", "sqlite3."),
    *(
        "numpy.load",
        "numpy.genfromtxt",
        "numpy.fromfile",
        "numpy.memmap",
        "torch.load",
        "torchvision.io.",
        "PIL.Image.open",
    ),
    *(
        "cv2.imread",
        "cv2.VideoCapture",
        "skimage.io.imread",
        "imageio.",
        "torchaudio.load",
        "librosa.load",
        "soundfile.read",
    ),
    *("scipy.io.", "json.load", "csv.reader", "csv.DictReader", "pickle.load", "joblib.load", "h5py.", "xarray.open"),
    *(
        "rasterio.open",
        "nibabel.load",
        "pydicom.",
        "SimpleITK.",
        "open",
        "os.listdir",
        "os.walk",
        "os.scandir",
        "glob.",
    ),
    *("datasets.load_from_disk", "datasets.Dataset.from", "pathlib.Path.read_text", "pathlib.Path.open", "xml.etree."),
    *(
        "tensorflow.data.",
        "tensorflow.keras.utils.image_dataset_from_directory",
        "pyarrow.",
        "webdataset.",
        "Bio.SeqIO.",
    ),
)
_PROCESSES = (
    *("torchvision.transforms.", "torchaudio.transforms.", "torchaudio.functional.", "albumentations.", "kornia."),
    *(
        "sklearn.preprocessing.",
        "sklearn.model_selection.",
        "sklearn.feature_extraction.",
        "sklearn.impute.",
        "sklearn.utils.",
    ),
    *("torch.utils.data.random_split", "torch.stack", "torch.cat", "torch.save", "torch.from_numpy", "torch.tensor"),
    *(
        "torch.nn.functional.",
        "torch_geometric.transforms.",
        "librosa.feature.",
        "librosa.effects.",
        "librosa.resample",
    ),
    *(
        "numpy.save",
        "numpy.stack",
        "numpy.concatenate",
        "numpy.array",
        "pandas.concat",
        "pandas.merge",
        "pandas.get_dummies",
    ),
    *("random.shuffle", "random.sample", "shutil.copy", "shutil.move", "cv2.resize", "cv2.cvtColor", "imblearn."),
    *(
        "transformers.AutoTokenizer.",
        "transformers.AutoImageProcessor.",
        "nltk.tokenize.",
        "spacy.",
        "re.sub",
        "splitfolders.",
    ),
)
_PROCESSING_NAME = re.compile(
    r"process|transform|normali[sz]|augment|tokeni[sz]e|resize|clean|encode|crop|one_hot|scale|dropna|fillna|drop_duplicates"
    r"|groupby|resample|astype|to_csv|to_parquet|save_to_disk|to_pickle|^pad|window|(?:^|_)split_|_split$|^(?:merge|map|apply)$",
    re.IGNORECASE,
)
_LOADING_NAME = re.compile(r"^(?:download|load|read|fetch)(?:_\w+)?$|^download_\w+$|^read_text$|^iterdir$|^r?glob$")
_NO_DATA = ("dotenv.", "yaml.", "omegaconf.", "hydra.", "os.path.")
_WORDS = ("data", "load", "download")
TEMPLATE_ONLY = "partial"


@dataclass(frozen=True, slots=True)
class _Piece:
    """Code that has to do with getting data: a class, a function, or a call of a module's own level."""

    evidence: Evidence
    gets: bool
    processes: bool


def judge(python: PythonCode, template: TemplateMatch) -> Finding:
    pieces = list(_pieces(python, template))
    working = [piece.evidence for piece in pieces if piece.gets or piece.processes]
    if any(piece.gets for piece in pieces) and any(piece.processes for piece in pieces):
        count = len({evidence.place.path for evidence in working})
        return present(f"Code in {count} file{'s' if count != 1 else ''} gets data and processes it.", once(working))
    files = [
        Evidence(
            "file", "a data module without code of the group's own that gets and processes data", Place(module.path)
        )
        for module in python.own
        if _is_data_module(module) and module.statements
    ]
    elsewhere = [Evidence("call", f"downloads data: {call.name}", call.place) for call in _downloads_elsewhere(python)]
    if working or files:
        what = "only loads it" if any(piece.gets for piece in pieces) else "is a stub or hardly more"
        return partial(f"There is a module for data, but it {what}.", once([*working, *files, *elsewhere]), _WORDS)
    if elsewhere:
        return partial("Data is downloaded, but no module prepares it for training.", once(elsewhere), _WORDS)
    return absent("No module downloads or loads data.", words=_WORDS)


def _pieces(python: PythonCode, template: TemplateMatch) -> Iterator[_Piece]:
    datasets = {id(found) for found in python.classes(*DATASET_BASES)}
    for module in python.own:
        is_data_module = _is_data_module(module)
        calls: dict[str, list[Call]] = {}
        for call in module.calls:
            calls.setdefault(call.function, []).append(call)
        filled = {function.owner for function in module.functions if not _is_idle(function)}
        chosen = [
            defined
            for defined in module.classes
            if id(defined) in datasets and defined.qualified_name in filled and not template.owns(defined.place)
        ]
        for defined in chosen:
            prefix = f"{defined.qualified_name}."
            inside = [call for name, some in calls.items() if name.startswith(prefix) for call in some]
            evidence = Evidence("class", f"{defined.name} is a dataset or data module", defined.place)
            yield _Piece(evidence, any(_gets(call, python) for call in inside), processes=True)
        classes = {defined.qualified_name for defined in chosen}
        for function in module.functions:
            is_named = _DATA_FUNCTION.search(function.name) and not _has_other_job(module.path)
            if function.owner not in classes and (is_data_module or is_named) and not template.owns(function.place):
                yield from _of_function(function, calls.get(function.qualified_name, []), python)
        for call in calls.get("", ()) if is_data_module else ():
            gets, processes = _gets(call, python), _processes(call, python)
            if (gets or processes) and not template.owns(call.place):
                yield _Piece(Evidence("call", f"calls {call.name}", call.place), gets, processes)


def _of_function(function: Function, calls: list[Call], python: PythonCode) -> Iterator[_Piece]:
    gets, processes = any(_gets(call, python) for call in calls), any(_processes(call, python) for call in calls)
    if gets or processes:
        what = " and ".join([*["gets"] * gets, *["processes"] * processes])
        yield _Piece(Evidence("function", f"{function.name} {what} data", function.place), gets, processes)


def _is_idle(function: Function) -> bool:
    """Whether a method says nothing of what a dataset does."""
    return function.is_stub or function.name in ("__init__", "__len__")


def _is_data_module(module: PythonModule) -> bool:
    """Whether a module is for getting data by its name or its folder."""
    stem = module.path.rpartition("/")[2].rpartition(".")[0]
    if _has_other_job(module.path) or stem in ("__init__", "conftest", "setup"):
        return False
    return bool(_DATA_FILE.fullmatch(stem)) or bool(_DATA_FOLDER.search(module.path))


def _has_other_job(path: str) -> bool:
    return bool(_OTHER_JOB.search(path.rpartition("/")[2]) or _SERVING.search(path))


def _gets(call: Call, python: PythonCode) -> bool:
    """Whether a call downloads or loads data."""
    full = python.full_name(call.name) if call.is_resolved else call.name
    known = call.is_resolved and full.startswith((*_DOWNLOADS, *_LOADS))
    return not full.startswith(_NO_DATA) and bool(known or _LOADING_NAME.search(call.attribute))


def _processes(call: Call, python: PythonCode) -> bool:
    """Whether a call does something to data."""
    full = python.full_name(call.name) if call.is_resolved else call.name
    known = call.is_resolved and full.startswith(_PROCESSES)
    return not full.startswith(_NO_DATA) and bool(known or _PROCESSING_NAME.search(call.attribute))


def _downloads_elsewhere(python: PythonCode) -> Iterator[Call]:
    """Downloads by code that is about data, but does another job."""
    for module in python.own:
        stem = module.path.rpartition("/")[2].rpartition(".")[0]
        if not _DATA_FILE.fullmatch(stem):
            continue
        for call in module.calls:
            if call.is_resolved and python.full_name(call.name).startswith(_DOWNLOADS):
                yield call


_LOAD = """
    import pandas as pd
    from sklearn.model_selection import train_test_split

    def prepare(path):
        table = pd.read_csv(path).dropna()
        return train_test_split(table)
"""

EXAMPLES = [
    Example("data.py", "present", {"src/app/data.py": _LOAD}, at=("src/app/data.py:4-6",)),
    Example(
        "a download and a dataset in two files of a folder",
        "present",
        {
            "app/data/fetch.py": "import kagglehub\n\ndef fetch():\n    return kagglehub.dataset_download('a/b')",
            "app/data/images.py": """
                from PIL import Image
                from torch.utils.data import Dataset as D

                class Images(D):
                    def __getitem__(self, i):
                        return Image.open(self.files[i]).resize((64, 64))
            """,
        },
        at=("app/data/fetch.py:3-4", "app/data/images.py:4-6"),
    ),
    Example(
        "a function that does that job elsewhere",
        "present",
        {
            "train.py": """
                from torchvision import datasets, transforms

                def get_dataloaders():
                    return datasets.MNIST("data", transform=transforms.ToTensor())
            """
        },
    ),
    Example(
        "only loaded",
        "partial",
        {"src/data.py": "import pandas as pd\n\ndef load(path):\n    return pd.read_csv(path)"},
    ),
    Example("a stub", "partial", {"src/app/data.py": "def preprocess(path):\n    print('Preprocessing data...')"}),
    Example(
        "statistics of data that is downloaded",
        "partial",
        {
            "dataset_statistics.py": """
                import requests

                def count(address):
                    print(len(requests.get(address).text.split()))
            """
        },
    ),
    Example("commented out", "absent", {"src/app/train.py": "# import pandas as pd\n# pd.read_csv('a')\nx = 1"}),
    Example("only in a test", "absent", {"tests/data.py": _LOAD}),
    Example("an upload of a model", "absent", {"upload_model.py": "import requests\n\nrequests.post('x').json()"}),
]
