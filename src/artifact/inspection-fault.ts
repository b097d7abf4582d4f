import type { Fault } from '@rind/pypa';
import { type ArtifactFaultCode, FAULT_PAGES, type FaultPage } from './archive-faults.data.ts';

/** What is wrong with a distribution file. */
export interface InspectionFault {
  readonly code: ArtifactFaultCode;
  readonly message: string;
  readonly severity: FaultPage['severity'];
}

/** Faults of one code that are listed; of the others the number is said. */
const MOST_OF_A_CODE = 20;

/** Collects what is wrong, so many of each kind: a file of 100,000 faults has a short report. */
export class FaultList {
  readonly #faults: InspectionFault[] = [];
  readonly #counts = new Map<ArtifactFaultCode, number>();

  add(code: ArtifactFaultCode, message: string): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count <= MOST_OF_A_CODE) this.#faults.push({ code, message, severity: FAULT_PAGES[code].severity });
  }

  /** Adds what a reader of archives found. Every code of theirs has a page; one without is a bug, and fatal. */
  addFault({ code, message }: Fault): void {
    if (isFaultCode(code)) this.add(code, message);
    else throw new Error(`the fault \`${code}\` has no page`);
  }

  /** All of them in the order in which they were found, and how many more there are. */
  list(): InspectionFault[] {
    const more: InspectionFault[] = [];
    for (const [code, count] of this.#counts) {
      if (count <= MOST_OF_A_CODE) continue;
      const message = `${count - MOST_OF_A_CODE} more of this kind`;
      more.push({ code, message, severity: FAULT_PAGES[code].severity });
    }
    return [...this.#faults, ...more];
  }
}

function isFaultCode(code: string): code is ArtifactFaultCode {
  return Object.hasOwn(FAULT_PAGES, code);
}
