import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatIndexHtml, formatProjectHtml, parseIndexHtml, parseProjectHtml } from '../src/simple-html.ts';
import { formatProjectJson, parseProjectJson } from '../src/simple-json.ts';
import { fileUrl, type ProjectFile, type ProjectPage } from '../src/simple-page.ts';
import { cpuTime } from './cpu-time.ts';
import { anyPage, EMPTY_PAGE, PLAIN_FILE } from './simple-samples.ts';

const PREFERRED = ['sha256', 'sha512', 'blake2b', 'md5'];

function read(html: string): ProjectPage {
  const { value, faults } = parseProjectHtml(html, 'demo');
  assert.deepEqual(faults, []);
  return value ?? assert.fail('no page');
}

function readFile(attributes: string): ProjectFile {
  return read(`<a href="demo-1.0.tar.gz" ${attributes}>demo-1.0.tar.gz</a>`).files[0] ?? assert.fail('no file');
}

function warnings(html: string): string[] {
  return parseProjectHtml(html, 'demo').warnings.map((warning) => warning.code);
}

/** The one hash that HTML can say. */
function oneHash(hashes: ReadonlyMap<string, string>): Map<string, string> {
  const name = PREFERRED.find((each) => hashes.has(each));
  return new Map(name === undefined ? [] : [[name, hashes.get(name) ?? '']]);
}

/** What is left of a page once HTML has said it. */
function sayable(page: ProjectPage): ProjectPage {
  const files = page.files.map((file) => ({
    ...file,
    hashes: oneHash(file.hashes),
    size: undefined,
    coreMetadata:
      typeof file.coreMetadata === 'object'
        ? oneHash(file.coreMetadata).size > 0
          ? oneHash(file.coreMetadata)
          : true
        : file.coreMetadata || undefined,
  }));
  return { ...page, apiVersion: { major: 1, minor: 4 }, versions: undefined, namespaces: undefined, files };
}

describe('Simple pages in HTML', () => {
  // PEP 503, 592, 629, 658, 714, 740, 792: what HTML 1.4 can say survives from JSON to HTML and back.
  it('a page goes from JSON through HTML and keeps what HTML can say', () => {
    fc.assert(
      fc.property(anyPage, (page) => {
        const fromJson = parseProjectJson(JSON.parse(JSON.stringify(formatProjectJson(page)))).value ?? assert.fail();
        const { value, faults } = parseProjectHtml(formatProjectHtml(fromJson), page.name);
        assert.deepEqual(faults, []);
        assert.deepEqual(value, sayable(page));
      }),
    );
  });

  it('a file with two hashes of one name that differ is left out; twice the same is once', () => {
    const [one, other] = ['sha256=aa', 'SHA256=BB'];
    const { value, faults } = parseProjectHtml(`<a href="a.zip#${one}&${other}">a.zip</a>`, 'demo');
    assert.deepEqual([value?.files, faults[0]?.code], [[], 'invalid-file']);
    assert.deepEqual(read(`<a href="a.zip#${one}&SHA256=AA&x">a.zip</a>`).files[0]?.url, 'a.zip#x');
  });

  it('a hash in the URL of a JSON page does not come before the hash that the page gives', () => {
    const file = { ...PLAIN_FILE, url: 'a.zip#egg=a&sha256=ee&x', hashes: new Map([['sha256', 'aa']]) };
    assert.match(formatProjectHtml({ ...EMPTY_PAGE, files: [file] }), /href="a\.zip#egg=a&amp;x&amp;sha256=aa"/);
  });

  it('what HTML says once is said the same again', () => {
    fc.assert(
      fc.property(anyPage, (page) => {
        const html = formatProjectHtml(page);
        assert.equal(formatProjectHtml(parseProjectHtml(html, page.name).value ?? assert.fail()), html);
      }),
    );
  });

  // PEP 503: the last component of the path is the file's name, and the text must match it.
  it('the file name is the last segment of the URL, decoded; another text is a warning', () => {
    const [file] = read('<a href="../x/a%2Bb-1.0.zip?x=/y#z">other</a>').files;
    assert.equal(file?.filename, 'a+b-1.0.zip');
    assert.equal(file?.url, '../x/a%2Bb-1.0.zip?x=/y#z');
    assert.deepEqual(warnings('<a href="a.zip"> b.zip </a>'), ['filename-mismatch']);
    assert.deepEqual(warnings('<a href="a.zip"> a<b>.z</b>ip </a>'), []);
  });

  // PEP 503: there may be any other elements on the page.
  it('anchors that lead to no file are no files', () => {
    assert.equal(
      read(
        '<a>x</a><a href="">x</a><a href="../">x</a><a href="./">x</a><a href="https://h.example">x</a><a href="#x">x</a>',
      ).files.length,
      0,
    );
  });

  it('a name that is a path once decoded is refused', () => {
    const { value, faults } = parseProjectHtml('<a href="..%2Fa.zip">x</a><a href="b.zip">b.zip</a>', 'demo');
    assert.deepEqual([value?.files.length, faults[0]?.code, faults[0]?.offset], [1, 'invalid-file', 0]);
  });

  // PEP 503: `#<hashname>=<hashvalue>` with a hash of hashlib.
  it('a hash in the fragment is taken out of the URL, anything else stays', () => {
    const hash = (fragment: string) => {
      const [file] = read(`<a href="a.zip#${fragment}">a.zip</a>`).files;
      return [file?.url, Object.fromEntries(file?.hashes ?? [])];
    };
    assert.deepEqual(hash('sha256=AB12'), ['a.zip', { sha256: 'ab12' }]);
    assert.deepEqual(hash('SHA256=ab12&subdirectory=x&md5=00'), [
      'a.zip#subdirectory=x',
      { sha256: 'ab12', md5: '00' },
    ]);
    assert.deepEqual(hash('sha256=abc'), ['a.zip#sha256=abc', {}]);
    assert.deepEqual(hash('egg=ab12'), ['a.zip#egg=ab12', {}]);
  });

  // PEP 592: the attribute may have no value, or any text; its presence means yanked.
  it('`data-yanked` means yanked, bare, empty or with a reason', () => {
    assert.equal(readFile('').yanked, false);
    assert.equal(readFile('data-yanked').yanked, true);
    assert.equal(readFile('data-yanked=""').yanked, true);
    assert.equal(readFile('DATA-YANKED="false"').yanked, 'false');
  });

  // PEP 503: `<` and `>` are encoded in `data-requires-python`.
  it('`data-requires-python` is decoded when read and encoded when written', () => {
    assert.equal(readFile('data-requires-python="&gt;=3.8,&#60;4"').requiresPython, '>=3.8,<4');
    const html = formatProjectHtml({ ...EMPTY_PAGE, files: [{ ...PLAIN_FILE, requiresPython: '>=3' }] });
    assert.match(html, / data-requires-python="&gt;=3"/);
  });

  // PEP 714, "Clients": `data-core-metadata` if present; the legacy name only if it is not.
  it('`data-core-metadata` goes before `data-dist-info-metadata`', () => {
    assert.deepEqual(
      readFile('data-dist-info-metadata="true" data-core-metadata="sha256=AB"').coreMetadata,
      new Map([['sha256', 'ab']]),
    );
    assert.equal(readFile('data-dist-info-metadata="true"').coreMetadata, true);
    assert.equal(readFile('').coreMetadata, undefined);
  });

  // PEP 658: its presence says that metadata is there, `true` or `name=digest`.
  it('any `data-core-metadata` says that metadata is there', () => {
    for (const value of ['', 'false', 'sha256=x', '=ab']) {
      assert.equal(readFile(`data-core-metadata="${value}"`).coreMetadata, true);
      assert.deepEqual(warnings(`<a href=a data-core-metadata="${value}">a</a>`), ['invalid-core-metadata']);
    }
  });

  // PEP 714, "Servers": where the legacy name is written too, both match.
  it('both names of the metadata attribute are written alike', () => {
    const files = [{ ...PLAIN_FILE, coreMetadata: new Map([['sha256', 'ab']]) }];
    const html = formatProjectHtml({ ...EMPTY_PAGE, files });
    assert.match(html, / data-dist-info-metadata="sha256=ab" data-core-metadata="sha256=ab"/);
    assert.doesNotMatch(
      formatProjectHtml({ ...EMPTY_PAGE, files: [{ ...PLAIN_FILE, coreMetadata: false }] }),
      /-metadata/,
    );
  });

  // PEP 503: `data-gpg-sig` is `true` or `false`.
  it('`data-gpg-sig` is true, false, or not said', () => {
    assert.equal(readFile('data-gpg-sig="true"').gpgSig, true);
    assert.equal(readFile('data-gpg-sig=false').gpgSig, false);
    assert.equal(readFile('').gpgSig, undefined);
    assert.deepEqual(warnings('<a href=a data-gpg-sig>a</a>'), ['invalid-gpg-sig']);
  });

  // PEP 740: a fully qualified URL of a secure origin.
  it('`data-provenance` is a complete https URL or not taken', () => {
    assert.equal(readFile('data-provenance="https://x.example/p"').provenance, 'https://x.example/p');
    for (const url of ['../relative', 'http://x.example/p', 'https:///p', '']) {
      assert.equal(readFile(`data-provenance="${url}"`).provenance, undefined);
      assert.deepEqual(warnings(`<a href=a data-provenance="${url}">a</a>`), ['invalid-provenance']);
    }
  });

  it('a wrong upload time is not taken', () => {
    assert.equal(readFile('data-upload-time="2024-01-01T00:00:00Z"').uploadTime?.epochMilliseconds, 1704067200000);
    assert.deepEqual(warnings('<a href=a data-upload-time="now">a</a>'), ['invalid-upload-time']);
  });

  // PEP 629, "Clients": no version is 1.0; a greater major fails; a greater minor warns.
  it('the version is read from the `meta` tag', () => {
    const meta = (content: string) => `<META content="${content}" name='pypi:repository-version' />`;
    assert.deepEqual(read('').apiVersion, { major: 1, minor: 0 });
    assert.deepEqual(read(meta('1.4')).apiVersion, { major: 1, minor: 4 });
    assert.deepEqual(warnings(meta('1.6')), ['newer-api-version']);
    for (const [version, code] of [
      ['2.0', 'unsupported-api-version'],
      ['1', 'invalid-api-version'],
    ] as const) {
      const { value, faults } = parseProjectHtml(`${meta(version)}${meta('1.0')}<a href=a>a</a>`, 'demo');
      assert.equal(value, undefined);
      assert.deepEqual(
        faults.map((fault) => fault.code),
        [code],
      );
    }
    assert.equal(parseIndexHtml(meta('2.0')).value, undefined);
  });

  // PEP 792, "HTML index".
  it('the project status is read from the `meta` tags', () => {
    const html =
      '<meta name="pypi:project-status" content="archived"><meta name="pypi:project-status-reason" content="a &amp; b">';
    assert.deepEqual(read(html).status, { marker: 'archived', reason: 'a & b' });
    assert.deepEqual(read('').status, { marker: 'active', reason: undefined });
    assert.deepEqual(warnings('<meta name="pypi:project-status" content="">'), ['unknown-project-status']);
  });

  // PEP 792, "quarantined": no files are offered. "HTML index": the version must be 1.4.
  it('a written page is of version 1.4, and offers no file of a quarantined project', () => {
    const status = { marker: 'quarantined', reason: undefined };
    const html = formatProjectHtml({ ...EMPTY_PAGE, apiVersion: { major: 1, minor: 0 }, files: [PLAIN_FILE], status });
    assert.match(html, /<meta name="pypi:repository-version" content="1.4">/);
    assert.doesNotMatch(html, /<a /);
  });

  it('nothing that a page says breaks out of its place', () => {
    fc.assert(
      fc.property(anyPage, (page) => {
        const html = formatProjectHtml({ ...page, name: '</title><a href=x>' });
        assert.equal(read(html).files.length, page.files.length);
        assert.equal(html.match(/<a /g)?.length ?? 0, page.files.length);
      }),
    );
  });

  // PEP 503: URLs may be relative; HTML: the first `base` says to what.
  it('a URL is resolved against the page, and the `base` on it', () => {
    const page = read('<base target=x><base href="/b/"><base href="/c/"><a href=" ../f/a.zip\n">a.zip</a>');
    const [file] = page.files;
    assert.ok(file);
    assert.equal(page.baseUrl, '/b/');
    assert.equal(fileUrl('https://h.example/simple/demo/', page, file), 'https://h.example/f/a.zip');
    assert.equal(fileUrl('https://h.example/simple/demo/', EMPTY_PAGE, file), 'https://h.example/simple/f/a.zip');
  });

  it('what PEP 708 says is kept as evidence', () => {
    const page = read(
      '<meta name="pypi:tracks" content="t"><meta name="pypi:tracks" content="u"><meta name="pypi:alternate-locations" content="a">',
    );
    assert.deepEqual([page.tracks, page.alternateLocations], [['t', 'u'], ['a']]);
  });

  it('an attribute that stands twice is a warning', () => {
    assert.deepEqual(warnings('<a href=a href=b>a</a>'), ['repeated-attribute']);
  });

  // PEP 503: one anchor per project, its text the name.
  it('a root page is read back as it was written', () => {
    const names = fc.array(fc.stringMatching(/^[A-Za-z0-9&<>._-]{1,6}$/));
    fc.assert(
      fc.property(names, (each) => {
        const html = formatIndexHtml({ apiVersion: { major: 1, minor: 4 }, names: each }, (name) => `${name}/`);
        assert.deepEqual(parseIndexHtml(html).value, { apiVersion: { major: 1, minor: 4 }, names: each });
      }),
    );
    assert.deepEqual(parseIndexHtml('<a href=x> Silly_Walk\n</a><a>no</a><a href=y><b>b</b>').value?.names, [
      'Silly_Walk',
      'b',
    ]);
  });

  it('three megabytes of trouble take linear time', () => {
    for (const piece of [
      '<a href=x>',
      '<a href="',
      'x ',
      '<a href="#sha256=',
      '&sha256=00',
      '%',
      '/',
      '<meta name=',
      '<base href=x>',
    ]) {
      const started = cpuTime();
      parseProjectHtml(`<a href="${piece.repeat(3_000_000 / piece.length)}">${piece}`, 'demo');
      parseProjectHtml(`<a href="x">${piece.repeat(3_000_000 / piece.length)}`, 'demo');
      assert.ok(cpuTime() - started < 20_000, piece);
    }
  });
});
