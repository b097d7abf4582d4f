import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CONFIG, type Files, metadata, SITE } from '../../src/inventory/testing/installed-files.ts';
import { describeBatch, type HostileFolder } from './batch.ts';
import { permanentTree } from './folder.ts';
import { OUTSIDE, SECRET } from './measured.ts';

/** An environment with a good distribution, and what an attacker added to its site-packages. */
function environment(
  site: Files,
  codes: readonly string[],
  names: readonly string[] = [],
  more: Files = {},
): HostileFolder {
  const good = { 'good-1.dist-info/METADATA': metadata('good', '1'), 'good-1.dist-info/RECORD': '', ...site };
  const inside = Object.entries(good).map(([name, content]) => [`.venv/${SITE}/${name}`, content] as const);
  const files = { '.venv/pyvenv.cfg': CONFIG, ...Object.fromEntries(inside), ...more };
  return { files, codes, names };
}

const bad = (file: string, content: string | Uint8Array): Files => ({
  'bad-1.dist-info/METADATA': metadata('bad', '1'),
  [`bad-1.dist-info/${file}`]: content,
});
const beyond = permanentTree({ METADATA: `Metadata-Version: 2.1\nName: ${OUTSIDE}\nVersion: 1\n` });
const site = (folder: string) => path.join(folder, '.venv', SITE);

describeBatch(
  'hostile environments',
  {
    'two folders of one project, with other versions': environment(
      { 'good-2.dist-info/METADATA': metadata('good', '2') },
      ['environment-duplicate', 'record-missing'],
      ['good', 'python'],
    ),
    'two folders of one name, written differently': environment(
      { 'Good-1.dist-info/METADATA': metadata('Good', '1') },
      ['record-missing'],
      ['good', 'python'],
    ),
    'a folder without metadata': environment(
      { 'bad-1.dist-info/RECORD': '' },
      ['environment-invalid', 'record-missing'],
      ['bad', 'good', 'python'],
    ),
    'a folder of no name': environment(
      { '.dist-info/METADATA': metadata('bad', '1') },
      ['environment-invalid', 'record-missing'],
      ['bad', 'good', 'python'],
    ),
    'a folder of dashes': environment(
      { '---.dist-info/METADATA': metadata('-', '1') },
      ['environment-invalid', 'record-missing'],
      ['good', 'python'],
    ),
    'a folder that is a file': environment({ 'bad-1.dist-info': 'x' }, ['record-missing'], ['good', 'python']),
    'metadata that is a folder': environment(
      { 'bad-1.dist-info/METADATA/x': '' },
      ['environment-invalid', 'record-missing'],
      ['bad', 'good', 'python'],
    ),
    'metadata of nothing': environment(
      { 'bad-1.dist-info/METADATA': '' },
      ['environment-invalid', 'record-missing'],
      ['bad', 'good', 'python'],
    ),
    'metadata of another project': environment(
      { 'bad-1.dist-info/METADATA': metadata('other', '1') },
      ['environment-invalid', 'record-missing'],
      ['good', 'other', 'python'],
    ),
    'metadata of another version': environment(
      { 'bad-1.dist-info/METADATA': metadata('bad', '2') },
      ['environment-invalid', 'record-missing'],
      ['bad', 'good', 'python'],
    ),
    'a name that leads upwards': environment(
      { 'bad-1.dist-info/METADATA': metadata('../../x', '1') },
      ['environment-invalid', 'record-missing'],
      ['bad', 'good', 'python'],
    ),
    'a name with a workflow command': environment(
      { 'bad-1.dist-info/METADATA': metadata('x ::error::', '1') },
      ['environment-invalid', 'record-missing'],
      ['bad', 'good', 'python'],
    ),
    'a folder with a workflow command in its name': environment(
      { 'x\n::error::y-1.dist-info/METADATA': metadata('bad', '1') },
      ['environment-invalid', 'record-missing'],
      ['bad', 'good', 'python'],
    ),
    'a folder with a terminal escape in its name': environment(
      { '\u001b[31mx-1.dist-info/METADATA': metadata('bad', '1') },
      ['environment-invalid', 'record-missing'],
      ['bad', 'good', 'python'],
    ),
    'a version with a terminal escape': environment(
      { 'bad-1.dist-info/METADATA': metadata('bad', '\u001b[31m') },
      ['record-missing'],
      ['bad', 'good', 'python'],
    ),
    'a version that is an address with a password': environment(
      { 'bad-1.dist-info/METADATA': metadata('bad', `https://u:${SECRET}@h/`) },
      ['record-missing'],
      ['bad', 'good', 'python'],
    ),
    'two names in one metadata': environment(
      { 'bad-1.dist-info/METADATA': metadata('bad', '1', 'Name: other') },
      ['environment-invalid', 'record-missing'],
      ['bad', 'good', 'python'],
    ),
    'metadata in UTF-16': environment(
      { 'bad-1.dist-info/METADATA': Buffer.from(`\ufeff${metadata('bad', '1')}`, 'utf16le') },
      ['environment-invalid', 'record-missing'],
      ['bad', 'good', 'python'],
    ),
    'metadata with a NUL': environment(
      { 'bad-1.dist-info/METADATA': metadata('bad', '1', 'License: \0') },
      ['record-missing'],
      ['bad', 'good', 'python'],
    ),
    'a million headers': environment(
      { 'bad-1.dist-info/METADATA': metadata('bad', '1', 'X: y\n'.repeat(1_000_000).trim()) },
      ['record-missing'],
      ['bad', 'good', 'python'],
    ),
    '50,000 requirements': environment(
      {
        'bad-1.dist-info/METADATA': metadata(
          'bad',
          '1',
          ...Array(50_000).fill('Requires-Dist: good[x,y]>=1 ; python_version > "3"'),
        ),
      },
      ['record-missing'],
      ['bad', 'good', 'python'],
    ),
    'a requirement of 10,000 brackets': environment(
      { 'bad-1.dist-info/METADATA': metadata('bad', '1', `Requires-Dist: good ; ${'('.repeat(10_000)}`) },
      ['metadata-invalid', 'record-missing'],
      ['bad', 'good', 'python'],
    ),
    'requirements in a circle': environment(
      {
        'bad-1.dist-info/METADATA': metadata('bad', '1', 'Requires-Dist: good'),
        'good-1.dist-info/METADATA': metadata('good', '1', 'Requires-Dist: bad'),
      },
      ['record-missing'],
      ['bad', 'good', 'python'],
    ),
    'a RECORD that names files outside': environment(
      bad('RECORD', '../../../../../../etc/passwd,,\n/etc/shadow,,\n'),
      ['record-missing'],
      ['bad', 'good', 'python'],
    ),
    'a RECORD of a million lines': environment(
      bad('RECORD', 'a,,\n'.repeat(1_000_000)),
      ['record-missing'],
      ['bad', 'good', 'python'],
    ),
    'a direct_url.json with a password': environment(
      bad('direct_url.json', `{"url": "https://u:${SECRET}@h/x.git", "vcs_info": {"vcs": "git", "commit_id": "0"}}`),
      ['record-missing'],
      ['bad', 'good', 'python'],
    ),
    'a direct_url.json that leads outside': environment(
      bad('direct_url.json', '{"url": "file:///etc", "dir_info": {"editable": true}}'),
      ['record-missing'],
      ['bad', 'good', 'python'],
    ),
    'a direct_url.json of 10,000 lists': environment(
      bad('direct_url.json', '['.repeat(10_000)),
      ['environment-invalid', 'record-missing'],
      ['bad', 'good', 'python'],
    ),
    'a direct_url.json with `__proto__`': environment(
      bad('direct_url.json', '{"__proto__": {"url": "file:///x", "dir_info": {}}}'),
      ['environment-invalid', 'record-missing'],
      ['bad', 'good', 'python'],
    ),
    'a provenance_url.json that is none': environment(
      bad('provenance_url.json', 'null'),
      ['environment-invalid', 'record-missing'],
      ['bad', 'good', 'python'],
    ),
    'an INSTALLER with a terminal escape': environment(
      bad('INSTALLER', '\u001b[31m\n::error::x'),
      ['record-missing'],
      ['bad', 'good', 'python'],
    ),
    'a WHEEL of 100,000 tags': environment(
      bad('WHEEL', 'Tag: py3-none-any\n'.repeat(100_000)),
      ['record-missing'],
      ['bad', 'good', 'python'],
    ),
    'an egg-link that leads outside': environment(
      { 'bad.egg-link': '/etc/\n../../../..\n' },
      ['record-missing'],
      ['bad', 'good', 'python'],
    ),
    'an egg-info whose requirements are sections without end': environment(
      { 'bad-1.egg-info/PKG-INFO': metadata('bad', '1'), 'bad-1.egg-info/requires.txt': '[x:\n'.repeat(100_000) },
      ['record-missing'],
      ['bad', 'good', 'python'],
    ),
    'an editable project whose path file leads outside': environment(
      { '__editable__.bad-1.pth': '/etc\nimport os; os.system("x")\n' },
      ['environment-invalid', 'record-missing'],
      ['good', 'python'],
    ),
    'a pyvenv.cfg of nothing': environment({}, ['record-missing'], ['good', 'python'], { '.venv/pyvenv.cfg': '' }),
    'a pyvenv.cfg whose home leads elsewhere': environment({}, ['record-missing'], ['error', 'good'], {
      '.venv/pyvenv.cfg': `home = ${beyond}\nversion = \u001b[31m\nimplementation = ::error::\n`,
    }),
    'a pyvenv.cfg in Latin-1': environment({}, ['encoding-invalid', 'record-missing'], ['good', 'python'], {
      '.venv/pyvenv.cfg': Buffer.from([0x68, 0xe9, 0x3d, 0xe9]),
    }),
    'conda records that are none': environment({}, ['environment-invalid', 'record-missing'], ['good', 'python', 'z'], {
      '.venv/conda-meta/x.json': '{"name": "../x"}',
      '.venv/conda-meta/y.json': '[',
      '.venv/conda-meta/z.json': '{"name": "z", "version": {}}',
    }),
    'a conda record with a password': environment({}, ['record-missing'], ['good', 'python', 'z'], {
      '.venv/conda-meta/z.json': `{"name": "z", "version": "1", "channel": "https://u:${SECRET}@c/x"}`,
    }),
    'metadata of 100 MB': environment(
      { 'bad-1.dist-info/RECORD': '' },
      ['environment-invalid', 'record-missing'],
      ['bad', 'good', 'python'],
    ),
    'metadata that is a pipe': environment(
      { 'bad-1.dist-info/RECORD': '' },
      ['environment-invalid', 'record-missing'],
      ['bad', 'good', 'python'],
    ),
    'metadata that is a link outside': environment(
      { 'bad-1.dist-info/RECORD': '' },
      ['environment-invalid', 'record-missing'],
      ['bad', 'good', 'python'],
    ),
    'a folder that is a link outside': environment(
      {},
      ['environment-invalid', 'file-outside', 'record-missing'],
      ['bad', 'good', 'python'],
    ),
    'metadata that is a link to itself': environment(
      { 'bad-1.dist-info/RECORD': '' },
      ['environment-invalid', 'record-missing'],
      ['bad', 'good', 'python'],
    ),
    'site-packages that is a link outside': {
      files: { '.venv/pyvenv.cfg': CONFIG, '.venv/lib/x': '' },
      codes: ['file-outside'],
      names: ['python'],
    },
    'an environment that is a link outside': { files: { x: '' }, codes: ['nothing-found'], names: [] },
    'environments that are links to one another': { files: { x: '' }, codes: ['nothing-found'], names: [] },
  },
  (_root, folderOf) => {
    const inSite = (attack: string, ...parts: string[]) => path.join(site(folderOf(attack)), ...parts);
    const large = inSite('metadata of 100 MB', 'bad-1.dist-info/METADATA');
    writeFileSync(large, metadata('bad', '1'));
    truncateSync(large, 100 * 1024 * 1024);
    execFileSync('mkfifo', [inSite('metadata that is a pipe', 'bad-1.dist-info/METADATA')]);
    symlinkSync(path.join(beyond, 'METADATA'), inSite('metadata that is a link outside', 'bad-1.dist-info/METADATA'));
    symlinkSync(beyond, inSite('a folder that is a link outside', 'bad-1.dist-info'));
    symlinkSync('METADATA', inSite('metadata that is a link to itself', 'bad-1.dist-info/METADATA'));
    const linked = folderOf('site-packages that is a link outside');
    mkdirSync(path.join(linked, '.venv/lib/python3.12'));
    symlinkSync(beyond, path.join(linked, '.venv/lib/python3.12/site-packages'));
    symlinkSync(beyond, path.join(folderOf('an environment that is a link outside'), '.venv'));
    const circle = folderOf('environments that are links to one another');
    symlinkSync('venv', path.join(circle, '.venv'));
    symlinkSync('.venv', path.join(circle, 'venv'));
  },
);
