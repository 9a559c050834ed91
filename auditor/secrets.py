"""Keys, tokens and passwords in a line of text, masked before the line is shown to anyone.

The forms that services give their keys are known to the detectors of detect-secrets. Loading them takes a tenth of a
second, so a line is first held against one expression here, which ordinary lines do not match. What a name such as
`password` or `API_KEY` is set to is found here as well: the library's detector of such assignments sees only the first
of a line, and takes a reference (`${{ secrets.KEY }}`, `settings.api_key`) for the secret itself.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

SHOWN = 3  # characters of a secret that stay, to tell one key from another
_SHORT = 12  # of a secret below this length nothing is shown

# Detectors of tokens that are told by their form. Those that go by entropy would mask every hash.
_DETECTORS = {
    "aws": "AWSKeyDetector",
    "azure_storage_key": "AzureStorageKeyDetector",
    "basic_auth": "BasicAuthDetector",
    "discord": "DiscordBotTokenDetector",
    "github_token": "GitHubTokenDetector",
    "gitlab_token": "GitLabTokenDetector",
    "jwt": "JwtTokenDetector",
    "mailchimp": "MailchimpDetector",
    "npm": "NpmDetector",
    "openai": "OpenAIDetector",
    "pypi_token": "PypiTokenDetector",
    "sendgrid": "SendGridDetector",
    "slack": "SlackDetector",
    "square_oauth": "SquareOAuthDetector",
    "stripe": "StripeDetector",
    "telegram_token": "TelegramBotTokenDetector",
    "twilio": "TwilioKeyDetector",
}
# What the library does not know: Google, Hugging Face, Weights & Biases, newer tokens of GitHub and OpenAI, and what
# follows the head of a private key.
_OTHER_FORMS = tuple(
    re.compile(form)
    for form in (
        r"AIza[\w-]{30,}",
        r"ya29\.[\w.-]{20,}",
        r"GOCSPX-[\w-]{20,}",
        r"github_pat_\w{20,}",
        r"\bhf_[A-Za-z0-9]{30,}",
        r"sk-[\w-]{30,}",
        r"wandb_v\d_\w{20,}",
        r"(?i:wandb.{0,80}?(?:key|login|token).{0,40}?)\b(?P<secret>[0-9a-f]{40})\b",
        r"PRIVATE KEY(?: BLOCK)?-----(?P<secret>.{4,})",
    )
)
# One beginning or outline for each of the above: a line without any of them holds none of the above.
_OUTLINE = re.compile(
    r"""(?x)
    (?:A3T[A-Z0-9]|A[BKS]IA|ACCA)[0-9A-Z]{16} | [Aa][Ww][Ss].{0,50}[0-9a-zA-Z/+]{40} | AccountKey=
    | ://[^/\s:@]*:[^/\s@]+@ | [MNO][\w-]{23,25}\.[\w-]{6}\.[\w-]{27} | \bgh[pousr]_\w{30} | github_pat_
    | gl(?:pat|dt|ft|soat|rt|cbt|imt|ptt|agent|oas)- | GR1348941 | eyJ[\w-]{9} | [0-9a-z]{8}-us\d | _authToken
    | (?<![\w-])sk-[\w-]{30} | pypi-AgE | SG\.[\w-]{22} | hooks\.slack\.com | xox[a-z]- | sq0csp- | [rs]k_live_
    | \d{8}:[\w-]{35} | (?:AC|SK)[a-z0-9]{32}
    | AIza[\w-]{30} | ya29\. | GOCSPX- | \bhf_[A-Za-z0-9]{30} | wandb_v\d_ | (?i:wandb).{0,130}[0-9a-f]{40}
    | PRIVATE[ ]KEY
    """
)
# What each of those needs. Ordinary lines have none of it, and are told five times as quickly.
_RUN = re.compile(r"[\w+/-]{20}|://|eyJ|xox|ya29|_authToken|AccountKey=|PRIVATE KEY")
# A line of the base64 between a key's BEGIN and END: 64 characters in PEM (RFC 7468), 70 as OpenSSH writes it.
_KEY_BODY = re.compile(r"(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])(?=\D*\d)[A-Za-z0-9+/]{60,76}={0,2}$")

_WORDS = ("passw", "pwd", "passphrase", "secret", "token", "key", "credential")
_WORD_CHARACTERS = string.ascii_letters + string.digits + "_-"
_ASSIGNMENT = re.compile(
    r"""(?xi)
    (?P<name> (?: passw(?:or)?d | (?<![$({])pwd | passphrase | secret | token | key | credential ) [\w-]{0,40} )
    ["'\])]{0,3} \s? [ ]{0,20}
    (?P<sign> := | => | ={1,3} | !==? | : | \( | , | (?<=[ ]) ) [ ]{0,20} [bru@]?
    (?: (?P<quote>["'`]) (?P<quoted>[^"'`]{3,}) | (?P<bare>[^\s"'`,;(){}\[\]<>$%*|&\\]{4,}) (?P<call>[\[({]?) )
    """
)
# Names whose value is the secret itself, even where it looks like a word.
_SECRET_NAME = re.compile(
    r"(?i)(?:passw(?:or)?d|pwd|passphrase|secret|credential"
    r"|(?:api|auth|access|account|service|client|priv(?:ate)?|db|database|secret|signing|encryption)[_-]?key)"
    r"(?:[_-]?(?:value|string|key|token|admin|root|user|prod|dev|test|\d++))*+$"
)
# A value that speaks of a secret by its name: "my-api-key", "WANDB_API_KEY", "Enter your password".
_NAME_OF_SECRET = re.compile(r"(?i)(?<![a-z])(?:passw(?:or)?d|pwd|secrets?|tokens?|keys?|credentials?)(?![a-z\d])")
_REFERENCE = re.compile(r"[$%<]|.*(?:\$[{(]|\{\w*\}|\{\{|%\(|\.\.\.|\*\*|x{4}|(?:secrets?|environ|env|vars)\.)", re.I)
_ADDRESS_OR_FILE = re.compile(r"[a-z][\w+.-]*://|[~.]{0,2}/[\w.-]+/|\S*\.[a-z]\w{0,4}$", re.IGNORECASE)
_TYPE_OR_CONSTANT = re.compile(
    r"(?i)(?:str|int|bool|bytes|float|list|dict|any|none|null|nil|true|false|optional|object|string|undefined|required"
    r"|inherit|secretstr|secretbytes)$"
)


# A line stands in the graph and in a report several times. Of longer ones than this (characters) the result is not
# kept: what a worker has of them stays below 20 MB.
_OFTEN = 500


def mask(line: str) -> str:
    """The line with every secret in it cut to `***` behind at most its first SHOWN characters.

    References to secrets, hashes, versions and names of files stay as they are.
    """
    return _mask(line) if len(line) > _OFTEN else _mask_short(line)


def _mask(line: str) -> str:
    lower = line.lower()
    found = set(_assigned(line)) if any(word in lower for word in _WORDS) else set()
    if _RUN.search(line) and _OUTLINE.search(line):
        found.update(_told_by_form(line))
    if len(line) >= 60 and _KEY_BODY.match(line.strip()):
        found.add(line.strip())
    if not found:
        return line
    # A detector may name only the beginning of a token ("ghp"): the rest of the word belongs to it.
    longest_first = "|".join(re.escape(secret) for secret in sorted(found, key=lambda secret: (-len(secret), secret)))
    return re.sub(rf"(?<!\w)(?:{longest_first})[\w-]*", _masked, line)


_mask_short = lru_cache(maxsize=20_000)(_mask)


def masked(value: Any) -> Any:
    """A value as JSON has it, every text in it masked line by line, names of fields left as they are."""
    if isinstance(value, str):
        return "\n".join(map(mask, value.split("\n"))) if "\n" in value else mask(value)
    if isinstance(value, dict):
        return {name: masked(inner) for name, inner in value.items()}
    return [masked(inner) for inner in value] if isinstance(value, list | tuple) else value


def _masked(match: re.Match[str]) -> str:
    secret = match[0]
    return f"{secret[:SHOWN] if len(secret) >= _SHORT else ''}***"


def _told_by_form(line: str) -> Iterator[str]:
    for detector in _detectors():
        yield from (secret for secret in detector.analyze_string(line) if not _REFERENCE.match(secret))
    for form in _OTHER_FORMS:
        for match in form.finditer(line):
            yield match["secret"] if "secret" in form.groupindex else match[0]


@cache
def _detectors() -> tuple[Any, ...]:
    return tuple(
        getattr(import_module(f"detect_secrets.plugins.{module}"), name)() for module, name in _DETECTORS.items()
    )


def _assigned(line: str) -> Iterator[str]:
    """What names of secrets are set to in the line, where that is a literal."""
    for match in _ASSIGNMENT.finditer(line):
        before = line[: match.start()]
        prefix = before[len(before.rstrip(_WORD_CHARACTERS)) :]
        value = match["quoted"] or match["bare"]
        if _is_secret(prefix + match["name"], match, value):
            yield value


def _is_secret(name: str, assignment: re.Match[str], value: str) -> bool:
    if _REFERENCE.match(value) or _ADDRESS_OR_FILE.match(value) or _NAME_OF_SECRET.search(value):
        return False
    if _looks_random(value):
        return True
    if not _SECRET_NAME.search(name) or re.fullmatch(r"\d+(?:\.\d+)+\S*|\W+", value):
        return False
    sign, quoted = assignment["sign"], assignment["quoted"] is not None
    if sign == ",":  # the default of a variable that is looked up
        return quoted and re.search(r"environ|getenv", assignment.string) is not None
    if sign in ("", "("):
        return False
    is_comparison = len(sign) > 1 and sign not in (":=", "=>")
    return quoted or not (is_comparison or _is_code_or_prose(assignment, value))


def _looks_random(value: str) -> bool:
    """Whether a value has a long run of letters and digits that is neither a word nor a number."""
    return any(
        sum(character.isdigit() for character in run) >= 3 and not run.isdigit()
        for run in re.findall(r"[A-Za-z0-9]{16,}", value)
    )


def _is_code_or_prose(assignment: re.Match[str], value: str) -> bool:
    """Whether an unquoted value is an expression, a type or a sentence's next word rather than a literal."""
    line = assignment.string
    if assignment["call"] or _TYPE_OR_CONSTANT.match(value):
        return True
    before, after = line[: assignment.start()], line[assignment.end() :].lstrip()
    if not all(part.isidentifier() for part in value.split(".")):
        return False
    is_argument = before.count("(") > before.count(")")
    is_prose = assignment["sign"] == ":" and value.isalpha() and after[:1] not in tuple("#\"'`,;)}]\\|")
    return is_argument or "." in value or (is_prose and after != "")
