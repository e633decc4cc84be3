import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { Problem } from '../../core/contract/http.ts';
import { maxBodyBytes } from '../../core/contract/http.ts';
import type { FailureCode } from '../../core/domain/failure.ts';
import { Failure } from '../../core/domain/failure.ts';

const statuses: Record<FailureCode, number> = {
  'invalid-request': 400,
  'invalid-choice': 400,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  unauthorized: 401,
  'poll-not-found': 404,
  'not-found': 404,
  'revision-conflict': 409,
  'wrong-state': 409,
  'code-taken': 409,
  'poll-not-open': 409,
  'poll-paused': 409,
  'poll-closed': 409,
  late: 409,
  'already-voted': 409,
  'too-many-requests': 429,
  'foreign-origin': 403,
  'keys-differ': 503,
  'log-busy': 503,
  'log-unavailable': 503,
  'log-incomplete': 503,
  'disk-full': 503,
  'not-ready': 503,
  'history-unavailable': 503,
  'data-folder-unusable': 503,
  'data-folder-busy': 503,
  'newer-format': 503,
  'settings-invalid': 503,
  'topic-mismatch': 503,
  'log-access-denied': 503,
  'history-access-denied': 503,
  'profile-not-found': 404,
  'secrets-need-consent': 409,
  'server-unreachable': 503,
  'report-failed': 500,
  'backup-failed': 500,
  'backup-unusable': 409,
  'update-failed': 502,
  cancelled: 500,
  unexpected: 500,
};

const titles: Partial<Record<FailureCode, string>> = {
  'invalid-request': 'The request is not as it should be',
  'invalid-choice': 'This choice is not possible',
  'body-too-large': 'The body is too large',
  'unsupported-media-type': 'The media type is not supported',
  unauthorized: 'The author token is missing or wrong',
  'poll-not-found': 'No such poll',
  'not-found': 'Nothing here',
  'revision-conflict': 'Someone else was first',
  'disk-full': 'The disk is full',
  'too-many-requests': 'Too many requests',
  'already-voted': 'Already voted',
  unexpected: 'Something went wrong here',
};

function titleOf(code: FailureCode): string {
  return titles[code] ?? `${code.charAt(0).toUpperCase()}${code.slice(1).replace(/-/g, ' ')}`;
}

/** The status and body (RFC 9457) of a failure. */
export function problemOf(code: FailureCode, detail: string, errors?: Problem['errors']): Problem {
  const body = { type: `urn:kpoll:problem:${code}`, title: titleOf(code), status: statuses[code], detail, code };
  return errors === undefined ? body : { ...body, errors };
}

/** More of them help nobody, and make a large answer of a small request. */
const mostErrors = 20;

function toFailure(error: FastifyError | Failure): Failure {
  if (error instanceof Failure) return error;
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Failure('body-too-large', `A body may have at most ${maxBodyBytes} bytes. Nothing was recorded.`);
    case 'FST_ERR_BAD_URL':
      return new Failure('invalid-request', 'The address of this request cannot be read. Nothing was recorded.');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Failure('unsupported-media-type', 'Send the body as application/json. Nothing was recorded.');
    default:
      if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
        return new Failure(
          'invalid-request',
          'The request could not be read: its body is not the JSON that it should be. Nothing was recorded.',
        );
      }
      return new Failure('unexpected', 'Something unforeseen happened here. It is not known whether the request took effect; try again.', {
        cause: error,
      });
  }
}

export function sendFailure(reply: FastifyReply, failure: Failure, errors?: Problem['errors']): FastifyReply {
  const body = problemOf(failure.code, failure.message, errors);
  if (failure.retryAfterSeconds !== undefined || body.status === 503 || body.status === 429) {
    void reply.header('retry-after', String(failure.retryAfterSeconds ?? 1));
  }
  if (failure.code === 'unauthorized') void reply.header('www-authenticate', 'Bearer realm="kpoll"');
  return reply.code(body.status).type('application/problem+json').send(JSON.stringify(body));
}

interface Options {
  /** Told of bugs only; with the stack, without the request's body. */
  readonly onBug: (error: unknown, request: FastifyRequest) => void;
  readonly onRefused: (code: FailureCode) => void;
}

/** Every error leaves as a problem document; a 5xx says nothing internal. */
export function installProblems(app: FastifyInstance, { onBug, onRefused }: Options): void {
  app.setErrorHandler((error: FastifyError | Failure, request, reply) => {
    if (hasZodFastifySchemaValidationErrors(error)) {
      onRefused('invalid-request');
      const errors = error.validation
        .slice(0, mostErrors)
        .map((issue) => ({ path: issue.instancePath, message: issue.message ?? 'is not valid' }));
      return sendFailure(
        reply,
        new Failure('invalid-request', 'The request has fields that are missing, unknown or wrong. Nothing was recorded.'),
        errors,
      );
    }
    const failure = toFailure(error);
    if (failure.code === 'unexpected') onBug(error, request);
    onRefused(failure.code);
    return sendFailure(reply, failure);
  });
  app.setNotFoundHandler((_request, reply) => sendFailure(reply, new Failure('not-found', 'There is nothing at this address.')));
}

/** What a framework refuses before it has found a route. */
export function sendFrameworkError(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  void sendFailure(reply, toFailure(error));
}

const unreadable: Readonly<Record<string, readonly [status: string, detail: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers of this request are too large. Nothing was recorded.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not arrive in time. Nothing of it was recorded; send it again.'],
};
const notHttp = ['400 Bad Request', 'This is not a request of HTTP. Nothing was recorded.'] as const;

/** Answers what could not even be read as a request, and hangs up. */
export function refuseUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, detail] = unreadable[error.code ?? ''] ?? notHttp;
  const body = JSON.stringify({ ...problemOf('invalid-request', detail), status: Number(status.slice(0, 3)) });
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`;
  socket.end(`${head}${body}`, () => socket.destroy());
}
