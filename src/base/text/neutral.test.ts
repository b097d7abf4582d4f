import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  jsonText,
  markdownCode,
  neutralize,
  neutralizeCommands,
  neutralizeHtml,
  neutralizeLines,
  neutralizeMarkdown,
  neutralizeWorkflowLog,
  neutralizeXml,
  workflowMessage,
  workflowProperty,
} from './neutral.ts';

test('what acts on a terminal or hides is shown by its number', () => {
  assert.equal(neutralize('a\u001b[31mb\u0007\r\n\t'), 'a\\u{1b}[31mb\\u{7}\\u{d}\\u{a}\\u{9}');
  assert.equal(neutralize('\u007f\u0085\u009b'), '\\u{7f}\\u{85}\\u{9b}');
  assert.equal(
    neutralize('\u202e\u2066\u2069\u200b\u200f\u2028\u2060\ufeff\u00ad\u061c'),
    '\\u{202e}\\u{2066}\\u{2069}\\u{200b}\\u{200f}\\u{2028}\\u{2060}\\u{feff}\\u{ad}\\u{61c}',
  );
  assert.equal(neutralize('\u{e0041}\ud800'), '\\u{e0041}\\u{d800}');
});

test('ordinary text of any script stays', () => {
  for (const text of ['requests 2.31.0', 'é漢🐍 – “ok”', 'שלום', '👩🏽']) assert.equal(neutralize(text), text);
});

test('nothing that acts on a terminal comes through, whatever goes in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.doesNotMatch(
        neutralize(text),
        /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b-\u200f\u2028\u2029\ufeff]/,
      );
      assert.ok(neutralize(text).isWellFormed());
      assert.equal(neutralize(neutralize(text)), neutralize(text));
    }),
  );
});

test('text of several lines keeps its lines and tabs, and nothing else', () => {
  assert.equal(neutralizeLines('a\r\n\tb\rc\u001b'), 'a\n\tb\\u{d}c\\u{1b}');
});

test('HTML gets no markup and no way out of an attribute', () => {
  assert.equal(
    neutralizeHtml(`<a href="x" on='y'>&\`\u0000`),
    '&lt;a href=&quot;x&quot; on=&#39;y&#39;&gt;&amp;&#96;\\u{0}',
  );
});

test('XML gets no markup, and no character that it allows nowhere', () => {
  assert.equal(
    neutralizeXml('<a b="c">&\u0000\ufffe\uffff\ud800漢'),
    '&lt;a b=&quot;c&quot;&gt;&amp;\\u{0}\\u{fffe}\\u{ffff}\\u{d800}漢',
  );
});

test('Markdown gets no markup, link, table cell or mention', () => {
  assert.equal(
    neutralizeMarkdown('[x](http://y) | *a* <b> `c` @team'),
    '\\[x\\]\\(http\\:\\/\\/y\\) \\| \\*a\\* &lt;b\\> \\`c\\` \\@<!-- -->team',
  );
  assert.equal(neutralizeMarkdown('a\n# b'), 'a\\\\u\\{a\\}\\# b');
});

test('a Markdown code span is longer than any run of backticks in it', () => {
  assert.equal(markdownCode('a'), '`a`');
  assert.equal(markdownCode('a``b'), '```a``b```');
  assert.equal(markdownCode('`x'), '`` `x ``');
  assert.equal(markdownCode('a|b'), '`a\\|b`');
  // GitHub's tables read `\\|` as a backslash and the end of the cell: what follows would be markup.
  assert.equal(markdownCode('a\\|b'), '`a\\\\u{7c}b`');
  assert.equal(markdownCode(''), '`  `'.replace('  ', '  '));
});

test('a workflow command stays one command', () => {
  assert.equal(workflowMessage('100%\r\n::error::x\u001b'), '100%25%0A::error::x\\u{1b}');
  assert.equal(workflowProperty('a,b:c%\n'), 'a%2Cb%3Ac%25\\u{a}');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.doesNotMatch(workflowMessage(`##[${text}`), /[\r\n]|##\[/);
      assert.doesNotMatch(workflowProperty(text), /[\r\n:,]/);
      assert.doesNotMatch(neutralizeWorkflowLog(text), /::|##\[/);
    }),
  );
  assert.equal(
    neutralizeWorkflowLog('::set-env name=x::y\n##[error]z'),
    '\\u{3a}\\u{3a}set-env name=x\\u{3a}\\u{3a}y\n\\u{23}\\u{23}[error]z',
  );
  assert.doesNotMatch(neutralizeWorkflowLog(':::'), /::/);
});

test('a whole output holds no command of a runner, and stays as it is otherwise', () => {
  assert.equal(neutralizeCommands('a\n  ::error::x\n::x b::c'), 'a\n  \\u{3a}:error::x\n\\u{3a}:x b::c');
  assert.equal(neutralizeCommands('a ##[error]x ###[y'), 'a #\\u{23}[error]x ##\\u{23}[y');
  assert.equal(neutralizeCommands('a: b\n\n  c\n'), 'a: b\n\n  c\n');
});

test('JSON equals its value, and holds nothing that acts', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = jsonText({ [text]: [text, `##[${text}\u009b\u202e\u{e0041}`] });
      const whole = text.toWellFormed();
      assert.deepEqual(JSON.parse(json), { [whole]: [whole, `##[${whole}\u009b\u202e\u{e0041}`] });
      assert.doesNotMatch(json, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]|[\u{e0041}]|##\[/u);
    }),
  );
});

test('JSON holds no half of a character, and a backslash before `ud800` stays one', () => {
  assert.equal(
    jsonText(['\ud800', 'a\udfffb', '\\ud800', '\ud83d\ude00', '\\\ud800']),
    '[\n  "\\ufffd",\n  "a\\ufffdb",\n  "\\\\ud800",\n  "\ud83d\ude00",\n  "\\\\\\ufffd"\n]\n',
  );
});
