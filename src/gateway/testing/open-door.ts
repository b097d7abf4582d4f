import type { TestContext } from 'node:test';
import type { AccessLine } from '../access-line.ts';
import type { GatewayOptions, GatewayPorts, ServeFault } from '../options.ts';
import { createGatewayServer, type GatewayServer } from '../server.ts';
import { FakeGateway } from './fake-gateway.ts';
import { ask, type RawAnswer } from './raw-client.ts';

/** A door that listens on loopback until the test ends. */
export interface OpenDoor {
  readonly gateway: FakeGateway;
  readonly port: number;
  readonly server: GatewayServer;
  readonly lines: readonly AccessLine[];
  readonly faults: readonly ServeFault[];
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<RawAnswer>;
  send(
    method: string,
    path: string,
    headers?: Readonly<Record<string, string>>,
    body?: string | Buffer,
  ): Promise<RawAnswer>;
}

/** Opens a door before a fake gateway. */
export async function openDoor(
  t: TestContext,
  options: Partial<Omit<GatewayOptions, 'ports'>> & { readonly ports?: Partial<GatewayPorts> } = {},
): Promise<OpenDoor> {
  const gateway = new FakeGateway();
  const lines: AccessLine[] = [];
  const faults: ServeFault[] = [];
  const server = createGatewayServer({
    listenHost: '127.0.0.1',
    accessLog: (line) => lines.push(line),
    onFault: (fault) => faults.push(fault),
    ...options,
    ports: { gateway, ...options.ports },
  });
  const port = await server.listen(0);
  t.after(() => server.stop(0));
  return {
    gateway,
    port,
    server,
    lines,
    faults,
    get: (path, headers) => ask(port, path, headers),
    send: (method, path, headers, body) => ask(port, path, headers, method, body),
  };
}
