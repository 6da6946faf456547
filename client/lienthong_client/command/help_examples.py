"""The examples of ``--help``, in English and in Vietnamese."""

from __future__ import annotations

from lienthong_client.command import (
    board_texts,
    centre_texts,
    dossier_board_texts,
    dossier_texts,
    form_texts,
    gateway_texts,
    ratio_texts,
    register_texts,
    registry_texts,
    tracking_texts,
)

_SEND_LINES = """\
lienthong send --to 000.00.12.H39 --number 1234 --notation UBND-VP \\
    --subject "{subject}" --place "Cần Giuộc" \\
    --signer-name "Nguyễn Văn A" --signer-position "Chủ tịch" --signer-authority "TM. UBND" \\
    1234.pdf
lienthong send --envelope envelope.json --no-wait --json"""
_LATER_LINES = """\
lienthong {command} --target "000.00.30.H39,2018/11/23,1234/UBND-VP" --reason "{reason}" \\
    --to 000.00.12.H39 --number 1240 --notation UBND-VP --subject "…" --place "Cần Giuộc" \\
    --signer-name "Nguyễn Văn A" --signer-position "Chủ tịch" 1240.pdf"""
_SUBMISSION = "lt-abcdefghijklmnopqrstuvwxyz"


def _same(lines: str) -> tuple[str, str]:
    return lines, lines


#: Examples as they are typed.
EXAMPLES: dict[str, tuple[str, str]] = {
    "lienthong": _same(
        "lienthong inbox --unopened\n"
        f"lienthong open {_SUBMISSION} --into ~/den\n"
        f"lienthong status {_SUBMISSION} 03\n"
        "lienthong send --help"
    ),
    "send": (
        _SEND_LINES.format(subject="On the plan for 2019"),
        _SEND_LINES.format(subject="Về việc xây dựng kế hoạch năm 2019"),
    ),
    "update": (
        _LATER_LINES.format(command="update", reason="adds annex 2"),
        _LATER_LINES.format(command="update", reason="bổ sung phụ lục 2"),
    ),
    "replace": (
        _LATER_LINES.format(command="replace", reason="wrong figures in table 1"),
        _LATER_LINES.format(command="replace", reason="sai số liệu tại bảng 1"),
    ),
    "recall": (
        f'lienthong recall {_SUBMISSION} --reason "sent to the wrong agency"',
        f'lienthong recall {_SUBMISSION} --reason "gửi nhầm nơi nhận"',
    ),
    "submission": _same(f"lienthong submission {_SUBMISSION}\nlienthong submission {_SUBMISSION} --json"),
    "outbox": _same("lienthong outbox --limit 10"),
    "inbox": _same("lienthong inbox --unopened\nlienthong inbox --status 05 --json"),
    "open": _same(f"lienthong open {_SUBMISSION}\nlienthong open {_SUBMISSION} --into ~/den"),
    "status": (
        f'lienthong status {_SUBMISSION} 03\nlienthong status {_SUBMISSION} 02 --reason "not our task"',
        (
            f"lienthong status {_SUBMISSION} 03\n"
            f'lienthong status {_SUBMISSION} 02 --reason "không thuộc thẩm quyền"'
        ),
    ),
    "verify": _same(
        "lienthong verify 1234.pdf --trust roots/ --crl issuing.crl\n"
        "lienthong verify 1234.p7s --content 1234.docx --trust roots/ --json\n"
        "lienthong verify 1234.pdf --trust roots/ --at 2019-06-12 --html 1234.html\n"
        "lienthong verify 1234.pdf --trusted-list vn-tl.xml --list-signer tl-operator.crt"
    ),
    "report": _same("lienthong report show lt-2n6x…\nlienthong report show lt-2n6x… --save kept/"),
    "report show": _same(
        "lienthong report show lt-2n6x…\nlienthong report show lt-2n6x… --received --save kept/"
    ),
    "report confirm": _same("lienthong report confirm kept/1234.pdf.report.json 1234.pdf"),
    "report export": _same(
        "lienthong report export kept/1234.pdf.report.json 1234.pdf --tsa http://tsa.ca.gov.vn "
        "--out 1234.asice"
    ),
    "receipt": _same(
        f"lienthong receipt get {_SUBMISSION} --out kept/\nlienthong receipt verify kept/ --key 'name+id+key'"
    ),
    "receipt get": _same(
        f"lienthong receipt get {_SUBMISSION} --out kept/\n"
        f"lienthong receipt get {_SUBMISSION} 01JD0YX3… --received\n"
        "lienthong receipt get 000.13.30.H39-260302-0001 --out kept/"
    ),
    "receipt verify": _same(
        "lienthong receipt verify kept/ --key 'name+id+key'\n"
        "lienthong receipt verify 01JD0YX3….receipt.json --key 'name+id+key' \\\n"
        "    --witnesses witness-policy --require-quorum --trust roots/ --crl issuing.crl --require-time"
    ),
    "bundle": _same("lienthong bundle verify 1234.asice --key 'name+id+key'"),
    "bundle get": _same(
        f"lienthong bundle get {_SUBMISSION} sent/1234.pdf --tsa http://tsa.ca.gov.vn --out 1234.asice\n"
        f"lienthong bundle get {_SUBMISSION} ~/den --received --tsa http://tsa.ca.gov.vn --out 1234.asice"
    ),
    "bundle verify": _same(
        "lienthong bundle verify 1234.asice --key 'name+id+key' --witnesses witness-policy \\\n"
        "    --require-quorum --trust roots/ --crl issuing.crl --require-time"
    ),
    "log": _same("lienthong log check https://lienthong.longan.gov.vn/v1/log --key 'name+id+key'"),
    "log check": _same(
        "lienthong log check https://lienthong.longan.gov.vn/v1/log --key 'name+id+key' --save kept.note\n"
        "lienthong log check copy/ --key 'name+id+key' --from kept.note --json"
    ),
    "log watch": _same(
        "lienthong log watch copy/ --key 'name+id+key' --state seen.note --entries\n"
        "lienthong log watch https://lienthong.longan.gov.vn/v1/log --key 'name+id+key' \\\n"
        "    --state seen.note --every 300 --stale 90000 --witness-policy witness-policy"
    ),
    "witness": _same(
        "lienthong witness new-key longan.gov.vn/witness-1 --out witness.key\n"
        "lienthong witness serve --key witness.key --log 'name+id+key' --state witness-state"
    ),
    "witness new-key": _same("lienthong witness new-key longan.gov.vn/witness-1 --out witness.key"),
    "witness serve": _same(
        "lienthong witness serve --key witness.key --log 'name+id+key' --state witness-state\n"
        "lienthong witness serve --key witness.key --log 'name+id+key' --state witness-state \\\n"
        "    --listen 127.0.0.1:8123 --url https://witness.longan.gov.vn"
    ),
    "edxml": _same("lienthong edxml read 512.edxml\nlienthong edxml validate 512.edxml"),
    "edxml read": _same("lienthong edxml read 512.edxml\nlienthong edxml read 512.edxml --json"),
    "edxml validate": _same("lienthong edxml validate 512.edxml"),
    "edxml write": _same(
        "lienthong registry list --json > agencies.json\n"
        "lienthong edxml write envelope.json --agencies agencies.json --out 512.edxml"
    ),
    "registry": _same('lienthong registry list "can giuoc"\nlienthong registry show 000.00.30.H39'),
    "registry list": _same('lienthong registry list\nlienthong registry list "so xay dung"'),
    "registry show": _same("lienthong registry show 000.00.30.H39"),
    "registry register": _same(
        'lienthong registry register 000.00.45.H39 --name "UBND huyện Mới" --parent 000.00.00.H39 \\\n'
        "    --key clerk-1=clerk-1.pub.pem --certificate leader=chutich.crt --certificate agency=ubnd.crt"
    ),
    "registry change": _same(
        "lienthong registry change 000.00.30.H39 --add-key clerk-2=clerk-2.pub.pem --end-key clerk-1"
    ),
    "registry lock": (
        'lienthong registry lock 000.00.30.H39 --reason "key lost"',
        'lienthong registry lock 000.00.30.H39 --reason "mất khóa"',
    ),
    "registry unlock": (
        'lienthong registry unlock 000.00.30.H39 --reason "new key registered"',
        'lienthong registry unlock 000.00.30.H39 --reason "đã đăng ký khóa mới"',
    ),
    "registry end": (
        'lienthong registry end 000.00.30.H39 --on 2025-07-01 --successor 000.00.46.H39 --reason "merger"',
        'lienthong registry end 000.00.30.H39 --on 01/07/2025 --successor 000.00.46.H39 --reason "sáp nhập"',
    ),
    "registry trust": _same(
        "lienthong registry trust root.pem\nlienthong registry trust sub-ca.der --intermediate"
    ),
    "deadletters": _same("lienthong deadletters list\nlienthong deadletters redrive validation --yes"),
    "deadletters explain": _same("lienthong deadletters explain 5f1c…"),
    "deadletters redrive": _same("lienthong deadletters redrive validation"),
    "completion": _same(
        'eval "$(lienthong completion bash)"\n'
        "lienthong completion fish > ~/.config/fish/completions/lienthong.fish"
    ),
}
EXAMPLES.update(register_texts.EXAMPLES)
EXAMPLES.update(dossier_texts.EXAMPLES)
EXAMPLES.update(centre_texts.EXAMPLES)
EXAMPLES.update(dossier_board_texts.EXAMPLES)
EXAMPLES.update(tracking_texts.EXAMPLES)
EXAMPLES.update(registry_texts.EXAMPLES)
EXAMPLES.update(gateway_texts.EXAMPLES)
EXAMPLES.update(board_texts.EXAMPLES)
EXAMPLES.update(form_texts.EXAMPLES)
EXAMPLES.update(ratio_texts.EXAMPLES)
