import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { REPORT_FORMATS } from '../registry.generated.ts';
import { awkwardReport, PAYLOADS } from '../testing/awkward.ts';
import { component, doubt, flaw, report } from '../testing/sample.ts';
import { xmlFault } from '../testing/xml-fault.ts';

const ACTING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

/** A line of Markdown without its code spans and escaped characters, read from left to right (CommonMark §6.1, §2.4). */
function withoutInert(line: string): string {
  let bare = '';
  for (let i = 0; i < line.length; ) {
    const rest = line.slice(i);
    const inert =
      /^\\[!-/:-@[-`{-~]/.exec(rest)?.[0] ??
      /^<!-- -->|^&lt;/.exec(rest)?.[0] ??
      /^(`+)(?!`)(?:.*?[^`])?\1(?!`)/u.exec(rest)?.[0];
    if (inert === undefined) bare += line[i];
    i += inert?.length ?? 1;
  }
  return bare;
}

describe('every format, over reports of awkward texts', () => {
  for (const { id, render } of REPORT_FORMATS) {
    it(`${id}: acts on no terminal and no runner, is well-formed, and the same each time`, () => {
      fc.assert(
        fc.property(awkwardReport, (given) => {
          const text = render(given, { color: false });
          assert.equal(ACTING.exec(text), null);
          assert.ok(text.isWellFormed());
          assert.ok(text.endsWith('\n'));
          assert.ok(!text.includes('##['));
          const command = id === 'github' ? /^[ \t]*::(?!(?:error|warning) (?:file=|title=))/m : /^[ \t]*::/m;
          assert.doesNotMatch(text, command);
          assert.equal(render(structuredClone(given), { color: false }), text);
          if (['json', 'sarif', 'gitlab', 'cyclonedx', 'openvex'].includes(id)) JSON.parse(text);
          if (id === 'junit') assert.equal(xmlFault(text), undefined);
        }),
        { numRuns: 60 },
      );
    });
  }

  it('markdown: has no markup, link, image or mention but its own', () => {
    const markdown = REPORT_FORMATS.find(({ id }) => id === 'markdown');
    fc.assert(
      fc.property(awkwardReport, (given) => {
        const text = markdown?.render(given, { color: false }) ?? '';
        for (const line of text.split('\n')) {
          if (['<details><summary>Details</summary>', '</details>'].includes(line)) continue;
          assert.doesNotMatch(withoutInert(line), /[<[\]@`]|^#/, line);
          if (line.startsWith('| ')) assert.equal(line.replace(/\\[!-/:-@[-`{-~]/g, '').split('|').length, 8, line);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('text: with color, the only escapes are the colors', () => {
    const text = REPORT_FORMATS.find(({ id }) => id === 'text');
    fc.assert(
      fc.property(awkwardReport, fc.integer({ min: 1, max: 300 }), (given, width) => {
        const shown = text?.render(given, { color: true, width }) ?? '';
        assert.equal(ACTING.exec(shown.replace(/\u001b\[(?:1|2|22|31|32|33|39)m/g, '')), null);
      }),
      { numRuns: 60 },
    );
  });

  it('tells what is waived, known, undetermined and of the run apart from what is clear', () => {
    const parts = [
      component('bad', { answer: 'affected' }),
      component('odd', { version: null, answer: 'undetermined' }),
    ];
    const found = [
      flaw('bad==1.0', 'PYSEC-1', { waived: { reason: 'because-of-it', owner: 'the-owner', expires: '2027-01-01' } }),
      doubt('odd', 'odd-message'),
      doubt('x', 'the-data-is-old', { component: null, rule: 'stale-advisories' }),
    ];
    const given = report(parts, found);
    for (const { id, render } of REPORT_FORMATS.filter(({ id }) => id !== 'cyclonedx' && id !== 'openvex')) {
      const text = render(given, { color: false }).replaceAll('\\', '');
      for (const word of ['because-of-it', 'the-owner', 'odd-message', 'the-data-is-old']) {
        assert.ok(text.includes(word), `${id}: ${word}`);
      }
    }
  });

  it('renders a report of nothing', () => {
    for (const { id, render } of REPORT_FORMATS) {
      assert.notEqual(render(report([], [], { inputs: [], advisories: [] }), { color: false }), '', id);
    }
  });

  it('renders ten thousand findings in a second', () => {
    const many = Array.from({ length: 2000 }, (_, i) =>
      component(`p${i % 50}`, { version: `${i}`, answer: 'affected' }),
    );
    const found = many.flatMap(({ id }) =>
      PAYLOADS.slice(0, 5).map((text, i) => flaw(id, `CVE-${i}`, { message: text })),
    );
    for (const { id, render } of REPORT_FORMATS) {
      const start = process.cpuUsage();
      render(report(many, found), { color: false });
      const { user } = process.cpuUsage(start);
      assert.ok(user < 1_500_000, `${id}: ${user / 1e6} s`);
    }
  });
});
