import { symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { zip } from '../../src/artifact/testing/crafted-zip.ts';
import { paxRecord, type TarPart, tar, tarPart } from '../../src/artifact/testing/tarball.ts';
import { metadata } from '../../src/inventory/testing/installed-files.ts';
import { describeBatch, type HostileFolder } from './batch.ts';
import { permanentTree } from './folder.ts';
import { OUTSIDE } from './measured.ts';

const GOOD = { name: 'good-1.dist-info/METADATA', content: metadata('good', '1') };
const goodWheel = zip([GOOD, { name: 'good-1.dist-info/WHEEL', content: 'Wheel-Version: 1.0\n' }]);
const INFO = { name: 'bad-1.dist-info/METADATA', content: metadata('bad', '1') };
const PKG = { name: 'bad-1/PKG-INFO', content: metadata('bad', '1') };

/** A folder with a good wheel and one file of an attacker. */
function beside(
  name: string,
  content: string | Uint8Array,
  codes: readonly string[],
  names: readonly string[] = [],
): HostileFolder {
  return { files: { 'good-1-py3-none-any.whl': goodWheel, [name]: content }, codes, names };
}

const wheel = (...entries: Parameters<typeof zip>[0]) => zip([INFO, ...entries]);
const bad = (content: Uint8Array | string, codes: readonly string[], names: readonly string[] = []) =>
  beside('bad-1-py3-none-any.whl', content, codes, names);
const sdist = (parts: readonly TarPart[], codes: readonly string[], names: readonly string[] = []) =>
  beside('bad-1.tar.gz', gzipSync(tar(parts)), codes, names);
const packed = (content: Uint8Array | string, codes: readonly string[], names: readonly string[] = []) =>
  beside('bad-1.tar.gz', content, codes, names);
const beyond = permanentTree({
  'x-1-py3-none-any.whl': zip([{ name: 'x-1.dist-info/METADATA', content: metadata(OUTSIDE, '1') }]),
});
const zeros = Buffer.alloc(1 << 20);

describeBatch(
  'hostile wheels and source distributions',
  {
    'a wheel of nothing': bad('', ['archive-invalid'], ['bad', 'good']),
    'a wheel that is a text': bad('hello', ['archive-invalid'], ['bad', 'good']),
    'a wheel that is a tar': bad(tar([INFO]), ['archive-invalid'], ['bad', 'good']),
    'a wheel cut in the middle': bad(wheel().subarray(0, 60), ['archive-invalid'], ['bad', 'good']),
    'a wheel without metadata': bad(zip([{ name: 'x', content: '' }]), ['archive-invalid'], ['bad', 'good']),
    'a wheel with two metadata folders': bad(
      wheel({ name: 'other-1.dist-info/METADATA', content: metadata('other', '1') }),
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'a wheel with its metadata twice': bad(wheel(INFO), ['archive-invalid'], ['bad', 'good']),
    'a wheel with the metadata of another': bad(
      zip([{ ...INFO, content: metadata('other', '1') }]),
      ['archive-mismatch'],
      ['good', 'other'],
    ),
    'a wheel with another version in it': bad(
      zip([{ ...INFO, content: metadata('bad', '2') }]),
      ['archive-mismatch'],
      ['bad', 'good'],
    ),
    'a wheel whose headers disagree': bad(
      zip([{ ...INFO, localName: 'evil-1.dist-info/METADATA' }]),
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'a wheel whose checksum is wrong': bad(
      zip([{ ...INFO, central: { crc: 1 }, local: { crc: 1 } }]),
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'a wheel with something hidden between entries': bad(
      wheel({ name: 'x', content: 'x', before: Buffer.from('hidden') }),
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'a wheel behind a shell script': bad(
      Buffer.concat([Buffer.from('#!/bin/sh\n'), wheel()]),
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'a wheel with a name that leads upwards': bad(
      wheel({ name: '../../x', content: '' }),
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'a wheel with an absolute name': bad(
      wheel({ name: '/etc/passwd', content: '' }),
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'a wheel that is encrypted': bad(
      zip([{ ...INFO, central: { flags: 1 }, local: { flags: 1 } }]),
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'a wheel of a bomb': bad(
      wheel(...Array.from({ length: 400 }, (_, i) => ({ name: `${i}`, content: zeros }))),
      [],
      ['bad', 'good'],
    ),
    'a wheel whose metadata is a bomb': bad(
      zip([{ ...INFO, content: Buffer.alloc(64 << 20, 'x') }]),
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'a wheel of 50,000 entries': bad(
      wheel(
        ...Array.from({ length: 50_000 }, (_, i) => ({
          name: `f${i}`,
          packed: Buffer.alloc(0),
          central: { method: 0 },
          local: { method: 0 },
        })),
      ),
      [],
      ['bad', 'good'],
    ),
    'a wheel of ZIP64': bad(zip([INFO], { count: 0xffff }), ['archive-invalid'], ['bad', 'good']),
    'a wheel whose name has a workflow command': beside(
      'x\n::error::y-1-py3-none-any.whl',
      wheel(),
      ['archive-invalid'],
      ['good'],
    ),
    'a wheel whose name has a terminal escape': beside(
      '\u001b[31mx-1-py3-none-any.whl',
      wheel(),
      ['archive-invalid'],
      ['good'],
    ),
    'a wheel called `__proto__`': beside('__proto__-1-py3-none-any.whl', wheel(), ['archive-invalid'], ['good']),
    'a wheel whose name has no version': beside('bad-py3-none-any.whl', wheel(), ['archive-invalid'], ['good']),
    'a wheel that is a folder': beside('bad-1-py3-none-any.whl/x', '', [], ['good']),

    'a source distribution of nothing': packed('', ['archive-invalid'], ['bad', 'good']),
    'one that is not packed': packed(tar([PKG]), ['archive-invalid'], ['bad', 'good']),
    'one that is a zip': packed(zip([PKG]), ['archive-invalid'], ['bad', 'good']),
    'one cut in the middle': packed(gzipSync(tar([PKG])).subarray(0, 60), ['archive-invalid'], ['bad', 'good']),
    'one with garbage behind': packed(
      Buffer.concat([gzipSync(tar([PKG])), Buffer.from('garbage')]),
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'one of two members': packed(
      Buffer.concat([gzipSync(tarPart(PKG)), gzipSync(tar([]))]),
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'one of a bomb': packed(
      gzipSync(Buffer.concat([tarPart({ name: 'bad-1/x', content: Buffer.alloc(300 << 20) }), tar([PKG])])),
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'one whose header has a wrong checksum': sdist([{ ...PKG, wrong: 1 }], ['archive-invalid'], ['bad', 'good']),
    'one whose size is too large': sdist([{ ...PKG, size: '77777777777\0' }], ['archive-invalid'], ['bad', 'good']),
    'one whose size is negative': sdist([{ ...PKG, size: '-0000000001\0' }], ['archive-invalid'], ['bad', 'good']),
    'one whose size is in base 256': sdist(
      [{ ...PKG, size: '\u00ff'.repeat(12) }],
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'one with a name that leads upwards': sdist([PKG, { name: '../../x' }], ['archive-invalid'], ['bad', 'good']),
    'one with an absolute name': sdist([PKG, { name: '/etc/passwd' }], ['archive-invalid'], ['bad', 'good']),
    'one whose metadata is a link': sdist(
      [{ name: 'bad-1/PKG-INFO', type: '2' }],
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'one whose metadata is a hard link': sdist(
      [{ name: 'bad-1/PKG-INFO', type: '1' }],
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'one with a device': sdist([PKG, { name: 'bad-1/null', type: '3' }], ['archive-invalid'], ['bad', 'good']),
    'one with a pipe': sdist([PKG, { name: 'bad-1/pipe', type: '6' }], ['archive-invalid'], ['bad', 'good']),
    'one with a sparse file': sdist([PKG, { name: 'bad-1/sparse', type: 'S' }], ['archive-invalid'], ['bad', 'good']),
    'one with its metadata twice': sdist(
      [PKG, { ...PKG, content: metadata('other', '1') }],
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'one with metadata in two folders': sdist(
      [PKG, { name: 'other-1/PKG-INFO', content: metadata('other', '1') }],
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'one whose metadata is called so by a pax record': sdist(
      [
        { name: 'x', type: 'x', content: paxRecord('path', 'bad-1/PKG-INFO') },
        { ...PKG, name: 'y' },
      ],
      [],
      ['bad', 'good'],
    ),
    'one whose pax record leads upwards': sdist(
      [{ name: 'x', type: 'x', content: paxRecord('path', '../../x') }, PKG],
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'one whose pax record lies about its length': sdist(
      [{ name: 'x', type: 'x', content: '99999 path=x\n' }, PKG],
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'one with a pax record that is no text': sdist(
      [{ name: 'x', type: 'x', content: Buffer.alloc(512, 0xff) }, PKG],
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'one with a size in a pax record': sdist(
      [{ name: 'x', type: 'x', content: paxRecord('size', '999999999999999999999') }, PKG],
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'one with global pax records': sdist(
      [{ name: 'x', type: 'g', content: paxRecord('path', 'evil/PKG-INFO') }, PKG],
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'one with a long name that never ends': sdist(
      [{ name: 'x', type: 'L', content: 'y'.repeat(100_000) }, PKG],
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'one with a long name and nothing behind': sdist(
      [PKG, { name: 'x', type: 'L', content: 'y' }],
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'one of 30,000 entries': sdist(
      [PKG, ...Array.from({ length: 30_000 }, (_, i) => ({ name: `bad-1/${i}` }))],
      [],
      ['bad', 'good'],
    ),
    'one without metadata': sdist(
      [{ name: 'bad-1/setup.py', content: 'import os; os.system("touch /tmp/x")' }],
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'one called `__proto__`': beside('__proto__-1.tar.gz', gzipSync(tar([PKG])), [], ['good']),
    'one that is a zip, with another name in its header': beside(
      'bad-1.zip',
      zip([{ ...PKG, localName: 'x' }]),
      ['archive-invalid'],
      ['bad', 'good'],
    ),
    'one of 100 MB': packed('', ['file-too-large'], ['bad', 'good']),
    'a wheel that is a link outside': beside('y', '', ['file-outside'], ['bad', 'good']),
  },
  (_root, folderOf) => {
    const large = path.join(folderOf('one of 100 MB'), 'bad-1.tar.gz');
    writeFileSync(large, '');
    truncateSync(large, 100 * 1024 * 1024);
    symlinkSync(
      path.join(beyond, 'x-1-py3-none-any.whl'),
      path.join(folderOf('a wheel that is a link outside'), 'bad-1-py3-none-any.whl'),
    );
  },
);
