"""Makes wheels of the package `greet` in a folder, as pip finds them without a network. Usage: wheels.py FOLDER VERSION..."""

import sys
import zipfile

folder, *versions = sys.argv[1:]
for version in versions:
    info = f"greet-{version}.dist-info"
    files = {
        "greet.py": f'VERSION = "{version}"\n',
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: greet\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: lab\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(f"{folder}/greet-{version}-py3-none-any.whl", "w") as wheel:
        for name, text in {**files, f"{info}/RECORD": record}.items():
            wheel.writestr(name, text)
