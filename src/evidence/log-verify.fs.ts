import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { LogFindings } from './log-finding.ts';
import type { StatedHead } from './log-head.ts';
import { keyListFile, readKeyList } from './log-key.fs.ts';
import { formatPublicKey } from './log-key.ts';
import { type FileLine, fileLines } from './log-lines.fs.ts';
import { headsFile } from './log-signer.fs.ts';
import { trustKeys } from './log-trust.ts';
import { type ChainSummary, verifyChain } from './log-verify.ts';
import { segmentsOf } from './log-writer.fs.ts';

/** What a log is held against. */
export interface VerifyRequest {
  /** Public keys that somebody keeps elsewhere; undefined for those that the log lists itself. */
  readonly named: readonly string[] | undefined;
  /** The last heads that the database has; undefined where it cannot be asked. */
  readonly witness: readonly StatedHead[] | undefined;
}

/** What a log comes to. */
export interface LogVerdict {
  readonly findings: LogFindings;
  readonly chains: readonly ChainSummary[];
  /** The key that signs now, as people compare it; undefined where there is none. */
  readonly key: string | undefined;
}

const KNOWN = /^(?:\d{2}|keys\.log|key\.pem|key\.lock|key\.lock-journal|key\.pem\.new)$/;
const KNOWN_IN_CHAIN = /^(?:\d{16}\.log|heads\.log|writer\.lock|writer\.lock-journal)$/;

/**
 * Verifies every chain of a log. Reads only, also beside a gateway that writes: what comes after the call is not looked
 * at. Throws what the file system throws.
 */
export function verifyLog(folder: string, { named, witness }: VerifyRequest): LogVerdict {
  const findings = new LogFindings();
  const chains = chainsOf(folder);
  // In this order, so that what is written meanwhile looks like more and never like less: a head is signed of what
  // is on disk, by a key that is in the list.
  const heads = new Map(chains.map((chain) => [chain, begun(headsFile(folder, chain))]));
  const list = readKeyList(folder);
  if (list.fault !== undefined)
    findings.add({
      fault: 'keys-broken',
      gravity: 'broken',
      message: `this line is no key that the one before vouches for: ${list.fault.why}`,
      file: path.basename(keyListFile(folder)),
      line: list.fault.line,
      seq: 0,
    });
  sayLost(list.keys, findings);
  const keys = trustKeys(list.keys, named);
  if (witness === undefined)
    findings.add(
      whole(
        'no-witness',
        'untold',
        'the database could not be asked what was signed last: that the end of log and heads was cut off would not be seen',
        '',
      ),
    );
  for (const { chain, seq } of witness ?? [])
    if (!chains.includes(chain))
      findings.add(
        whole('truncated', 'broken', `the chain is not there, and the database knows of ${seq} entries of it`, chain),
      );
  if (chains.length === 0) findings.add(whole('no-log', 'untold', 'there is no log here', ''));
  sayForeign(folder, KNOWN, '', findings);
  const summaries = chains.map((chain) => {
    const place = path.join(folder, chain);
    sayForeign(place, KNOWN_IN_CHAIN, chain, findings);
    return verifyChain({
      chain,
      segments: segmentsOf(place).map((name) => ({
        file: `${chain}/${name}`,
        first: Number(name.slice(0, 16)),
        lines: fileLines(path.join(place, name)),
      })),
      heads: heads.get(chain) ?? nothing(),
      headsFile: `${chain}/heads.log`,
      keys,
      witness: witness?.find((one) => one.chain === chain),
      findings,
    });
  });
  const last = list.keys.at(-1);
  return { findings, chains: summaries, key: last === undefined ? undefined : formatPublicKey(last.key) };
}

/** The chains below a folder, in order. */
export function chainsOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d{2}$/.test(entry.name))
    .map(({ name }) => name)
    .sort();
}

/** Opens a file of lines now, and reads it when it is asked. */
function begun(file: string): Iterator<FileLine> {
  if (!existsSync(file)) return nothing();
  const lines = fileLines(file);
  let first: IteratorResult<FileLine> | undefined = lines.next();
  return {
    next() {
      const result = first ?? lines.next();
      first = undefined;
      return result;
    },
  };
}

function nothing(): Iterator<FileLine> {
  return { next: () => ({ done: true, value: undefined }) };
}

function sayLost(keys: ReturnType<typeof readKeyList>['keys'], findings: LogFindings): void {
  for (const { n, why, at } of keys)
    if (why === 'lost')
      findings.add({
        ...whole(
          'key-lost',
          'said',
          `key ${n} took over on ${new Date(at).toISOString()}: the one before was not there any more, and did not sign that`,
          'keys.log',
        ),
        line: n,
      });
}

/** What lies there and is none of the log's: nobody reads it, and nobody put it there for a good reason. */
function sayForeign(folder: string, known: RegExp, shown: string, findings: LogFindings): void {
  if (!existsSync(folder)) return;
  const foreign = readdirSync(folder).filter((name) => !known.test(name));
  if (foreign.length > 0)
    findings.add(
      whole(
        'foreign-file',
        'said',
        `${foreign.length} files are none of the log's: ${foreign.slice(0, 3).join(', ').slice(0, 100)}`,
        shown,
      ),
    );
}

function whole(
  fault: 'no-witness' | 'truncated' | 'no-log' | 'key-lost' | 'foreign-file',
  gravity: 'broken' | 'untold' | 'said',
  message: string,
  file: string,
) {
  return { fault, gravity, message, file, line: 0, seq: 0 } as const;
}
