"""What a printed page says, read by an independent program."""

from __future__ import annotations

import shutil
import subprocess


def text_of_pdf(pdf: bytes) -> str:
    """The text in reading order, blanks made one; of who has the oracle ``pdftotext``."""
    program = shutil.which("pdftotext")
    assert program is not None, "it comes with the oracle"
    done = subprocess.run([program, "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().replace("\u200b", "").split())
