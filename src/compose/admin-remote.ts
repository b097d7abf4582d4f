import { ok, type Result } from '@rind/pypa';
import { problem } from '../base/problem.ts';
import { parseJson } from '../base/text/json.ts';
import { API_OPERATIONS } from '../contract/http-api.ts';
import { fetchBytes, httpClient } from '../platform/http.ts';
import { isLoopbackHost, serverAddress } from './admin-address.ts';
import { type AdminDesk, type AdminFault, failed, readValue, usage } from './admin-ask.ts';
import type { Machine } from './machine.ts';

/** The largest answer that is read. */
const MOST_ANSWER = 16 * 1024 * 1024;

/** Goes to a gateway through its API, with the token of the environment: never over plain http but on this machine. */
export function remoteDesk(machine: Machine, version: string, server: string): Result<AdminDesk, AdminFault> {
  const address = serverAddress(server);
  if (!address.ok) return usage(address.error);
  const { origin, hostname, protocol } = new URL(address.value);
  const isLocal = isLoopbackHost(hostname);
  if (protocol === 'http:' && !isLocal)
    return usage(problem('admin-server-refused', `a token is not sent to \`${origin}\` without encryption`));
  const token = machine.variables['RIND_TOKEN'] ?? '';
  if (!/^[A-Za-z0-9_-]{1,200}$/.test(token))
    return usage(
      problem('admin-refused', token === '' ? '`RIND_TOKEN` is not set' : '`RIND_TOKEN` holds no token', {
        hint: 'make one with `rind token create --scope admin` where the gateway runs',
      }),
    );
  const client = httpClient({
    trusted: new Set([origin]),
    // Nobody stands between this machine and itself.
    variables: isLocal ? {} : machine.variables,
    agent: `rind/${version}`,
    totalMs: 60_000,
    idleMs: 60_000,
  });
  return ok({
    async ask({ operation: id, parameters = {}, body }, reader) {
      const operation = API_OPERATIONS.find((one) => one.id === id);
      if (operation === undefined) throw new Error(`there is no operation \`${id}\``);
      const inPath = operation.path.replaceAll(/\{([a-z]+)\}/g, (_, name: string) =>
        encodeURIComponent(parameters[name] ?? ''),
      );
      const query = Object.entries(parameters)
        .filter(([name]) => !operation.path.includes(`{${name}}`))
        .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
        .join('&');
      const text = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
      const answered = await fetchBytes(
        client,
        {
          url: `${address.value}/api/v1${inPath}${query === '' ? '' : `?${query}`}`,
          method: operation.method,
          headers: {
            authorization: `Bearer ${token}`,
            accept: 'application/json',
            ...(text === undefined
              ? {}
              : { 'content-type': 'application/json', 'content-length': String(text.length) }),
          },
          ...(text === undefined ? {} : { body: text }),
          allows: (url) => url.origin === origin,
          attempts: 1,
        },
        MOST_ANSWER,
      );
      if (!answered.ok) return failed(problem('gateway-unreachable', answered.error.message));
      const { response, bytes } = answered.value;
      const parsed = parseJson(Buffer.from(bytes).toString('utf8'), { maxBytes: MOST_ANSWER });
      const value = parsed.ok ? parsed.value.root : undefined;
      return response.status === 200 ? readValue(value, reader) : refusal(response.status, value);
    },
    async close() {},
  });
}

function refusal(status: number, value: unknown): Result<never, AdminFault> {
  const detail = typeof value === 'object' && value !== null && 'detail' in value ? value.detail : undefined;
  const why = typeof detail === 'string' ? detail.slice(0, 1000) : `the gateway answers ${status}`;
  if (status === 401)
    return usage(problem('admin-refused', 'the gateway does not know the token in `RIND_TOKEN`, or it has ended'));
  return status >= 400 && status < 500 && status !== 429
    ? usage(problem('admin-refused', why))
    : failed(problem('gateway-unreachable', why));
}
