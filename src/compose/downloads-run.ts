import { err, type NormalizedName, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { type Download, Downloads } from '../evidence/downloads.sql.ts';
import { openSqlite } from '../platform/sqlite-db.ts';
import { coversSubject, parseSpec, type Spec } from '../policy/spec.ts';
import { databaseOf, gatewayPlace, type PlaceRequest } from './gateway-place.ts';
import type { Machine } from './machine.ts';

/** What is asked about. */
export interface DownloadsRequest extends PlaceRequest {
  /** `NAME`, `NAME>=1,<2`, `NAME-*` or `sha256:HEX`. */
  readonly spec: string;
  /** Epoch milliseconds: only who had it after that. */
  readonly since?: number;
}

/** Who had what; the latest first. */
export interface FoundDownloads {
  readonly downloads: readonly Download[];
  /** Whether there are more. */
  readonly more: boolean;
}

/** As many as are read of one project. */
const MOST = 10_000;

/** Who downloaded what, from the tables of the gateway on this machine: nobody else is told. */
export async function runDownloads(
  machine: Machine,
  { spec, since = 0, ...place }: DownloadsRequest,
): Promise<Result<FoundDownloads, Problem>> {
  const asked = parseSpec(spec);
  if (!asked.ok)
    return err(
      problem('requirement-invalid', `\`${spec.slice(0, 100)}\` names nothing that could be downloaded`, {
        hint: asked.error,
      }),
    );
  const folder = await gatewayPlace(machine, place);
  if (!folder.ok) return folder;
  const db = openSqlite(databaseOf(folder.value));
  try {
    const found = await downloadsOf(new Downloads(db), asked.value);
    const downloads = found.filter(({ last }) => last >= since).toSorted((a, b) => b.last - a.last);
    return ok({ downloads, more: found.length >= MOST });
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return err(problem('file-unreadable', 'the database of the gateway cannot be read', { cause }));
  } finally {
    await db.close();
  }
}

/** What a spec names, of what anybody had. */
export async function downloadsOf(downloads: Downloads, spec: Spec): Promise<Download[]> {
  if (spec.kind === 'sha256') return await downloads.ofFile(spec.hex);
  const projects =
    spec.kind === 'name' ? [spec.name] : (await downloads.projects()).filter((name) => name.startsWith(spec.prefix));
  const found: Download[] = [];
  for (const project of projects)
    found.push(...(await downloads.ofProject(project)).filter((one) => isMeant(spec, one)));
  return found;
}

function isMeant(spec: Spec, { project, version, sha256 }: Download): boolean {
  const subject = {
    level: 'release',
    id: '',
    // It is a normal name: what is served was routed by it.
    name: project as NormalizedName,
    version,
    origin: { kind: 'index' },
    hashes: [`sha256:${sha256}`],
  } as const;
  return coversSubject(spec, subject, undefined, 'some') === 'yes';
}
