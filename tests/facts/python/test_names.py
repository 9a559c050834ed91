"""Names are followed from where they are used to what they stand for."""

from __future__ import annotations

import pytest

from tests.facts.python.reading import called, read


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("import wandb\nwandb.init()", "wandb.init"),
        ("import wandb as w\nw.init()", "wandb.init"),
        ("from wandb import init as w\nw()", "wandb.init"),
        ("import torch.nn as nn\nnn.Linear()", "torch.nn.Linear"),
        ("import torch.nn\ntorch.nn.Linear()", "torch.nn.Linear"),
        ("import torch.nn\ntorch.optim.Adam()", "torch.optim.Adam"),
        ("from torch import *\nno_grad()", "torch.no_grad"),
        ("from torch import *\nprint()", "print"),
        ("print()", "print"),
        ("start()", "? start"),
        ("(lambda: 0)()", "? "),
        ("'a'.join()", "? .join"),
        ("from torch import *\nfrom keras import *\nfit()", "? fit"),
        ("import wandb as w\nstart = w.init\nstart()", "wandb.init"),
        ("from .wandb import init\ninit()", ".wandb.init"),
    ],
)
def test_imports_and_their_aliases(text: str, name: str) -> None:
    assert called(text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("app = FastAPI()\napp.get()", "fastapi.FastAPI.get"),
        ("app: FastAPI = FastAPI()\napp.get()", "fastapi.FastAPI.get"),
        ("app: FastAPI\napp.get()", "fastapi.FastAPI.get"),
        ("app, other = FastAPI(), 1\napp.get()", "fastapi.FastAPI.get"),
        ("(app := FastAPI())\napp.get()", "fastapi.FastAPI.get"),
        ("app = FastAPI() if x else None\napp.get()", "fastapi.FastAPI.get"),
        ("app = None if x else FastAPI()\napp.get()", "fastapi.FastAPI.get"),
        ("app = x or FastAPI()\napp.get()", "fastapi.FastAPI.get"),
        ("app = FastAPI()\napp = None\napp.get()", "fastapi.FastAPI.get"),
        ("with FastAPI() as app:\n  app.get()", "fastapi.FastAPI.get"),
        ("async def f():\n  async with FastAPI() as app:\n    await app.get()", "fastapi.FastAPI.get"),
        ("async def f():\n  app = await FastAPI()\n  app.get()", "fastapi.FastAPI.get"),
        ("def f(app: FastAPI):\n  app.get()", "fastapi.FastAPI.get"),
        ("def f(app: FastAPI | None):\n  app.get()", "fastapi.FastAPI.get"),
        ("def f(app: None | FastAPI = None):\n  app.get()", "fastapi.FastAPI.get"),
        ("def f(*, app: 'FastAPI'):\n  app.get()", "fastapi.FastAPI.get"),
        ("import typing as t\ndef f(app: t.Optional[FastAPI]):\n  app.get()", "fastapi.FastAPI.get"),
        ("from typing import *\ndef f(app: Annotated[FastAPI, 1]):\n  app.get()", "fastapi.FastAPI.get"),
        ("def f():\n  app.get()\napp = FastAPI()", "fastapi.FastAPI.get"),
        ("app = FastAPI()\napp.router.get()", "fastapi.FastAPI.router.get"),
        ("app = 1\napp.get()", "? app.get"),
        ("app = FastAPI()\napp = 1\napp.get()", "? app.get"),
        ("app = FastAPI()\nfor app in x:\n  app.get()", "? app.get"),
        ("app = FastAPI()\ndef f(app):\n  app.get()", "? app.get"),
        ("app = FastAPI()\ndef f(*app):\n  app.get()", "? app.get"),
        ("app = FastAPI()\n[app.get() for app in x]", "? app.get"),
        ("app = FastAPI()\nlambda app: app.get()", "? app.get"),
        ("app = FastAPI()\ntry: pass\nexcept E as app: app.get()", "? app.get"),
        ("app = FastAPI()\nmatch x:\n  case [app]: app.get()", "? app.get"),
        ("def f(apps: list[FastAPI]):\n  apps.get()", "? apps.get"),
    ],
)
def test_objects_are_known_by_what_made_them(text: str, name: str) -> None:
    assert [found for found in called(f"from fastapi import FastAPI\n{text}") if found.endswith(".get")] == [name]


def test_an_import_that_may_fail_still_counts() -> None:
    assert called("try:\n    import wandb\nexcept ImportError:\n    wandb = None\nwandb.init()") == ["wandb.init"]


def test_a_global_set_in_one_function_is_known_in_the_next() -> None:
    text = """
        import torch
        model = None

        def start():
            global model
            model = torch.jit.load("model.pt")

        def answer():
            model.eval()
        """
    assert called(text) == ["torch.jit.load", "torch.jit.load.eval"]


def test_attributes_of_self() -> None:
    text = """
        import torch
        from lightning import LightningModule
        from app import Reader

        class Net(LightningModule):
            loss = torch.nn.MSELoss()
            limit: int = torch.field(default=3)

            def __init__(self, width, reader: Reader, torch):
                layer = torch.nn.Linear(width, 1)
                self.width, self.reader, self.other = width, reader, torch

            def setup(self):
                self.head: torch.nn.Module = torch.nn.Linear(self.width, 1)

            def step(self, x):
                self.loss(self.head(x))
                self.reader.read()
                self.setup()
                self.width()
                self.limit.bit_length()
                self.log()
        """
    assert called(text)[-7:] == [
        "torch.nn.MSELoss",
        "torch.nn.Linear",
        "app.Reader.read",
        "main.Net.setup",
        "main.Net.width",
        "int.bit_length",
        "lightning.LightningModule.log",
    ]


def test_what_a_class_defines_is_seen_by_self_only() -> None:
    text = """
        class Net:
            fit_all = print
            def fit(self):
                fit()
                fit_all()
                self.fit()
                inner = self.Part()

            class Part:
                def go(self):
                    self.go()
        """
    assert called(text) == ["? fit", "? fit_all", "main.Net.fit", "main.Net.Part", "main.Net.Part.go"]


def test_own_modules_are_found_as_python_would() -> None:
    files = {
        "src/cats/__init__.py": "from .model import Net\nfrom cats.model import Net as Network",
        "src/cats/model.py": "class Net: pass\ndef build(): pass",
        "src/cats/train.py": """
            import cats
            import cats.model as m
            import cats.model
            import src.cats.model
            from . import model
            from .model import build
            from cats import Net
            cats.Net()
            cats.Network()
            m.build()
            cats.model.build()
            src.cats.model.build()
            model.build()
            build()
            Net()
            """,
        "scripts/run.py": "from helper import go\nfrom cats import Network\ngo()\nNetwork()",
        "scripts/helper.py": "def go(): pass",
    }
    assert called(files, "src/cats/train.py") == [
        *("cats.model.Net", "cats.model.Net"),
        *("cats.model.build",) * 5,
        "cats.model.Net",
    ]
    assert called(files, "scripts/run.py") == ["scripts.helper.go", "cats.model.Net"]


def test_everything_of_an_own_module() -> None:
    files = {
        "pkg/__init__.py": "from .inner import *",
        "pkg/inner.py": "from torch import nn\nfrom .deep import *\ndef build(): pass\ndef _private(): pass",
        "pkg/deep.py": "from .inner import *\napp = open()\nclass Deep: pass",
        "a_script.py": "from pkg import *\nbuild()\nDeep()\napp.read()\nnn.Linear()\n_private()",
    }
    assert called(files, "a_script.py") == [
        "pkg.inner.build",
        "pkg.deep.Deep",
        "open.read",
        "torch.nn.Linear",
        "? _private",
    ]


def test_a_module_called_like_the_package_that_it_imports() -> None:
    files = {
        "app/__init__.py": "",
        "app/streamlit.py": "import streamlit as st\nst.title()",
        "app/page.py": "import streamlit\nfrom app.streamlit import main\nstreamlit.write()\nmain()",
        "app/wandb.py": "def init(): pass",
        "app/train.py": "import wandb\nwandb.init()",
    }
    assert called(files, "app/streamlit.py") == ["streamlit.title"]
    assert called(files, "app/page.py") == ["streamlit.write", "app.streamlit.main"]
    assert called(files, "app/train.py") == ["app.wandb.init"]
    python = read(files)
    assert [found.name for found in python.imports("streamlit")] == ["streamlit", "streamlit"]
    assert list(python.calls("wandb.*")) == []


def test_an_own_module_is_not_the_package_of_that_name() -> None:
    python = read({"wandb.py": "def init(): pass", "train.py": "import wandb\nwandb.init()"})
    assert python.is_own("wandb.init")
    assert [*python.calls("wandb.*"), *python.imports("wandb")] == []


def test_a_folder_of_runs_is_not_the_package_of_that_name() -> None:
    files = {
        "wandb/run-1/files/code/train.py": "x = 1",
        "helpers/io.py": "def load(): pass",
        "train.py": """
            import wandb
            from helpers import io
            from helpers.io import load
            wandb.init()
            io.load()
            load()
            """,
    }
    assert called(files, "train.py") == ["wandb.init", "helpers.io.load", "helpers.io.load"]
    assert [(found.name, found.module) for found in read(files).module("train.py").imports] == [  # type: ignore[union-attr]
        ("wandb", None),
        ("helpers.io", "helpers/io.py"),
        ("helpers.io.load", "helpers/io.py"),
    ]


def test_only_packages_of_others_are_imports_of_them() -> None:
    files = {
        "a.py": "import os, numpy.linalg\nfrom numpy import array\nfrom . import numpy as own\nfrom .gone import torch",
        "numpy_tools.py": "import numpy_tools",
        "test_a.py": "import numpy",
    }
    python = read(files)
    assert [(found.name, str(found.place)) for found in python.imports("numpy")] == [
        ("numpy.linalg", "a.py:1"),
        ("numpy.array", "a.py:2"),
    ]
    assert [found.top for found in python.imports("numpy", "torch", tests=True)] == ["numpy", "numpy", "numpy"]


def test_calls_are_found_by_full_name_outside_of_tests() -> None:
    files = {
        "a.py": "import torch\ntorch.save()\ntorch.nn.Linear()\ntorch.nn.functional.relu()",
        "tests/test_a.py": "import torch\ntorch.save()",
    }
    python = read(files)
    assert [call.place.path for call in python.calls("torch.save")] == ["a.py"]
    assert [call.place.path for call in python.calls("torch.save", tests=True)] == ["a.py", "tests/test_a.py"]
    assert [call.attribute for call in python.calls("torch.nn.*", "torch.save")] == ["save", "Linear", "relu"]
    assert list(python.calls("torch.nn")) == []


def test_names_that_are_read_and_not_called() -> None:
    text = """
        import torch
        from torch.profiler import ProfilerActivity as A

        def f(kind=A.CPU):
            return [A.CUDA, x.y, torch.cuda.amp]
        """
    found = [(reference.name, reference.function) for reference in read(text).references("torch.*")]
    assert found == [
        ("torch.profiler.ProfilerActivity.CPU", ""),
        ("torch.profiler.ProfilerActivity.CUDA", "f"),
        ("torch.cuda.amp", "f"),
    ]


def test_classes_by_what_they_derive_from() -> None:
    files = {
        "base.py": "import torch.nn as nn\nclass Base(nn.Module): pass",
        "net.py": "from base import Base\nclass Net(Base): pass\nclass Row(list[int]): pass\nclass Loop(Loop): pass",
    }
    python = read(files)
    assert [found.name for found in python.classes("torch.nn.Module")] == ["Base", "Net"]
    assert [found.name for found in python.classes("list")] == ["Row"]
    chain = "class C0(Base): pass\n" + "".join(f"class C{n + 1}(C{n}): pass\n" for n in range(3000))
    assert len(list(read(chain).classes("Base"))) == 3001
