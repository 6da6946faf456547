"""What can go wrong with the embedded stack, in the exchange's families."""

from __future__ import annotations

from lienthong.errors import IntegrityFault, Unavailable


class EmulatorDidNotStart(Unavailable):
    """The emulator's process ended or did not answer in time."""

    code = "stack.emulator-did-not-start"
    en = "The embedded stack's emulator did not start: {what} Look into {log}, then start it again."
    vi = "Trình giả lập của hệ thống tại chỗ không khởi động được: {what} Đề nghị xem {log} rồi chạy lại."


class WitnessDidNotStart(Unavailable):
    """A witness's process ended before it served."""

    code = "stack.witness-did-not-start"
    en = "A witness of the embedded stack did not start: {what} Start the stack again."
    vi = "Một bên chứng kiến của hệ thống tại chỗ không khởi động được: {what} Đề nghị chạy lại hệ thống."


class DeploymentFailed(IntegrityFault):
    """`template.yaml` could not be deployed."""

    code = "stack.deployment-failed"
    en = "The template could not be deployed: {what} Correct template.yaml and start again."
    vi = "Không triển khai được mẫu: {what} Đề nghị sửa template.yaml rồi chạy lại."


class TemplateNotUnderstood(IntegrityFault):
    """The template uses something this stack cannot resolve."""

    code = "stack.template-not-understood"
    en = (
        "The embedded stack does not understand {what} in the template. Teach lienthong_local.stack about it."
    )
    vi = "Hệ thống tại chỗ chưa hiểu {what} trong mẫu. Đề nghị bổ sung vào lienthong_local.stack."


class StackStillBusy(Unavailable):
    """Queues or streams still held something when patience ran out."""

    code = "stack.still-busy"
    en = "After {seconds} s the embedded stack is still busy: {what}. Read the functions' logs for the cause."
    vi = "Sau {seconds} giây hệ thống tại chỗ vẫn đang xử lý: {what}. Đề nghị đọc nhật ký của các hàm."
