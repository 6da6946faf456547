"""``make up``: the embedded stack with the province on it, until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.markup import escape

from lienthong.errors import ExchangeError
from lienthong_client.messages import language_of_environment
from lienthong_local.province import Province
from lienthong_local.seeding import REGISTRAR, ProvinceOnline, client_configuration, province_online
from lienthong_local.stack.stack import EmbeddedStack
from lienthong_local.stack.witnesses import witnessed

STATE = Path(".lienthong").resolve()
#: A district's People's Committee, whose desk the printed commands sit at.
SENDER = "000.00.30.H39"
#: The department that the letter at hand is for.
RECIPIENT = "000.00.12.H39"
#: Characters of a log's end that are shown.
_LOG_END = 1_500

WORDS = {
    "en": {
        "starting": "Starting the embedded stack and registering the province's agencies …",
        "ready": "The exchange is running with {count} agencies.",
        "transient": "It is a place to try, not a store: everything in it is gone when it stops.",
        "api": "API",
        "authority": "Certificate to trust",
        "configuration": "Client configuration",
        "log": "Log",
        "aws": "AWS endpoint",
        "texts": "Text messages sent",
        "letters": "E-mails sent",
        "try": "Try it in another terminal:",
        "stop": "Ctrl-C stops everything.",
        "stopping": "Stopping …",
        "ended": "The embedded stack has ended by itself. Start it again; the end of its log was:",
    },
    "vi": {
        "starting": "Đang khởi động hệ thống tại chỗ và đăng ký các cơ quan của tỉnh …",
        "ready": "Trục liên thông đang chạy với {count} cơ quan.",
        "transient": "Đây là môi trường chạy thử, không phải nơi lưu trữ: mọi dữ liệu sẽ mất khi dừng.",
        "api": "API",
        "authority": "Chứng thư cần tin cậy",
        "configuration": "Cấu hình máy khách",
        "log": "Nhật ký",
        "aws": "Điểm truy cập AWS",
        "texts": "Tin nhắn đã gửi",
        "letters": "Thư điện tử đã gửi",
        "try": "Thử ở một cửa sổ dòng lệnh khác:",
        "stop": "Nhấn Ctrl-C để dừng toàn bộ.",
        "stopping": "Đang dừng …",
        "ended": "Hệ thống tại chỗ đã tự kết thúc. Đề nghị khởi động lại; phần cuối của nhật ký:",
    },
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until interrupted; 0 after an orderly stop, 1 when it could not start or ended by itself."""
    parser = argparse.ArgumentParser(prog="make up", description=__doc__)
    parser.add_argument("--lang", choices=sorted(WORDS), default=language_of_environment(os.environ))
    words = WORDS[parser.parse_args(arguments).lang]
    screen = Console()
    with interruption() as interrupted:
        screen.print(words["starting"])
        try:
            with running_province() as online:
                _print_how_to_use(screen, words, online)
                emulator = online.stack.emulator
                interrupted(emulator.process)
                if emulator.process.returncode is not None:
                    screen.print(f"[red]{words['ended']}[/]")
                    screen.print(emulator.log.read_text(errors="replace")[-_LOG_END:], markup=False)
                    return 1
                screen.print(words["stopping"])
        except ExchangeError as error:
            screen.print(f"[red]{escape(str(error))}[/]")
            return 1
        except KeyboardInterrupt:
            return 0
    return 0


@contextmanager
def running_province() -> Iterator[ProvinceOnline]:
    """The province on its stack, stopped in order when the block ends."""
    with (
        Province.open(STATE, now=lambda: datetime.now(UTC)) as province,
        EmbeddedStack.start(
            STATE,
            revocation_hosts=sorted(province.allowed_hosts),
            time_stamping_url=province.time_stamping_url,
        ) as stack,
        witnessed(stack),
        province_online(stack, province) as online,
    ):
        yield online


@contextmanager
def interruption() -> Iterator[Callable[[subprocess.Popen[bytes]], None]]:
    """A function that waits for Ctrl-C, SIGTERM, or the end of a process.

    Before it waits, either signal interrupts what is running.
    """
    over = threading.Event()
    waiting = threading.Event()

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        over.set()
        if not waiting.is_set():
            raise KeyboardInterrupt

    def watch(process: subprocess.Popen[bytes]) -> None:
        process.wait()
        over.set()

    def wait(process: subprocess.Popen[bytes]) -> None:
        waiting.set()
        threading.Thread(target=watch, args=(process,), name="watch", daemon=True).start()
        over.wait()

    previous = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield wait
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _print_how_to_use(screen: Console, words: dict[str, str], online: ProvinceOnline) -> None:
    stack = online.stack
    configuration = client_configuration(online, stack.emulator.folder)
    screen.print(f"\n[bold green]{words['ready'].format(count=len(online.province.agencies))}[/]")
    screen.print(f"[yellow]{words['transient']}[/]\n")
    for name, value in (
        ("api", stack.api_url),
        ("authority", stack.ca_bundle),
        ("configuration", configuration),
        ("aws", stack.aws.endpoint),
        ("texts", f"{stack.aws.endpoint}/_ministack/sns/sms-messages"),
        ("letters", f"{stack.aws.endpoint}/_ministack/ses/messages"),
        ("log", stack.emulator.log),
    ):
        screen.print(f"  {words[name]:<24}{value}", soft_wrap=True, highlight=False)
    screen.print(f"\n{words['try']}")
    for command in _commands(configuration, _letter(online)):
        screen.print(f"  {command}", soft_wrap=True, highlight=False)
    screen.print(f"\n{words['stop']}")


def _letter(online: ProvinceOnline) -> list[str]:
    """A signed letter to send, as the command's arguments: nobody has one at hand to try with."""
    province = online.province
    letter = province.compose_letter(
        SENDER,
        number="1",
        notation="UBND-VP",
        subject="Phối hợp giải quyết hồ sơ cấp phép xây dựng",
        to=[RECIPIENT],
        paragraphs=("Đề nghị quý cơ quan phối hợp giải quyết hồ sơ gửi kèm theo đúng thời hạn quy định.",),
    )
    path = online.stack.emulator.folder / "1-UBND-VP.pdf"
    path.write_bytes(province.sign_letter(province.write_letter(letter), SENDER))
    document = ["--number", letter.number, "--notation", letter.notation, "--subject", letter.subject]
    signer = ["--signer-name", letter.signer, "--signer-position", letter.position]
    authority = ["--signer-authority", letter.authority, "--place", letter.place]
    return [str(path), *document, *signer, *authority, "--to", RECIPIENT]


def _commands(configuration: Path, letter: Sequence[str]) -> tuple[str, ...]:
    program = Path(sys.executable).parent / "lienthong"
    return (
        f"export LIENTHONG_CONFIG={configuration}",
        f"{program} --profile {SENDER} send {shlex.join(letter)}",
        f"{program} --profile {RECIPIENT} inbox",
        f"{program} --profile {REGISTRAR} registry list",
    )


if __name__ == "__main__":
    raise SystemExit(main())
