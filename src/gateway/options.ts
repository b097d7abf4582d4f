import type { Desk, LegacyJson, Readiness } from '../app/serve/desk.ts';
import type { Doorkeeper } from '../app/serve/doorkeeper.ts';
import type { Gateway } from '../app/serve/gateway.ts';
import type { Measuring } from '../app/serve/measuring.ts';
import type { Overview } from '../app/serve/overview.ts';
import type { Sharing } from '../app/serve/sharing.ts';
import type { Uploads } from '../app/serve/uploads.ts';
import type { Watching } from '../app/serve/watching.ts';
import type { Explainer } from '../app/serve/why.ts';
import type { AccessLine } from './access-line.ts';

/** What the door asks of the house. What is missing is not served: 404. */
export interface GatewayPorts {
  readonly gateway: Gateway;
  /** Without one, a token is refused. */
  readonly doorkeeper?: Doorkeeper;
  readonly explainer?: Explainer;
  readonly uploads?: Uploads;
  readonly legacyJson?: LegacyJson;
  readonly desk?: Desk;
  readonly readiness?: Readiness;
  readonly watching?: Watching;
  /** What `/metrics` tells beside what the door counts. */
  readonly measuring?: Measuring;
  /** Hands out advisories. */
  readonly sharing?: Sharing;
  /** The pages for people. */
  readonly overview?: Overview;
}

/** A defect of ours, for the log: what the client saw is its id. */
export interface ServeFault {
  readonly id: string;
  readonly route: string;
  readonly error: unknown;
}

/** How the door is set up. Sizes in bytes, times in milliseconds. */
export interface GatewayOptions {
  readonly ports: GatewayPorts;
  /** The host that is listened on: `127.0.0.1`, `::1`, `0.0.0.0`. */
  readonly listenHost: string;
  /** Names under which the gateway may be asked beside its addresses: `pypi.example.com`, without port. */
  readonly hosts?: readonly string[];
  /** The address that people configured for this gateway, `https://pypi.example.com`, without a last slash. */
  readonly publicUrl?: string;
  /** Addresses and networks (`10.0.0.0/8`) of proxies in front whose `X-Forwarded-For` is believed. */
  readonly proxies?: readonly string[];
  /** Takes one value for each request that was answered. */
  readonly accessLog?: (line: AccessLine) => void;
  /** Takes defects. */
  readonly onFault?: (fault: ServeFault) => void;
  /** Where one of `proxies` finds a blob: then it sends the bytes (`X-Accel-Redirect`). */
  readonly acceleratedPath?: (sha256: string) => string;
  /** Limits that differ from {@link DEFAULT_LIMITS}. */
  readonly limits?: Partial<GatewayLimits>;
  /** The version of the program, for the OpenAPI document. */
  readonly version?: string;
}

/** What one node may spend. */
export interface GatewayLimits {
  /** Rendered pages that are kept. */
  readonly pageBytes: number;
  /** Small files that are kept. */
  readonly fileBytes: number;
  /** A file up to this size is kept in memory. */
  readonly smallFile: number;
  /** Pages and small files that clients have not taken yet. */
  readonly unreadBytes: number;
  readonly connections: number;
  /** Those of one address; one of `proxies` may have any number. */
  readonly connectionsOfOne: number;
  /** For the headers of a request. */
  readonly headersMs: number;
  /** For a whole request, its body included: an upload. */
  readonly requestMs: number;
  /** Without a byte in either direction; longer than anybody waits for a judgement. */
  readonly idleMs: number;
  /** Until the next request of a connection. */
  readonly keepAliveMs: number;
  /** Without a byte of an upload. */
  readonly uploadIdleMs: number;
  /** The largest file that is uploaded. PyPI's default limit is 100 MB, and the largest that it grants a few GB. */
  readonly uploadBytes: number;
}

/** The limits where nobody says otherwise. */
export const DEFAULT_LIMITS: GatewayLimits = {
  pageBytes: 32 * 1024 * 1024,
  fileBytes: 8 * 1024 * 1024,
  smallFile: 1024 * 1024,
  unreadBytes: 32 * 1024 * 1024,
  connections: 4096,
  connectionsOfOne: 3072,
  headersMs: 15_000,
  requestMs: 30 * 60_000,
  idleMs: 180_000,
  keepAliveMs: 65_000,
  uploadIdleMs: 30_000,
  uploadBytes: 2 * 1024 * 1024 * 1024,
};
