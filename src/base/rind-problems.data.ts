/** The part of the catalogue of problems that is about advisories of another Rind. */
export const RIND_PROBLEMS = {
  'rind-bytes-differ': {
    title: 'what another Rind handed out is not what it signed',
    why: 'The bytes of a source have another size or digest than the signed statement says: somebody on the way changed them, or they are damaged. Nothing of them was read.',
    next: 'Run the sync again. Where it stays so, look at what stands between the two: a proxy, a cache, a mirror.',
  },
  'rind-key-missing': {
    title: 'nobody said which key another Rind signs with',
    why: 'Without its public key, anybody on the way could take advisories out of what it hands out. A key that is only sent along proves nothing.',
    next: 'Print the key with `rind log key` on the machine of that gateway, bring it here by another way, and name it with `--key`.',
  },
  'rind-key-wrong': {
    title: 'another Rind signs with a key that nobody here vouches for',
    why: 'The statement is signed by a key that is neither the one that was named nor one that it vouches for. It is another gateway, it lost its key, or somebody answers in its place.',
    next: 'Compare with `rind log key` on the machine of that gateway. Name the new key with `--key` only if it stands there.',
  },
  'rind-source-missing': {
    title: 'another Rind does not hand out a source any longer',
    why: 'The source came from there, and the signed statement does not name it. What is here stays, and grows old.',
    next: 'Ask who runs that gateway, or name another place for the source with `--from`.',
  },
  'rind-statement-damaged': {
    title: 'the statement of another Rind cannot be believed',
    why: 'It is not written as a statement is, or its signature is not over what it says: somebody on the way changed it, or something else than a gateway answers.',
    next: 'Run the sync again, and look at what stands between the two where it stays so.',
  },
  'rind-statement-early': {
    title: 'the statement of another Rind is of the future',
    why: 'It is of more than an hour from now. Taken over, it would make every later one look old.',
    next: 'Set the clocks of both machines right.',
  },
  'rind-statement-older': {
    title: 'the statement of another Rind is older than what came from there before',
    why: 'Whoever plays back an old statement hides every advisory that came since. It also happens where that gateway was restored from a backup.',
    next: 'Wait for its next sync; if it was restored, run the same with `--force`.',
  },
  'rind-too-large': {
    title: 'another Rind hands out more than is taken',
    why: 'The statement announces more bytes or records of a source than any source may have.',
    next: 'Take that source from another place.',
  },
} as const;
