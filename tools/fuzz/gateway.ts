import { negotiateSimpleFormat, normalizeName } from '@rind/pypa';
import { readRange } from '../../src/gateway/byte-range.ts';
import { clientOf } from '../../src/gateway/client-of.ts';
import { chooseCoding } from '../../src/gateway/coding.ts';
import { matchesTag } from '../../src/gateway/entity-tag.ts';
import { boundaryOf, MULTIPART_LIMITS, MultipartError, MultipartParser } from '../../src/gateway/multipart.ts';
import { presentFile } from '../../src/gateway/present.ts';
import { reasonPhrase } from '../../src/gateway/reason-phrase.ts';
import { renderPage } from '../../src/gateway/render-page.ts';
import { routeOf } from '../../src/gateway/route.ts';
import { decidedPage, denial, projectFile } from '../../src/gateway/testing/fake-gateway.ts';
import { type Draw, drawn } from './draw.ts';
import { type FuzzKind, tried } from './kind.ts';
import { mutateText } from './mutate-text.ts';

const TARGETS = [
  '/simple/demo/demo-1.0%2Bcu118-py3-none-any.whl.metadata?format=text/html',
  '/v/team/simple/@2024-01-02T12:00:00Z/Zope.Interface/',
  '/integrity/demo/1.0/demo-1.0.tar.gz/provenance',
  '/pypi/Demo/1.0/json',
  'http://localhost:7463/simple/%C3%A9/../%2e%2e/',
  '/why/abc',
];
const ACCEPTS = [
  'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01',
  'gzip, deflate;q=0.5, zstd;q=1.000, *;q=0',
  '"a", W/"b", "c,d"',
  'pip/26.3 {"ci":null}',
];
const RANGES = ['bytes=0-99', 'bytes=-500', 'bytes=5-', 'bytes=0-0,5-9', 'bytes=99999999999999-'];
const FORM = [
  '--B\r\nContent-Disposition: form-data; name=":action"\r\n\r\nfile_upload\r\n',
  '--B\r\nContent-Disposition: form-data; name="content"; filename="demo-1.0.tar.gz"\r\nContent-Type: application/octet-stream\r\n\r\n',
  'bytes \r\n--\r\n of the file\r\n--B--\r\n',
].join('');
const TEXTS = [
  '<script>alert(1)</script>',
  'x\r\nSet-Cookie: y',
  '\u001b[31m\u202e',
  '"><a href="javascript:x">',
  'plain',
  '\ud800',
];

/** What the door reads of strangers, tried out: targets, headers, ranges, forms, and pages of hostile texts. */
export function gatewayKinds(): FuzzKind[] {
  return [
    kind('gateway:target', TARGETS, faultsOfTarget),
    kind('gateway:headers', ACCEPTS, faultsOfHeaders),
    kind('gateway:range', RANGES, faultsOfRange),
    {
      name: 'gateway:multipart',
      next(draw) {
        const body = mutateText(FORM, draw);
        return tried(body, () => faultsOfForm(body, draw));
      },
    },
    {
      name: 'gateway:page',
      next(draw) {
        const texts = TEXTS.map(() => mutateText(drawn(draw, TEXTS), draw));
        return tried(texts.join('\n'), () => faultsOfPage(texts, draw));
      },
    },
  ];
}

function kind(name: string, seeds: readonly string[], faults: (text: string) => readonly string[]): FuzzKind {
  return {
    name,
    next(draw) {
      const text = mutateText(drawn(draw, seeds), draw);
      return tried(text, () => faults(text));
    },
  };
}

function faultsOfTarget(raw: string): string[] {
  const faults: string[] = [];
  const { route } = routeOf(raw);
  if ('location' in route) {
    if (!/^(?:\.\.\/)*[A-Za-z0-9@][!-~]*$/.test(route.location)) faults.push(`a redirect leads to ${route.location}`);
    const base = `http://gw.example${raw.startsWith('/') ? raw : '/'}`;
    if (URL.canParse(base) && new URL(route.location, base).host !== 'gw.example') faults.push('a redirect leads away');
  }
  if ('name' in route && route.name !== normalizeName(route.name)) faults.push('a name is not normal');
  if ('filename' in route && /[/\\\u0000-\u001f\u007f]|^\.\.?$|%[0-9a-f]{2}/i.test(route.filename))
    faults.push('a file name is a path, is encoded, or acts');
  return faults;
}

function faultsOfHeaders(text: string): string[] {
  negotiateSimpleFormat(text);
  chooseCoding(text);
  clientOf(text);
  boundaryOf(text);
  const faults: string[] = [];
  if (matchesTag(text, '"nothing like it"') && !/^[ \t]*\*[ \t]*$/.test(text))
    faults.push('a tag that is not there matches');
  if (!/^[\x20-\x7e]{0,200}$/.test(reasonPhrase(text, text.slice(0, 100)))) faults.push('a reason phrase acts');
  return faults;
}

function faultsOfRange(text: string): string[] {
  const faults: string[] = [];
  for (const size of [0, 1, 100, 2 ** 40]) {
    const range = readRange(text, size);
    if (typeof range === 'object' && !(range.start >= 0 && range.start < range.end && range.end <= size))
      faults.push(`${range.start}-${range.end} of ${size}`);
  }
  return faults;
}

/** The same body in one piece and in pieces of a length is the same form, or the same mistake. */
function faultsOfForm(body: string, draw: Draw): string[] {
  const bytes = Buffer.from(body);
  const [whole, pieces] = [readForm(bytes, bytes.length), readForm(bytes, 1 + draw(40))];
  return whole === pieces ? [] : [`in one piece ${whole.slice(0, 200)}, in pieces ${pieces.slice(0, 200)}`];
}

function readForm(body: Buffer, length: number): string {
  const parser = new MultipartParser('B', { ...MULTIPART_LIMITS, fileBytes: 10_000 });
  const found: string[] = [];
  let data = '';
  try {
    for (let at = 0; at < body.length; at += length)
      for (const event of parser.push(body.subarray(at, at + length))) {
        if (event.kind === 'data') data += Buffer.from(event.data).toString('latin1');
        else found.push(JSON.stringify(event));
      }
    parser.end();
  } catch (error) {
    if (error instanceof MultipartError) return 'no form';
    throw error;
  }
  return `${found.join()} ${data}`;
}

function faultsOfPage(texts: readonly string[], draw: Draw): string[] {
  const [yanked = '', requiresPython = '', rule = '', summary = '', reason = '', note = ''] = texts;
  const file = projectFile('demo-1.0.tar.gz', { yanked, requiresPython });
  const page = decidedPage('demo', [{ file }, { file, denial: denial({ rule, summary }) }], { notes: [note] });
  const decided = { ...page, page: { ...page.page, status: { marker: 'archived', reason } } };
  const format = draw(2) === 0 ? 'json-v1' : 'text-html';
  const work = renderPage(decided, { format, presentation: 'marked', address: undefined });
  let turn = work.next();
  while (turn.done !== true) turn = work.next();
  const text = turn.value.toString();
  const faults: string[] = [];
  if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e]/.test(text))
    faults.push('a page holds what acts');
  if (format === 'json-v1') JSON.parse(text);
  else if (/<script|<a href="javascript/i.test(text)) faults.push('a page holds markup of strangers');
  if (presentFile({ file, denial: denial({}) }, 'omitted', undefined, false) !== undefined)
    faults.push('a denied file is shown');
  return faults;
}
