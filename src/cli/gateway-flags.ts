/** A flag's text as it was typed. */
export const text = (input: string): string => input;

/** Which gateway on this machine a command is about. */
export const dataFlag = {
  kind: 'parsed',
  parse: text,
  optional: true,
  placeholder: 'DIR',
  brief: "the gateway's folder, as `rind serve --data` has it",
} as const;

/** Output for programs. */
export const jsonFlag = { kind: 'boolean', default: false, withNegated: false, brief: 'print JSON' } as const;
