"""What keeps a witness from starting, or stops it."""

from __future__ import annotations

from lienthong.errors import Conflict, IntegrityFault, Rejected, Unavailable


class KeyFileInTheWay(Conflict):
    """A key was to be written where a file is."""

    code = "client.witness-key-in-the-way"
    en = "{path} exists already and is never overwritten: a lost key cannot be had again. Name another file."
    vi = (
        "{path} đã tồn tại và không bao giờ bị ghi đè, vì khóa đã mất không khôi phục được. "
        "Đề nghị chọn tên tệp khác."
    )


class WitnessKeyUnusable(Rejected):
    """A file that holds no witness's key, or whose two halves do not belong together."""

    code = "client.witness-key-unusable"
    en = "{path} holds no key of a witness. Give the file that 'lienthong witness new-key' has written."
    vi = (
        "{path} không chứa khóa của bên chứng kiến. "
        "Đề nghị dùng đúng tệp do lệnh 'lienthong witness new-key' tạo ra."
    )


class StateInUse(Conflict):
    """Another process serves from the same folder."""

    code = "client.witness-state-in-use"
    en = "Another witness is running with the folder {path}. Stop that one first; two must never share it."
    vi = (
        "Một tiến trình chứng kiến khác đang dùng thư mục {path}. Đề nghị dừng tiến trình đó trước; "
        "hai tiến trình không bao giờ được dùng chung."
    )


class StateOfAnother(Conflict):
    """A folder in which another key's witness remembers."""

    code = "client.witness-state-of-another"
    en = "The folder {path} belongs to the witness {key}. Give that witness's key, or another folder."
    vi = "Thư mục {path} thuộc bên chứng kiến {key}. Đề nghị dùng khóa của bên đó, hoặc chọn thư mục khác."


class StateLost(IntegrityFault):
    """A key that has been used, and a folder that does not know it."""

    code = "client.witness-state-lost"
    en = (
        "This key has cosigned before, and what it cosigned was remembered in {folder}, not in {path}. "
        "Give that folder (is its disk mounted?). If it is gone, never use the key again: make a new one "
        "with 'lienthong witness new-key' and give its line to the log's operator."
    )
    vi = (
        "Khóa này đã từng xác nhận; dữ liệu ghi nhớ nằm ở {folder}, không phải {path}. Đề nghị nêu đúng thư "
        "mục đó (ổ đĩa đã được gắn chưa?). Nếu đã mất, không dùng lại khóa này: tạo khóa mới bằng "
        "'lienthong witness new-key' và gửi dòng khóa mới cho đơn vị vận hành nhật ký."
    )


class StateDamaged(IntegrityFault):
    """A file of the folder that is not as the witness has written it, or is gone."""

    code = "client.witness-state-damaged"
    en = (
        "{path} is not as this witness has written it, so it cannot know what it cosigned; it has stopped. "
        "Keep the folder. Do not put an older copy in its place: the witness would forget what came after. "
        "Make a new key with 'lienthong witness new-key', a new folder, and tell the log's operator."
    )
    vi = (
        "{path} không còn đúng như bên chứng kiến đã ghi, nên không thể biết đã xác nhận những gì; chương "
        "trình đã dừng. Đề nghị giữ nguyên thư mục, không thay bằng bản sao cũ hơn vì sẽ mất phần ghi nhớ "
        "sau đó. Đề nghị tạo khóa mới bằng 'lienthong witness new-key', dùng thư mục mới và báo đơn vị vận "
        "hành nhật ký."
    )


class StateUnreadable(Unavailable):
    """A file that the system does not give at the moment, which says nothing about what is in it."""

    code = "client.witness-state-unreadable"
    en = (
        "{path} cannot be read now: {why}. Nothing was cosigned. Check the disk and the rights to the folder."
    )
    vi = (
        "Tạm thời chưa đọc được {path}: {why}. Chưa xác nhận gì. "
        "Đề nghị kiểm tra ổ đĩa và quyền truy cập thư mục."
    )


class LogNamedTwice(Rejected):
    """Two keys for one origin."""

    code = "client.witness-log-twice"
    en = "The log {origin} was given with two keys. Ask its operator which one holds, and give only that."
    vi = "Nhật ký {origin} được khai với hai khóa. Đề nghị hỏi đơn vị vận hành và chỉ khai khóa đúng."


class AddressUnusable(Unavailable):
    """The witness cannot listen there."""

    code = "client.witness-address-unusable"
    en = "The witness cannot listen at {address}: {why}. Choose another with --listen, or end what uses it."
    vi = (
        "Không mở được địa chỉ {address}: {why}. Đề nghị chọn địa chỉ khác bằng --listen, hoặc dừng chương "
        "trình đang dùng địa chỉ này."
    )
