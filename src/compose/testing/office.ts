import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { Forbidden } from '../../app/serve/answers.ts';
import type { Asker } from '../../app/serve/ask.ts';
import type { Desk, DeskAnswer } from '../../app/serve/desk.ts';
import type { LogFacts } from '../../evidence/log-chain.ts';
import { adminDesk } from '../admin-desk.ts';
import { type GatewayState, openState } from '../gateway-state.ts';

const folder = mkdtempSync(join(tmpdir(), 'rind-desk-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

/** When it is, epoch milliseconds. */
export const NOW: number = Date.parse('2026-11-20T12:00:00Z');
/** Who may do everything. */
export const admin: Asker = { principal: 'kim', address: '10.0.0.1', client: 'other', agent: 't' };

/** A desk, and what stands behind it. */
export interface Office {
  readonly desk: Desk;
  readonly state: GatewayState;
  readonly log: LogFacts[];
  readonly clock: { now: number; elapsed: number };
  ask(
    operation: string,
    parameters?: Readonly<Record<string, string>>,
    body?: object,
    who?: Asker,
  ): Promise<DeskAnswer>;
}

/** A desk on data of its own. `broken`: the log cannot be written. */
export async function office({
  broken = false,
  pass = () => {},
}: {
  broken?: boolean;
  pass?: () => void;
} = {}): Promise<Office> {
  const state = await openState(join(folder, String(made++)), NOW);
  const log: LogFacts[] = [];
  const clock = { now: NOW, elapsed: 0 };
  const forbidden: Forbidden = { answer: 'forbidden', authenticate: true, why: 'no' };
  const desk = adminDesk({
    state,
    log: {
      append: async (facts) => {
        if (broken) throw new Error('the disk is full');
        log.push(facts);
      },
    },
    pace: {
      elapsed: () => clock.elapsed,
      after: (milliseconds, action) => {
        clock.elapsed += milliseconds;
        pass();
        setImmediate(action);
        return () => {};
      },
    },
    now: () => clock.now,
    explainer: undefined,
    gateway: undefined,
    advisories: () => [],
    fault: (scope, { principal }) =>
      principal === 'kim' || (scope === 'read' && principal === 'reader') ? undefined : forbidden,
    readFault: (view, { principal }) => (principal === 'anonymous' || view === 'none' ? forbidden : undefined),
    glance: async () => {},
  });
  const ask: Office['ask'] = (operation, parameters = {}, body = undefined, who = admin) =>
    desk.answer({ operation, asker: who, parameters: new Map(Object.entries(parameters)), body });
  return { desk, state, log, clock, ask };
}

/** The value of an answer that has one. */
export function valueIn(answer: DeskAnswer): Record<string, unknown> {
  assert.equal(answer.answer, 'value', JSON.stringify(answer));
  return answer.answer === 'value' ? (answer.value as Record<string, unknown>) : {};
}

/** Why what was asked makes no sense. */
export function whyIn(answer: DeskAnswer): string {
  assert.equal(answer.answer, 'invalid', JSON.stringify(answer));
  return answer.answer === 'invalid' ? answer.why : '';
}
