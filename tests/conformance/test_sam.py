"""`sam build` and `sam deploy`, as docs/operations.md gives them, against the emulator in AWS's place."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from lienthong_local.stack.aws import Aws
from lienthong_local.stack.process import Emulator, start_emulator
from lienthong_local.stack.stack import REGION

ROOT = Path(__file__).resolve().parents[2]
SAM = ROOT / ".venv-sam" / "bin"


def environment(emulator: Emulator) -> dict[str, str]:
    return {
        "PATH": f"{SAM}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(emulator.folder),
        "SAM_CLI_TELEMETRY": "0",
        "AWS_ENDPOINT_URL": emulator.endpoint,
        "AWS_CA_BUNDLE": str(emulator.certificate.authority),
        "AWS_ACCESS_KEY_ID": emulator.credentials.access_key,
        "AWS_SECRET_ACCESS_KEY": emulator.credentials.secret_key,
        **{name: value for name, value in os.environ.items() if name.startswith("PIP_")},
    }


@pytest.mark.sweep
@pytest.mark.oracle("runtime-interface-emulator")
def test_the_documented_commands_build_and_deploy_the_template(tmp_path: Path) -> None:
    emulator = start_emulator(tmp_path, region=REGION)
    try:
        emulator.wait_until_ready()
        build = ["build", "--template", str(ROOT / "template.yaml"), "--build-dir", str(tmp_path / "build")]
        deploy = ["deploy", "--config-file", str(ROOT / "infra" / "samconfig.toml"), "--config-env", "dev"]
        deploy += ["--template-file", str(tmp_path / "build" / "template.yaml")]
        for arguments in (build, deploy):
            ran = subprocess.run(
                [str(SAM / "sam"), *arguments],
                cwd=tmp_path,
                env=environment(emulator),
                capture_output=True,
                text=True,
                check=False,
            )
            assert ran.returncode == 0, ran.stderr[-3000:]
        (stack,) = Aws(emulator).cloudformation.describe_stacks(StackName="lienthong")["Stacks"]
        assert stack["StackStatus"] == "CREATE_COMPLETE"
        given = {p["ParameterKey"]: p["ParameterValue"] for p in stack["Parameters"]}
        assert (given["Stage"], given["LogRetentionDays"]) == ("dev", "7")
    finally:
        emulator.stop()
