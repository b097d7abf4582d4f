import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { normalizeName } from '../src/name.ts';
import { formatIndexHtml, formatProjectHtml, parseProjectHtml } from '../src/simple-html.ts';
import { fileUrl, type ProjectFile, type ProjectPage } from '../src/simple-page.ts';
import { anyPage, EMPTY_PAGE, PLAIN_FILE } from './simple-samples.ts';

function read(html: string): ProjectPage {
  const { value, faults } = parseProjectHtml(html, 'demo');
  assert.deepEqual(faults, []);
  return value ?? assert.fail('no page');
}

function readFile(attributes: string): ProjectFile {
  return read(`<a href="demo-1.0.tar.gz" ${attributes}>demo-1.0.tar.gz</a>`).files[0] ?? assert.fail('no file');
}

/** One sentence of PEP 503, "Specification", each. */
describe('the Simple repository API in HTML', () => {
  const anchors = (html: string) => [...html.matchAll(/<a ([^>]*)>([^<]*)<\/a>/g)].map((found) => found[2] ?? '');

  // PEP 503, "Specification": a root page is HTML 5 with one anchor a project, that links to its page.
  it('a root page has one anchor for each project, its text the name, its link the project', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,5}[A-Za-z0-9])?$/);
    fc.assert(
      fc.property(fc.uniqueArray(name), (names) => {
        const html = formatIndexHtml(
          { apiVersion: { major: 1, minor: 4 }, names },
          (each) => `/simple/${normalizeName(each)}/`,
        );
        assert.match(html, /^<!DOCTYPE html>\n/);
        assert.deepEqual(anchors(html), names);
        for (const each of names)
          assert.ok(html.includes(`<a href="/simple/${normalizeName(each)}/">${each}</a>`), each);
      }),
    );
  });

  // PEP 503, "Specification": a project page is HTML 5 with one anchor a file, whose text is its name.
  it('a project page has one anchor for each file, its text the name at the end of the URL', () => {
    fc.assert(
      fc.property(anyPage, (page) => {
        const html = formatProjectHtml(page);
        assert.match(html, /^<!DOCTYPE html>\n/);
        assert.equal(anchors(html).length, page.files.length);
        const { value, warnings: told } = parseProjectHtml(html, page.name);
        assert.deepEqual(
          value?.files.map(({ filename }) => filename),
          page.files.map(({ filename }) => filename),
        );
        assert.ok(!told.some(({ code }) => code === 'filename-mismatch'));
      }),
    );
  });

  // PEP 503, "Specification": a hash in the fragment, the function in lower case, the digest in hexadecimal.
  it('a file with a hash is linked with it in the fragment', () => {
    const digest = fc.stringMatching(/^([0-9a-f]{2}){2,8}$/);
    fc.assert(
      fc.property(fc.constantFrom('sha256', 'sha512', 'sha1', 'md5', 'sha384'), digest, (name, value) => {
        const html = formatProjectHtml({ ...EMPTY_PAGE, files: [{ ...PLAIN_FILE, hashes: new Map([[name, value]]) }] });
        assert.ok(html.includes(`href="${PLAIN_FILE.url}#${name}=${value}"`));
        const upper = `<a href="a.zip#${name.toUpperCase()}=${value.toUpperCase()}">a.zip</a>`;
        assert.deepEqual(read(upper).files[0]?.hashes, new Map([[name, value]]));
      }),
    );
  });

  // PEP 503, "Specification": hashes of hashlib, sha256 for choice.
  it('of several hashes sha256 is the one written', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(['sha256', 'sha512', 'md5', 'sha1', 'sha384', 'unknown'], { minLength: 1 }),
        (names) => {
          const hashes = new Map(names.map((name) => [name, 'ab']));
          const html = formatProjectHtml({ ...EMPTY_PAGE, files: [{ ...PLAIN_FILE, hashes }] });
          const [, written] = /#([a-z0-9]+)=ab/.exec(html) ?? [];
          if (names.includes('sha256')) assert.equal(written, 'sha256');
          else
            assert.ok(
              written === undefined ? names.join() === 'unknown' : written !== 'unknown' && names.includes(written),
            );
        },
      ),
    );
  });

  // PEP 503, "Specification": URLs absolute or relative, files on any host.
  it('a file may be anywhere: its URL is absolute or relative to the page', () => {
    const host = fc.constantFrom('https://files.example', 'http://other.example:8080', 'https://pypi.example');
    fc.assert(
      fc.property(host, fc.stringMatching(/^[a-z]{1,4}\.zip$/), (origin, filename) => {
        const page = 'https://pypi.example/simple/demo/';
        for (const [href, wanted] of [
          [`${origin}/f/${filename}`, `${origin}/f/${filename}`],
          [`/f/${filename}`, `https://pypi.example/f/${filename}`],
          [`../../f/${filename}`, `https://pypi.example/f/${filename}`],
          [filename, `${page}${filename}`],
          [`../f/${filename}`, `https://pypi.example/simple/f/${filename}`],
        ] as const) {
          const found = read(`<a href="${href}">${filename}</a>`);
          assert.equal(found.files[0] && fileUrl(page, found, found.files[0]), wanted);
        }
      }),
    );
  });

  // PEP 503, "Specification": any other elements may stand on a page.
  it('other elements on a page change nothing', () => {
    const noise = fc.constantFrom(
      '<p>x</p>',
      '<!-- <a href=y>y</a> -->',
      '<h1>z</h1>',
      '<img src=a.zip>',
      '<script><a href=s></script>',
      '',
    );
    fc.assert(
      fc.property(anyPage, noise, noise, (page, before, after) => {
        const html = formatProjectHtml(page);
        const noisy = html.replaceAll('<br>', `${after}<br>`).replace('<body>', `<body>${before}`);
        assert.deepEqual(parseProjectHtml(noisy, page.name).value, parseProjectHtml(html, page.name).value);
      }),
    );
  });

  // PEP 503, "Specification": `data-gpg-sig` says true or false.
  it('`data-gpg-sig` is written as told, and read only as `true` or `false`', () => {
    fc.assert(
      fc.property(fc.constantFrom(true, false, undefined), fc.stringMatching(/^[a-zA-Z]{0,5}$/), (gpgSig, text) => {
        const html = formatProjectHtml({ ...EMPTY_PAGE, files: [{ ...PLAIN_FILE, gpgSig }] });
        assert.equal(html.includes(`data-gpg-sig="${gpgSig}"`), gpgSig !== undefined);
        const said = text === 'true' ? true : text === 'false' ? false : undefined;
        assert.equal(readFile(`data-gpg-sig="${text}"`).gpgSig, said);
      }),
    );
  });

  // PEP 503, "Specification": `<` and `>` are encoded in `data-requires-python`.
  it('`data-requires-python` is encoded, and what it says survives', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[<>=!~]{1,2}[0-9.]{1,4}(, ?[<>]=?[0-9])?$/), (requiresPython) => {
        const html = formatProjectHtml({ ...EMPTY_PAGE, files: [{ ...PLAIN_FILE, requiresPython }] });
        assert.doesNotMatch(/data-requires-python="([^"]*)"/.exec(html)?.[1] ?? '<', /[<>]/);
        assert.equal(read(html).files[0]?.requiresPython, requiresPython);
      }),
    );
  });
});
