import type { Notice } from '../../evidence/notices.sql.ts';
import type { Absent, Forbidden } from './answers.ts';
import type { Asker } from './ask.ts';
import type { ExposureEvent, Watching, WatchStatus } from './watching.ts';

/** What {@link WatchingExposures} works with. */
export interface WatchingParts {
  readonly notices: { latest(kind: string, limit: number): Promise<readonly Notice[]> };
  /** Why somebody may not read a view; undefined when it may. */
  readFault(view: string, asker: Asker): Forbidden | Absent | undefined;
  /** Whether somebody may know who else had a file. */
  mayKnowHolders(asker: Asker): boolean;
  status(): Promise<WatchStatus>;
}

/** Shows exposures to whoever may read what they are about; who had the file, to administrators alone. */
export class WatchingExposures implements Watching {
  readonly #parts: WatchingParts;

  constructor(parts: WatchingParts) {
    this.#parts = parts;
  }

  async exposures(
    asker: Asker,
    limit: number,
  ): Promise<{ readonly answer: 'exposures'; readonly events: readonly ExposureEvent[] } | Forbidden | Absent> {
    const { notices, readFault, mayKnowHolders } = this.#parts;
    const refused = readFault('', asker);
    if (refused !== undefined) return refused;
    const knows = mayKnowHolders(asker);
    const events: ExposureEvent[] = [];
    for (const { body } of await notices.latest('exposure', limit)) {
      // It is our own writing.
      const event: ExposureEvent = JSON.parse(body);
      if (readFault(event.view, asker) === undefined) events.push(knows ? event : { ...event, holders: [] });
    }
    return { answer: 'exposures', events };
  }

  status(): Promise<WatchStatus> {
    return this.#parts.status();
  }
}
