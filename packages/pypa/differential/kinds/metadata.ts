import { formatLicenseExpression } from '../../src/license-expression.ts';
import { parseMetadata, type RawMetadata } from '../../src/metadata.ts';
import { readMetadata, type WrongField } from '../../src/metadata-check.ts';
import { METADATA_FIELDS } from '../../src/metadata-fields.data.ts';
import { formatEmailMessage } from '../../src/metadata-format.ts';
import { encodeLatin1 } from '../../src/utf8.ts';
import { formatVersion } from '../../src/version.ts';
import type { DifferentialKind } from '../kind.ts';
import { contentTypeText, fieldValue, headerValueText, valueCase, valueIsRight } from '../metadata-values.ts';
import { AWKWARD, type Random } from '../random.ts';

/** A document as text, or as bytes written as characters up to U+00FF. */
type Source = { readonly text: string } | { readonly bytes: string };

const LINE_ENDS = ['\n', '\n', '\n', '\n', '\r\n', '\r'] as const;
const BODIES = [
  '',
  'A description.\n',
  '# Title\r\n\r\nText\rmore\n',
  'Ünïcode – ☃ 🐍\n',
  'Name: not a header\n',
  '\n\n  indented\n',
  '=C3=BC soft=\nline =3D == =ZZ =',
  'aGVsbG8gd29ybGQ=\n',
  'aGVsbG8gd29ybGQ',
  'aGVs bG8g*d29y\nbGQ\n',
  'YQ',
  'YWJjZ',
  'preamble\n--frontier\n\npart\n--frontier--\nend\n',
  'x\n--frontier--\nrest\n',
  '--frontier \t\r\npart',
  '--frontierx\n--frontier-\n',
];

function headerLine(random: Random, name: string, value: string, end: string): string {
  const spelled = random.chance(0.15) ? random.pick([name.toLowerCase(), name.toUpperCase()]) : name;
  const folded = random.chance(0.1) ? value.replace(/ /g, () => (random.chance(0.3) ? `${end}    ` : ' ')) : value;
  return `${spelled}:${random.pick([' ', ' ', ' ', '', '  ', '\t', `${end} `])}${folded}${end}`;
}

function oddLine(random: Random, end: string): string {
  const line = random.pick([
    'From someone Mon Jan 1',
    'From x: y',
    ': no name',
    '   continued',
    '\tcontinued',
    'no colon here',
    'Spaced Name: x',
    'Näme: x',
    '>From x',
    ' ',
    '__proto__: polluted',
    'constructor: x',
    'X-Unknown: 1',
    'Content-Transfer-Encoding: base64',
    'Content-Transfer-Encoding: quoted-printable',
    'Content-Transfer-Encoding: QUOTED-PRINTABLE',
    'Content-Type: multipart/mixed; boundary=frontier',
    'Content-Type: multipart/mixed; a=";boundary=no"; Boundary="frontier"',
    'Content-Type: Multipart/x; boundary= "frontier "',
    'Content-Type: multipart/mixed',
    'Content-Type: multipart/mixed; boundary*=frontier',
    "Content-Type: multipart/mixed; boundary*1*=%6Fntier; boundary*0*=us-ascii'en'fr",
    'Content-Type: multipart/mixed; boundary*1=ier; boundary*0="front"',
    'Content-Type: multipart/mixed; boundary',
    'Content-Type: message/rfc822',
    'Content-Type: message/delivery-status',
    'Content-Type: text/plain; charset=latin-1',
    'Content-Type: multipart/mixed/x; boundary=frontier',
  ]);
  return `${line}${end}`;
}

function document(random: Random, oddity: number): string {
  const end = random.pick(LINE_ENDS);
  const lines = ['Metadata-Version', 'Name', 'Version']
    .filter(() => !random.chance(oddity / 4))
    .map((name) => headerLine(random, name, fieldValue(random, name, oddity), end));
  for (const { name } of random.list(0, 6, () => random.pick(METADATA_FIELDS))) {
    if (name === 'Description' && !random.chance(oddity)) continue;
    lines.push(headerLine(random, name, fieldValue(random, name, oddity), end));
  }
  for (let odd = random.chance(oddity) ? 1 + random.int(3) : 0; odd > 0; odd--) {
    lines.splice(random.int(lines.length + 1), 0, oddLine(random, end));
  }
  if (lines.length > 0 && random.chance(oddity / 2)) lines.splice(random.int(lines.length + 1), 0, random.pick(lines));
  const body = random.chance(0.3) ? '' : random.pick(BODIES);
  const text = lines.join('') + (body === '' && random.chance(0.5) ? '' : end) + body;
  return random.chance(oddity / 2) ? random.mutate(text, AWKWARD) : text;
}

/** A document; with `oddity` 0 nearly always right. */
export function metadataSource(random: Random, oddity: number): Source {
  const text = document(random, oddity);
  if (random.chance(0.4)) return { text };
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  return {
    bytes: random.chance(oddity / 2)
      ? random.mutate(bytes, '\x80\xa0\xc3\xbc\xe2\x98\x83\xed\xa0\x80\xff\xf4\x90')
      : bytes,
  };
}

function dataOf(source: Source): string | Uint8Array {
  return 'text' in source ? source.text : encodeLatin1(source.bytes);
}

/** Our reading in the oracle's shape. */
export function rawAnswer(raw: RawMetadata): unknown {
  const fields: [string, unknown][] = [];
  for (const [name, text] of raw.texts) fields.push([name.toLowerCase(), text]);
  for (const [name, values] of raw.lists) fields.push([name.toLowerCase(), values]);
  if (raw.keywords) fields.push(['keywords', raw.keywords]);
  if (raw.projectUrls) fields.push(['project-url', [...raw.projectUrls]]);
  const unread = [...raw.unread].map(([name, values]): [string, unknown] => [
    name,
    values.map((value) =>
      value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('latin1') } : (value ?? null),
    ),
  ]);
  return { fields: Object.fromEntries(fields), unread: Object.fromEntries(unread) };
}

/** Python's e-mail parser fails on numbered and unnumbered pieces of one parameter; ours reads on. */
function crashException(theirs: unknown): string | undefined {
  return typeof theirs === 'object' && theirs !== null && 'crashed' in theirs ? 'email-parser-crash' : undefined;
}

/** Wrong fields that packaging has no opinion on. */
const OURS_ALONE = new Set(['duplicate-extra', 'two-licenses']);

function namesOf(wrong: readonly WrongField[]): string[] {
  return [...new Set(wrong.map(({ field }) => field.toLowerCase()))].sort();
}

/** Our judgement in the oracle's shape. */
export function strictAnswer(data: string | Uint8Array, ignored: ReadonlySet<string> = OURS_ALONE): unknown {
  const { metadata, wrong } = readMetadata(data);
  const names = namesOf(wrong.filter(({ code }) => !ignored.has(code)));
  if (names.length > 0) return { wrong: names };
  const { version, licenseExpression, providesExtra, dynamic, requiresDist } = metadata;
  return {
    version: version === undefined ? null : formatVersion(version),
    license: licenseExpression === undefined ? null : formatLicenseExpression(licenseExpression),
    extras: providesExtra,
    dynamic: dynamic.map((name) => name.toLowerCase()),
    requires: requiresDist.length,
  };
}

const reading: DifferentialKind<Source> = {
  name: 'metadata',
  op: 'metadata-raw',
  full: 150_000,
  generate: (random) => metadataSource(random, random.pick([0, 0.3, 0.7, 1])),
  ours: (source) => rawAnswer(parseMetadata(dataOf(source))),
  exception: (_source, _ours, theirs) => crashException(theirs),
};

function driveException(source: Source): string | undefined {
  const paths = parseMetadata(dataOf(source)).lists.get('License-File') ?? [];
  return paths.some((path) => /^[^A-Za-z]:/.test(path)) ? 'license-file-drive' : undefined;
}

const judging: DifferentialKind<Source> = {
  name: 'metadata-wrong-fields',
  op: 'metadata-strict',
  full: 150_000,
  generate: (random) => metadataSource(random, random.pick([0, 0, 0, 0.2, 0.7])),
  ours: (source) => strictAnswer(dataOf(source)),
  exception(source, _ours, theirs) {
    const crash = crashException(theirs);
    if (crash) return crash;
    for (const code of ['import-name-clash', 'invalid-license-file'] as const) {
      const without = strictAnswer(dataOf(source), new Set([...OURS_ALONE, code]));
      if (JSON.stringify(without) === JSON.stringify(theirs))
        return code === 'import-name-clash' ? code : driveException(source);
    }
    return undefined;
  },
};

const values: DifferentialKind<[string, string]> = {
  name: 'metadata-value',
  op: 'metadata-value',
  full: 200_000,
  generate: valueCase,
  ours: valueIsRight,
  exception([field, text], ours) {
    if (ours !== false) return undefined;
    if (field === 'license_files') return /^[^A-Za-z]:/.test(text) ? 'license-file-drive' : undefined;
    if (field !== 'description_content_type') return undefined;
    if (/^[^/]*\(/.test(text)) return 'content-type-comment';
    return text.includes('*') ? 'content-type-rfc2231' : undefined;
  },
};

const writing: DifferentialKind<{ headers: [string, string][]; body: string | null }> = {
  name: 'metadata-write',
  op: 'metadata-write',
  full: 100_000,
  generate: (random) => ({
    headers: random.list(0, 4, (): [string, string] => [
      random.pick(METADATA_FIELDS).name,
      random.chance(0.2) ? contentTypeText(random) : headerValueText(random),
    ]),
    body: random.chance(0.2) ? null : random.mutate(random.pick(BODIES), AWKWARD),
  }),
  ours: ({ headers, body }) => formatEmailMessage(headers, body ?? ''),
};

export const kinds: DifferentialKind[] = [reading, judging, values, writing];
