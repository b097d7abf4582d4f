import { gzipSync } from 'node:zlib';
import { paxRecord, tar } from '../../src/artifact/testing/tarball.ts';
import { zipFile } from '../../src/artifact/testing/zip-file.ts';
import { CONFIG, type Files, installed, metadata, SITE } from '../../src/inventory/testing/installed-files.ts';

/** An environment with one of everything that may stand in one. */
const ENVIRONMENT: Files = {
  'pyvenv.cfg': CONFIG,
  'include/python3.12/patchlevel.h': '#define PY_VERSION "3.12.4"\n',
  'conda-meta/a-1-0.json': JSON.stringify({
    name: 'a',
    version: '1',
    channel: 'https://u:p@c/x',
    depends: ['b >1', 'python 3.12.*'],
    files: ['lib/a.py'],
    sha256: '00',
  }),
  ...installed('a', '1.0', ['License: MIT', 'Requires-Dist: b[x]>=1; python_version < "4"', 'Requires-Python: >=3'], {
    REQUESTED: '',
    WHEEL: 'Wheel-Version: 1.0\nTag: cp312-cp312-manylinux_2_17_x86_64\n',
    'direct_url.json': '{"url": "https://u:p@x/a.git", "vcs_info": {"vcs": "git", "commit_id": "0123"}}',
    'entry_points.txt': '[console_scripts]\na = a:main\n',
  }),
  ...installed('b', '2', ['Provides-Extra: x', 'Requires-Dist: a; extra == "x"'], {
    'provenance_url.json': '{"url": "https://x/b.whl", "archive_info": {"hashes": {"sha256": "abcd"}}}',
  }),
  [`${SITE}/c-1-py3.8.egg-info/PKG-INFO`]: metadata('c', '1'),
  [`${SITE}/c-1-py3.8.egg-info/requires.txt`]: 'a\n[x:os_name == "nt"]\nb>1\n',
  [`${SITE}/d.egg-link`]: '/src/d\n',
  [`${SITE}/__editable__.e-1.pth`]: '/src/e\n',
};

const WHEEL = zipFile({
  'a/__init__.py': '',
  'a-1.0.dist-info/METADATA': metadata('a', '1.0', 'Requires-Dist: b>=1 ; extra == "x"', 'Provides-Extra: x'),
  'a-1.0.dist-info/WHEEL': 'Wheel-Version: 1.0\nTag: py3-none-any\n',
  'a-1.0.dist-info/RECORD': 'a/__init__.py,,\n',
});
const TAR = tar([
  { name: 'pax', type: 'x', content: paxRecord('path', 'b-2.0/PKG-INFO') + paxRecord('mtime', '1.5') },
  { name: 'b-2.0/x', content: metadata('b', '2.0', 'Requires-Dist: c') },
  { name: 'b-2.0/setup.py', content: 'setup()' },
  { name: 'b-2.0/link', type: '2' },
  { name: 'long', type: 'L', content: `b-2.0/${'y'.repeat(120)}\0` },
  { name: 'b-2.0/y', content: 'y' },
]);

/** A wheel and source distributions, as a folder of them holds them. */
const DISTRIBUTIONS: Files = {
  'a-1.0-py3-none-any.whl': WHEEL,
  'b-2.0.tar.gz': gzipSync(TAR),
  'c-3.0.zip': zipFile({ 'c-3.0/PKG-INFO': metadata('c', '3.0'), 'c-3.0/setup.py': '' }),
};

/** An archive inside which bytes are changed before it is packed: else nearly every change is a wrong checksum. */
export const UNPACKED_TAR: Uint8Array = TAR;

/** Files by the id of the folder's format. */
export const FOLDER_SEEDS: ReadonlyMap<string, Files> = new Map([
  ['environment', ENVIRONMENT],
  ['distributions', DISTRIBUTIONS],
]);
