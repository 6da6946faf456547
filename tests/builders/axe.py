"""Pages judged by axe-core in a browser; whoever asks carries the oracles ``chromium`` and ``axe-core``."""

from __future__ import annotations

import json
import shutil
import subprocess
from html import escape, unescape
from pathlib import Path
from typing import Any

AXE = Path(__file__).resolve().parents[2] / ".cache" / "axe-core" / "node_modules" / "axe-core" / "axe.min.js"
#: Levels A and AA of every version, and what axe counts as good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Virtual milliseconds; the browser's clock runs as fast as its work is done.
PATIENCE = 120_000
_JUDGE = """
<script>addEventListener("load", async () => {
  const source = document.getElementById("axe").textContent, told = [];
  for (const frame of document.querySelectorAll("iframe")) {
    frame.contentWindow.eval(source);
    const found = await frame.contentWindow.axe.run(frame.contentDocument, {
      runOnly: {type: "tag", values: RULES}, resultTypes: ["violations", "passes"],
    });
    told.push({
      name: frame.name,
      passed: found.passes.map(one => one.id),
      violations: found.violations.map(one => [one.id, one.help, one.nodes.map(node => node.html)]),
    });
  }
  document.body.textContent = JSON.stringify(told);
})</script>
"""


def judged(folder: Path, pages: dict[str, str]) -> list[dict[str, Any]]:
    """What axe says of each page, in a frame as wide as an old telephone."""
    frames = "".join(
        f'<iframe name="{name}" style="width:320px;height:900px;border:0" srcdoc="{escape(page)}"></iframe>'
        for name, page in pages.items()
    )
    axe = f'<script id="axe" type="text/plain">{AXE.read_text(encoding="utf-8")}</script>'
    judge = _JUDGE.replace("RULES", json.dumps(RULES))
    outer = folder / "frames.html"
    outer.write_text(
        f'<!DOCTYPE html><meta charset="utf-8"><body>{frames}{axe}{judge}</body>', encoding="utf-8"
    )
    program = shutil.which("chromium")
    assert program is not None
    done = subprocess.run(
        [
            program,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={folder / 'profile'}",
            f"--virtual-time-budget={PATIENCE}",
            "--dump-dom",
            outer.as_uri(),
        ],
        capture_output=True,
        timeout=240,
        check=True,
    )
    body = done.stdout.decode().split("<body>", 1)[1].split("</body>", 1)[0]
    told: list[dict[str, Any]] = json.loads(unescape(body))
    return told
