/** Pages of the codes that only a gateway, and who administers one, can meet: see `problem-codes.ts`. */
export const GATEWAY_PROBLEM_PAGES = {
  'listen-failed': {
    title: 'the gateway cannot listen on its address',
    why: 'Another process listens there already, the address is none of this machine, or the port is for administrators alone.',
    next: 'Stop what listens there, or name another address with `--listen`.',
  },
  'listen-invalid': {
    title: 'the address to listen on cannot be read',
    why: 'It is a host and a port, such as `127.0.0.1:7463`. Names are not looked up: what they mean may change.',
    next: 'Write an address of this machine, or `0.0.0.0:PORT` for all of them.',
  },
  'listen-open': {
    title: 'others could read from the gateway without being known, or their tokens could be read on the way',
    why: 'Beyond this machine a gateway wants tokens, and TLS before it: private projects would be open to everybody, and a token sent in the clear is no secret any more.',
    next: 'Put a proxy with TLS in front, set `server.public-url`, and make tokens with `rind token create`; or say `--insecure-open` where the network itself is trusted.',
  },
  'storage-failed': {
    title: 'the operating system refuses to store a file',
    why: 'Nothing is served that is not stored whole first.',
    next: 'Look at permissions and health of the data folder.',
  },
  'storage-full': {
    title: 'there is no space left for a file',
    why: 'The disk or the quota of the data folder is full. What was stored in part is removed again.',
    next: 'Make room, or lower the size budget of the store.',
  },
} as const;
