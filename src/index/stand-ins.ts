import type { Pace } from '../platform/pace.ts';

/** How far a question is. */
export interface Progress {
  /** Its turn has come: until then it waited in line. What is kept is looked at, and may do. */
  begun(): void;
  /** It is on its way to the index. */
  sent(): void;
  /** The index said something; to make an answer of that may take longer, and is no waiting for the index. */
  heard(): void;
}

/** What was kept, in place of an answer. */
export interface StandIn<T> {
  readonly answer: T;
  /** Whether it is to be asked for behind: what still holds is not. */
  readonly isStale: boolean;
}

/** A question to an index, and what may be given in place of its answer. */
export interface Question<T> {
  /** What it is about; of one thing, one question at a time goes on behind. */
  readonly about: string;
  ask(progress: Progress): Promise<T>;
  /** What was kept, where it may stand in. */
  instead(): Promise<StandIn<T> | undefined>;
  /** Told of an answer that came after what was kept had been given. */
  late(answer: T): void;
}

/** A question that was begun. */
interface Asked<T> {
  readonly answer: Promise<T>;
  /** Milliseconds, as the pace counts. */
  readonly begun: number;
  /** Whether its turn has come. */
  isBegun: boolean;
  sentAt: number | undefined;
  isHeard: boolean;
  isDone: boolean;
}

/** The waiting is counted in so many pieces: a process that stood still itself has missed one of them, not all. */
const PIECES = 8;
/** Questions that go on at once behind what was kept, where the index says something, however late. */
const MOST_BEHIND = 4;
/** And things of which it is remembered that they are to be asked for as soon as it does. */
const MOST_WAITING = 1000;
/** Milliseconds between the end of a question that got no answer and the next one behind. */
const PAUSE = 5000;

/**
 * Lets what was kept of one index stand in while that says nothing. Who asks waits for the index a short while; then the
 * question goes on without the asker, who is given what was kept, if anything was: who has nothing to go by waits on. An
 * index that said nothing to anybody meanwhile is silent: what is kept is given at once, and one question at a time
 * goes on behind, until one is answered. It is believed again once an answer comes within the short while; whatever was asked for in the
 * meantime is asked for then, a few at a time. That there is none is an answer like any other.
 */
export class StandIns<T> {
  readonly #pace: Pick<Pace, 'elapsed' | 'within' | 'after'>;
  readonly #waitMs: number;
  #isSilent = false;
  #heardAt = Number.NEGATIVE_INFINITY;
  #isPausing = false;
  readonly #behind = new Set<string>();
  readonly #waiting = new Map<string, Question<T>>();

  /** @param waitMs how long an index is waited for where something may stand in. Milliseconds */
  constructor(pace: Pick<Pace, 'elapsed' | 'within' | 'after'>, waitMs: number) {
    this.#pace = pace;
    this.#waitMs = waitMs;
  }

  /** The index's answer, or what stands in for it. */
  async answer(question: Question<T>): Promise<T> {
    if (this.#isSilent || this.#behind.has(question.about)) {
      const kept = await question.instead();
      if (kept?.isStale === true) this.#askBehind(question);
      if (kept !== undefined) return kept.answer;
    }
    const asked = this.#begin(question);
    if (await this.#isHeardSoon(asked)) return await asked.answer;
    const kept = await question.instead();
    // An answer that came while that was looked for counts more: it may be that there is none any more.
    if (kept === undefined || asked.isHeard || asked.isDone) return await asked.answer;
    this.#goesOn(question, asked);
    return kept.answer;
  }

  #begin(question: Question<T>): Asked<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const begun = this.#pace.elapsed();
    const asked: Asked<T> = {
      answer: promise,
      begun,
      isBegun: false,
      sentAt: undefined,
      isHeard: false,
      isDone: false,
    };
    const progress: Progress = {
      begun: () => {
        asked.isBegun = true;
      },
      sent: () => {
        asked.sentAt = this.#pace.elapsed();
      },
      heard: () => {
        asked.isHeard = true;
        this.#heardAt = this.#pace.elapsed();
        if (this.#heardAt - (asked.sentAt ?? begun) < this.#waitMs) this.#isSilent = false;
      },
    };
    // Nobody may be left to hear of a failure.
    promise.catch(() => {});
    question
      .ask(progress)
      .finally(() => {
        asked.isDone = true;
      })
      .then(resolve, reject);
    return asked;
  }

  /** Waits a short while; longer for a question that waits in line as long as others are answered. */
  async #isHeardSoon(asked: Asked<T>): Promise<boolean> {
    const piece = this.#waitMs / PIECES;
    for (let all = 0, quiet = 0; quiet < PIECES && all < 2 * PIECES; ) {
      const since = this.#pace.elapsed();
      await this.#pace.within(asked.answer, piece);
      if (asked.isHeard || asked.isDone) return true;
      // What takes time here is no waiting for the index.
      if (asked.isBegun && asked.sentAt === undefined) continue;
      all++;
      quiet = asked.sentAt === undefined && this.#heardAt >= since ? 0 : quiet + 1;
    }
    if (this.#heardAt < asked.begun) this.#isSilent = true;
    return false;
  }

  #askBehind(question: Question<T>): void {
    const { about } = question;
    if (this.#behind.has(about)) return;
    if (this.#behind.size === 0 && !this.#isPausing) this.#start(question);
    else this.#remember(question);
  }

  #remember(question: Question<T>): void {
    if (this.#waiting.size < MOST_WAITING) this.#waiting.set(question.about, question);
  }

  #start(question: Question<T>): void {
    this.#waiting.delete(question.about);
    this.#goesOn(question, this.#begin(question));
  }

  #goesOn(question: Question<T>, asked: Asked<T>): void {
    this.#behind.add(question.about);
    const ended = () => {
      this.#behind.delete(question.about);
      if (asked.isHeard) this.#startNext(MOST_BEHIND);
      else {
        this.#remember(question);
        this.#pause();
      }
    };
    asked.answer.then((answer) => question.late(answer)).then(ended, ended);
  }

  /** After a while it is asked again, by whatever was asked for first: it may be that nobody else asks for long. */
  #pause(): void {
    if (this.#isPausing) return;
    this.#isPausing = true;
    this.#pace.after(PAUSE, () => {
      this.#isPausing = false;
      this.#startNext(1);
    });
  }

  #startNext(most: number): void {
    for (const next of this.#waiting.values()) {
      if (this.#behind.size >= most) break;
      this.#start(next);
    }
  }
}
