"""Shell commands in documents: which code blocks hold them, and what of a block is the shell's prompt or its output."""

from __future__ import annotations

import re

from auditor.facts.shell import ShellCommand, split_commands

_SHELL = frozenset(
    {"bash", "sh", "shell", "zsh", "console", "terminal", "shell-session", "shellsession", "bash-session", "command"}
    | {"cmd", "bat", "batch", "powershell", "ps1", "pwsh", "dos", "commandline"}
)
# Tools by which a block or a piece of text without language is known for shell.
_TOOLS = frozenset(
    {"ab", "accelerate", "airflow", "apt", "apt-get", "aws", "az", "bash", "bentoml", "black", "bq", "brew"}
    | {"bsub", "cat", "cd", "chmod", "choco", "conda", "cookiecutter", "coverage", "cp", "crontab", "cruft"}
    | {"curl", "docker", "docker-compose", "dvc", "echo", "evidently", "export", "fastapi", "flake8", "flask"}
    | {"gcloud", "gh", "git", "gradio", "grep", "gsutil", "gunicorn", "helm", "hey", "hf", "huggingface-cli"}
    | {"hypercorn", "inv", "invoke", "isort", "jupyter", "just", "k6", "kaggle", "kubectl", "locust", "ls"}
    | {"make", "mamba", "mkdir", "mkdocs", "mlflow", "mv", "mypy", "node", "nox", "npm", "npx", "nvidia-smi"}
    | {"pdm", "pip", "pip3", "pipx", "pnpm", "podman", "poetry", "pre-commit", "prefect", "pylint", "pytest"}
    | {"python", "python3", "rm", "ruff", "sbatch", "scp", "sed", "sh", "snakeviz", "source", "sphinx-build"}
    | {"ssh", "streamlit", "sudo", "systemctl", "tar", "task", "tensorboard", "terraform"}
    | {"torch-model-archiver", "torchrun", "torchserve", "tox", "unzip", "uv", "uvicorn", "uvx", "wandb"}
    | {"wget", "winget", "wrk", "yarn", "artillery", "autocannon", "bombardier", "deepspeed", "gcsfuse", "hatch"}
    | {"jmeter", "kernprof", "memray", "mprof", "oha", "optimum-cli", "pipenv", "pixi", "poe", "py-spy"}
    | {"pyinstrument", "quarto", "rye", "scalene", "skaffold", "vegeta", "viztracer", "yolo"}
)
_PROMPT = re.compile(r"^[ \t]*(?:\([\w.-]+\)[ \t]*)?(?:[\w.-]+@[\w.-]+:\S*)?(?:\$|%|PS[^>\n]*>|>)[ \t]+(?=\S)")


def block_commands(text: str, language: str, first_line: int) -> tuple[ShellCommand, ...]:
    """The commands in a code block whose text begins on first_line; none where it is not of shell."""
    if language not in _SHELL and (language not in ("", "text", "txt") or not _looks_like_shell(text)):
        return ()
    lines = text.split("\n")
    if any(_PROMPT.match(line) for line in lines):
        lines = _typed(lines)
    return tuple(split_commands("\n".join(lines), first_line))


def inline_command(text: str, line: int) -> tuple[ShellCommand, ...]:
    """The commands in a piece of code within prose (`uv run pytest`); none where it is no command with arguments."""
    if " " not in text or text.split(maxsplit=1)[0] not in _TOOLS:
        return ()
    return tuple(split_commands(text, line))


def _typed(lines: list[str]) -> list[str]:
    """Only what was typed at a prompt, with its continuation lines; the rest is output."""
    typed, is_continued = [], False
    for line in lines:
        prompt = _PROMPT.match(line)
        typed.append(line[prompt.end() :] if prompt else line if is_continued else "")
        is_continued = typed[-1].endswith(("\\", "`"))
    return typed


def _looks_like_shell(text: str) -> bool:
    first = next((line for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#")), "")
    words = [word for word in first.split() if "=" not in word]
    return bool(_PROMPT.match(first)) or bool(words and words[0] in _TOOLS)
