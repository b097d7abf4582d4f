import { toJSONSchema, type ZodMiniType } from 'zod/mini';
import { API_ANSWERS } from './http-answers.ts';
import { API_OPERATIONS, type ApiOperation, VIEW } from './http-api.ts';

function problem(description: string, headers: Readonly<Record<string, string>> = {}): object {
  const described = Object.entries(headers).map(([name, what]) => [
    name,
    { description: what, schema: { type: 'string' } },
  ]);
  return {
    description,
    ...(described.length === 0 ? {} : { headers: Object.fromEntries(described) }),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

const RETRY = { 'Retry-After': 'seconds' };

/**
 * The OpenAPI document of `/api/v1`, as a value: made of the table of operations. With pauses: schemas take their time
 * where it is made for the first time. Source: OpenAPI 3.1.
 */
export function* openApiDocument(version: string): Generator<undefined, object, undefined> {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of API_OPERATIONS) {
    const methods = paths[operation.path] ?? {};
    paths[operation.path] = methods;
    methods[operation.method.toLowerCase()] = operationObject(operation);
    yield;
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Rind gateway', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/api/v1' }],
    security: [{}, { basic: [] }, { bearer: [] }],
    paths,
    components: {
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic', description: 'the token as the password' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
      schemas: {
        Problem: {
          type: 'object',
          description: 'Why not. Source: RFC 9457.',
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            detail: { type: 'string' },
            instance: { type: 'string' },
            id: { type: 'string', description: 'of a defect: it stands in the log of the gateway' },
          },
          required: ['type', 'title', 'status', 'detail'],
        },
      },
    },
  };
}

function operationObject(operation: ApiOperation): object {
  const { id, path, what, scope, parameters, body } = operation;
  return {
    operationId: id,
    summary: what,
    description: `Needs a token with the scope \`${scope}\`, where the gateway asks for tokens.`,
    parameters: parameters.map(({ name, what: meaning, required }) => {
      const inPath = path.includes(`{${name}}`);
      return {
        name,
        in: inPath ? 'path' : 'query',
        required: inPath || required,
        description: meaning,
        schema: { type: 'string' },
      };
    }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body) } } } }),
    responses: responsesOf(operation),
  };
}

/** What can come back, by status: a client that knows these is surprised by nothing. */
function responsesOf({ id, method, path, scope, parameters, body, returns, media }: ApiOperation): object {
  const answer = API_ANSWERS.get(id);
  const schema = answer === undefined ? { type: 'string' } : schemaOf(answer);
  const ok = { description: returns, content: { [media ?? 'application/json']: { schema } } };
  const isSought = path.includes('{') || scope === 'read' || parameters.includes(VIEW);
  // Whatever else `wait` says is no.
  const isChecked = body !== undefined || parameters.some(({ name }) => name !== 'wait' && !path.includes(`{${name}}`));
  const isRanged = media === 'application/octet-stream';
  return {
    200: ok,
    ...(isRanged ? { 206: { ...ok, description: 'a part of it' } } : {}),
    ...(media === undefined ? {} : { 304: { description: 'what the asker has is the same' } }),
    ...(isChecked ? { 400: problem('What was asked makes no sense.') } : {}),
    401: problem('A token is needed, or it is none of this gateway.', { 'WWW-Authenticate': 'Basic' }),
    ...(scope === 'admin' || method !== 'GET'
      ? { 403: problem('Not for this token, or a page of somebody else asked through a browser.') }
      : {}),
    ...(isSought ? { 404: problem('There is no such thing, or it is not for whoever asks.') } : {}),
    ...(isRanged ? { 416: problem('That part is not there.') } : {}),
    429: problem('Too many wrong tokens came from this address.', RETRY),
    503: problem('Not now: another such question is being answered, or storage does not answer.', RETRY),
    default: problem('Anything else: not by that name (421), a defect (500).'),
  };
}

/** As it is asked and answered; without a dialect, which the document says for all, and what a moment is, its format says. */
function schemaOf(type: ZodMiniType): object {
  const { $schema: _, ...schema } = toJSONSchema(type, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    },
  });
  return schema;
}
