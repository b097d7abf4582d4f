import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type HtmlTag, scanHtml } from '../src/html-tags.ts';
import { cpuTime } from './cpu-time.ts';

/** What a page says of `a` tags: their attributes, in the order of the page; and the text outside tags. */
function scan(html: string): { tags: Record<string, string>[]; text: string; ends: string[] } {
  const found = { tags: [] as Record<string, string>[], text: '', ends: [] as string[] };
  scanHtml(html, {
    wanted: new Set(['a']),
    open: (tag: HtmlTag) => found.tags.push(Object.fromEntries(tag.attributes)),
    close: (name) => found.ends.push(name),
    text: (raw) => {
      found.text += raw;
    },
  });
  return found;
}

const tags = (html: string) => scan(html).tags;

describe('HTML tags', () => {
  it('attributes may be quoted either way, bare, empty or without value', () => {
    assert.deepEqual(tags(`<a b="x y" c='"' d=e/f g= h i='' j>`), [
      { b: 'x y', c: '"', d: 'e/f', g: 'h', i: '', j: '' },
    ]);
    assert.deepEqual(tags('<A\nHREF = "x"\tData-Yanked>'), [{ href: 'x', 'data-yanked': '' }]);
    assert.deepEqual(tags('<a b="1"c=2/d=3 / e/>'), [{ b: '1', c: '2/d=3', e: '' }]);
    assert.deepEqual(tags('<a b=>'), [{ b: '' }]);
  });

  it('a `>` in quotes does not end a tag, in start and end tags', () => {
    assert.deepEqual(tags('<a b="></a><a c=x>">'), [{ b: '></a><a c=x>' }]);
    assert.deepEqual(scan('</b x="<a>">y'), { tags: [], text: 'y', ends: ['b'] });
  });

  it('names may hold odd characters, as HTML 5 has it', () => {
    assert.deepEqual(tags('<a =b "c"=d e"f g==h>'), [{ '=b': '', '"c"': 'd', 'e"f': '', g: '=h' }]);
    assert.deepEqual(tags('<a\u00a0b>'), []);
    assert.deepEqual(tags('<a b\u00a0c>'), [{ 'b\u00a0c': '' }]);
    assert.deepEqual(tags('<a\u000bb>'), []);
  });

  it('the first of two attributes of one name counts', () => {
    assert.deepEqual(tags('<a href=x HREF=y>'), [{ href: 'x' }]);
    let repeated: string | undefined;
    scanHtml('<a b c B C>', {
      wanted: new Set(['a']),
      open: (tag) => (repeated = tag.repeated),
      close() {},
      text() {},
    });
    assert.equal(repeated, 'b');
  });

  it('references in values are replaced', () => {
    assert.deepEqual(tags('<a b="&gt;=3&#44;&lt=1">'), [{ b: '>=3,&lt=1' }]);
  });

  it('nothing in a comment is a tag', () => {
    assert.deepEqual(scan('<!-- <a> > - -- --><a x>').tags, [{ x: '' }]);
    for (const comment of ['<!-->', '<!--->', '<!---->', '<!--x--!>', '<!--x--->'])
      assert.deepEqual(tags(`${comment}<a x>`), [{ x: '' }], comment);
    assert.deepEqual(tags('<!-- -- > <a x>'), []);
  });

  it('a CDATA section ends at `]]>`, other declarations at `>`', () => {
    assert.deepEqual(tags('<![CDATA[ > <a y> ]] > ]]><a x>'), [{ x: '' }]);
    assert.deepEqual(tags('<![cdata[<a y>'), []);
    assert.deepEqual(tags('<!DOCTYPE html "<a>"><a x><?xml <a y> ?></ b<a z>'), [{ x: '' }]);
    assert.deepEqual(tags('<![if x]><a x><![endif]>'), [{ x: '' }]);
  });

  it('the content of text-only elements holds no tags', () => {
    for (const name of ['script', 'style', 'title', 'textarea', 'xmp', 'iframe', 'noembed', 'noframes'])
      assert.deepEqual(
        tags(`<${name} x="<">a</b <a y> </${name}s><!-- </${name.toUpperCase()} ><a x>`),
        [{ x: '' }],
        name,
      );
    assert.deepEqual(tags('<plaintext></plaintext><a x>'), []);
    assert.deepEqual(tags('<script><a x>'), []);
  });

  it('a `<` before anything else is text', () => {
    assert.deepEqual(scan('a < b <1 <<a x></>c<'), { tags: [{ x: '' }], text: 'a < b <1 <c<', ends: [] });
  });

  it('what the end of the page cuts off is dropped', () => {
    for (const cut of ['<a', '<a ', '<a x', '<a x=', '<a x="y', "<a x='>", '</a', '<!--<a>', '<!', '<?', '</'])
      assert.deepEqual(scan(`t${cut}`), { tags: [], text: 't', ends: [] }, cut);
  });

  it('an offset is that of the `<`', () => {
    const offsets: number[] = [];
    scanHtml('é<b><a><a>', { wanted: new Set(['a']), open: (tag) => offsets.push(tag.offset), close() {}, text() {} });
    assert.deepEqual(offsets, [4, 7]);
  });

  it('no page makes it throw', () => {
    const unit = fc.constantFrom(
      '<',
      '>',
      'a',
      '/',
      '!',
      '-',
      '"',
      "'",
      '=',
      ' ',
      '[',
      ']',
      '<a ',
      '<!--',
      '</script>',
    );
    fc.assert(fc.property(fc.string({ unit }), (html) => scan(html).tags.length >= 0));
  });

  it('three megabytes of trouble take linear time', () => {
    const pieces = ['<', '<a', '<a ', '<a b', '<a b=', '<a b="', '<!--', '<!---', '--', '<![CDATA[', ']]', '</', '</a'];
    pieces.push(
      '<script>',
      '<script></',
      '<title></titl',
      '<a b=c',
      '<!',
      '<?',
      '< ',
      '/',
      '=',
      '"',
      '&',
      '<a>',
      '<a b>',
    );
    for (const piece of pieces) {
      const page = `<a x>${piece.repeat(3_000_000 / piece.length)}`;
      const started = cpuTime();
      scan(page);
      assert.ok(cpuTime() - started < 20_000, piece);
    }
  });
});
