/** A form as twine sends it, with its content type. */
export function uploadForm(
  fields: Readonly<Record<string, string>>,
  filename: string,
  content: string,
): { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer } {
  const boundary = '2f6c1a';
  const part = (head: string, body: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`;
  const texts = Object.entries({ ':action': 'file_upload', protocol_version: '1', ...fields }).map(([name, value]) =>
    part(`name="${name}"`, value),
  );
  const file = part(`name="content"; filename="${filename}"`, content);
  const body = Buffer.from([...texts, file, `--${boundary}--\r\n`].join(''));
  return {
    headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}`, 'Content-Length': String(body.length) },
    body,
  };
}
