import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { kept } from '../../src/cli/testing/kept.ts';
import { lastingAudit, type Told } from '../lasting.ts';
import { osv } from '../rind.ts';
import { tree } from '../tree.ts';

const FLAW = osv('PYSEC-2026-1', 'demo', [{ introduced: '0' }]);
const METADATA = 'Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n';

/** A repository `shop` with something of everything, beside it what is not of it. */
function shop(test: TestContext): string {
  const root = tree(test, {
    'shop/.git/HEAD': '',
    'shop/requirements.txt': '-r more.txt\ndemo==1.0\n',
    'shop/more.txt': 'other==1.0\n',
    'shop/rind.toml': 'advisories.sources = ["osv"]\nadvisories.vex = ["vex.json"]\n',
    'shop/vex.json':
      '{"@context":"https://openvex.dev/ns/v0.2.0","@id":"x","author":"a","timestamp":"2026-01-01T00:00:00Z","version":1,"statements":[]}',
    'shop/osv/one.json': FLAW,
    'shop/web/requirements.txt': 'demo==2.0\n',
    'shop/.github/workflows/ci.yml': 'on: push\n',
    'shop/README.md': 'hello\n',
    'shop/.venv/pyvenv.cfg': 'version = 3.12.1\n',
    'shop/.venv/lib/python3.12/site-packages/demo-1.0.dist-info/METADATA': METADATA,
    'policy.toml': '[rules.unpinned]\nlevel = "deny"\n',
    'baseline.json': '{"schema":"rind.report/1","command":"audit","now":"2026-01-01T00:00:00Z","findings":[]}',
    'data/advisories.db': 'no database',
    'elsewhere/requirements.txt': 'demo==1.0\n',
  });
  const folder = path.join(root, 'shop');
  symlinkSync('more.txt', path.join(folder, 'linked.txt'));
  appendFileSync(path.join(folder, 'requirements.txt'), '-r linked.txt\n-c missing.txt\n');
  return folder;
}

/** Puts something else in place of a file, by a rename. */
function replace(file: string, content: string): void {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}

/** What changes meanwhile; the clock of the file system ticks a few hundred times a second. */
type Attack = (shop: string) => void;

const ENVIRONMENT: Told = { request: { environment: ['.venv'] } };
const POLICY: Told = { request: { policy: ['../policy.toml'] } };
const BASELINE: Told = { request: { baseline: '../baseline.json' } };

const ATTACKS: Readonly<Record<string, readonly [Attack, Told?]>> = {
  'a file changed to one of the same size and mtime': [
    (at) => {
      const file = path.join(at, 'more.txt');
      const { atime, mtime } = statSync(file);
      writeFileSync(file, 'other==1.1\n');
      utimesSync(file, atime, mtime);
    },
  ],
  'a file replaced through a rename by one of the same size and mtime': [
    (at) => {
      const file = path.join(at, 'more.txt');
      const { atime, mtime } = statSync(file);
      replace(file, 'other==1.1\n');
      utimesSync(file, atime, mtime);
    },
  ],
  'a file replaced by a folder': [
    (at) => {
      unlinkSync(path.join(at, 'more.txt'));
      mkdirSync(path.join(at, 'more.txt'));
    },
  ],
  'a file that is gone': [(at) => unlinkSync(path.join(at, 'web/requirements.txt'))],
  'an included file that was missing': [(at) => writeFileSync(path.join(at, 'missing.txt'), 'demo<1\n')],
  'a new lock file in a sub folder': [(at) => writeFileSync(path.join(at, 'web/pylock.toml'), '')],
  'a new sub folder with a lock file': [
    (at) => {
      mkdirSync(path.join(at, 'osv/deep'));
      writeFileSync(path.join(at, 'osv/deep/requirements.txt'), 'x==1\n');
    },
  ],
  'a new folder in place of an old one, moved there whole': [
    (at) => {
      cpSync(path.join(at, 'web'), path.join(at, '../new'), { recursive: true });
      renameSync(path.join(at, 'web'), path.join(at, '../old'));
      renameSync(path.join(at, '../new'), path.join(at, 'web'));
    },
  ],
  'a changed rind.toml': [(at) => appendFileSync(path.join(at, 'rind.toml'), '[rules.unpinned]\nlevel = "deny"\n')],
  'a new rind.toml above': [(at) => writeFileSync(path.join(at, 'rind.toml'), ''), { request: { paths: ['web'] } }],
  'a configuration of their own for the user': [
    (at) => {
      mkdirSync(path.join(at, '../home/.config/rind'), { recursive: true });
      writeFileSync(path.join(at, '../home/.config/rind/rind.toml'), '[rules.unpinned]\nlevel = "deny"\n');
    },
    { machine: { platform: 'linux' } },
  ],
  'a new pip.conf': [(at) => writeFileSync(path.join(at, 'pip.conf'), '[global]\nindex-url = http://x\n')],
  'a new pip.conf where one file was named': [
    (at) => writeFileSync(path.join(at, 'web/pip.conf'), '[global]\nindex-url = http://x\n'),
    { request: { paths: ['web/requirements.txt'] } },
  ],
  'a new .git nearer by, where one file was named': [
    (at) => mkdirSync(path.join(at, 'web/.git')),
    { request: { paths: ['web/requirements.txt'] } },
  ],
  'a .git that is gone': [(at) => rmSync(path.join(at, '.git'), { recursive: true })],
  'a new ignore file': [(at) => writeFileSync(path.join(at, '.trivyignore'), 'PYSEC-2026-1\n')],
  'a new workflow': [(at) => writeFileSync(path.join(at, '.github/workflows/more.yml'), 'on: push\n')],
  'a link pointed elsewhere': [
    (at) => {
      unlinkSync(path.join(at, 'linked.txt'));
      symlinkSync('README.md', path.join(at, 'linked.txt'));
    },
  ],
  'a link replaced by what it led to': [
    (at) => {
      unlinkSync(path.join(at, 'linked.txt'));
      linkSync(path.join(at, 'more.txt'), path.join(at, 'linked.txt'));
    },
  ],
  'a folder above that is now a link to one with the same files': [
    (at) => {
      const copy = path.join(at, '../copy');
      renameSync(at, copy);
      symlinkSync('copy', at);
    },
  ],
  'advisories that changed': [
    (at) => writeFileSync(path.join(at, 'osv/one.json'), FLAW.replace('PYSEC-2026-1', 'PYSEC-2026-2')),
  ],
  'a new advisory': [(at) => writeFileSync(path.join(at, 'osv/two.json'), FLAW.replace('2026-1', '2026-2'))],
  'an advisory store that was replaced': [(at) => replace(path.join(at, '../data/advisories.db'), 'no databasE')],
  'an advisory store that is gone': [(at) => unlinkSync(path.join(at, '../data/advisories.db'))],
  'a VEX document that changed': [
    (at) =>
      writeFileSync(path.join(at, 'vex.json'), readFileSync(path.join(at, 'vex.json'), 'utf8').replace('"a"', '"b"')),
  ],
  'a policy that changed': [
    (at) => writeFileSync(path.join(at, '../policy.toml'), '[rules.unpinned]\nlevel = "hold"\n'),
    POLICY,
  ],
  'a baseline that changed': [(at) => appendFileSync(path.join(at, '../baseline.json'), '\n'), BASELINE],
  'an installed distribution whose metadata changed': [
    (at) =>
      appendFileSync(path.join(at, '.venv/lib/python3.12/site-packages/demo-1.0.dist-info/METADATA'), 'Summary: x\n'),
    ENVIRONMENT,
  ],
  'a distribution that was installed': [
    (at) => {
      const folder = path.join(at, '.venv/lib/python3.12/site-packages/more-1.0.dist-info');
      mkdirSync(folder);
      writeFileSync(path.join(folder, 'METADATA'), METADATA.replace('demo', 'more'));
    },
    ENVIRONMENT,
  ],
  'a distribution that got a RECORD': [
    (at) => writeFileSync(path.join(at, '.venv/lib/python3.12/site-packages/demo-1.0.dist-info/INSTALLER'), 'x\n'),
    ENVIRONMENT,
  ],
  'an environment of another Python': [
    (at) => writeFileSync(path.join(at, '.venv/pyvenv.cfg'), 'version = 3.13.1\n'),
    ENVIRONMENT,
  ],
  'a file that may no longer be read': [(at) => chmodSync(path.join(at, 'more.txt'), 0o000)],
};

/** Waits until what is written next cannot have the times of what was written before. */
async function tick(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 15));
}

describe('a kept answer is given no more after', () => {
  for (const [name, [attack, told]] of Object.entries(ATTACKS)) {
    it(name, async (test) => {
      const at = shop(test);
      const { lasting } = await lastingAudit(at, told);
      assert.ok(lasting !== undefined, 'the answer can be kept');
      assert.ok(kept.holds(lasting.looks), 'nothing has changed yet');
      await tick();
      attack(at);
      assert.equal(kept.holds(lasting.looks), false);
    });
  }
});

describe('a kept answer is given no more when a folder far above', () => {
  it('is now a link to where it was moved: what is shown and allowed depends on real paths', async (test) => {
    const root = tree(test, {
      'far/above/shop/.git/HEAD': '',
      'far/above/shop/requirements.txt': 'demo==1.0\n',
      'far/above/data/advisories.db': 'no database',
    });
    const { lasting } = await lastingAudit(path.join(root, 'far/above/shop'));
    assert.ok(lasting !== undefined && kept.holds(lasting.looks));
    renameSync(path.join(root, 'far'), path.join(root, 'moved'));
    symlinkSync('moved', path.join(root, 'far'));
    assert.equal(kept.holds(lasting.looks), false);
  });
});

describe('a kept answer is still given after', () => {
  const HARMLESS: Readonly<Record<string, readonly [Attack, Told?]>> = {
    'a file changed that nobody looks into': [(at) => appendFileSync(path.join(at, 'README.md'), 'more\n')],
    'files changed in folders that are passed over': [
      (at) => writeFileSync(path.join(at, '.venv/lib/python3.12/site-packages/new.py'), ''),
    ],
    'something new beside the repository': [(at) => writeFileSync(path.join(at, '../pip.conf'), '')],
    'something new beside the store': [(at) => writeFileSync(path.join(at, '../data/advisories.lock'), '')],
    'something new in a folder where one file was named': [
      (at) => writeFileSync(path.join(at, 'web/main.py'), ''),
      { request: { paths: ['web/requirements.txt'] } },
    ],
  };
  for (const [name, [change, told]] of Object.entries(HARMLESS)) {
    it(name, async (test) => {
      const at = shop(test);
      const { lasting } = await lastingAudit(at, told);
      await tick();
      change(at);
      assert.ok(lasting !== undefined && kept.holds(lasting.looks));
    });
  }
});

describe('an answer is not kept', () => {
  it('when a file changed so lately that it may change again and look the same', async (test) => {
    const { report, lasting } = await lastingAudit(shop(test), { machine: { now: () => Date.now() } });
    assert.ok(report.components.length > 0);
    assert.equal(lasting, undefined);
  });

  it('when a file says that it will be changed in the future', async (test) => {
    const at = shop(test);
    utimesSync(path.join(at, 'more.txt'), 4_000_000_000, 4_000_000_000);
    assert.equal((await lastingAudit(at)).lasting, undefined);
  });
});
