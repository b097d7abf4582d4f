import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A certificate and its key. */
export interface Certificate {
  /** PEM. */
  readonly certificate: string;
  readonly key: KeyObject;
  /** As the issuer of others. */
  readonly name: string;
}

/** What a certificate is for. */
export interface CertificateRequest {
  readonly name: string;
  /** Host names that it holds for; addresses as four numbers. */
  readonly hosts?: readonly string[];
  /** Who signs it; it signs itself, as an authority, where nobody does. */
  readonly issuer?: Certificate;
  /** The last day that it holds, epoch milliseconds; a day from now by default. */
  readonly until?: number;
}

const DAY = 86_400_000;
const [INTEGER, BIT_STRING, OCTETS, OID, UTF8, SEQUENCE, SET, TIME, TRUE] = [
  0x02,
  0x03,
  0x04,
  0x06,
  0x0c,
  0x30,
  0x31,
  0x18,
  Buffer.from([1, 1, 255]),
] as const;

/** Makes a certificate, with a key of its own on P-256. Source: RFC 5280; ECDSA with SHA-256, RFC 5758. */
export function makeCertificate({
  name,
  hosts = [],
  issuer,
  until = Date.now() + DAY,
}: CertificateRequest): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(SEQUENCE, oid(1, 2, 840, 10045, 4, 3, 2));
  const names = hosts.map((host) =>
    /^\d+(?:\.\d+){3}$/.test(host) ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host)),
  );
  const extensions =
    issuer === undefined
      ? [der(SEQUENCE, oid(2, 5, 29, 19), TRUE, der(OCTETS, der(SEQUENCE, TRUE)))]
      : [der(SEQUENCE, oid(2, 5, 29, 17), der(OCTETS, der(SEQUENCE, ...names)))];
  const content = der(
    SEQUENCE,
    der(0xa0, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, Buffer.from([1 + (serial++ % 100)])),
    algorithm,
    commonName(issuer?.name ?? name),
    der(SEQUENCE, time(Math.min(until, Date.now()) - DAY), time(until)),
    commonName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(SEQUENCE, ...extensions)),
  );
  const signature = sign('sha256', content, issuer?.key ?? privateKey);
  const whole = der(SEQUENCE, content, algorithm, der(BIT_STRING, Buffer.from([0]), signature));
  const lines = whole.toString('base64').replaceAll(/.{64}/g, '$&\n').trim();
  return { certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`, key: privateKey, name };
}

let serial = 0;

/** A value of ASN.1 in the encoding of ITU-T X.690, section 10. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function oid(first: number, second: number, ...others: readonly number[]): Buffer {
  const bytes = others.flatMap((part) => {
    const groups = [part & 127];
    for (let rest = part >> 7; rest > 0; rest >>= 7) groups.unshift((rest & 127) | 128);
    return groups;
  });
  return der(OID, Buffer.from([first * 40 + second, ...bytes]));
}

function commonName(name: string): Buffer {
  return der(SEQUENCE, der(SET, der(SEQUENCE, oid(2, 5, 4, 3), der(UTF8, Buffer.from(name)))));
}

function time(instant: number): Buffer {
  const text = new Date(instant).toISOString();
  return der(TIME, Buffer.from(`${text.slice(0, 19).replaceAll(/[-:T]/g, '')}Z`));
}
