"""Everything that a person reads is there in both languages, says the same facts, and is well-formed."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from lienthong.errors import ExchangeError
from lienthong.model.document_types import NAMES, UnknownDocumentType, read_document_type
from lienthong.model.event import EventType
from lienthong_client import errors
from lienthong_client.command.application import cli
from lienthong_client.command.bilingual import BilingualOption
from lienthong_client.command.complaints import describe_misuse
from lienthong_client.command.help_examples import EXAMPLES
from lienthong_client.command.help_texts import SUMMARIES, TEXTS
from lienthong_client.messages import MESSAGES, language_of_environment, word
from lienthong_client.witness import errors as witness_errors

PAIRS = [
    *((f"message {key}", texts) for key, texts in MESSAGES.items()),
    *((f"summary {key}", texts) for key, texts in SUMMARIES.items()),
    *((f"text {key}", texts) for key, texts in TEXTS.items()),
]
OWN_ERRORS = [
    kind
    for module in (errors, witness_errors)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, ExchangeError) and kind.__module__ == module.__name__
    if not issubclass(kind, errors.ProblemError)
]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def every_command() -> Iterator[tuple[list[str], click.Command]]:
    def walk(path: list[str], command: click.Command) -> Iterator[tuple[list[str], click.Command]]:
        yield path, command
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                child = command.get_command(context, name)
                assert child is not None
                yield from walk([*path, name], child)

    return walk([], cli)


COMMANDS = list(every_command())


@pytest.mark.parametrize(("key", "texts"), PAIRS, ids=[key for key, _ in PAIRS])
def test_both_languages_say_the_same_facts(key: str, texts: tuple[str, str]) -> None:
    english, vietnamese = texts
    assert english.strip()
    assert vietnamese.strip()
    assert placeholders(english) == placeholders(vietnamese)
    assert unicodedata.is_normalized("NFC", vietnamese)


@pytest.mark.parametrize("kind", OWN_ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_has_a_code_of_its_own_and_says_the_next_step(kind: type[ExchangeError]) -> None:
    assert [other for other in OWN_ERRORS if other.code == kind.code] == [kind]
    assert kind.code.startswith("client.")
    # A Vietnamese sentence may leave out, or put in Vietnamese words (…_vi), what the English one says.
    assert {name.removesuffix("_vi") for name in placeholders(kind.vi)} == placeholders(kind.en)
    assert kind.en.count(". ") + kind.en.count(": ") >= 1, "a cause, then a next step"
    assert unicodedata.is_normalized("NFC", kind.vi)


def test_every_event_of_the_model_has_its_words() -> None:
    assert [kind for kind in EventType if f"event.{kind.value}" not in MESSAGES] == []


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", [path for path, _ in COMMANDS], ids=lambda path: " ".join(path) or "root")
def test_every_command_explains_itself_with_examples_where_it_takes_any(path: list[str], lang: str) -> None:
    result = CliRunner().invoke(cli, [*path, "--help", "--lang", lang])
    assert result.exit_code == 0, result.output
    headings = {"vi": ("Cách dùng: ", "Tùy chọn:"), "en": ("Usage: ", "Options:")}[lang]
    assert all(heading in result.stdout for heading in headings)
    key = " ".join(path) or "lienthong"
    example = ("Ví dụ:", "Examples:")[lang == "en"]
    assert (example in result.stdout) == (key in EXAMPLES)
    assert SUMMARIES[key][lang == "vi"].split()[0] in result.stdout
    if lang == "vi":
        assert "[required]" not in result.stdout
        assert "[default" not in result.stdout


def test_no_text_of_the_help_is_left_over() -> None:
    used = {
        option.help
        for _, command in COMMANDS
        for option in command.params
        if isinstance(option, BilingualOption)
    }
    assert {key for key in TEXTS if key.startswith("option.")} == used
    keys = {" ".join(path) or "lienthong" for path, _ in COMMANDS}
    assert set(SUMMARIES) == keys
    assert {key for key in TEXTS if not key.startswith("option.")} <= keys
    assert set(EXAMPLES) <= keys


def test_examples_are_commands_that_parse() -> None:
    for key, texts in EXAMPLES.items():
        for text in texts:
            assert "lienthong " in text, key


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi_VN", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "vi_VN"}, "vi"),
        ({"LANG": "vi_VN", "LIENTHONG_LANG": "en"}, "en"),
        ({"LANG": "vi_VN", "LIENTHONG_LANG": "de"}, "vi"),
    ],
)
def test_the_language_follows_the_environment(environment: dict[str, str], language: str) -> None:
    assert language_of_environment(environment) == language


def test_a_code_of_a_newer_exchange_is_shown_as_it_is() -> None:
    assert word("state", "of-next-year", "vi") == "of-next-year"


def test_misuse_is_explained_in_vietnamese_whatever_click_calls_it() -> None:
    sentences = [
        describe_misuse(click.NoSuchOption("--nmber", possibilities=["--number"]), "vi"),
        describe_misuse(click.MissingParameter(param=click.Option(["--reason"])), "vi"),
        describe_misuse(
            click.BadParameter("x", param=click.Option(["-l", "--limit"], type=click.IntRange(1))), "vi"
        ),
    ]
    assert sentences == [
        "Không có tùy chọn --nmber.",
        "Thiếu '--reason'.",
        "--limit: không phải số trong phạm vi cho phép.",
    ]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("18", "", (2, 18, "Công văn")),
        ("2.2", "", (2, 2, "Quyết định")),
        ("Quyết định", "", (2, 2, "Quyết định")),
        ("QUYET DINH", "Quyết định (cá biệt)", (2, 2, "Quyết định (cá biệt)")),
        ("giay moi", "", (2, 25, "Giấy mời")),
        ("1.7", "Thông tư", (1, 7, "Thông tư")),
        ("99", "Mới", (2, 99, "Mới")),
    ],
)
def test_a_document_type_is_read_as_people_write_it(
    text: str, name: str, expected: tuple[int, int, str]
) -> None:
    kind = read_document_type(text, name)
    assert (kind.group, kind.detail, kind.name) == expected


@pytest.mark.parametrize("text", ["", "0", "1.7", "33", "3.1", "Công thư", "-1"])
def test_a_document_type_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UnknownDocumentType):
        read_document_type(text)


def test_the_list_of_types_is_the_national_one() -> None:
    assert len(NAMES) == len(set(NAMES)) == 32
    assert NAMES[17] == "Công văn"
