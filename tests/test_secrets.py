"""What is masked in a line, and what is left alone. All keys are made up."""

from __future__ import annotations

import subprocess
import sys
from time import process_time

import pytest

from auditor.secrets import mask

HEX = "0a1b2c3d4e" * 4  # 40 digits, as a W&B key and a commit have
WORD = "aB3dE" * 8


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('password = "hunter2"', 'password = "***"'),
        ("POSTGRES_PASSWORD: postgres  # for tests", "POSTGRES_PASSWORD: ***  # for tests"),
        ("mysql -u root --password=hunter2 db", "mysql -u root --password=*** db"),
        ('{"password": "abc123", "secret": "defxyz"}', '{"password": "***", "secret": "***"}'),
        ('os.getenv("DB_PASSWORD", "letmein")', 'os.getenv("DB_PASSWORD", "***")'),
        (f'os.environ["WANDB_API_KEY"] = "{HEX}"', 'os.environ["WANDB_API_KEY"] = "0a1***"'),
        (f"wandb login {HEX}", "wandb login 0a1***"),
        (f"ENV WANDB_KEY {HEX}", "ENV WANDB_KEY 0a1***"),
        (f"value: wandb_v1_{WORD}", "value: wan***"),
        ("aws_id = AKIAABCDEFGHIJKLMNOP", "aws_id = AKI***"),
        (f"maps(AIza{WORD})", "maps(AIz***)"),
        (f"git clone with ghp_{'Ab1' * 12} once", "git clone with ghp*** once"),
        ("xoxb-123456789012-abcdefABCDEF", "xox***"),
        ("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl", "Bearer eyJ***"),
        ("DATABASE=postgresql://bob:s3cret@localhost/db", "DATABASE=postgresql://bob:***@localhost/db"),
        ("-----BEGIN RSA PRIVATE KEY-----\\nMIIEvQIBADANBg", "-----BEGIN RSA PRIVATE KEY-----\\nM***"),
        ("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj", "MII***"),
    ],
)
def test_a_secret_is_cut_to_its_first_characters_at_most(line: str, shown: str) -> None:
    assert mask(line) == shown


@pytest.mark.parametrize(
    "line",
    [
        f"uses: actions/checkout@{HEX}",
        f"reverts commit {HEX}",
        f"wandb run at {HEX}",
        "- md5: 22a1a2931c8370d3aeedd7183606fd7f",
        f"numpy==2.1.0 --hash=sha256:{HEX}",
        "secretstorage==3.3.3",
        "WANDB_API_KEY: ${{ secrets.WANDB_API_KEY }}",
        "postgresql://bob:${PASSWORD}@localhost/db",
        "password=$PASSWORD",
        'os.environ["KEY"]',
        'wandb.login(key=os.getenv("WANDB_API_KEY"))',
        "--set-secrets=WANDB_API_KEY=wandb-key:latest",
        "secrets: inherit",
        "id-token: write",
        "api_key=settings.api_key,",
        "login(user, password=given)",
        "def login(password: str, token: Token) -> None:",
        "if password != confirm:",
        "for key, value in settings.items():",
        'pad_token="[PAD]", max_tokens=1024',
        "key: pip-3.11-requirements-v1",
        "GOOGLE_APPLICATION_CREDENTIALS=/app/key.json",
        "credentials: gcp-key.json",
        'docker run -v "$(pwd):/app" image',
        "API_KEY=<your key>",
        'input("Enter your password: ")',
        "The secret: start early.",
        "def test_create_hf_model_with_many_different_weights(): ...",
    ],
)
def test_references_hashes_versions_and_files_stay(line: str) -> None:
    assert mask(line) == line


@pytest.mark.parametrize("piece", ["key", "token = ", "(", "://a:", "eyJ", "wandb key ", "aws key ", "a-", "password="])
def test_no_line_takes_long(piece: str) -> None:
    mask(piece)  # the detectors are loaded once
    started = process_time()
    mask((piece * 2000)[:2000])
    assert process_time() - started < 0.1


def test_a_name_of_many_digits_takes_no_longer_than_another() -> None:
    begun = process_time()
    assert mask("passwd" + "0" * 60 + 'x_key = "hunter2"')
    assert process_time() - begun < 1


def test_ordinary_lines_do_not_load_the_detectors() -> None:
    program = f"""
import sys
from auditor.secrets import mask
for line in ["import torch", "key = value", "uses: actions/checkout@{HEX}", "token: ${{{{ secrets.TOKEN }}}}"]:
    mask(line)
sys.exit("detect_secrets" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
