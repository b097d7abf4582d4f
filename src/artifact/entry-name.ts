/** Whether the name of an archive's entry is relative, with forward slashes, and never goes up. */
export function staysInside(name: string): boolean {
  return name !== '' && !/^\/|^[A-Za-z]:|[\\\0]|(?:^|\/)\.\.(?:\/|$)/.test(name);
}
