"""``lienthong-ops``: what operators do by command, each by its name.

lienthong-ops first-registrar | replay | log | rebuild | measures | calendar  [options; --help lists them]
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "first-registrar": "enter the registrar, once / nhập cơ quan quản lý danh mục, một lần",
        "replay": "send records again that a reader gave up / gửi lại các bản ghi đã bị bỏ qua",
        "log": "stop the log, resume it, bring it up to date / dừng, cho chạy tiếp, bổ sung nhật ký",
        "calendar": "load working days and office hours / nạp lịch làm việc, giờ làm việc",
        "measures": "count the ratios anew from the log / tính lại các tỷ lệ từ nhật ký",
        "rebuild": "restore the tables from S3 alone / khôi phục các bảng chỉ từ kho S3",
    }
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one; 2 where there is none of that name."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] not in COMMANDS:
        print("lienthong-ops COMMAND …\n")
        for name, what in COMMANDS.items():
            print(f"  {name:16} {what}")
        return 0 if given in (["--help"], ["-h"]) else 2
    module = importlib.import_module(f"infra.{given[0].replace('-', '_')}")
    result: int = module.main(given[1:])
    return result


if __name__ == "__main__":
    raise SystemExit(main())
