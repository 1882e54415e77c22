"""A bot that loads its plugins, and works on without those that cannot be loaded."""

import importlib
import pathlib
import time
import traceback

import greet

print("bot starts with greet", greet.VERSION, flush=True)
for path in sorted(pathlib.Path(__file__).parent.glob("plugins/*.py")):
    try:
        importlib.import_module("plugins." + path.stem)
    except Exception:
        traceback.print_exc()
while True:
    time.sleep(1)
