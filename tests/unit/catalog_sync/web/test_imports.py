import subprocess
import sys
from pathlib import Path

import catalog_sync.web

MODULES = sorted(f"catalog_sync.web.{path.stem}" for path in Path(catalog_sync.web.__path__[0]).glob("[a-z]*.py"))


def test_a_sync_loads_aiohttps_client_and_never_its_server() -> None:
    program = f"import sys, {', '.join(MODULES)}; print('aiohttp.client' in sys.modules, 'aiohttp.web' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603

    assert done.stdout.split() == ["True", "False"]
