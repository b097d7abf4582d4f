import {
  err,
  formatMarker,
  normalizeName,
  ok,
  parseMarker,
  parseRequirement,
  type Requirement,
  type Result,
} from '@rind/pypa';
import { redactUrl } from '../base/secret.ts';
import type { Component } from './component.ts';
import type { SourceFile } from './format.ts';
import {
  addressComponent,
  type RequirementContext,
  readAddress,
  requirementComponent,
} from './requirement-component.ts';
import { isInRepository } from './source-address.ts';

/** What a requirement of pip's says: a component, the project itself (or a member of its workspace). */
export type RequirementReference =
  | { readonly kind: 'component'; readonly component: Component; readonly requirement?: Requirement }
  | { readonly kind: 'root' };

/** Why it says neither. */
export interface ReferenceFault {
  readonly code: 'requirement-invalid' | 'requirement-undetermined';
  readonly message: string;
  /** UTF-16 units from the start of the text. */
  readonly offset: number;
}

/** What pip takes for an archive. Source: `ARCHIVE_EXTENSIONS` of pip's `utils/filetypes`. */
const ARCHIVE = /\.(?:whl|zip|tar|tgz|tbz|txz|tlz|tar\.(?:gz|bz2|xz|lz|lzma))$/i;
const PLAIN = /^[A-Za-z0-9_-]+(?:\[[A-Za-z0-9,_-]*\])?[=<>!~]=?[0-9.*]+$/;
const URL_SCHEME = /^(?:https?|file|ftp|ssh|sftp|git|hg|bzr|svn|(?:git|hg|bzr|svn)\+[a-z+]+):/i;

/**
 * Reads one requirement of a requirements file or a command line, in pip's order: an address, an archive
 * or folder, else a dependency specifier. Nothing is looked at on disk: what looks like a path is one.
 *
 * Source: `parse_req_from_line` and `parse_editable` of pip 26.3's `req/constructors`.
 */
export function readReference(
  text: string,
  editable: boolean,
  file: SourceFile,
  context: RequirementContext,
): Result<RequirementReference, ReferenceFault> {
  const indent = text.length - text.trimStart().length;
  // pip takes an empty marker for none.
  const whole = text.trim().replace(/\s?;$/, '').trimEnd();
  // What most lines are: no address, no path, no archive.
  if (!editable && PLAIN.test(whole)) return readSpecifier(whole, indent, context);
  const isUrl = URL_SCHEME.test(whole);
  // In an address a `;` may be part of it, so that only one before a blank begins a marker.
  const semicolon = editable ? -1 : whole.indexOf(isUrl ? '; ' : ';');
  const body = (semicolon < 0 ? whole : whole.slice(0, semicolon)).trim();
  const path = body.replace(/\[[^[\]]*\]$/, '').trim();
  if (!isUrl && editable && !path.includes('@')) {
    if (!/[<>=!~,;()"'`\s]/.test(path) && !ARCHIVE.test(path)) return readFolder(path, isUrl, file);
    return invalid('what is editable is a folder of a project or a checkout', indent);
  }
  if (!isUrl && !isPath(path)) return readSpecifier(whole, indent, context);
  const conditions = semicolon < 0 ? undefined : parseMarker(whole.slice(semicolon + 1));
  if (conditions?.ok === false)
    return invalid(conditions.error.message, indent + semicolon + 1 + conditions.error.offset);
  const address = readAddress(isUrl ? body : path);
  if (address.source.kind === 'path' && !ARCHIVE.test(path) && address.egg === undefined)
    return readFolder(path, isUrl, file);
  const component = addressComponent(address, context);
  if (component === undefined)
    return err({
      code: 'requirement-undetermined',
      message: `\`${cut(redactUrl(body))}\` does not say which project it is`,
      offset: indent,
    });
  const extras = isUrl ? component.extras : extrasOf(body.slice(path.length));
  const marker = conditions === undefined ? {} : { marker: formatMarker(conditions.value) };
  return ok({ kind: 'component', component: { ...component, ...marker, extras } });
}

function readSpecifier(
  text: string,
  indent: number,
  context: RequirementContext,
): Result<RequirementReference, ReferenceFault> {
  const parsed = parseRequirement(text);
  if (!parsed.ok) return invalid(parsed.error.message, indent + parsed.error.offset);
  return ok({
    kind: 'component',
    component: requirementComponent(parsed.value, context),
    requirement: parsed.value,
  });
}

/** A folder is the project itself or a member of its workspace; beyond the repository it is not looked at. */
function readFolder(path: string, isUrl: boolean, file: SourceFile): Result<RequirementReference, ReferenceFault> {
  const folder = isUrl ? path.replace(/^file:(?:\/\/(?:localhost(?=\/))?)?/i, '') : path;
  if (isInRepository(file, folder)) return ok({ kind: 'root' });
  return err({
    code: 'requirement-undetermined',
    message: `\`${cut(redactUrl(path))}\` is a project outside the repository`,
    offset: 0,
  });
}

/** Whether pip would look for a file or a folder. One with an `@` may be a dependency specifier with an address. */
function isPath(text: string): boolean {
  const at = text.indexOf('@');
  if (at >= 0 && !looksLikePath(text.slice(0, at))) return false;
  return looksLikePath(text) || ARCHIVE.test(text);
}

/** pip looks on disk; here, what only a mistaken specifier would hold (`<`, `=`, `;`) is in no path. */
function looksLikePath(written: string): boolean {
  const [text = ''] = written.split('#', 1);
  return (text.startsWith('.') || text.includes('/') || text.includes('\\')) && !/[<>=!,;()"'`]/.test(text);
}

function extrasOf(brackets: string): string[] {
  const names = brackets.trim().replace(/^\[|\]$/g, '');
  return [...new Set(names.split(',').flatMap((name) => normalizeName(name.trim()) || []))].sort();
}

function invalid(message: string, offset: number): Result<never, ReferenceFault> {
  return err({ code: 'requirement-invalid', message, offset });
}

function cut(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100).toWellFormed()}…` : text;
}
