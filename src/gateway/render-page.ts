import {
  formatProjectFileJson,
  formatProjectHtml,
  formatProjectJson,
  formatProjectLink,
  type ProjectFile,
  type ProjectPage,
  type SimpleFormat,
} from '@rind/pypa';
import type { DecidedPage, Denial } from '../app/serve/answers.ts';
import { formatInstant } from '../base/instant.ts';
import { letGo } from '../base/let-go.ts';
import { neutralize, neutralizeHtml } from '../base/text/neutral.ts';
import { type Presentation, presentFile } from './present.ts';
import type { Sliced } from './slices.ts';

/** What the gateway speaks: PEP 792's version. Namespaces (1.5) are for who can vouch for them. */
const API_VERSION = { major: 1, minor: 4 };
/** Files between two places to wait: about a quarter of a millisecond. */
const FILES_A_SLICE = 64;
/** Bytes that are joined at once: copying eight megabytes takes milliseconds. */
const JOIN_FILES = 1024;

/** What a page is rendered for. */
export interface PageVariant {
  readonly format: SimpleFormat;
  readonly presentation: Presentation;
  /**
   * The whole address of this page, with its last slash, under the one that people configured for this gateway.
   * Nothing else may stand in an absolute URL: undefined where they configured none.
   */
  readonly address: string | undefined;
}

/** Renders a page, piece by piece. Source: PEP 503, 691, 700, 714, 740, 792; PEP 833 on HTML's being 1.4 for ever. */
export function* renderPage(decided: DecidedPage, variant: PageVariant): Sliced<Buffer> {
  const json = variant.format === 'json-v1';
  const parts: Buffer[] = [];
  let text = '';
  let first = true;
  let complete = decided.page.versions !== undefined;
  for (let i = 0; i < decided.files.length; i++) {
    const entry = decided.files.at(i);
    const shown =
      entry === undefined ? undefined : presentFile(entry, variant.presentation, variant.address, decided.isRefused);
    if (shown !== undefined) {
      complete &&= shown.file.size !== undefined;
      if (!json) text += formatProjectLink(linked(shown.file));
      else {
        text += `${first ? '' : ','}${jsonLine(fileJson(shown.file, shown.denial))}`;
        first = false;
      }
    }
    if (i % FILES_A_SLICE === FILES_A_SLICE - 1) yield;
    if (i % JOIN_FILES === JOIN_FILES - 1) {
      parts.push(Buffer.from(text));
      text = '';
    }
  }
  // What stands first is known last: each file is put together once.
  const shell = shellOf(decided, complete);
  const [head, foot] = json ? jsonShell(shell, decided.notes) : htmlShell(shell, decided.notes);
  if (parts.length === 0) return Buffer.from(head + text + foot);
  return yield* join([Buffer.from(head), ...parts, Buffer.from(text + foot)]);
}

function* join(parts: readonly Buffer[]): Sliced<Buffer> {
  const whole = Buffer.allocUnsafeSlow(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    at += part.copy(whole, at);
    letGo(part);
    yield;
  }
  return whole;
}

/**
 * The page without its files, nor with what is no instruction of ours: PEP 708 was rejected, a base address would move
 * our links. Version 1.1 demands versions and every size; a page that lacks one says 1.0 and gives what it has.
 */
function shellOf({ page }: DecidedPage, complete: boolean): ProjectPage {
  return {
    ...page,
    name: neutralize(page.name),
    status: {
      marker: neutralize(page.status.marker),
      reason: page.status.reason === undefined ? undefined : neutralize(page.status.reason),
    },
    apiVersion: complete ? API_VERSION : { major: 1, minor: 0 },
    files: [],
    namespaces: undefined,
    alternateLocations: [],
    tracks: [],
    baseUrl: undefined,
  };
}

function jsonShell(shell: ProjectPage, notes: readonly string[]): readonly [string, string] {
  const { files: _, ...rest } = formatProjectJson(shell);
  // Without a version list the kernel says 1.0 itself; with one it cannot see that a file lacks its size.
  const page = notes.length === 0 ? rest : { ...rest, _notes: notes };
  return [`${jsonLine(page).slice(0, -1)},"files":[`, ']}'];
}

const END = '  </body>\n</html>\n';

function htmlShell(shell: ProjectPage, notes: readonly string[]): readonly [string, string] {
  const html = formatProjectHtml(shell);
  const said = notes.map((note) => `    <p>${neutralizeHtml(note)}</p>\n`).join('');
  return [html.slice(0, html.length - END.length) + said, END];
}

/** HTML can only say `https:` addresses of provenance. Source: PEP 740. */
function linked(file: ProjectFile): ProjectFile {
  return file.provenance?.startsWith('https://') === false ? { ...file, provenance: undefined } : file;
}

function fileJson(file: ProjectFile, denial: Denial | undefined): object {
  const entry = formatProjectFileJson(file);
  return denial === undefined ? entry : { ...entry, _policy: policyOf(denial) };
}

/** What our own tools read of a denial; keys that begin with `_` are a server's own. Source: PEP 700. */
function policyOf(denial: Denial): object {
  return {
    verdict: denial.verdict,
    rule: denial.rule,
    scope: denial.scope,
    summary: denial.summary,
    why: `/why/${denial.id}`,
    ...(denial.nearest === undefined ? {} : { nearest: denial.nearest }),
    ...(denial.until === undefined ? {} : { until: formatInstant(denial.until) }),
  };
}

const RISKY =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]/;

/** JSON on one line, in which nothing acts on a terminal. */
function jsonLine(value: object): string {
  const text = JSON.stringify(value);
  return RISKY.test(text) ? text.replace(/[\u007f-\uffff]/g, escaped) : text;
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
