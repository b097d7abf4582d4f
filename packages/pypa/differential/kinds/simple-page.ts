import { type HtmlTag, scanHtml } from '../../src/html-tags.ts';
import { unescapeHtml } from '../../src/html-text.ts';
import { parseIndexHtml, parseProjectHtml } from '../../src/simple-html.ts';
import { resolveUrl } from '../../src/url-reference.ts';
import type { DifferentialKind } from '../kind.ts';
import type { Random } from '../random.ts';

const EDITS = '<>"\'=/ \n\t!-&;#?%aA0x';
const ODD = '\u0000\u000b\u001c\u0085\u00a0\u3000\ufeff\u212aé😀';

function reference(random: Random): string {
  const number = () =>
    random.pick(['0', '9', '13', '38', '60', '62', '127', '128', '150', '233', '55296', '64976', '65534', '128512']);
  const hex = () => random.pick(['0', '1F', '26', '3c', '3E', '80', '9f', 'D800', 'fdd0', 'FFFE', '1F600', '110000']);
  const end = random.pick([';', ';', ';', '', ' ', 'z']);
  const way = random.int(6);
  if (way === 0) return `&#${number()}${end}`;
  if (way === 1) return `&#${random.pick(['x', 'X'])}${hex()}${end}`;
  if (way === 2) return random.pick(['&', '&#', '&#x', '&;', '&&', '&#;', '&#x;', '&foo;', '&ampamp', '&apos', '&Lt;']);
  return `&${random.pick(['amp', 'AMP', 'lt', 'LT', 'gt', 'GT', 'quot', 'QUOT', 'apos'])}${end}`;
}

function words(random: Random): string {
  return random
    .list(0, 4, () => random.pick([reference(random), 'broken', ' ', '>=3.8', '1=2', 'é', '\n', 'x']))
    .join('');
}

function escaped(random: Random, text: string): string {
  return text.replaceAll('"', '&quot;').replaceAll('<', random.pick(['&lt;', '<']));
}

function fileUrl(random: Random): string {
  const prefix = random.pick([
    '',
    '../../packages/',
    'https://files.example/a/b/',
    '/p/',
    '//cdn.example/',
    './',
    'a?b=c/',
  ]);
  const name = random.pick([
    'demo-1.0.tar.gz',
    'demo-1.0-py3-none-any.whl',
    'demo-1.0+local.zip',
    'demo-1.0%2Blocal.zip',
    'd%C3%A9mo-1.zip',
    'x%zz.zip',
    'x%FF.zip',
    'a%2Fb.zip',
    '..',
    '',
    'folder/',
    'demo.zip?x=1/2',
  ]);
  const digest = random.pick(['ab12', 'AB12', 'abc', '', 'zz']);
  const hash = `${random.pick(['sha256', 'md5', 'SHA512', 'egg', 'sha3_256'])}=${digest}`;
  return prefix + name + (random.chance(0.6) ? `#${hash}` : '') + random.pick(['', '', '', '&subdirectory=x', '#y']);
}

function attribute(random: Random): string {
  const name = random.pick([
    'href',
    'data-requires-python',
    'data-yanked',
    'data-core-metadata',
    'data-dist-info-metadata',
    'data-gpg-sig',
    'data-provenance',
    'class',
  ]);
  const value =
    name === 'href'
      ? fileUrl(random)
      : random.pick([
          'true',
          'false',
          '',
          'sha256=ab12',
          'sha256=zz',
          '=',
          'https://a.example/p',
          'http://a.example/p',
          words(random),
          words(random),
        ]);
  return attributeText(random, name, value);
}

/** Mostly without the references on whose meaning in attributes `html.parser` and HTML 5 do not agree. */
function attributeText(random: Random, name: string, text: string): string {
  const value = random.chance(0.02) ? text : text.replaceAll(/&(amp|lt|gt|quot)(?=[=a-z0-9])/gi, '&$1;');
  const spelled = random.chance(0.1) ? name.toUpperCase() : name;
  const way = random.int(12);
  if (way === 0) return spelled;
  if (way === 1) return `${spelled}=${value.replaceAll(/^=+|[\s>"']/g, '') || 'v'}`;
  if (way === 2) return `${spelled}='${value.replaceAll("'", '&#39;')}'`;
  if (way === 3) return `${spelled} = "${escaped(random, value)}"`;
  return `${spelled}="${escaped(random, value)}"`;
}

function tag(random: Random): string {
  const space = () => random.pick([' ', ' ', ' ', ' ', '\n    ', '\t', '/', '  ', ' / ']);
  const attributes = random.list(0, 3, () => space() + attribute(random)).join('');
  const name = random.pick(['a', 'a', 'a', 'a', 'A']);
  const href = random.chance(0.9) ? ` ${attributeText(random, 'href', fileUrl(random))}` : '';
  const text = random.chance(0.2) ? words(random) : 'demo-1.0.tar.gz';
  const end = random.pick(['</a>', '</a>', '</a>', '</a>', '</A >', '</a\n>', '']);
  return `<${name}${href}${attributes}${random.pick(['', '', '', ' ', '/', ' /'])}>${text}${end}`;
}

function other(random: Random): string {
  return random.pick([
    '<br>',
    '<br/>',
    '\n    ',
    'text & more',
    'a < b',
    '<!-- comment <a href="hidden.zip">x</a> -->',
    '<!-- a -- b -->',
    '<![CDATA[ <a href="hidden.zip">x</a> ]]>',
    '<?php <a href=hidden.zip?>',
    '<!ELEMENT x>',
    '<!doctype html>',
    '</>',
    '</ b>',
    '<script>if (a<b) "<a href=hidden.zip>"</script>',
    '<style>a > b { content: "<a href=hidden.zip>" }</style>',
    '<SCRIPT src=x>a</script >',
    '<title>Links for demo</title>',
    '<h1 class="<a>">demo</h1>',
    '<b>bold</b>',
    '<base href="https://base.example/x/">',
    '<base target=_blank>',
    "<base href='/other/'>",
  ]);
}

function meta(random: Random): string {
  const [name, values] = random.pick([
    ['pypi:repository-version', ['1.0', '1.4', '1.5', '1.9', '2.0', '1', '1.0.0', 'x', ' 1.0']],
    ['pypi:project-status', ['active', 'archived', 'quarantined', 'deprecated', 'odd', '']],
    ['pypi:project-status-reason', ['haunted', 'a &amp; b', '']],
    ['pypi:alternate-locations', ['https://a.example/simple/demo/']],
    ['pypi:tracks', ['https://b.example/simple/demo/']],
    ['generator', ['x']],
  ] as const);
  const content = random.pick(values);
  return random.chance(0.8)
    ? `<meta name="${name}" content="${content}">`
    : `<META content='${content}' ${attributeText(random, 'name', name)} />`;
}

function page(random: Random): string {
  const head = random.list(0, 3, () => (random.chance(0.8) ? meta(random) : other(random))).join('\n');
  const body = random.list(0, 5, () => (random.chance(0.7) ? tag(random) : other(random))).join('');
  const text = random.chance(0.3) ? head + body : `<!DOCTYPE html>\n<html>${head}<body>${body}</body></html>`;
  if (random.chance(0.1)) return text.slice(0, random.int(text.length + 1));
  if (random.chance(0.02)) return random.mutate(text, ODD);
  return random.chance(0.2) ? random.mutate(text, EDITS) : text;
}

/**
 * Where HTML 5 is followed and older `html.parser`s (Python's before the releases of mid 2025)
 * differ: white space and NUL in tags, repeated `=`, quotes after spaced `=`, comment ends, names of
 * references before letters in attributes, text-only elements, and end tags with attributes.
 */
const DIALECT =
  /[\0\v\x1c-\x1f\x85\xa0\u3000\u212a]|=\s*=|[\s"']=\s*["']|=\s+["']|--!>|--\s+>|<!--?-?>|&(?:amp|lt|gt|quot)[=a-z0-9]|<(?:title|textarea|script|style)[^<]*<(?!\/(?:title|script|style)>)|<(?:script|style)[^>]*\/>|<\/[^>]*["'=]|<!\[(?!CDATA\[)|\]\s*\]\s*>|<\/\s/i;

function tagsOf(text: string): unknown {
  const found = { base: null as string | null, metas: [] as unknown[], anchors: [] as [unknown, string][] };
  let open = false;
  scanHtml(text, {
    wanted: new Set(['a', 'base', 'meta']),
    open(tag: HtmlTag) {
      const attributes = Object.fromEntries(tag.attributes);
      if (tag.name === 'meta') found.metas.push(attributes);
      else if (tag.name === 'base') found.base ??= tag.attributes.get('href') ?? null;
      else open = found.anchors.push([attributes, '']) > 0;
    },
    close(name: string) {
      if (name === 'a') open = false;
    },
    text(raw: string) {
      const last = found.anchors.at(-1);
      if (open && last !== undefined) last[1] += unescapeHtml(raw, false);
    },
  });
  return found;
}

const dialect = (input: string) => (DIALECT.test(input) ? 'html-parser-dialect' : undefined);

const tags: DifferentialKind<string> = {
  name: 'html-tags',
  op: 'html-tags',
  full: 150_000,
  generate: page,
  ours: tagsOf,
  exception: dialect,
};

const projects: DifferentialKind<string> = {
  name: 'simple-html',
  op: 'simple-html',
  full: 150_000,
  generate: page,
  ours(text) {
    const { value } = parseProjectHtml(text, 'demo');
    if (value === undefined) return null;
    return {
      version: [value.apiVersion.major, value.apiVersion.minor],
      status: value.status.marker,
      reason: value.status.reason ?? null,
      elsewhere: value.alternateLocations,
      tracks: value.tracks,
      base: value.baseUrl ?? null,
      files: value.files.map((file) => ({
        filename: file.filename,
        url: file.url,
        hashes: Object.fromEntries(file.hashes),
        requiresPython: file.requiresPython ?? null,
        yanked: file.yanked,
        coreMetadata:
          typeof file.coreMetadata === 'object' ? Object.fromEntries(file.coreMetadata) : (file.coreMetadata ?? null),
        gpgSig: file.gpgSig ?? null,
        provenance: file.provenance ?? null,
      })),
    };
  },
  exception: dialect,
};

const index: DifferentialKind<string> = {
  name: 'simple-html-index',
  op: 'simple-html-index',
  full: 100_000,
  quick: 5_000,
  generate: (random) =>
    random
      .list(
        0,
        6,
        () =>
          `<a${random.chance(0.9) ? ` href="/${words(random).replaceAll('"', '')}/"` : ''}>${words(random)}</a>${other(random)}`,
      )
      .join(random.pick(['\n', '', '<b>'])),
  ours: (text) => parseIndexHtml(text).value?.names ?? null,
  exception: dialect,
};

const references: DifferentialKind<string> = {
  name: 'html-unescape',
  op: 'html-unescape',
  full: 150_000,
  generate(random) {
    const text = random.list(0, 5, () => (random.chance(0.7) ? reference(random) : words(random))).join('');
    return random.chance(0.3) ? random.mutate(text, `&#;xXampltgquo0123456789abcdefAMP <=${ODD}`) : text;
  },
  ours: (text) => unescapeHtml(text, false),
};

const joining: DifferentialKind<[string, string]> = {
  name: 'url-join',
  op: 'url-join',
  full: 100_000,
  quick: 5_000,
  generate(random) {
    const path = () => random.list(0, 5, () => random.pick(['a', 'b.c', '.', '..', '...', 'd;x', ''])).join('/');
    const tail = () => random.pick(['', '', '?q=1', '?q/../r', '#f', '?a#b/../c']);
    const base = `${random.pick(['https', 'http'])}://${random.pick(['h.example', 'u@h:80'])}/${path()}${tail()}`;
    const start = random.pick([
      '',
      '',
      '/',
      '//other.example/',
      'https://x.example/',
      'ftp://y.example/',
      './',
      '../../../',
    ]);
    return [base, `${start}${path()}${tail()}`];
  },
  ours: ([base, reference]) => resolveUrl(base, reference),
};

export const kinds: DifferentialKind[] = [tags, projects, index, references, joining];
