import { err } from '@rind/pypa';
import type { AdvisoryStore } from '../advisory/store.ts';
import { Describing } from '../app/serve/describing.ts';
import type { LegacyJson } from '../app/serve/desk.ts';
import type { Measuring } from '../app/serve/measuring.ts';
import type { Overview } from '../app/serve/overview.ts';
import type { ServingParts } from '../app/serve/serving.ts';
import { Vouching } from '../app/serve/vouching.ts';
import type { IndexClient } from '../index/index-client.http.ts';
import { fetchProvenance } from '../index/provenance.http.ts';
import type { Upstream } from '../index/upstream.ts';
import type { HttpClient } from '../platform/http.ts';
import { PACE } from '../platform/pace.ts';
import type { Policy } from '../policy/policy.ts';
import { gatewayMeasuring, type MeasuringParts } from './gateway-measuring.ts';
import { gatewayOverview, type OverviewParts } from './gateway-overview.ts';
import type { GatewayState } from './gateway-state.ts';

/** What a gateway tells beside pages and files is made of. */
export interface TellingParts
  extends Omit<OverviewParts, 'pace' | 'state' | 'grounds'>,
    Omit<MeasuringParts, 'state' | 'grounds'> {
  readonly state: Pick<GatewayState, 'folder' | 'holds' | 'inspections' | 'notices' | 'provenances'>;
  readonly grounds: { policy(view: string): Policy; advisories(): AdvisoryStore | undefined };
  /** Without its last slash; empty where none is configured. */
  readonly publicUrl: string;
  readonly http: HttpClient;
  readonly client: Pick<IndexClient, 'projectFacts'>;
  /** Epoch milliseconds. */
  now(): number;
}

/** The pages for people, what is measured, PyPI's JSON API, and what indexes vouch for. */
export interface Telling {
  readonly overview: Overview;
  readonly measuring: Measuring;
  readonly legacyJson: LegacyJson;
  readonly provenance: ServingParts['provenance'];
}

/** Milliseconds that an index may take to describe a project or to vouch for a file: without it, less is said. */
const PATIENCE = 5000;

/** Puts together what is told beside pages and files. */
export function gatewayTelling(parts: TellingParts): Telling {
  const { client, dryRun, grounds, http, now, patienceMs, projects, publicUrl, readFault, state, views } = parts;
  const upstreams = new Map(
    [...views.values()].flat().map((upstream): [string, Upstream] => [upstream.name, upstream]),
  );
  const vouching = new Vouching({
    kept: state.provenances,
    now,
    fetch: async (name, file) => {
      const upstream = upstreams.get(name);
      if (upstream === undefined) return err({ state: 'absent', why: '' });
      const got = await fetchProvenance(http, upstream, file, { attempts: 2, deadlineMs: PATIENCE });
      if (got.ok) return got;
      return err({ state: got.error.state, why: got.error.state === 'absent' ? '' : got.error.problem.message });
    },
  });
  const legacyJson = new Describing({
    projects,
    pace: PACE,
    patienceMs,
    dryRun,
    publicUrl,
    mayRead: readFault,
    advisories: () => grounds.advisories(),
    metadata: (sha256) => state.inspections.metadata(sha256),
    facts: async (name, project) => {
      const upstream = upstreams.get(name);
      if (upstream === undefined) return undefined;
      const answer = await client.projectFacts(upstream, project, { attempts: 1, deadlineMs: PATIENCE });
      return answer.state === 'found' ? answer.facts : undefined;
    },
  });
  return {
    overview: gatewayOverview({ ...parts, pace: PACE }),
    measuring: gatewayMeasuring(parts),
    legacyJson,
    provenance: (file) => vouching.provenance(file),
  };
}
