"""The app of the reference's kind that `uv_test.ts` starts. The variable `MODE` chooses what it does."""

import os
import time

MODE = os.environ.get("MODE")
if MODE == "broken":
    print("broken on purpose", os.environ.get("SECRET"), flush=True)
    os._exit(3)
if MODE == "silent":
    print("silent on purpose", flush=True)
    time.sleep(600)

from echo_server import echo_app  # noqa: E402

app = echo_app(1)
