/**
 * What this run used of Rind: the command, the formats that were read. The start of the shipped program
 * (entry.cjs) keeps compiled code between runs, and learns here whether there is more of it to keep.
 */
export const used: Set<string> = new Set();
