import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { inMemory, type UpstreamFile } from './upstream-file.ts';

/** A file that a client uploaded, with the fields that it sent. */
export interface Upload {
  readonly filename: string;
  readonly content: Buffer;
  /** Fields of the form but `content`; a repeated one has several values. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

/** Reads a form of the legacy upload API. Source: RFC 7578; the upload API of PyPI, `file_upload`. */
export function readUpload(contentType: string, body: Buffer): Upload | undefined {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  const mark = Buffer.from(`--${boundary}`);
  const fields = new Map<string, string[]>();
  let upload: { filename: string; content: Buffer } | undefined;
  for (let at = body.indexOf(mark); at >= 0; ) {
    const next = body.indexOf(mark, at + mark.length);
    if (next < 0) break;
    const part = body.subarray(at + mark.length + 2, next - 2);
    at = next;
    const split = part.indexOf('\r\n\r\n');
    if (split < 0) continue;
    const head = part.subarray(0, split).toString();
    const content = part.subarray(split + 4);
    const name = /name="([^"]*)"/.exec(head)?.[1] ?? '';
    const filename = /filename="([^"]*)"/.exec(head)?.[1];
    if (name === 'content' && filename !== undefined) upload = { filename, content };
    else fields.set(name, [...(fields.get(name) ?? []), content.toString()]);
  }
  return upload === undefined ? undefined : { ...upload, fields };
}

/** What the upstream lists after an upload, under the name that the form gives. */
export function uploadedFile({ filename, content, fields }: Upload): {
  readonly name: string;
  readonly file: UpstreamFile;
} {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const python = fields.get('requires_python')?.[0] ?? '';
  const file = { filename, content: inMemory(content), sha256, uploaded: '2026-01-01T00:00:00.000000Z' };
  return { name: fields.get('name')?.[0] ?? '', file: python === '' ? file : { ...file, requiresPython: python } };
}

/** The whole body of a question. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}
