/** Pages of the codes of administration, setup and doctor: as `ProblemPage` has them. */
export const ADMIN_PAGES = {
  'admin-refused': {
    title: 'the gateway does not do what was asked of it',
    why: 'What was asked makes no sense to it, there is no such thing there, or the token in `RIND_TOKEN` may not ask for it.',
    next: 'Do what the message says. `rind token create --scope admin` on the machine of the gateway makes a token that may administer.',
  },
  'admin-server-refused': {
    title: 'the address of the gateway cannot be used for this',
    why: 'A token that travels without encryption is no secret any more, and one in an address ends up in logs and histories.',
    next: 'Name the `https://` address of the gateway, or `http://127.0.0.1:PORT` on its own machine, without a user or password in it; the token stands in the variable `RIND_TOKEN`.',
  },
  'gateway-data-missing': {
    title: 'there is no data of a gateway in the folder',
    why: 'What is said about another folder than the one that a gateway uses has no effect, and nobody would notice.',
    next: 'Name the folder that `rind serve --data` uses with `--data`, or the address of the gateway with `--server`.',
  },
  'gateway-unreachable': {
    title: 'no gateway answers at the address',
    why: 'Nothing listens there, something else does, or it does not answer in time.',
    next: 'Start it with `rind serve`, or correct `--server`.',
  },
  'setup-refused': {
    title: 'the configuration of a client cannot be edited',
    why: 'The file cannot be read, or it says something that cannot be changed without losing what stands there. It was left as it is.',
    next: 'Run the command without `--write` and put what it prints into the file by hand.',
  },
};
