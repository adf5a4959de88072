"""Runs the reference's runtime graders on a package whose server runs already.

The first argument is the package, the second the server's URL. In place of Docker stands a provider that builds nothing
and hands that server out. Prints the report as JSON.
"""

import sys
import urllib.request
from pathlib import Path
from typing import Any

from openenv.validation.providers import ExecResult
from openenv.validation.report import write_report
from openenv.validation.runner import run_validation
from openenv.validation.types import Level, ProviderCapability


class RunningServer:
    """What the graders talk to."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        with urllib.request.urlopen(f"{base_url}/health", timeout=10) as answer:
            assert answer.status == 200

    def inspect(self) -> dict[str, Any]:
        return {}

    def logs(self, max_bytes: int = 65536) -> str:
        return ""

    def exec(self, argv: list[str], timeout_s: float) -> ExecResult:
        raise NotImplementedError

    def stop(self) -> None:
        pass


class ServerProvider:
    """Takes any network mode, since it starts nothing, and says that it can enforce none."""

    name = "running-server"
    capabilities = frozenset({ProviderCapability.IMAGE_BUILD})
    supported_network_modes = frozenset({"public", "no-network", "allowlist"})

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

    def build(self, root: Path, execution: Any) -> str:
        return "sha256:" + "0" * 64

    def start(self, spec: Any) -> RunningServer:
        return RunningServer(self._base_url)


def main() -> None:
    package, base_url = sys.argv[1:]
    provider = ServerProvider(base_url)
    print(write_report(run_validation(Path(package), max_level=Level.RUNTIME, provider=provider)))


if __name__ == "__main__":
    main()
