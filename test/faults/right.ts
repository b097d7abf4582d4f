import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Gateway } from '../gateway/gateway.ts';
import type { UpstreamFile } from '../servers/upstream-file.ts';
import type { Answered } from './site.ts';

/** What a gateway is promised to hold in memory at most. Unit: MB. */
export const MOST_MB = 250;

/** Every byte of a file. */
export function bytesOf(file: UpstreamFile): Buffer {
  return Buffer.concat([...file.content.pieces(0, file.content.size)]);
}

/**
 * Nothing at all, an honest "come back" that tells nothing of the machine, or the right bytes: all of them, or the
 * beginning of them where the answer broke off. Whether all of them came.
 */
export function assertHonest(answer: Answered, file: UpstreamFile, when = ''): boolean {
  const { status, reason, headers, body, whole } = answer;
  const what = `${file.filename}: ${status} ${reason} ${when}`;
  assert.ok([0, 200, 503].includes(status), what);
  if (status !== 200) {
    if (status === 503 && whole) assert.ok(Number(headers['retry-after']) > 0, what);
    assert.doesNotMatch(body.toString(), /\/tmp\/|gateway\.db|SQLITE/, what);
    return false;
  }
  const right = bytesOf(file);
  assert.ok(right.subarray(0, body.length).equals(body), `${what}: wrong bytes`);
  assert.equal(headers['etag'], `"${file.sha256}"`, what);
  assert.equal(Number(headers['content-length']), right.length, what);
  if (whole) assert.equal(body.length, right.length, `${what}: it ends too early`);
  return whole;
}

/** Fails where anything of a file was given out, or it is not said in a few words why not. */
export function assertNothing({ status, headers, body }: Answered, what: string): void {
  assert.ok([403, 404, 503].includes(status), `${what}: ${status}`);
  assert.match(String(headers['content-type']), /^application\/problem\+json$/, what);
  assert.ok(body.length < 4000, what);
}

/** The most memory that a process ever held, in MB; 0 where the system does not say. */
export function peakOf(pid: number): number {
  return memoryOf(pid, 'VmHWM');
}

/** What a process holds now (`VmRSS`), or held at most (`VmHWM`), in MB; 0 where the system does not say. */
export function memoryOf(pid: number, what: 'VmRSS' | 'VmHWM' = 'VmRSS'): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`^${what}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  } catch {
    return 0;
  }
}

/** Fails where a gateway ever held more than is promised. */
export function assertBounded({ pid }: Gateway): void {
  const peak = Math.round(peakOf(pid));
  assert.ok(peak <= MOST_MB, `it held ${peak} MB, more than ${MOST_MB}`);
}
