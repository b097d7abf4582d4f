import { parseRecord, type RecordPlace } from '../../src/record.ts';
import type { DifferentialKind } from '../kind.ts';
import { AWKWARD, type Random } from '../random.ts';

const PATHS = [
  'a.py',
  'pkg/__init__.py',
  'pkg/ünï.py',
  'a-1.0.dist-info/METADATA',
  'a b.txt',
  'a-1.0.data/scripts/x',
  'x.pyc',
];
const ODD_PATHS = [
  'a-1.0.dist-info/RECORD',
  'a-1.0.dist-info/RECORD.jws',
  'a-1.0.dist-info/RECORD.p7s',
  'a-1.0.dist-info\\RECORD',
  'x/a-1.0.dist-info/RECORD',
  '.dist-info/RECORD',
  '/etc/passwd',
  '\\x',
  'C:/x',
  'c:x',
  '../x',
  'a/../b',
  'a\\..\\b',
  '..a/b..',
  'a/./b',
  'a//b',
  'a/',
  '.',
  '',
  'a\nb',
  'a\r\nb',
  'a,b',
  'a"b',
  '"',
  'a\u0000b',
  'a\u0085b',
  'a\u2028b',
  'a\u007f',
];
const ALGORITHMS = [
  'md5',
  'sha1',
  'sha224',
  'sha384',
  'sha512',
  'sha3_224',
  'sha3_256',
  'sha3_384',
  'sha3_512',
  'blake2b',
  'blake2s',
];
const ODD_ALGORITHMS = ['SHA256', 'shake_128', 'crc32', '', 'sha-256'];
const LENGTHS = [22, 27, 38, 43, 64, 86];
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function hash(random: Random): string {
  if (random.chance(0.1)) return '';
  if (random.chance(0.03)) return random.pick(['sha256', '=', 'sha256:x', '=abc', 'x=y=z', 'sha256=']);
  const common = random.chance(0.85);
  const algorithm = common ? 'sha256' : random.pick(random.chance(0.9) ? ALGORITHMS : ODD_ALGORITHMS);
  const length = common && random.chance(0.98) ? 43 : random.pick(LENGTHS);
  let digest = '';
  for (let i = 1; i < length; i++) digest += BASE64.charAt(random.int(64));
  digest += BASE64.charAt(random.chance(0.95) ? random.int(4) * 16 : random.int(64));
  if (random.chance(0.03)) digest += random.pick(['=', '==', '\n', ' ']);
  return random.chance(0.02) ? random.mutate(`${algorithm}=${digest}`, '+/=AZ ') : `${algorithm}=${digest}`;
}

function field(random: Random, text: string): string {
  if (random.chance(0.02)) return `"${text}"${random.pick(['x', ' ', '"', ''])}`;
  if (random.chance(0.02)) return ` ${text}`;
  return /[",\r\n]/.test(text) || random.chance(0.05) ? `"${text.replaceAll('"', '""')}"` : text;
}

function recordLine(random: Random): string {
  if (random.chance(0.02)) return '';
  const path = random.chance(0.75)
    ? random.pick(PATHS) + (random.chance(0.7) ? random.int(99) : '')
    : random.pick(ODD_PATHS);
  const size = random.pick([
    '',
    '0',
    '12',
    '007',
    '9007199254740991',
    '9007199254740992',
    '1e3',
    '-1',
    '٣',
    ' 5',
    '1_0',
  ]);
  const fields = [path, hash(random), random.chance(0.8) ? String(random.int(99999)) : size];
  if (random.chance(0.02)) fields.push('x');
  if (random.chance(0.02)) fields.length = 1 + random.int(2);
  return fields.map((text) => field(random, text)).join(',');
}

interface RecordCase {
  readonly text: string;
  readonly place: RecordPlace;
}

const reading: DifferentialKind<RecordCase> = {
  name: 'record',
  op: 'record',
  full: 150_000,
  generate(random) {
    const end = random.pick(['\n', '\n', '\r\n', '\r']);
    const text = random.list(1, 5, () => recordLine(random)).join(end) + (random.chance(0.8) ? end : '');
    return {
      text: random.chance(0.1) ? random.mutate(text, `${AWKWARD}"",,\n`) : text,
      place: random.chance(0.7) ? 'wheel' : 'installed',
    };
  },
  ours({ text, place }) {
    const { entries, faults } = parseRecord(text, place);
    return {
      entries: entries.map(({ path, hash: read, size }) => [
        path,
        read === undefined ? null : [read.algorithm, read.digest],
        size ?? null,
      ]),
      faults: faults.map(({ code }) => code).sort(),
    };
  },
};

export const kinds: DifferentialKind[] = [reading];
