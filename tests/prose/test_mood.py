"""What reports say, and how. `{...}` marks what is mentioned, the words behind `=>` its moods one after the other."""

import re

import pytest

from auditor.place import Place
from auditor.prose.mood import mood_of
from auditor.prose.sentences import Context, Sentence

EXAMPLES = """
# Plainly said
We used {DVC}. => affirmed
Yes, we did use {DVC}. => affirmed
We do use {pre-commit}, and we managed to deploy the {API}. => affirmed affirmed
{Hydra} was chosen because it is easy. => affirmed
We only used {Cloud Run}. => affirmed
No, but we used {Git LFS}. => affirmed
The {API} can be called with curl. => affirmed
The {workflow} will run on every push. => affirmed
When a pull request is opened, {GitHub Actions} will run the tests. => affirmed

# Denied
We added files that weren't in the template: `log.py` for logging to {W&B}. => affirmed
We used {Evidently}, which was not covered in the course. => affirmed
It would be enough to run it, and see how well it performed, instead of using {wandb}. => hypothetical
We set it all with Hydra, replacing the need for {argparse}. => denied
We used sweeps, which are a substitute for {Optuna}. => others
For {load testing}, we did not implement this. => denied
We did not use {DVC}. => denied
We didn't use {DVC}. => denied
We didn’t use {DVC}. => denied
We havent used {DVC} and we dont use {Hydra}. => denied denied
We haven't implemented {load testing}. => denied
We never used {Docker}. => denied
{Hydra} was not used in our project. => denied
{Hydra} was not needed. => denied
As mentioned the {Hydra} file was not used. => denied
As mentioned above the {Hydra} file was not used either. => denied
{Hydra} is not yet implemented. => denied
{Hydra} has not been implemented yet. => denied
{DVC} and {Hydra} were not used. => denied denied
{DVC}, {Hydra} and {Docker} were not used in the project. => denied denied denied
In this project, {DVC} was not used. => denied
We did not use {cProfile}, {scalene} or {py-spy}. => denied denied denied
The project has no {frontend}. => denied
There is no {load test} for our {API}. => denied affirmed
No {load testing} was performed. => denied
We did not manage to set up {monitoring}. => denied
We did not get {DVC} to work on {Vertex AI}. => denied denied
We could not use {Vertex AI} because of the quota. => denied
We were unable to use {Vertex AI}. => denied
We failed to deploy {BentoML}. => denied
We did not have time to implement {drift detection}. => denied
There was no time for {drift detection}. => denied
Due to lack of time, {drift detection} was dropped. => denied
We have yet to implement {sweeps}. => denied
We no longer use {conda}. => denied
{conda} is no longer used. => denied
We don't use {conda} anymore. => denied
We decided against {Hydra}. => denied
We decided not to use {Hydra}. => denied
We ended up not needing {Kubernetes}. => denied
We skipped both {load testing} and {drift detection}. => denied denied
{Quantization} and {pruning} were left out. => denied denied
{Documentation} is missing. => denied
Our project lacks {documentation}. => denied
There was no need for {distributed training}. => denied
We don't think {DVC} is needed. => denied
We felt that {DVC} was unnecessary. => denied
We trained without using {Lightning}. => denied
{Ruff} is used, {mypy} is not. => affirmed denied
As for {profiling}, we did not do any. => denied
{Load testing}: not done. => denied
{Load testing}: We did not do this. => denied
{Unit tests} (not implemented) and {load tests} (with Locust). => denied affirmed
What we did not do is {load testing}. => denied
{DVC} was neither needed nor used. => denied
Neither did we use {DVC}. => denied

# One and not the other
We used {uv} but did not use {DVC}. => affirmed denied
We used {uv}, not {conda}. => affirmed denied
We used branches but not {pull requests}. => denied
We did not use {conda} but {uv}. => denied affirmed
We did not use {conda}, only {uv}. => denied affirmed
We used {Git LFS} instead of {DVC}. => affirmed denied
Instead of {DVC} we used {Git LFS}. => denied affirmed
Rather than {Flask}, {FastAPI} was chosen. => denied affirmed
We chose {FastAPI} over {Flask}. => affirmed denied
We replaced {conda} with {uv}. => denied affirmed
{conda} was replaced by {uv}. => denied affirmed
We switched from {pip} to {uv}. => denied affirmed
We dropped {Gradio} in favour of {Streamlit}. => denied affirmed
We neither used {Hydra} nor {OmegaConf}. => denied denied
Everything was done except for {profiling}. => denied
We used all services but {Cloud Functions}. => denied
{uv} was used, and {Docker} and {DVC} were not needed. => affirmed denied denied
We did not train on {Vertex AI}, as we trained on the {cluster}. => denied affirmed
{Load testing} was not done, but would be done with {Locust} or {k6}. => denied hypothetical hypothetical

# No denials, though they look it
Not only {Ruff} but also {mypy} runs. => affirmed affirmed
We did not just use {Ruff}, we also used {mypy}. => affirmed affirmed
We used nothing but {pip}. => affirmed
We did not use any tools except {Ruff}. => affirmed
We used no tools other than {Ruff}. => affirmed
Apart from {Ruff}, we used {mypy}. => affirmed affirmed
We cannot deny that {Docker} helped us. => affirmed
It is not that we did not use {DVC}. => affirmed
This does not mean that we did not use {DVC}. => affirmed
We could not have done it without {Docker}. => affirmed
Without {Docker} we would not have been able to deploy it. => affirmed
We had no issues with {Docker}. => affirmed
We did not run into any problems with {Docker}. => affirmed
We did not forget to add {pre-commit}. => affirmed
We did not use {DVC} until the second week. => affirmed
We do not use {DVC} much. => affirmed
We did not change the {Dockerfile}. => affirmed
{Hydra} is not perfect, and it wasn't easy to learn. => affirmed
We did not write {load tests} for our {API}. => denied affirmed
For our {API} we did not write {load tests}. => affirmed denied
The {frontend}, which does not depend on {torch}, is small. => affirmed denied
{Docker} layer caching is not enabled. => others

# Only in part
We did not fully set up the {alerts}. => attempted
We did not perform extensive {profiling}. => attempted

# Supposed
We would have used {Locust}. => hypothetical
The {frontend} could be improved. => hypothetical
{Locust} should be used here. => hypothetical
We might add {Optuna}. => hypothetical
It would be beneficial to have {DVC}. => hypothetical
If we had more time, we would add {monitoring} and integrate {Prometheus}. => hypothetical hypothetical
If we had used {DVC}, it would have been easier. => hypothetical
However, had we pursued {sweeps}, we could have found better values. => hypothetical
In the future, {Kubernetes} could be used. => hypothetical
Using {branches} and {pull requests} would make it smoother. => hypothetical hypothetical
We would have set up a service that watches for {drift}. => hypothetical
Ideally, the model would be smaller with {pruning}. => hypothetical
We considered {pruning}. => hypothetical
{Pruning} was considered but not implemented. => denied
We used {wandb} because {MLflow} would be too heavy. => affirmed hypothetical

# Tried
We tried to use {Vertex AI}. => attempted
We attempted to deploy to {Cloud Run}. => attempted
We struggled to set up {DVC}. => attempted
{Docker} did not work on the cluster. => attempted
We did not work with {Jupyter} notebooks. => denied
The tracker was enough, hence {Hydra} was omitted from this project. => denied
We set up {DVC}, but could not get it to work. => attempted
We started implementing {BentoML} but gave up. => attempted
We wanted to use {Vertex AI} but failed. => attempted
Although {Hydra} was on our list, we never got around to it. => attempted

# Still to come
We plan to add {Prometheus}. => planned
We will add {Prometheus}. => planned
We are going to add {Prometheus}. => planned
The plan was to use {Grafana}. => planned
{Grafana} is planned for the next version. => planned
Future work includes {distributed training}. => planned
{Sweeps} remain to be done. => planned
We still need to add {alerts}. => planned

# What happens or is to be done, not what might
Whenever a file arrives, the job would load it from the {bucket}. => affirmed
We used {Hydra} so that we could change values. => affirmed
To get a copy one would have to run `{uv} sync`. => affirmed
A new member would have to install {uv} first. => affirmed

# In general, and of others
{Version control} helps teams to work together. => general
{Typing} is important in larger projects because it helps readers. => general
{Locust} is a load testing framework. => general
One would use {Locust} for this. => general
Without {typing}, errors can go unnoticed. => general
Many companies rely on {Kubernetes}. => others
Other groups used {Kubernetes}. => others
The course introduced {BentoML}. => others
Unlike {MLflow}, it is hosted. => others

# Asked, or not filled in
Did we use {DVC}? => quoted
We used ... for linting and ... for {typing}. => quoted
"""


def read_examples() -> list[tuple[str, list[str]]]:
    lines = [line for line in EXAMPLES.splitlines() if "=>" in line]
    return [(text.strip(), moods.split()) for text, _, moods in (line.partition("=>") for line in lines)]


def moods_in(marked: str, context: Context = "prose", lead: str = "") -> list[str]:
    text = re.sub(r"[{}]", "", marked)
    sentence = Sentence(text, text, Place("report.md", 1, 1), 1, context, lead)
    ends = [match.end() - 2 * number for number, match in enumerate(re.finditer(r"{[^}]*}", marked), 1)]
    names = re.findall(r"{([^}]*)}", marked)
    return [str(mood_of(sentence, (end - len(name), end))) for name, end in zip(names, ends, strict=True)]


@pytest.mark.parametrize(("text", "moods"), read_examples())
def test_mood(text: str, moods: list[str]) -> None:
    assert moods_in(text) == moods


@pytest.mark.parametrize(
    ("text", "lead", "mood"),
    [
        ("{DVC} for the data", "We used the following tools:", "affirmed"),
        ("{DVC} for the data", "We did not use the following tools:", "denied"),
        ("{DVC} for the data", "If we had more time, we would add:", "hypothetical"),
        ("{DVC} for the data", "We tried several tools:", "attempted"),
        ("Install {uv}", "To get a copy of the environment, one would have to:", "affirmed"),
        ("{DVC}: not used", "We used the following tools:", "denied"),
        ("{DVC} was added early", "", "affirmed"),
    ],
)
def test_items_are_meant_as_their_lead_is(text: str, lead: str, mood: str) -> None:
    assert moods_in(text, "list", lead) == [mood]


def test_contexts_have_moods_of_their_own() -> None:
    assert moods_in("{Load testing}", "heading") == ["general"]
    assert moods_in("We used {DVC}.", "quote") == ["quoted"]
    assert moods_in("if not {dvc}: # never", "code") == ["affirmed"]
    assert moods_in("| {DVC} | data | not used |", "table", "Tool Purpose Used") == ["denied"]
    assert moods_in("| {DVC} | data | ✓ |", "table", "Tool Purpose Used") == ["affirmed"]


def test_any_text_is_read_in_no_time() -> None:
    for piece in ("not ", "would run ", "we did not, ", "((", "``", "](", "a.", "which we could ", "no `x`: "):
        assert moods_in(piece * (2900 // len(piece)) + "{DVC}")
