import type { FastifyRequest } from 'fastify';
import { Failure } from '../../core/domain/failure.ts';
import type { IsAuthor } from '../keys/author-token.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';

/** Says whether a request is an author's. Failure `too-many-requests` for an address that goes on with wrong tokens; a right one is always let in. */
export type AuthorCheck = (request: Pick<FastifyRequest, 'headers' | 'ip'>) => boolean;

export function createAuthorCheck(isAuthor: IsAuthor, wrongTokens: RateLimiter): AuthorCheck {
  return ({ headers: { authorization }, ip }) => {
    if (isAuthor(authorization)) return true;
    // Other schemes are none of ours: a proxy's password comes along with every request of a browser.
    if (isBearer(authorization) && !wrongTokens.take(ip)) throw tooMany();
    return false;
  };
}

function isBearer(authorization: string | undefined): boolean {
  return authorization !== undefined && /^bearer\b/i.test(authorization);
}

function tooMany(): Failure {
  const message = 'Too many wrong author tokens from this address. Nothing was changed. Look at the token, then try again in a moment.';
  return new Failure('too-many-requests', message, { retriable: true, retryAfterSeconds: 1 });
}
