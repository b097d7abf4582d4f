import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { makeWheel, type WheelDefect, type WheelSpec } from './testing/distributions.ts';
import { codesOf, inspected } from './testing/inspected.ts';

const SPEC: WheelSpec = { name: 'demo', version: '1.0', files: { 'demo/__init__.py': '' } };

/** A file that RECORD lists, whatever its name. */
function listed(name: string, content: Uint8Array): WheelDefect {
  return { files: (files) => files.set(name, Buffer.from(content)) };
}

describe('a wheel', () => {
  it('says what it is made of', async () => {
    const wheel = makeWheel({
      name: 'Demo.Project',
      version: '2.0',
      tag: 'cp313.cp314-abi3-manylinux_2_28_x86_64',
      requires: ['six>=1'],
      fields: ['License-File: LICENSE'],
      entryPoints: '[console_scripts]\ndemo = demo:main\n[gui_scripts]\ndemo-gui = demo:gui\n[pytest11]\nx = y\n',
      files: {
        'demo/__init__.py': '',
        'single.py': '',
        '_fast.cpython-313-x86_64-linux-gnu.so': Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1'),
        'demo/data.bin': Buffer.concat([Buffer.from([0xcf, 0xfa, 0xed, 0xfe]), Buffer.alloc(4)]),
        'demo/windows.dat': Buffer.concat([
          Buffer.from('MZ'),
          Buffer.alloc(58),
          Buffer.from([64, 0, 0, 0]),
          Buffer.from('PE\0\0'),
        ]),
        'demo/Main.class': Buffer.from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 52]),
        'demo/text.txt': 'MZ is how a name may start, and here are more words than a header of Windows has',
        'demo/named.dll': '',
        'demo.pth': 'import demo\n',
        'paths.pth': 'lib\n# import\n',
        'later.start': 'demo:main\n',
        'sitecustomize.py': '',
        'demo/inner.pth': 'import evil\n',
        'demo_project-2.0.data/purelib/usercustomize.py': '',
        'demo_project-2.0.data/data/lib/python3/site-packages/far.pth': 'import evil\n',
        'demo_project-2.0.data/platlib/extra/a.py': '',
        'demo_project-2.0.dist-info/licenses/LICENSE': 'free',
        'demo_project-2.0.dist-info/sboms/demo.cdx.json': '{}',
        'not-a-module/x.py': '',
        'data-only/x.txt': '',
      },
    });
    const inspection = await inspected(wheel);
    assert.deepEqual(codesOf(inspection), []);
    assert.equal(inspection.kind, 'wheel');
    assert.equal(inspection.name, 'demo-project');
    assert.equal(inspection.files, 24);
    assert.equal(
      inspection.metadata?.sha256,
      createHash('sha256')
        .update(inspection.metadata?.bytes ?? '')
        .digest('hex'),
    );
    assert.equal(inspection.metadata?.fields.metadata.requiresDist.length, 1);
    assert.deepEqual(inspection.licenseFiles, ['demo_project-2.0.dist-info/licenses/LICENSE']);
    assert.deepEqual(inspection.nativeLibraries, [
      { path: '_fast.cpython-313-x86_64-linux-gnu.so', format: 'elf', isNamed: true },
      { path: 'demo/data.bin', format: 'mach-o', isNamed: false },
      { path: 'demo/windows.dat', format: 'pe', isNamed: false },
      { path: 'demo/named.dll', format: undefined, isNamed: true },
    ]);
    const facts = inspection.wheel;
    assert.deepEqual(facts?.importNames, ['_fast', 'demo', 'extra', 'single', 'sitecustomize', 'usercustomize']);
    assert.deepEqual(facts?.consoleScripts, ['demo']);
    assert.deepEqual(facts?.guiScripts, ['demo-gui']);
    assert.deepEqual(facts?.sboms, ['demo_project-2.0.dist-info/sboms/demo.cdx.json']);
    assert.deepEqual(
      facts?.startupFiles.map(({ path, kind, runs }) => [path, kind, runs]),
      [
        ['demo.pth', 'pth', true],
        ['paths.pth', 'pth', false],
        ['later.start', 'start', true],
        ['sitecustomize.py', 'customize', true],
        ['demo_project-2.0.data/purelib/usercustomize.py', 'customize', true],
        ['demo_project-2.0.data/data/lib/python3/site-packages/far.pth', 'pth', true],
      ],
    );
    assert.equal(facts?.startupFiles[0]?.sha256, createHash('sha256').update('import demo\n').digest('hex'));
    assert.equal(facts?.wheel?.tags.length, 2);
    assert.equal(facts?.wheel?.rootIsPurelib, false);
  });

  it('with a file of many pieces is hashed and looked at as one of a single piece is', async () => {
    const large = Buffer.alloc(3_000_000, 'some content, ');
    large.write('\x7fELF', 0, 'latin1');
    const inspection = await inspected(makeWheel({ ...SPEC, defects: [listed('demo/large', large)] }));
    assert.deepEqual(codesOf(inspection), []);
    assert.equal(inspection.nativeLibraries[0]?.format, 'elf');
    const other = Buffer.from(large);
    other[2_999_999] = 0;
    const spoiled: WheelDefect = {
      entries(entries) {
        const at = entries.findIndex(({ name }) => name === 'demo/large');
        entries[at] = { name: 'demo/large', content: other };
      },
    };
    const changed = makeWheel({ ...SPEC, defects: [listed('demo/large', large), spoiled] });
    assert.deepEqual(codesOf(await inspected(changed)), ['record-hash']);
  });
});
