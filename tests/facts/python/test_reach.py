"""What a function comes to call, through the project's own functions."""

from __future__ import annotations

from auditor.facts.python.reach import Reach
from tests.facts.python.reading import read

FILES = {
    "api.py": """
        from service import Service, run
        service = Service()

        def predict(x):
            def worker():
                return service.answer(x)
            pool.submit(run, worker)

        def health():
            return "well"

        def prepare(x):
            return service.prepared(x)
        """,
    "service.py": """
        import torch
        from base import Base

        def run(x):
            return run(x)

        class Service(Base):
            def __init__(self):
                self.model = torch.load("model.pt")
            def answer(self, x):
                return self.prepared(x)

        class Net:
            def forward(self, x):
                torch.relu(x)

        def use():
            net = Net()
            net.__call__()
            Net()
        """,
    "base.py": """
        import torch

        class Base:
            def prepared(self, x):
                return torch.softmax(x)
        """,
}


def reached(start: str) -> list[str]:
    python = read(FILES)
    return [python.full_name(call.name) for call in Reach(python).calls(start) if call.is_resolved]


def test_calls_in_what_is_called_passed_on_inherited_and_defined_inside() -> None:
    python = read(FILES)
    assert list(Reach(python).functions("api.predict")) == [
        "api.predict",
        "service.run",
        "api.predict.worker",
        "service.Service.answer",
        "service.Service.__init__",
        "base.Base.prepared",
    ]
    assert "torch.softmax" in reached("api.predict")
    assert "torch.relu" not in reached("api.predict")
    assert reached("api.health") == []
    assert "base.Base.prepared" in Reach(python).functions("api.prepare")


def test_a_class_stands_for_what_is_called_by_itself() -> None:
    assert "torch.load" in reached("api.")
    assert "torch.relu" in reached("service.use")
    assert list(Reach(read(FILES)).references("api.predict"))


def test_a_cycle_and_a_crowd_come_to_an_end() -> None:
    text = "".join(f"def f{number}():\n    f{number + 1}()\n    f0()\n" for number in range(500))
    assert len(list(Reach(read(text)).functions("main.f0"))) == 199
