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
  'environment.yml': [
    `name: shop
channels: [conda-forge, https://u:p@c/x]
dependencies:
  - python=3.12
  - numpy>=1.2,<2
  - conda-forge::scipy==1.11.0=py312_0
  - pip
  - pip:
      - -r requirements.txt
      - requests[socks]==2.31.0
      - a @ https://u:p@h/a-1.0.tar.gz
`,
  ],
  'conda-lock.yml': [
    `version: 1
metadata:
  channels:
  - url: https://u:p@c/conda-forge
    used_env_vars: []
  platforms:
  - linux-64
  - osx-arm64
package:
- name: numpy
  version: 1.26.0
  manager: conda
  platform: linux-64
  dependencies:
    python: '>=3.12'
    a: '*'
  url: https://conda.anaconda.org/conda-forge/linux-64/numpy-1.26.0-py312_0.conda
  hash:
    md5: 26eb8ca6ea332b675e11704cce84a3be
    sha256: ae5f47a5c86fd6db822931255dcf017eb12f60c77f07dc782ccb477f7808aab2
  category: main
  optional: false
- name: a
  version: '1.0'
  manager: pip
  platform: linux-64
  dependencies: {}
  url: https://u:p@h/a-1.0-py3-none-any.whl
  hash:
    sha256: ae5f47a5c86fd6db822931255dcf017eb12f60c77f07dc782ccb477f7808aab2
  category: dev
  optional: true
`,
  ],
  cyclonedx: [
    JSON.stringify(
      {
        bomFormat: 'CycloneDX',
        specVersion: '1.6',
        metadata: { component: { 'bom-ref': 'root', name: 'own', purl: 'pkg:pypi/own@1' } },
        components: [
          {
            'bom-ref': 'a',
            name: 'Flask_Login',
            version: '1.0',
            purl: 'pkg:pypi/flask-login@1.0?vcs_url=git%2Bhttps://u:p@h/x',
            hashes: [{ alg: 'SHA-256', content: 'ae5f47a5c86fd6db822931255dcf017eb12f60c77f07dc782ccb477f7808aab2' }],
            licenses: [{ license: { id: 'MIT' } }, { expression: 'MIT OR X' }],
            components: [{ 'bom-ref': 'b', name: 'b', version: '2', purl: 'pkg:conda/b@2?channel=x&subdir=noarch' }],
          },
          { type: 'library', name: 'c', version: '3' },
          { 'bom-ref': 'p', name: 'python', purl: 'pkg:generic/python@3.12.1' },
        ],
        dependencies: [
          { ref: 'root', dependsOn: ['a'] },
          { ref: 'a', dependsOn: ['b', 'root'] },
        ],
      },
      null,
      1,
    ),
    `<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6">
  <components>
    <component bom-ref="a" type="library"><name>a</name><version>1</version><purl>pkg:pypi/a@1</purl></component>
  </components>
</bom>
`,
  ],
  spdx: [
    JSON.stringify(
      {
        spdxVersion: 'SPDX-2.3',
        documentDescribes: ['root'],
        packages: [
          { SPDXID: 'root', name: 'own', externalRefs: [{ referenceType: 'purl', referenceLocator: 'pkg:pypi/own@1' }] },
          {
            SPDXID: 'a',
            name: 'a',
            versionInfo: '1.0',
            downloadLocation: 'https://u:p@h/a-1.0.tar.gz',
            externalRefs: [{ referenceType: 'purl', referenceLocator: 'pkg:pypi/A@1.0' }],
            checksums: [{ algorithm: 'SHA256', checksumValue: 'ae5f47a5c86fd6db822931255dcf017eb12f60c77f07dc782ccb477f7808aab2' }],
            licenseConcluded: 'NOASSERTION',
            licenseDeclared: 'MIT',
          },
          { SPDXID: 'd', name: 'd', versionInfo: 'NOASSERTION' },
        ],
        relationships: [
          { spdxElementId: 'root', relationshipType: 'DEPENDS_ON', relatedSpdxElement: 'a' },
          { spdxElementId: 'a', relationshipType: 'DEPENDENCY_OF', relatedSpdxElement: 'd' },
        ],
      },
      null,
      1,
    ),
    JSON.stringify({
      '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
      '@graph': [
        { type: 'software_Package', spdxId: 'a', name: 'a', software_packageVersion: '1', software_packageUrl: 'pkg:pypi/a@1' },
        { type: 'Relationship', spdxId: 'r', from: 'a', to: ['a'], relationshipType: 'dependsOn' },
        { type: 'SpdxDocument', spdxId: 'x', rootElement: ['a'] },
      ],
    }),
    `SPDXVersion: SPDX-2.3
PackageName: a
SPDXID: SPDXRef-a
PackageVersion: 1.0
ExternalRef: PACKAGE-MANAGER purl pkg:pypi/a@1.0
PackageChecksum: SHA256: ae5f47a5c86fd6db822931255dcf017eb12f60c77f07dc782ccb477f7808aab2
Relationship: SPDXRef-a DEPENDS_ON SPDXRef-b
PackageName: b
SPDXID: SPDXRef-b
PackageComment: <text>x
y</text>
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
