/**
 * `npm run make:peers [-- ALL_ZIP]`: writes docs/peers.md: on the corpus and on hard cases, with the
 * same records, where peers and Rind differ, each difference with its cause. Exit 1 when one has none.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { normalizeName } from '@rind/pypa';
import { sharedData } from '../../packages/pypa/test/shared-data.ts';
import type { Report } from '../../src/contract/report.ts';
import { HARD_CASES } from './hard-cases.ts';
import { serveOsv } from './osv-service.ts';
import { askPeer, PEERS, type PeerData, type PeerFinding } from './peer.ts';
import { causeOf, type Difference } from './peer-causes.ts';
import { pinnedTools, ROOT } from './toolbox.ts';

const PROJECTS = join(ROOT, 'test/corpus/projects');

/** One file that everybody is asked about. */
interface Question {
  readonly name: string;
  readonly file: string;
  readonly hard: boolean;
}

function questions(scratch: string): Question[] {
  const locks = readdirSync(PROJECTS)
    .sort()
    .map((name) => {
      const { lock } = JSON.parse(readFileSync(join(PROJECTS, name, 'origin.json'), 'utf8')) as { lock: string };
      const copy = join(scratch, 'projects', name);
      cpSync(join(PROJECTS, name), copy, { recursive: true });
      rmSync(join(copy, 'listing'), { recursive: true });
      return { name, file: join(copy, lock), hard: false };
    });
  const hard = HARD_CASES.map(({ name, file, files }, at) => {
    const folder = join(scratch, 'hard', String(at));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return { name, file: join(folder, file), hard: true };
  });
  return [...locks, ...hard];
}

/** What Rind says of a file: its flaws, and what it cannot tell. */
interface Ours {
  readonly flaws: readonly { readonly release: string; readonly ids: ReadonlySet<string> }[];
  readonly undetermined: readonly string[];
}

function rind(scratch: string, ...args: readonly string[]): string {
  const ran = spawnSync(process.execPath, [join(ROOT, 'src/cli/main.ts'), ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: scratch, RIND_DATA_DIR: join(scratch, 'rind') },
  });
  return ran.stdout;
}

function ask(scratch: string, file: string): Ours {
  const report = JSON.parse(rind(scratch, 'audit', '--json', '--offline', file)) as Report;
  const releases = new Map(report.components.map(({ id, name, version }) => [id, `${name} ${version}`]));
  return {
    flaws: report.findings.flatMap(({ component, advisory, outcome }) =>
      advisory === undefined || component === null || outcome !== 'fail'
        ? []
        : [{ release: releases.get(component) ?? component, ids: new Set([advisory.id, ...advisory.aliases]) }],
    ),
    undetermined: report.components.flatMap(({ name, answer }) => (answer === 'undetermined' ? [name] : [])),
  };
}

function compare(question: Question, peer: string, ours: Ours, findings: readonly PeerFinding[]): Difference[] {
  const theirs = findings.map(({ name, version, id }) => ({ release: `${normalizeName(name)} ${version}`, id }));
  const same = (release: string, ids: ReadonlySet<string>) =>
    theirs.some((one) => sameRelease(one.release, release) && ids.has(one.id));
  const missed = ours.flaws.filter(({ release, ids }) => !same(release, ids));
  const extra = theirs.filter(
    ({ release, id }) => !ours.flaws.some((flaw) => sameRelease(release, flaw.release) && flaw.ids.has(id)),
  );
  const { name, hard } = question;
  const group = (kind: Difference['kind'], releases: readonly string[]) =>
    [...Map.groupBy(releases, (release) => release)].map(
      ([release, all]): Difference => ({ question: name, hard, peer, kind, release, count: all.length }),
    );
  return [
    ...group(
      'misses',
      missed.map(({ release }) => release),
    ),
    ...group(
      'adds',
      extra.map(({ release }) => release),
    ),
  ];
}

/** Peers show versions as the file spells them: 4.1.0 is 4.1 there. */
function sameRelease(theirs: string, ours: string): boolean {
  const short = (release: string) => release.replace(/(?:\.0)+$/, '');
  return short(theirs) === short(ours);
}

const archive = process.argv[2] ?? sharedData('advisories/PyPI-all.zip');
if (archive === undefined) throw new Error('name the all.zip to take records from');
const scratch = mkdtempSync(join(tmpdir(), 'rind-peers-'));
const lines: string[] = [];
const differences: Difference[] = [];
let flaws = 0;
try {
  await using service = await serveOsv(archive);
  const data: PeerData = { service: service.origin, archive, scratch };
  rind(scratch, 'sync', '--from', archive);
  for (const question of questions(scratch)) {
    const ours = ask(scratch, question.file);
    flaws += ours.flaws.length;
    const told = ours.undetermined.length === 0 ? '' : `, ${ours.undetermined.length} undetermined`;
    const cells = [question.name, `${ours.flaws.length}${told}`];
    for (const peer of PEERS) {
      const answer = await askPeer(peer, question.file, data);
      if (answer === undefined) cells.push('–');
      else if ('failure' in answer) {
        cells.push('fails');
        differences.push({ ...base(question, peer.name), kind: 'fails', release: answer.failure, count: 1 });
      } else {
        const found = compare(question, peer.name, ours, answer.findings);
        differences.push(...found);
        const count = (kind: string) =>
          found.filter((one) => one.kind === kind).reduce((sum, one) => sum + one.count, 0);
        const words = [count('misses') && `−${count('misses')}`, count('adds') && `+${count('adds')}`];
        cells.push(words.filter(Boolean).join(' ') || '=');
      }
    }
    lines.push(`| ${cells.join(' | ')} |`);
    console.error(lines.at(-1));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
writeFileSync(join(ROOT, 'docs/peers.md'), page());
const unexplained = differences.filter((one) => causeOf(one) === undefined);
for (const one of unexplained) console.error('no cause is known for', one);
if (unexplained.length > 0) process.exitCode = 1;

function base({ name, hard }: Question, peer: string): Pick<Difference, 'question' | 'hard' | 'peer'> {
  return { question: name, hard, peer };
}

function page(): string {
  const versions = new Map(pinnedTools().tools.map(({ name, requires }) => [name, requires[0] ?? name]));
  for (const { name, version } of pinnedTools().go) versions.set(name, `${name} ${version}`);
  const rows = Map.groupBy(differences, (one) => `${one.peer}\0${causeOf(one) ?? 'no cause is known yet'}`);
  const causes = [...rows].map(([key, same]) => {
    const [peer = '', cause = ''] = key.split('\0');
    const where = [...new Set(same.map(({ question }) => question))].join('; ');
    const what = [...Map.groupBy(same, ({ kind }) => kind)]
      .map(([kind, all]) => (kind === 'fails' ? kind : `${kind} ${all.reduce((sum, { count }) => sum + count, 0)}`))
      .join(', ');
    return `| ${peer} | ${what} | ${cause} | ${where} |`;
  });
  return `# Peers on the same records

Generated by \`npm run make:peers\`; do not edit. Every auditor gets the same records: the PyPA advisory database as OSV lays it out (2,661 records, October 2024), from a loopback endpoint or as a local database. The locks are those of [test/corpus/projects](../test/corpus/projects), made by the real tools; an oracle of another hand says the same of them as Rind does, flaw by flaw (\`test/corpus/oracle.test.ts\`).

${PEERS.map(({ name, tool, shown }) => `- **${name}**: ${versions.get(tool) ?? tool}, \`${shown}\``).join('\n')}

\`=\`: the same flaws as Rind. \`−n\`: misses n of them. \`+n\`: reports n that Rind does not. \`–\`: does not read such a file. Flaws are counted by release and alias group.

| File | Rind | ${PEERS.map(({ name }) => name).join(' | ')} |
| --- | --- |${PEERS.map(() => ' --- |').join('')}
${lines.join('\n')}

${flaws} flaws in all. Nothing that a peer reports alone is a flaw that Rind should have reported, and nothing that it leaves out is none.

## Every difference and its cause

| Peer | Difference | Cause | Where |
| --- | --- | --- | --- |
${causes.join('\n')}
`;
}
