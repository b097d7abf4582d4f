/** Seeds by the id of their format, for formats whose cases are too few, or are made by code in their tests. */
export const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  notebook: [
    JSON.stringify(
      {
        cells: [
          { cell_type: 'markdown', metadata: {}, source: ['# !pip install no'] },
          {
            cell_type: 'code',
            metadata: {},
            source: ['%pip install -q "requests[socks]==2.31.0" urllib3>=1 \\\n', '  --index-url https://u:p@h/simple\n'],
          },
          { cell_type: 'code', source: '!{sys.executable} -m pip install -r requirements.txt && pip install a==1; ls' },
          { cell_type: 'code', source: 'if x:\n    !uv pip install "b @ git+https://h/b@0123" -c c.txt\n%%bash\nx' },
          { cell_type: 'code', source: ['%%sh\n', 'pip install d==1 # why\n', "pip3 install 'e>=1,<2' f\n"] },
        ],
        metadata: { kernelspec: { name: 'python3' }, language_info: { name: 'python', version: '3.12.4' } },
        nbformat: 4,
        nbformat_minor: 5,
      },
      null,
      1,
    ),
  ],
  script: [
    `#!/usr/bin/env -S uv run --script
# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "requests<3",
#   "rich==13.7.0 ; sys_platform != 'win32'",
#   "a @ https://u:p@h/a-1.0-py3-none-any.whl",
# ]
#
# [tool.uv]
# exclude-newer = "2023-10-16T00:00:00Z"
# [[tool.uv.index]]
# url = "https://h/simple"
# [tool.uv.sources]
# rich = { git = "https://h/rich", rev = "0123" }
# ///

import requests
`,
  ],
  'setup.cfg': [
    `[metadata]
name = shop
version = attr: shop.VERSION

[options]
python_requires = >=3.8
install_requires =
    requests>=2,<3
    click==8.1.6 ; python_version < "3.12"  # why
    a @ https://u:p@h/a-1.0.tar.gz
    file: extra.txt
setup_requires = wheel

[options.extras_require]
test = pytest==7.0
    pytest-cov
docs:os_name == "nt" = sphinx
all =
    %(test)s
`,
  ],
  'setup.py': [
    `"""Set up."""
from setuptools import setup, find_packages
import os, re

HERE = os.path.dirname(__file__)
BASE = ["requests>=2,<3", 'click==8.1.6 ; python_version < "3.12"']
EXTRA = {"test": ["pytest" "==7.0"], "docs": ("sphinx", )}
EXTRA["all"] = EXTRA["test"] + EXTRA["docs"]
with open("README.md") as f:
    long = f.read()

setup(
    name="shop", version=f"{1}.0",
    packages=find_packages(),
    install_requires=BASE + ["a @ https://u:p@h/a-1.0.tar.gz", r'b\\x' % 1] + ["c"] * 2,
    extras_require=EXTRA, tests_require=[*BASE],
    python_requires=">=3.8",
)
`,
    `import setuptools
REQ = """
requests==2.31.0
# comment
click
""".strip().splitlines()
setuptools.setup(**dict(install_requires=REQ, extras_require={'x': [line for line in REQ if line]}))
`,
  ],
  'pip-list': [
    '[{"name": "requests", "version": "2.31.0", "editable_project_location": "/src/x"}, {"name": "pip", "version": "23.2"}]',
    'Package    Version Editable project location\n---------- ------- -------------------------\nrequests   2.31.0\nshop       1.0     /src/shop\n',
  ],
  'requirements.txt': [
    `# comment
--index-url https://u:p@h/simple
--extra-index-url=https://h/other --trusted-host h
-r other.txt
-c constraints.txt
-e git+https://u:p@h/y@1#egg=z&subdirectory=x
Django[argon2]==4.2.4 ; python_version >= "3.8" \\
    --hash=sha256:7e4225ec065e0f354ccf7349a22d209de09cc1c074832be9eb84c51c1799c432 \\
    --hash=sha256:860ae6a138a238fc4f22c99b52f3ead982bb4b1aad8c0122bcd8c8a3a02e409d
a @ https://u:p@h/a-1.0.tar.gz
b===1.0-x
c>=1,<2  # why
./d-1.0-py3-none-any.whl
e @ https://\${TOKEN}@h/e
--require-hashes
`,
  ],
};
