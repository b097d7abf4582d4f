import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { firstSentence } from './shown-advisory.ts';

describe('what a description is shortened to', () => {
  it('is its first sentence', () => {
    assert.equal(
      firstSentence('An issue was found in demo\n1.2.  It is bad. More.'),
      'An issue was found in demo 1.2.',
    );
    assert.equal(firstSentence(''), '');
  });

  it('is the first that speaks of the flaw, where the first says what the project is', () => {
    for (const [introduction, flaw] of [
      ['Requests is a HTTP library.', 'Since 2.3.0, it has been leaking headers.'],
      ['urllib3 is a user-friendly HTTP client library for Python.', "urllib3 doesn't strip the header."],
      ['The Jupyter notebook is a web-based notebook environment.', 'Untrusted notebooks execute code.'],
      ['Jupyter Core is a package for the core of Jupyter.', '`jupyter_core` runs files of the folder.'],
    ] as const)
      assert.equal(firstSentence(`${introduction} ${flaw} And so on.`), flaw);
  });

  it('stays the first where that speaks of the flaw itself, or is all that there is', () => {
    for (const kept of [
      'demo is an insecure thing.',
      'There is a vulnerability in demo.',
      'CVE-2024-1 is a flaw in demo.',
      'The parser is the cause of a denial of service.',
      'demo before 2 is affected.',
    ])
      assert.equal(firstSentence(`${kept} Another sentence.`), kept);
    assert.equal(firstSentence('Requests is a HTTP library.'), 'Requests is a HTTP library.');
  });

  it('is made in linear time of whatever there is', () => {
    const started = process.cpuUsage();
    for (const text of [
      'a '.repeat(1e6),
      'a is a '.repeat(3e5),
      '. '.repeat(1e6),
      `a${' '.repeat(2e6)}`,
      'x.'.repeat(1e6),
    ])
      assert.ok(firstSentence(text).length <= 200);
    assert.ok(process.cpuUsage(started).user < 500_000);
  });
});
